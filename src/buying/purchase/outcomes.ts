import type { Role } from '../../parties/account/index.ts';
import type { ConfirmAnswer, HoldAnswer } from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { isLost, type Order, type OrderState, type Request, type RequestState, totalOf, undecided } from './rules.ts';

/** What becomes of an order's money on the budget line. */
export type Movement = 'reserve' | 'release' | 'commit' | 'uncommit';

/** A request after something happened, and what has to follow. */
export interface Outcome {
  readonly request: Request;
  /** The ids of the orders that are not as they were. */
  readonly changed: readonly string[];
  readonly moves: readonly { readonly movement: Movement; readonly amount: Sen }[];
  /** Orders that changed, each with the news for whoever follows: `order.placed`, `order.confirming` … */
  readonly news: readonly { readonly order: Order; readonly event: string }[];
  /** Orders that no longer count for integrity. */
  readonly withdrawn: readonly string[];
}

/** Money is reserved and every order goes to its marketplace to be held. */
export function submitted(request: Request, { packId, approver }: { packId: string; approver: Role | null }): Outcome {
  const orders = request.orders.map((order) => move(order, 'holding'));
  return {
    request: { ...request, packId, approver, state: 'holding', version: request.version + 1, orders },
    changed: orders.map(({ id }) => id),
    moves: [{ movement: 'reserve', amount: totalOf(orders) }],
    news: orders.map((order) => ({ order, event: 'order.placed' })),
    withdrawn: [],
  };
}

/**
 * Others take the place of what was lost, decided anew together with what still stands: whoever approved before approves
 * again where the rules want it. `added` are drafts; the caller writes them as they stand in the outcome.
 */
export function replaced(request: Request, added: readonly Order[], approver: Role | null): Outcome {
  const before = withoutLost(request);
  const placed = added.map((order) => move(order, 'holding'));
  const orders = [...before, ...placed];
  return {
    request: { ...request, approver, approvedBy: null, state: 'holding', version: request.version + 1, orders },
    changed: undecided(request).map(({ id }) => id),
    moves: [{ movement: 'reserve', amount: totalOf(placed) }],
    news: placed.map((order) => ({ order, event: 'order.placed' })),
    withdrawn: [],
  };
}

/** Whether an order may be confirmed as soon as it is held: it stands alone, and nobody has to approve or choose. */
export function isConfirmedAtOnce(request: Request): boolean {
  const standing = request.orders.filter((order) => !isLost(order));
  return standing.length === 1 && request.approver === null && undecided(request).length === 0;
}

/** The marketplaces' answers to a hold, by order. An answer that comes twice changes nothing the second time. */
export function holdsAnswered(request: Request, answers: ReadonlyMap<string, HoldAnswer>): Outcome {
  const orders = request.orders.map((order) => {
    const answer = order.state === 'holding' ? answers.get(order.id) : undefined;
    if (!answer) return order;
    if (answer.status === 'rejected') return { ...move(order, 'rejected'), refusal: answer.reason };
    if (answer.status === 'confirmed') return { ...move(order, 'confirmed'), externalId: answer.externalId };
    return { ...move(order, 'held'), externalId: answer.externalId, heldUntil: answer.heldUntil };
  });
  return follow(request, orders);
}

/** The marketplaces' answers to a confirmation. */
export function confirmationsAnswered(request: Request, answers: ReadonlyMap<string, ConfirmAnswer>): Outcome {
  const orders = request.orders.map((order) => {
    const answer = order.state === 'confirming' ? answers.get(order.id) : undefined;
    if (!answer) return order;
    return answer.status === 'confirmed'
      ? move(order, 'confirmed')
      : { ...move(order, 'refused'), refusal: answer.reason };
  });
  return follow(request, orders);
}

/** The official goes on with what was held or confirmed, without the refused part. */
export function kept(request: Request): Outcome {
  return follow(request, withoutLost(request));
}

function withoutLost(request: Request): Order[] {
  const lost = undecided(request);
  return request.orders.map((order) =>
    lost.includes(order) ? { ...order, givenUp: true, version: order.version + 1 } : order,
  );
}

/** @throws Problem conflict `purchase/hold-ended` when a marketplace no longer holds its part */
export function approved(request: Request, by: string, at: Instant): Outcome {
  const ended = request.orders.find(
    (order) => order.state === 'held' && (order.heldUntil?.getTime() ?? 0) <= at.getTime(),
  );
  if (ended) throw new Problem('conflict', 'purchase/hold-ended', { order: ended.number });
  const orders = request.orders.map((order) => (order.state === 'held' ? move(order, 'confirming') : order));
  return conclude({ ...request, approvedBy: by }, orders, 'confirming');
}

