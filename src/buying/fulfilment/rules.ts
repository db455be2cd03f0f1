import type { Actor, Role } from '../../parties/account/index.ts';
import type { MarketOrder } from '../../parties/marketplace/index.ts';
import { type Day, dayAt, type Zone, zones } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import type { PaperContent } from '../document/index.ts';
import type { PaperDemand, TaxAnswer } from '../rulebook/index.ts';

export type DeliveryState =
  | 'waiting'
  | 'accepted'
  | 'shipped'
  | 'partly-received'
  | 'received'
  | 'declined'
  | 'cancelled';

/** What the dated rule says on this order's tax; `sellerReceives` is what reaches the seller after it. */
export type Tax = Pick<TaxAnswer, 'dpp' | 'ppn' | 'pph22' | 'collector' | 'sellerReceives'>;

interface OrderedLine {
  readonly lineId: string;
  readonly externalId: string;
  readonly title: string;
  readonly unit: string;
  readonly quantity: number;
  readonly price: Sen;
}

/** An order that its marketplace confirmed, with all that delivery and payment will need. */
export interface ConfirmedOrder {
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly orderId: string;
  readonly requestId: string;
  readonly requestNumber: string;
  readonly orderNumber: string;
  readonly requestedBy: string;
  readonly marketplaceId: string;
  readonly marketplaceName: string;
  readonly sellerId: string;
  readonly sellerName: string;
  /** The order's id at the marketplace. */
  readonly externalId: string;
  /** The committed money of this order. */
  readonly budgetMoves: readonly { readonly lineId: string; readonly amount: Sen }[];
  readonly lines: readonly OrderedLine[];
  readonly shipping: Sen;
  readonly total: Sen;
  readonly tax: Tax;
  readonly papers: readonly PaperDemand[];
  readonly packId: string;
  /** The ways of payment that the rules allow. */
  readonly payments: readonly ('UP' | 'LS')[];
  /** What every paper on this order says. */
  readonly content: PaperContent;
  readonly at: Instant;
}

export interface DeliveryLine extends OrderedLine {
  readonly received: number;
}

export interface Delivery extends Omit<ConfirmedOrder, 'lines'> {
  readonly state: DeliveryState;
  readonly lines: readonly DeliveryLine[];
  /** Why the seller declined. */
  readonly reason: string | null;
  readonly courier: string | null;
  /** The number by which the courier knows the parcel. */
  readonly parcel: string | null;
  readonly answeredAt: Instant | null;
  readonly shippedAt: Instant | null;
  readonly receivedAt: Instant | null;
  readonly version: number;
}

export interface Receipt {
  readonly institutionId: string;
  readonly orderId: string;
  readonly id: string;
  readonly isComplete: boolean;
  readonly by: string;
  readonly at: Instant;
  readonly report: 'open' | 'done' | 'pending' | 'refused' | 'untold';
  readonly lines: readonly Counted[];
}

export interface Counted {
  readonly lineId: string;
  readonly quantity: number;
}

interface Edge {
  readonly from: readonly DeliveryState[];
  readonly to: DeliveryState;
  readonly event: string;
  /** `purchase` when an order is cancelled before it travels. */
  readonly by: 'seller' | 'office' | 'purchase';
}

