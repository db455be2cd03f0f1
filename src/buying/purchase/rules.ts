import type { Actor, Role } from '../../parties/account/index.ts';
import type { ConfirmAnswer, HoldAnswer } from '../../parties/marketplace/index.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';

export type RequestState =
  | 'draft'
  | 'holding'
  | 'choosing'
  | 'awaiting-approval'
  | 'confirming'
  | 'confirmed'
  | 'rejected'
  | 'expired'
  | 'cancelled';

export type OrderState =
  | 'draft'
  | 'holding'
  | 'held'
  | 'rejected'
  | 'confirming'
  | 'confirmed'
  | 'refused'
  | 'releasing'
  | 'cancelled'
  | 'expired'
  | 'declined';

export interface Line {
  readonly id: string;
  readonly offerId: string;
  readonly externalId: string;
  readonly title: string;
  readonly unit: string;
  readonly category: string;
  readonly quantity: number;
  readonly price: Sen;
  readonly amount: Sen;
  readonly isDomestic: boolean;
  readonly tkdnPercent: number | null;
}

/** What goes to one seller at one marketplace. */
export interface Order {
  readonly id: string;
  readonly number: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly sellerExternalId: string;
  readonly sellerName: string;
  readonly sellerClass: 'micro' | 'small' | 'medium' | 'large';
  readonly isPkp: boolean;
  readonly state: OrderState;
  readonly uncertain: boolean;
  readonly externalId: string | null;
  readonly heldUntil: Instant | null;
  readonly refusal: string | null;
  readonly goods: Sen;
  readonly shipping: Sen;
  readonly total: Sen;
  readonly version: number;
  readonly lines: readonly Line[];
}

export interface Request {
  readonly institutionId: string;
  readonly id: string;
  readonly number: string;
  readonly workUnitId: string;
  readonly budgetLineId: string;
  readonly title: string;
  readonly createdBy: string;
  readonly state: RequestState;
  /** Kemendagri code and street of the place of delivery. */
  readonly shipTo: string;
  readonly address: string;
  /** The pack under which it was decided: it finishes under it, whatever comes into force meanwhile. */
  readonly packId: string | null;
  readonly approver: Role | null;
  readonly approvedBy: string | null;
  readonly reason: string | null;
  readonly at: Instant;
  readonly version: number;
  readonly orders: readonly Order[];
}

interface Edge {
  readonly from: readonly RequestState[];
  readonly event: string;
  readonly by: readonly Role[];
}

const buyers = ['pp', 'ppk', 'kpa'] as const;

/** What people may do with a request. Buttons, checks, audit and events all come from this table. */
export const steps = {
  change: { from: ['draft'], event: 'request.changed', by: buyers },
  submit: { from: ['draft'], event: 'request.submitted', by: buyers },
  keep: { from: ['choosing'], event: 'request.kept', by: buyers },
  approve: { from: ['awaiting-approval'], event: 'request.approved', by: ['ppk', 'kpa'] },
  reject: { from: ['awaiting-approval'], event: 'request.rejected', by: ['ppk', 'kpa'] },
  cancel: { from: ['draft', 'choosing', 'awaiting-approval', 'confirmed'], event: 'request.cancelled', by: buyers },
} as const satisfies Record<string, Edge>;

export type Step = keyof typeof steps;

/** Why this person cannot take the step now; undefined when they can. Buttons and actions ask the same question. */
export function refusal(request: Request, step: Step, actor: Actor): Problem | undefined {
  const { from, by }: Edge = steps[step];
  if (!actor.roles.some((role) => by.includes(role))) return new Problem('forbidden', 'purchase/not-your-step');
  const decides = step === 'approve' || step === 'reject';
  if (decides && actor.personId === request.createdBy) return new Problem('forbidden', 'purchase/own-request');
  if (
    decides &&
    request.approver !== null &&
    !actor.roles.some((role) => role === request.approver || role === 'kpa')
  ) {
    return new Problem('forbidden', 'purchase/not-your-step');
  }
  if (from.includes(request.state)) return undefined;
  return new Problem('conflict', 'purchase/wrong-state', { state: request.state });
}

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

const lost: readonly OrderState[] = ['rejected', 'refused', 'cancelled', 'expired', 'declined', 'releasing'];

export const isLost = ({ state }: Order): boolean => lost.includes(state);

/** The sum of exactly the orders that still stand. */
export function totalOf(orders: readonly Order[]): Sen {
  return orders.reduce((sum, order) => (isLost(order) ? sum : sum + order.total), 0n);
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

/** Whether an order may be confirmed as soon as it is held: it stands alone, and nobody has to approve. */
export const isConfirmedAtOnce = ({ orders, approver }: Request): boolean => orders.length === 1 && approver === null;

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
  return follow(request, request.orders, true);
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
export function ended(request: Request, state: 'rejected' | 'cancelled', reason: string): Outcome {
  const orders = request.orders.map((order) => {
    if (order.state === 'draft') return move(order, 'cancelled');
    if (order.state === 'held' || order.state === 'confirmed') return move(order, 'releasing');
    return order;
  });
  return conclude({ ...request, reason }, orders, state);
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
  return conclude(request, orders, orders.every(isLost) ? 'cancelled' : request.state);
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

function follow(request: Request, orders: readonly Order[], isKept = false): Outcome {
  const has = (state: OrderState): boolean => orders.some((order) => order.state === state);
  if (has('holding') || has('confirming')) return conclude(request, orders, request.state);
  const standing = orders.filter((order) => !isLost(order));
  if (standing.length === 0) return conclude(request, orders, 'cancelled');
  if (standing.length < orders.length && !isKept && request.state !== 'choosing')
    return conclude(request, orders, 'choosing');
  if (has('held') && request.approver !== null && request.approvedBy === null) {
    return conclude(request, orders, 'awaiting-approval');
  }
  if (has('held'))
    return conclude(
      request,
      orders.map((order) => (order.state === 'held' ? move(order, 'confirming') : order)),
      'confirming',
    );
  return conclude(request, orders, 'confirmed');
}

/** Compares before with after: money, news and withdrawals follow from what changed, and from nothing else. */
function conclude(before: Request, orders: readonly Order[], state: RequestState): Outcome {
  const changed = orders.flatMap((order, index) => {
    const earlier = before.orders[index];
    return earlier && earlier.state !== order.state ? [{ earlier, order }] : [];
  });
  const moves = changed.flatMap(({ earlier, order }) => {
    const movement = moneyMovement(earlier, order);
    return movement ? [{ movement, amount: order.total }] : [];
  });
  return {
    request: { ...before, orders, state, version: before.version + 1 },
    changed: changed.map(({ order }) => order.id),
    moves,
    news: changed.flatMap(({ order }) => {
      const event = newsOf[order.state];
      return event ? [{ order, event }] : [];
    }),
    withdrawn: changed.filter(({ order }) => isLost(order)).map(({ order }) => order.id),
  };
}

const newsOf: Partial<Record<OrderState, string>> = {
  confirming: 'order.confirming',
  confirmed: 'order.confirmed',
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