/** Everything that is held or confirmed is given back; where the marketplace must answer first, the order is `releasing`. */
export function cancelled(request: Request, reason: string): Outcome {
  const orders = request.orders.map((order) => {
    if (order.state === 'draft') return move(order, 'cancelled');
    if (order.state === 'held' || order.state === 'confirmed') return move(order, 'releasing');
    return order;
  });
  return conclude({ ...request, reason }, orders, 'cancelled');
}

/** Not approved: what is held is given back. What was approved and confirmed before stays. */
export function rejected(request: Request, reason: string): Outcome {
  const orders = request.orders.map((order) => (order.state === 'held' ? move(order, 'releasing') : order));
  const isLeft = orders.some(({ state }) => state === 'confirmed');
  return conclude({ ...request, reason }, orders, isLeft ? 'confirmed' : 'rejected');
}

/** Holds that ran out before anybody approved: the money is free again. */
export function expired(request: Request, at: Instant): Outcome {
  const orders = request.orders.map((order) => {
    if (order.state !== 'held') return order;
    return (order.heldUntil?.getTime() ?? 0) <= at.getTime() ? move(order, 'expired') : move(order, 'releasing');
  });
  return conclude(request, orders, 'expired');
}

/** The seller declined a confirmed order. */
export function declined(request: Request, orderId: string): Outcome {
  const orders = request.orders.map((order) =>
    order.id === orderId && order.state === 'confirmed' ? move(order, 'declined') : order,
  );
  return conclude(request, orders, orders.every(isLost) ? 'choosing' : request.state);
}

/**
 * The marketplace let an order go. A refused cancellation leaves a confirmed order, and its money, as it was;
 * a mere hold is free in any case, because nobody will confirm it.
 */
export function released(request: Request, orderId: string, isCancelled: boolean): Outcome {
  const target = request.orders.find(({ id }) => id === orderId);
  const isFree = isCancelled || target?.refusal === 'held';
  const orders = request.orders.map((order) => {
    if (order.id !== orderId || order.state !== 'releasing') return order;
    return move(order, isFree ? 'cancelled' : 'confirmed');
  });
  return conclude(request, orders, isFree ? request.state : 'confirmed');
}

function follow(request: Request, orders: readonly Order[]): Outcome {
  const has = (state: OrderState): boolean => orders.some((order) => order.state === state);
  if (has('holding') || has('confirming')) return conclude(request, orders, request.state);
  if (undecided({ ...request, orders }).length > 0) return conclude(request, orders, 'choosing');
  if (has('held') && request.approver !== null && request.approvedBy === null) {
    return conclude(request, orders, 'awaiting-approval');
  }
  if (!has('held')) return conclude(request, orders, 'confirmed');
  const confirming = orders.map((order) => (order.state === 'held' ? move(order, 'confirming') : order));
  return conclude(request, confirming, 'confirming');
}

/** Compares before with after: money, news and withdrawals follow from what changed, and from nothing else. */
function conclude(before: Request, orders: readonly Order[], state: RequestState): Outcome {
  const changed = orders.flatMap((order, index) => {
    const earlier = before.orders[index];
    return earlier && earlier.version !== order.version ? [{ earlier, order }] : [];
  });
  const moves = changed.flatMap(({ earlier, order }) => {
    const movement = earlier.state === order.state ? undefined : moneyMovement(earlier, order);
    return movement ? [{ movement, amount: order.total }] : [];
  });
  return {
    request: { ...before, orders, state, version: before.version + 1 },
    changed: changed.map(({ order }) => order.id),
    moves,
    news: changed.flatMap(({ earlier, order }) => {
      const event = earlier.state === order.state ? undefined : newsOf[order.state];
      return event ? [{ order, event }] : [];
    }),
    withdrawn: changed.filter(({ order }) => isLost(order) && !order.givenUp).map(({ order }) => order.id),
  };
}

const newsOf: Partial<Record<OrderState, string>> = {
  confirming: 'order.confirming',
  confirmed: 'order.confirmed',
  refused: 'order.refused',
  releasing: 'order.releasing',
  cancelled: 'order.cancelled',
};

/** The money of an order follows its state: reserved while held, committed once confirmed, free when lost. */
function moneyMovement(before: Order, after: Order): Movement | undefined {
  const committed = before.state === 'releasing' ? before.refusal === 'confirmed' : before.state === 'confirmed';
  // A released order whose cancellation was refused is committed already.
  if (after.state === 'confirmed') return before.state === 'releasing' ? undefined : 'commit';
  if (after.state === 'releasing' || !isLost(after) || before.state === 'draft') return undefined;
  return committed ? 'uncommit' : 'release';
}

function move(order: Order, state: OrderState): Order {
  // A released order remembers whether it was confirmed, for its money is committed until the marketplace lets it go.
  const refusal = state === 'releasing' ? order.state : order.refusal;
  return { ...order, state, refusal, uncertain: false, version: order.version + 1 };
}
