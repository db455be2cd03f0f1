import type { HoldAnswer, HoldRefusal, OrderAsk } from '../../../parties/marketplace/index.ts';
import type { Database, Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import { writing } from '../feed/store.ts';
import { answerOnce, type Fresh } from '../keys/answer-once.ts';
import { holdAnswer, orderAsk } from '../mapping.ts';
import { holdRefusal, quantities, type Shelf, take } from '../rules.ts';
import { addStock, lockShelf, selectQuoted } from '../shelf/store.ts';
import * as store from './store.ts';

interface Placing {
  readonly asks: readonly OrderAsk[];
  readonly at: Instant;
  readonly holdMs: number;
  /** Begins the numbers of this marketplace's orders. */
  readonly prefix: string;
  /** Whether sellers confirm nothing just now. */
  readonly isClosed: boolean;
}

/** Holds what can be held, each order wholly or not at all, in one transaction; a refusal is remembered like a hold. */
export function placeOrders(database: Database, placing: Placing): Promise<HoldAnswer[]> {
  const { asks, at } = placing;
  const otherBody: HoldAnswer = { status: 'rejected', reason: 'other-body', lines: [] };
  const question = { operation: 'placeOrders', ask: orderAsk, answer: holdAnswer, asks, at, otherBody };
  return writing(database, (tx) => answerOnce(tx, question, (fresh) => hold(tx, fresh, placing)));
}

async function hold(
  tx: Tx,
  asks: readonly Fresh<OrderAsk>[],
  { at, holdMs, prefix, isClosed }: Placing,
): Promise<Map<string, HoldAnswer>> {
  const ids = [...new Set(asks.flatMap(({ lines }) => lines.map(({ externalId }) => externalId)))];
  const [locked, quoted] = await Promise.all([lockShelf(tx, ids), selectQuoted(tx, ids, at)]);
  const before: Shelf = new Map(locked.map((offer) => [offer.id, offer]));

  let shelf = before;
  const answers = new Map<string, HoldAnswer>();
  const held: Fresh<OrderAsk>[] = [];
  for (const ask of asks) {
    const reason = holdRefusal(ask, shelf, quoted) ?? (ask.confirm && isClosed ? 'seller-closed' : undefined);
    if (reason) answers.set(ask.idempotencyKey, rejection(ask, reason, shelf));
    else {
      shelf = take(ask.lines, shelf);
      held.push(ask);
    }
  }
  if (held.length === 0) return answers;

  const heldUntil = new Date(at.getTime() + holdMs);
  const numbers = await store.takeOrderNumbers(tx, held.length);
  const orders = held.map((ask, position) => ({
    ...{ id: `${prefix}-${String(numbers[position]).padStart(8, '0')}`, ask, bodyHash: ask.bodyHash, heldUntil, at },
  }));
  const taken = quantities(held.flatMap(({ lines }) => lines));
  const minus = new Map([...taken].map(([id, quantity]) => [id, -quantity]));
  await Promise.all([addStock(tx, minus), store.insertOrders(tx, orders)]);
  for (const { id, ask } of orders) {
    const answer = ask.confirm ? ({ status: 'confirmed' } as const) : ({ status: 'held', heldUntil } as const);
    answers.set(ask.idempotencyKey, { ...answer, externalId: id });
  }
  return answers;
}

/** Tells what the lines cost and how many there are now, so that the buyer can decide anew at once. */
function rejection(ask: OrderAsk, reason: HoldRefusal, shelf: Shelf): HoldAnswer {
  const ids = [...quantities(ask.lines).keys()];
  const offers = ids.flatMap((id) => shelf.get(id) ?? []).filter(({ isRemoved }) => !isRemoved);
  return {
    status: 'rejected',
    reason,
    lines: offers.map(({ id, price, stock }) => ({ externalId: id, price, stock })),
  };
}
