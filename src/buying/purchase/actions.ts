import type { Actor } from '../../parties/account/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import { log } from '../../platform/log.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { selectOffers } from '../catalogue/index.ts';
import { recordDecisions } from '../integrity/index.ts';
import { compose, type Outside, type Wish } from './compose.ts';
import { judgeEach, newOrders, objection, SPLITTING_LIMIT } from './judge.ts';
import type { Outcome, Request } from './rules.ts';
import * as rules from './rules.ts';
import { entryOf, load, SYSTEM, save } from './save.ts';
import * as store from './store.ts';

export interface Asked {
  readonly by: Actor;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
}

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
  const line = await budget.findLine(database, institutionId, wanted.budgetLineId);
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
  { by, workUnitId, at, orders }: { by: Actor; workUnitId: string; at: Instant; orders: readonly rules.Order[] },
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

/** Replaces what a draft asks for, with live prices. @throws those of `compose` and of `rules.refusal` */
export async function changeRequest(
  database: Database,
  { connectors }: Outside,
  asked: Asked & { requestId: string; lines: readonly Wish[] },
): Promise<Request> {
  const { by, at, key, requestId, lines } = asked;
  const { institutionId } = by;
  const before = await store.selectRequest(database, institutionId, requestId);
  if (!before) throw new Problem('missing', 'purchase/none');
  const { number, shipTo } = before;
  const orders = await compose(database, connectors, { wishes: lines, shipTo, number, at });
  const body = { action: 'request.changed', by: by.personId, requestId, lines: lines.map((wish) => ({ ...wish })) };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const request = await loadFor(tx, by, requestId, 'change');
      await store.deleteDraftOrders(tx, institutionId, requestId);
      await store.insertOrders(
        tx,
        orders.map((order) => ({ institutionId, requestId, order })),
      );
      const after = { ...request, orders, version: request.version + 1 };
      await store.updateRequests(tx, [after]);
      await recordAudit(tx, entryOf(after, { action: rules.steps.change.event, by: by.personId, at }));
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

/**
 * Decides, reserves the money and sends the orders to be held, all in one transaction.
 * @throws Problem conflict `purchase/stopped` with the rule, `budget/not-enough`; invalid `integrity/justification-missing`
 */
export function submitRequest(
  database: Database,
  { policiesOf }: Outside,
  asked: Asked & { requestId: string; justification?: string | undefined },
): Promise<Request> {
  const { by, at, key, requestId, justification } = asked;
  const { institutionId } = by;
  const body = { action: 'request.submitted', by: by.personId, requestId, justification: justification ?? null };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const request = await loadFor(tx, by, requestId, 'submit');
      if (request.orders.length === 0) throw new Problem('conflict', 'purchase/empty');
      // A draft may be old: what is no longer offered, or only at a suspended marketplace, is not bought.
      const offerIds = request.orders.flatMap(({ lines }) => lines.map(({ offerId }) => offerId));
      const offered = await selectOffers(tx, [...new Set(offerIds)]);
      if (offered.length < new Set(offerIds).size) throw new Problem('missing', 'purchase/no-such-offer');
      const [judgement] = await judgeEach(tx, policiesOf, [request], at);
      if (!judgement) throw new Error('one request has one judgement');
      const problem = objection(judgement, justification);
      if (problem) throw problem;
      const outcome = rules.submitted(request, judgement.decision);
      const kept = { institutionId, workUnitId: request.workUnitId, requestId, orders: newOrders(request), at };
      await recordDecisions(tx, [{ ...kept, limit: SPLITTING_LIMIT, ...judgement, justification }]);
      await save(tx, outcome, { action: rules.steps.submit.event, by: by.personId, at });
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

type Choice = { readonly step: 'keep' | 'approve' } | { readonly step: 'reject' | 'cancel'; readonly reason: string };

/** A person's step on a submitted request. @throws those of `rules.refusal`, conflict `purchase/hold-ended` */
export function takeStep(database: Database, asked: Asked & { requestId: string; choice: Choice }): Promise<Request> {
  const { by, at, key, requestId, choice } = asked;
  const { institutionId } = by;
  const { event } = rules.steps[choice.step];
  return database.transaction(async (tx) => {
    const body = { action: event, by: by.personId, requestId, reason: reasonOf(choice) };
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const request = await loadFor(tx, by, requestId, choice.step);
      await save(tx, outcomeOf(request, choice, by, at), { action: event, by: by.personId, at });
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

const reasonOf = (choice: Choice): string | null => ('reason' in choice ? choice.reason : null);

function outcomeOf(request: Request, choice: Choice, by: Actor, at: Instant): Outcome {
  if ('reason' in choice) {
    return rules.ended(request, choice.step === 'reject' ? 'rejected' : 'cancelled', choice.reason);
  }
  return choice.step === 'keep' ? rules.kept(request) : rules.approved(request, by.personId, at);
}

/** Gives the money of holds that ran out back; answers how many requests it touched. One that fails holds up no other. */
export async function expireHolds(database: Database, at: Instant): Promise<number> {
  const due = await store.selectExpired(database, at);
  let expired = 0;
  for (const { institutionId, id } of due) {
    try {
      await database.transaction((tx) => expire(tx, institutionId, id, at));
      expired += 1;
    } catch (error) {
      log.error({ error, request: id }, 'holds that ran out could not be given back');
    }
  }
  return expired;
}

async function expire(tx: Tx, institutionId: string, id: string, at: Instant): Promise<void> {
  const request = await load(tx, institutionId, id);
  if (!['awaiting-approval', 'choosing'].includes(request.state)) return;
  await save(tx, rules.expired(request, at), { action: 'request.expired', by: SYSTEM, at });
}

async function loadFor(tx: Tx, by: Actor, requestId: string, step: rules.Step): Promise<Request> {
  const request = await load(tx, by.institutionId, requestId);
  const problem = rules.refusal(request, step, by);
  if (problem) throw problem;
  return request;
}