/** The life of a delivery. Buttons, checks and audit all come from this table. */
export const steps = {
  accept: { from: ['waiting'], to: 'accepted', event: 'delivery.accepted', by: 'seller' },
  decline: { from: ['waiting'], to: 'declined', event: 'delivery.declined', by: 'seller' },
  ship: { from: ['accepted'], to: 'shipped', event: 'delivery.shipped', by: 'seller' },
  cancel: { from: ['waiting', 'accepted'], to: 'cancelled', event: 'delivery.cancelled', by: 'purchase' },
  receivePart: {
    from: ['shipped', 'partly-received'],
    to: 'partly-received',
    event: 'delivery.partly-received',
    by: 'office',
  },
  receive: { from: ['shipped', 'partly-received'], to: 'received', event: 'delivery.received', by: 'office' },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;
export type SellerStep = 'accept' | 'decline' | 'ship';

/** Who counts the goods for the office. */
export const receivers = ['pp', 'ppk'] as const satisfies readonly Role[];

export const can = (state: DeliveryState, step: Step): boolean =>
  (steps[step].from as readonly DeliveryState[]).includes(state);

/** @throws Problem conflict `fulfilment/wrong-state` */
export function advance(delivery: Delivery, step: Step): Delivery {
  if (!can(delivery.state, step)) throw wrongState(delivery);
  return { ...delivery, state: steps[step].to, version: delivery.version + 1 };
}

export const wrongState = ({ state }: Delivery): Problem =>
  new Problem('conflict', 'fulfilment/wrong-state', { state });

/** What a seller does with an order. */
export type SellerChoice =
  | { readonly step: 'accept' }
  | { readonly step: 'decline'; readonly reason: string }
  | { readonly step: 'ship'; readonly courier: string; readonly parcel: string };

/** The delivery after the seller's act. @throws Problem conflict `fulfilment/wrong-state` */
export function acted(delivery: Delivery, choice: SellerChoice, at: Instant): Delivery {
  const after = advance(delivery, choice.step);
  switch (choice.step) {
    case 'accept':
      return { ...after, answeredAt: at };
    case 'decline':
      return { ...after, answeredAt: at, reason: choice.reason };
    case 'ship':
      return { ...after, shippedAt: at, courier: choice.courier, parcel: choice.parcel };
  }
}

/**
 * What the seller did at the marketplace itself, one step after the other; empty when the hub knows as much. Receipts
 * are the office's own word and are never taken from there.
 */
export function missedSteps(delivery: Delivery, market: MarketOrder): SellerChoice[] {
  const { state } = delivery;
  if (market.status === 'declined') return state === 'waiting' ? [{ step: 'decline', reason: '–' }] : [];
  const isBeyond = ['shipped', 'partly-received', 'received', 'paid'].includes(market.status);
  if (!isBeyond && market.status !== 'accepted') return [];
  const missed: SellerChoice[] = state === 'waiting' ? [{ step: 'accept' }] : [];
  if (isBeyond && (state === 'waiting' || state === 'accepted')) {
    const last = market.shipments.at(-1);
    missed.push({ step: 'ship', courier: last?.courier || '–', parcel: last?.number || '–' });
  }
  return missed;
}

/**
 * Why this person cannot receive goods now; undefined when they can. Forms and actions ask the same question.
 */
export function receiveRefusal(delivery: Delivery, actor: Actor): Problem | undefined {
  if (!actor.roles.some((role) => receivers.some((one) => one === role))) {
    return new Problem('forbidden', 'fulfilment/not-your-step');
  }
  if (actor.workUnitId !== null && actor.workUnitId !== delivery.workUnitId) {
    return new Problem('forbidden', 'fulfilment/other-work-unit');
  }
  return can(delivery.state, 'receive') ? undefined : wrongState(delivery);
}

/**
 * The delivery after these goods were counted in.
 * @throws Problem invalid `fulfilment/nothing-received`, missing `fulfilment/no-such-line`, conflict
 * `fulfilment/more-than-ordered` or `fulfilment/wrong-state`
 */
export function received(
  delivery: Delivery,
  counted: readonly Counted[],
  at: Instant,
): { delivery: Delivery; step: 'receive' | 'receivePart'; counted: Counted[] } {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of counted) {
    if (!Number.isSafeInteger(quantity) || quantity < 0) throw new Problem('invalid', 'fulfilment/nothing-received');
    if (quantity > 0) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  }
  if (sums.size === 0) throw new Problem('invalid', 'fulfilment/nothing-received');
  const known = new Set(delivery.lines.map(({ lineId }) => lineId));
  if ([...sums.keys()].some((id) => !known.has(id))) throw new Problem('missing', 'fulfilment/no-such-line');
  const lines = delivery.lines.map((line) => {
    const arrived = sums.get(line.lineId) ?? 0;
    const open = line.quantity - line.received;
    if (arrived > open) {
      throw new Problem('conflict', 'fulfilment/more-than-ordered', { title: line.title, open: String(open) });
    }
    return { ...line, received: line.received + arrived };
  });
  const isComplete = lines.every((line) => line.received === line.quantity);
  const step = isComplete ? 'receive' : 'receivePart';
  const after = advance(delivery, step);
  return {
    delivery: { ...after, lines, receivedAt: isComplete ? at : null },
    step,
    counted: [...sums].map(([lineId, quantity]) => ({ lineId, quantity })),
  };
}

/** What the goods received so far are worth, delivery not counted. */
export function receivedWorth({ lines }: Pick<Delivery, 'lines'>): Sen {
  return lines.reduce((sum, { price, received }) => sum + price * BigInt(received), 0n);
}

/** The wall-clock day at a place, by its IANA zone. */
export function dayOf(at: Instant, iana = 'Asia/Jakarta'): Day {
  const zone = (Object.keys(zones) as Zone[]).find((name) => zones[name].iana === iana);
  if (!zone) throw new Error(`${iana} is no zone of Indonesia`);
  return dayAt(at, zone);
}

/** What a later room knows about the money for an order. */
export interface Money {
  /** `due` planned, `spp`, `spm` on its way through the treasury, `paid`, `mismatch` when sums disagree. */
  readonly state: 'due' | 'spp' | 'spm' | 'paid' | 'mismatch';
  /** The day planned, or the day paid. */
  readonly on: string;
  /** How the office pays; null while that is open. */
  readonly method: 'UP' | 'LS' | null;
  /** The tax as it was decided for that way; null where it is still that of the purchase. */
  readonly tax: Tax | null;
}

/** The delivery with the tax that counts: a purchase is taxed for the first way allowed, its payment for the real one. */
export const taxedAsPaid = <Taxed extends { readonly tax: Tax }>(one: Taxed, money: Money | undefined): Taxed =>
  money?.tax ? { ...one, tax: money.tax } : one;
