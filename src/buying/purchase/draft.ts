import type { Actor } from '../../parties/account/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Content } from '../../platform/content-hash.ts';
import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { findLine } from '../budget/index.ts';
import { type Asked, loadFor } from './actions.ts';
import { compose, type Outside, type Wish } from './compose.ts';
import { type Order, type Request, steps } from './rules.ts';
import { entryOf, load } from './save.ts';
import * as store from './store.ts';

export interface NewRequest {
  readonly title: string;
  readonly budgetLineId: string;
  readonly shipTo: string;
  readonly address: string;
  readonly lines: readonly Wish[];
}

/**
 * Writes a draft with live prices. Nothing is reserved yet.
 * @throws the Problems of `compose`, and missing `purchase/no-such-line`
 */
export async function draftRequest(
  database: Database,
  { connectors }: Outside,
  asked: Asked & { request: NewRequest },
): Promise<Request> {
  const { by, at, key, request: wanted } = asked;
  const { institutionId } = by;
  const line = await findLine(database, institutionId, wanted.budgetLineId);
  if (!line) throw new Problem('missing', 'purchase/no-such-line');
  const orders = await compose(database, connectors, { wishes: wanted.lines, shipTo: wanted.shipTo, number: '', at });
  const body = {
    action: 'request.drafted',
    by: by.personId,
    ...wanted,
    lines: wanted.lines.map((wish) => ({ ...wish })),
  };
  return database.transaction(async (tx) => {
    const id = await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const [number = ''] = await store.nextNumbers(tx, at.getUTCFullYear(), 1);
      const request = numbered(draftOf(wanted, { by, workUnitId: line.workUnitId, at, orders }), number);
      await store.insertRequests(tx, [request]);
      await recordAudit(tx, entryOf(request, { action: 'request.drafted', by: by.personId, at }));
      return request.id;
    });
    return load(tx, institutionId, id);
  });
}

/** A request as it begins, without its number. */
export function draftOf(
  { title, budgetLineId, shipTo, address }: NewRequest,
  { by, workUnitId, at, orders }: { by: Actor; workUnitId: string; at: Instant; orders: readonly Order[] },
): Request {
  return {
    ...{ institutionId: by.institutionId, id: newId(at), number: '', workUnitId, budgetLineId, title },
    ...{ createdBy: by.personId, state: 'draft', shipTo, address, packId: null, approver: null },
    ...{ approvedBy: null, reason: null, at, version: 1, orders },
  };
}

export function numbered(request: Request, number: string): Request {
  const orders = request.orders.map((order, index) => ({ ...order, number: `${number}-${index + 1}` }));
  return { ...request, number, orders };
}

/** The same goods wished for once more; prices, sellers' stock and the rules are asked anew. */
export function wishAgain({ title, budgetLineId, shipTo, address, orders }: Request): NewRequest {
  const wished = new Map<string, number>();
  for (const { offerId, quantity } of orders.filter(({ givenUp }) => !givenUp).flatMap(({ lines }) => lines))
    wished.set(offerId, Math.max(quantity, wished.get(offerId) ?? 0));
  const lines = [...wished].map(([offerId, quantity]) => ({ offerId, quantity }));
  return { title, budgetLineId, shipTo, address, lines };
}

interface Changing extends Asked {
  readonly requestId: string;
}

/** Replaces what a draft asks for, with live prices. @throws those of `compose` and of `rules.refusal` */
export function changeRequest(
  database: Database,
  outside: Outside,
  { lines, ...asked }: Changing & { lines: readonly Wish[] },
): Promise<Request> {
  const body = { lines: lines.map((wish) => ({ ...wish })) };
  return rewriteDraft(database, outside, asked, { body, wishesOf: () => lines, mayLose: true });
}

/**
 * Adds a good to a draft. What somebody else changed meanwhile is not lost.
 * @throws those of `changeRequest`, and conflict `purchase/changed-meanwhile`
 */
export function addGood(
  database: Database,
  outside: Outside,
  { good, ...asked }: Changing & { good: Wish },
): Promise<Request> {
  const wishesOf = ({ orders }: Request) => [...orders.flatMap(({ lines }) => lines), good];
  return rewriteDraft(database, outside, asked, { body: { good: { ...good } }, wishesOf, mayLose: false });
}

interface Rewriting {
  /** What was asked, so that a repetition is known. */
  readonly body: Readonly<Record<string, Content>>;
  readonly wishesOf: (before: Request) => readonly Wish[];
  /** Whether it takes the place of a change that came in between. */
  readonly mayLose: boolean;
}

async function rewriteDraft(
  database: Database,
  { connectors }: Outside,
  { by, at, key, requestId }: Changing,
  { body, wishesOf, mayLose }: Rewriting,
): Promise<Request> {
  const { institutionId } = by;
  const before = await store.selectRequest(database, institutionId, requestId);
  if (!before) throw new Problem('missing', 'purchase/none');
  const { number, shipTo, version } = before;
  const orders = await compose(database, connectors, { wishes: wishesOf(before), shipTo, number, at });
  const { event } = steps.change;
  const asked = { tenantId: institutionId, key, at, body: { action: event, by: by.personId, requestId, ...body } };
  return database.transaction(async (tx) => {
    await once(tx, asked, async () => {
      const request = await loadFor(tx, by, requestId, 'change');
      if (!mayLose && request.version !== version) throw new Problem('conflict', 'purchase/changed-meanwhile');
      await store.deleteDraftOrders(tx, institutionId, requestId);
      await store.insertOrders(
        tx,
        orders.map((order) => ({ institutionId, requestId, order })),
      );
      const after = { ...request, orders, version: request.version + 1 };
      await store.updateRequests(tx, [after]);
      await recordAudit(tx, entryOf(after, { action: event, by: by.personId, at }));
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}
