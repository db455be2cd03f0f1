import type { MarketOrder } from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import { advance, type Delivery, steps } from './rules.ts';

/** What a seller does with an order. */
export type SellerChoice =
  | { readonly step: 'accept' }
  | { readonly step: 'decline'; readonly reason: string }
  | { readonly step: 'ship'; readonly courier: string; readonly parcel: string };

/** Stands where a marketplace does not pass on what its seller said. */
const UNSAID = '–';

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
  if (market.status === 'declined') return state === 'waiting' ? [{ step: 'decline', reason: UNSAID }] : [];
  const isBeyond = ['shipped', 'partly-received', 'received', 'paid'].includes(market.status);
  if (!isBeyond && market.status !== 'accepted') return [];
  const missed: SellerChoice[] = state === 'waiting' ? [{ step: 'accept' }] : [];
  if (isBeyond && (state === 'waiting' || state === 'accepted')) {
    const last = market.shipments.at(-1);
    missed.push({ step: 'ship', courier: last?.courier || UNSAID, parcel: last?.number || UNSAID });
  }
  return missed;
}

/**
 * The delivery with the seller's own words, where the marketplace's nudge told of this very act before its answer came
 * back to us; undefined where the step is still to be taken, or another seller took it with words of their own.
 */
export function withOwnWords(now: Delivery, choice: SellerChoice): Delivery | undefined {
  if (now.state !== steps[choice.step].to) return undefined;
  const after = { ...now, version: now.version + 1 };
  if (choice.step !== 'decline') return after;
  return now.reason === UNSAID ? { ...after, reason: choice.reason } : undefined;
}
