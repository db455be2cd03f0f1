import type { Sen } from '../../values/money.ts';
import type { Decision } from '../rulebook/index.ts';

/** An order that a work unit placed before. */
export interface EarlierOrder {
  readonly sellerId: string;
  readonly categories: readonly string[];
  readonly amount: Sen;
}

/** An order that is about to be placed. */
export interface NewOrder extends EarlierOrder {
  readonly orderId: string;
}

export interface Flag {
  readonly code: 'integrity.splitting' | 'integrity.same-seller';
  readonly details: Readonly<Record<string, string>>;
}

export const WINDOW_DAYS = 30;
export const RUNNING = 5;

/** What a work unit bought in the last 30 days, as far as a flag needs it. */
export interface History {
  /** Of its last orders, the newest first. */
  readonly lastSellers: readonly string[];
  readonly spentOn: ReadonlyMap<string, Sen>;
}

export const NOTHING: History = { lastSellers: [], spentOn: new Map() };

/** The history once these orders, in the order in which they were placed, belong to it. */
export function withOrders({ lastSellers, spentOn }: History, orders: readonly EarlierOrder[]): History {
  const spent = new Map(spentOn);
  for (const { categories, amount } of orders) {
    for (const category of categories) spent.set(category, (spent.get(category) ?? 0n) + amount);
  }
  const sellers = [...orders.map(({ sellerId }) => sellerId).reverse(), ...lastSellers];
  return { lastSellers: sellers.slice(0, RUNNING - 1), spentOn: spent };
}

/**
 * What a person must explain before going on: purchases of one kind that together pass the limit although each
 * stays below it (splitting, Perpres 16/2018 Pasal 20), and the fifth purchase running at one seller.
 */
export function flagsOf(history: History, orders: readonly NewOrder[], limit: Sen): readonly Flag[] {
  return [...splitting(history, orders, limit), ...sameSeller(history, orders)];
}

function splitting({ spentOn }: History, orders: readonly NewOrder[], limit: Sen): Flag[] {
  const kinds = [...new Set(orders.flatMap(({ categories }) => categories))].sort();
  for (const category of kinds) {
    const before = spentOn.get(category) ?? 0n;
    const now = sumOf(orders, category);
    if (before > 0n && now <= limit && before + now > limit) {
      const details = { category, beforeSen: String(before), nowSen: String(now), limitSen: String(limit) };
      return [{ code: 'integrity.splitting', details }];
    }
  }
  return [];
}

function sameSeller({ lastSellers }: History, orders: readonly NewOrder[]): Flag[] {
  const [first] = lastSellers;
  if (!first || lastSellers.length < RUNNING - 1 || lastSellers.some((sellerId) => sellerId !== first)) return [];
  if (!orders.some(({ sellerId }) => sellerId === first)) return [];
  return [{ code: 'integrity.same-seller', details: { sellerId: first, times: String(RUNNING) } }];
}

function sumOf(orders: readonly EarlierOrder[], category: string): Sen {
  return orders.reduce((sum, order) => (order.categories.includes(category) ? sum + order.amount : sum), 0n);
}

type Tax = Decision['taxes'][number];
type StoredTax = { readonly [Key in keyof Tax]: Tax[Key] extends bigint ? string : Tax[Key] };

/** A stored answer as the rulebook gave it: amounts are bigint again. */
export function readDecision(stored: string): Decision {
  const decision = JSON.parse(stored) as Omit<Decision, 'taxes'> & { readonly taxes: readonly StoredTax[] };
  const taxes = decision.taxes.map((tax) => ({
    ...{ key: tax.key, collector: tax.collector },
    ...{ dpp: BigInt(tax.dpp), ppn: BigInt(tax.ppn), pph22: BigInt(tax.pph22) },
    ...{ sellerReceives: BigInt(tax.sellerReceives), buyerPays: BigInt(tax.buyerPays) },
  }));
  return { ...decision, taxes };
}
