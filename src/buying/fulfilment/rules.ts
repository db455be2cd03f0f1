import type { Actor, Role } from '../../parties/account/index.ts';
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

/** The wall-clock day at a place, by its IANA zone. */
export function dayOf(at: Instant, iana = 'Asia/Jakarta'): Day {
  const zone = (Object.keys(zones) as Zone[]).find((name) => zones[name].iana === iana);
  if (!zone) throw new Error(`${iana} is no zone of Indonesia`);
  return dayAt(at, zone);
}

/** Tells one state of an order from another, its money included. */
export const markOf = ({ version }: Delivery, money: { readonly state: string } | undefined): string =>
  `${version}-${money?.state ?? 'none'}`;
