import type { CancelAnswer, ConfirmAnswer } from '../../../parties/marketplace/index.ts';
import type { Database, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import { writing } from '../feed/store.ts';
import { answerOnce } from '../keys/answer-once.ts';
import { cancelAnswer, cancelAsk, confirmAnswer, confirmAsk } from '../mapping.ts';
import { leaveNudges } from '../nudges/send-nudges.ts';
import { advance, can, cancellation, confirmation, type SandboxOrder, type Step } from '../rules.ts';
import { addStock, lockShelf } from '../shelf/store.ts';
import * as store from './store.ts';

interface OnOrder {
  readonly idempotencyKey: string;
  readonly externalId: string;
}

interface Confirming {
  readonly asks: readonly OnOrder[];
  readonly at: Instant;
  /** Whether the seller of this order refuses just now. */
  readonly isClosed: (orderId: string) => boolean;
}

/** Turns holds into orders, an answer each, in one transaction. */
export function confirmOrders(database: Database, { asks, at, isClosed }: Confirming): Promise<ConfirmAnswer[]> {
  const question = { operation: 'confirmOrders', ask: confirmAsk, answer: confirmAnswer, asks, at };
  return writing(database, (tx) =>
    answerOnce(tx, question, (fresh) =>
      decideEach(tx, fresh, at, 'confirm', (order, { externalId }) => confirmation(order, isClosed(externalId), at)),
    ),
  );
}

interface Cancelling {
  readonly asks: readonly (OnOrder & { readonly reason: string })[];
  readonly at: Instant;
}

/** Ends holds and orders that were not shipped yet, and puts their goods back on the shelf. */
export function cancelOrders(database: Database, { asks, at }: Cancelling): Promise<CancelAnswer[]> {
  const question = { operation: 'cancelOrders', ask: cancelAsk, answer: cancelAnswer, asks, at };
  return writing(database, (tx) =>
    answerOnce(tx, question, (fresh) => decideEach(tx, fresh, at, 'cancel', (order) => cancellation(order, at))),
  );
}

/** Ends the holds whose time is over. */
export async function expireHolds(database: Database, at: Instant): Promise<void> {
  await writing(database, async (tx) => {
    const lapsed = await store.lockLapsed(tx, at);
    await save(tx, lapsed, 'expire', at);
  });
}

/** Locks the orders, decides each ask, and lets the orders whose answer is not a refusal take the step if it is open. */
async function decideEach<Ask extends OnOrder, Answer extends { readonly status: string }>(
  tx: Tx,
  asks: readonly Ask[],
  at: Instant,
  step: 'confirm' | 'cancel',
  decide: (order: SandboxOrder | undefined, ask: Ask) => Answer,
): Promise<Map<string, Answer>> {
  const locked = await store.lockOrders(
    tx,
    asks.map(({ externalId }) => externalId),
  );
  const orders = new Map(locked.map((order) => [order.id, order]));
  const answers = new Map(asks.map((ask) => [ask.idempotencyKey, decide(orders.get(ask.externalId), ask)]));
  const agreed = asks.filter(({ idempotencyKey }) => answers.get(idempotencyKey)?.status !== 'refused');
  const moving = new Set(agreed.map(({ externalId }) => externalId));
  await save(
    tx,
    locked.filter((order) => moving.has(order.id) && can(order, step, at)),
    step,
    at,
  );
  return answers;
}

/** Steps after which the goods can be sold to somebody else. */
const givesBack: readonly Step[] = ['expire', 'cancel', 'decline'];

/** Saves locked orders after the step. */
export async function save(tx: Tx, orders: readonly SandboxOrder[], step: Step, at: Instant): Promise<void> {
  if (orders.length === 0) return;
  await store.updateOrders(
    tx,
    orders.map((order) => advance(order, step)),
  );
  await leaveNudges(tx, orders, step, at);
  if (!givesBack.includes(step)) return;
  const lines = await store.selectOrdered(
    tx,
    orders.map(({ id }) => id),
  );
  const goods = new Map(lines.map(({ externalId, quantity }) => [externalId, quantity]));
  await lockShelf(tx, [...goods.keys()]);
  await addStock(tx, goods);
}
