import type {
  CancelAnswer,
  ConfirmAnswer,
  HoldRefusal,
  MarketOrderStatus,
  OrderAsk,
  OrderLine,
} from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import { rupiah, type Sen } from '../../values/money.ts';

/** What of an offer decides on an order. */
export interface ShelfOffer {
  readonly id: string;
  readonly sellerId: string;
  readonly sellerRegion: string;
  readonly price: Sen;
  readonly stock: number;
  readonly weightGrams: number;
  readonly isRemoved: boolean;
  readonly version: number;
}

export type Shelf = ReadonlyMap<string, ShelfOffer>;

export interface SandboxOrder {
  readonly id: string;
  readonly reference: string;
  readonly status: MarketOrderStatus;
  readonly heldUntil: Instant;
  readonly total: Sen;
  readonly version: number;
}

/** Kemendagri codes of the 38 provinces: the sandbox delivers everywhere. */
export const provinces: readonly string[] = [
  ...['11', '12', '13', '14', '15', '16', '17', '18', '19', '21', '31', '32', '33', '34', '35', '36', '51', '52', '53'],
  ...['61', '62', '63', '64', '65', '71', '72', '73', '74', '75', '76', '81', '82', '91', '92', '93', '94', '95', '96'],
];

interface Edge {
  readonly from: readonly MarketOrderStatus[];
  readonly to: MarketOrderStatus;
}

/** The life of an order at this marketplace. */
export const steps = {
  confirm: { from: ['held'], to: 'confirmed' },
  expire: { from: ['held'], to: 'expired' },
  cancel: { from: ['held', 'confirmed', 'accepted'], to: 'cancelled' },
  accept: { from: ['confirmed'], to: 'accepted' },
  decline: { from: ['confirmed'], to: 'declined' },
  // An order may travel in several parcels.
  ship: { from: ['confirmed', 'accepted', 'shipped'], to: 'shipped' },
  receivePart: { from: ['shipped', 'partly-received'], to: 'partly-received' },
  receive: { from: ['shipped', 'partly-received'], to: 'received' },
  pay: { from: ['received'], to: 'paid' },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;

/** Whether the order can take the step now. A hold that has ended can only expire. */
export function can(order: SandboxOrder, step: Step, at: Instant): boolean {
  const { from }: Edge = steps[step];
  return from.includes(order.status) && (step === 'expire' || !hasLapsed(order, at));
}

export function advance(order: SandboxOrder, step: Step): SandboxOrder {
  return { ...order, status: steps[step].to, version: order.version + 1 };
}

export function hasLapsed({ status, heldUntil }: SandboxOrder, at: Instant): boolean {
  return status === 'held' && heldUntil.getTime() <= at.getTime();
}

const provinceOf = (regionCode: string): string => regionCode.slice(0, 2);

/** Whole rupiah for every kilogram begun: Rp9.000 within the seller's province, Rp22.000 beyond it. */
export function shippingFor(weightGrams: number, sellerRegion: string, shipTo: string): Sen {
  const kilograms = Math.max(1, Math.ceil(weightGrams / 1000));
  const isNear = provinceOf(sellerRegion) === provinceOf(shipTo);
  return rupiah(kilograms) * (isNear ? 9_000n : 22_000n);
}

export const leadTimeDays = (sellerRegion: string, shipTo: string): number =>
  provinceOf(sellerRegion) === provinceOf(shipTo) ? 2 : 6;

interface Wanted {
  readonly externalId: string;
  readonly quantity: number;
}

/** How many of each offer the lines want together. */
export function quantities(lines: readonly Wanted[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { externalId, quantity } of lines) sums.set(externalId, (sums.get(externalId) ?? 0) + quantity);
  return sums;
}

export function weightOf(lines: readonly Wanted[], shelf: Shelf): number {
  return lines.reduce((sum, line) => sum + line.quantity * (shelf.get(line.externalId)?.weightGrams ?? 0), 0);
}

/**
 * Why this order cannot be held; undefined when it can. The buyer names prices and shipping, but never sets them:
 * a line costs what the offer costs now, or what was quoted for exactly so many pieces.
 */
export function holdRefusal(ask: OrderAsk, shelf: Shelf, quoted: ReadonlySet<string>): HoldRefusal | undefined {
  const offers = ask.lines.map(({ externalId }) => shelf.get(externalId));
  if (offers.some((offer) => !offer || offer.isRemoved || offer.sellerId !== ask.sellerExternalId)) return 'gone';
  const region = offers[0]?.sellerRegion ?? '';
  if (!provinces.includes(provinceOf(ask.shipTo))) return 'not-deliverable';
  const isOther = ({ externalId, quantity, price }: OrderLine) =>
    price !== shelf.get(externalId)?.price && !quoted.has(quoteName(externalId, quantity, price));
  if (ask.lines.some(isOther)) return 'price-changed';
  if (ask.shipping !== shippingFor(weightOf(ask.lines, shelf), region, ask.shipTo)) return 'price-changed';
  const goods = ask.lines.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n);
  if (ask.total !== goods + ask.shipping) return 'price-changed';
  const isShort = [...quantities(ask.lines)].some(([id, wanted]) => (shelf.get(id)?.stock ?? 0) < wanted);
  return isShort ? 'no-stock' : undefined;
}

/** The shelf after the goods of these lines were taken off it. */
export function take(lines: readonly Wanted[], shelf: Shelf): Shelf {
  const after = new Map(shelf);
  for (const [id, quantity] of quantities(lines)) {
    const offer = shelf.get(id);
    if (offer) after.set(id, { ...offer, stock: offer.stock - quantity });
  }
  return after;
}

/** An order that is confirmed already is confirmed; what happened to it since is told by the order itself. */
export function confirmation(order: SandboxOrder | undefined, isClosed: boolean, at: Instant): ConfirmAnswer {
  if (!order) return { status: 'refused', reason: 'unknown-order' };
  if (order.status === 'expired' || hasLapsed(order, at)) return { status: 'refused', reason: 'expired' };
  if (order.status === 'cancelled') return { status: 'refused', reason: 'cancelled' };
  if (order.status === 'declined' || (order.status === 'held' && isClosed)) {
    return { status: 'refused', reason: 'seller-closed' };
  }
  return { status: 'confirmed' };
}

/** An order that binds nobody any more counts as cancelled. */
export function cancellation(order: SandboxOrder | undefined, at: Instant): CancelAnswer {
  if (!order) return { status: 'refused', reason: 'unknown-order' };
  const isOver = ['cancelled', 'expired', 'declined'].includes(order.status) || hasLapsed(order, at);
  if (isOver || can(order, 'cancel', at)) return { status: 'cancelled' };
  return { status: 'refused', reason: 'already-shipped' };
}

/** What the seller gets of a payment: two per cent stay with the marketplace, rounded down to the sen. */
export const paidToSeller = (amount: Sen): Sen => amount - (amount * 2n) / 100n;

/** From ten pieces on the seller goes down by at most five per cent, rounded up to the sen; below ten, not at all. */
export function quote(price: Sen, quantity: number, askedPrice: Sen): Sen | undefined {
  if (askedPrice >= price) return price;
  if (quantity < 10) return undefined;
  const floor = price - (price * 5n) / 100n;
  return askedPrice > floor ? askedPrice : floor;
}

/** Names a price that was quoted for so many pieces of an offer. */
export const quoteName = (externalId: string, quantity: number, price: Sen): string =>
  `${quantity} at ${price} of ${externalId}`;
