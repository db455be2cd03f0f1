import type { CancelAnswer, ConfirmAnswer, HoldAnswer } from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';

/** Each step of a purchase for oneself: where it may begin, where it leads, and the news of it. */
export const steps = {
  hold: { from: ['holding'], to: 'awaiting-payment', event: 'personal.held' },
  reject: { from: ['holding'], to: 'rejected', event: 'personal.rejected' },
  pay: { from: ['awaiting-payment'], to: 'confirming', event: 'personal.paid' },
  confirm: { from: ['confirming'], to: 'confirmed', event: 'personal.confirmed' },
  cancel: { from: ['awaiting-payment'], to: 'cancelling', event: 'personal.cancelling' },
  release: { from: ['cancelling'], to: 'cancelled', event: 'personal.cancelled' },
  expire: { from: ['awaiting-payment'], to: 'expired', event: 'personal.expired' },
  // The money came and the goods did not: it goes back.
  refund: { from: ['confirming', 'cancelling', 'cancelled', 'expired'], to: 'refunding', event: 'personal.refunding' },
  repay: { from: ['refunding'], to: 'refunded', event: 'personal.refunded' },
} as const satisfies Record<string, { from: readonly string[]; to: string; event: string }>;

export type Step = keyof typeof steps;
export type State = 'holding' | (typeof steps)[Step]['to'];

/** Steps whose news somebody waits for; the others end in the audit. */
export const awaited = ['personal.paid', 'personal.cancelling', 'personal.refunding'] as const;
export const PLACED = 'personal.placed';

export interface Purchase {
  readonly buyerId: string;
  readonly id: string;
  readonly number: string;
  readonly offerId: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly sellerExternalId: string;
  readonly sellerName: string;
  readonly externalId: string;
  readonly title: string;
  readonly unit: string;
  readonly quantity: number;
  readonly price: Sen;
  readonly shipping: Sen;
  readonly total: Sen;
  /** Kemendagri code of the place of delivery. */
  readonly shipTo: string;
  readonly state: State;
  readonly orderExternalId: string | null;
  readonly heldUntil: Instant | null;
  readonly refusal: string | null;
  readonly qris: string | null;
  readonly at: Instant;
  readonly version: number;
}

/** @throws Problem conflict `personal/wrong-state` */
export function moved(purchase: Purchase, step: Step, told: Partial<Purchase> = {}): Purchase {
  const { from, to }: { from: readonly string[]; to: State } = steps[step];
  if (!from.includes(purchase.state)) throw new Problem('conflict', 'personal/wrong-state', { state: purchase.state });
  return { ...purchase, ...told, state: to, version: purchase.version + 1 };
}

export const may = (purchase: Purchase, step: Step): boolean =>
  (steps[step].from as readonly string[]).includes(purchase.state);

/** What follows from an answer to the hold; `qris` is there once the payment was asked for. */
export function held(purchase: Purchase, answer: HoldAnswer, qris: string | null): Purchase {
  if (answer.status === 'rejected') return moved(purchase, 'reject', { refusal: answer.reason });
  if (answer.status === 'confirmed') throw new Error('nobody asked to confirm what is not paid');
  const { externalId: orderExternalId, heldUntil } = answer;
  return moved(purchase, 'hold', { orderExternalId, heldUntil, qris });
}

/** A seller who refuses what is paid gives the money back. */
export const confirmed = (purchase: Purchase, answer: ConfirmAnswer): Purchase =>
  answer.status === 'confirmed' ? moved(purchase, 'confirm') : moved(purchase, 'refund', { refusal: answer.reason });

/** A mere hold is free in any case, because nobody will confirm it; undefined while the marketplace thinks it over. */
export const released = (purchase: Purchase, answer: CancelAnswer): Purchase | undefined =>
  answer.status === 'pending' ? undefined : moved(purchase, 'release');

/** Money that arrives: the purchase goes on, or, where it is over already, the money goes back. */
export function paid(purchase: Purchase): Purchase | undefined {
  if (may(purchase, 'pay')) return moved(purchase, 'pay');
  const isLate = ['cancelling', 'cancelled', 'expired'].includes(purchase.state);
  return isLate ? moved(purchase, 'refund') : undefined;
}
