import { HUB } from '../../parties/account/index.ts';
import { type AuditEntry, recordAudits } from '../../platform/audit.ts';
import type { Tx } from '../../platform/database.ts';
import { type OutboxEvent, publishAll } from '../../platform/outbox.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { withdraw } from '../integrity/index.ts';
import type { Outcome } from './outcomes.ts';
import type { Request } from './rules.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

/** Audit rows of what no person did carry the nil id. */
export const SYSTEM = HUB;

/** What becomes of a request, and whose doing it is. */
export interface Change {
  readonly outcome: Outcome;
  readonly action: string;
  readonly by: string;
  readonly at: Instant;
}

/** Locks as it loads. @throws Problem missing `purchase/none` */
export async function load(tx: Tx, institutionId: string, id: string): Promise<Request> {
  const [request] = await store.lockRequests(tx, [{ institutionId, id }]);
  if (!request) throw new Problem('missing', 'purchase/none');
  return request;
}

export const save = (tx: Tx, outcome: Outcome, { action, by, at }: Omit<Change, 'outcome'>): Promise<void> =>
  saveAll(tx, [{ outcome, action, by, at }]);

/**
 * Saves outcomes whole: state, money, audit, integrity, news. Whoever loaded the requests holds their locks already, so
 * the budget lines are always locked after them.
 * @throws Problem conflict `budget/not-enough` when any of them does not fit
 */
export async function saveAll(tx: Tx, changes: readonly Change[]): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const outcomes = changes.map(({ outcome }) => outcome);
  const moved = outcomes.flatMap(({ request: { institutionId, orders }, changed }) =>
    orders.filter(({ id }) => changed.includes(id)).map((order) => ({ institutionId, order })),
  );
  const lost = outcomes.flatMap(({ request: { institutionId }, withdrawn }) =>
    withdrawn.map((orderId) => ({ institutionId, orderId })),
  );
  // None waits for another's answer, so they travel together; the database takes them in this order.
  const [refused] = await Promise.all([
    budget.moveEach(tx, outcomes.map(movingOf), first.at),
    store.updateRequests(
      tx,
      outcomes.map(({ request }) => request),
    ),
    store.updateOrders(tx, moved),
    withdraw(tx, lost),
    tell(tx, changes),
  ]);
  for (const problem of refused.values()) throw problem;
}

/** The money of an outcome, for the budget. */
export function movingOf({ request: { institutionId, id, budgetLineId }, moves }: Outcome) {
  return { institutionId, reason: id, moves: moves.map((one) => ({ lineId: budgetLineId, ...one })) };
}

/** The audit rows and the news of outcomes that are written already. */
export async function tell(tx: Tx, changes: readonly Change[]): Promise<void> {
  const entries = changes.map(({ outcome: { request }, ...change }) => entryOf(request, change));
  const events = changes.flatMap(({ outcome: { request, news }, at }) =>
    news.map(({ order, event }): OutboxEvent => {
      const payload = { requestId: request.id };
      return { tenantId: request.institutionId, at, event, subject: order.id, version: order.version, payload };
    }),
  );
  await Promise.all([recordAudits(tx, entries), publishAll(tx, events)]);
}

export function entryOf(
  { institutionId: tenantId, id: subject, state, version, budgetLineId, orders }: Request,
  { action, by, at }: Omit<Change, 'outcome'>,
): AuditEntry {
  const content = {
    ...{ state, version, budgetLineId, totalSen: rules.totalOf(orders) },
    orders: orders.map(({ id, state, total, externalId, version }) => ({
      ...{ id, state, totalSen: total, externalId, version },
    })),
  };
  return { tenantId, at, by, action, subject, content };
}
