import type { Actor } from '../../parties/account/index.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { log } from '../../platform/log.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { selectOffers } from '../catalogue/index.ts';
import { recordDecisions } from '../integrity/index.ts';
import type { Outside, Wish } from './compose.ts';
import { judgeEach, newOrders, objection, SPLITTING_LIMIT } from './judge.ts';
import * as outcomes from './outcomes.ts';
import type { Request } from './rules.ts';
import * as rules from './rules.ts';
import { load, SYSTEM, save } from './save.ts';
import * as store from './store.ts';

export interface Asked {
  readonly by: Actor;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
}

interface Submitting extends Asked {
  readonly requestId: string;
  readonly justification?: string | undefined;
  /** What stood on the page when the official submitted it, changes that were not saved among them. */
  readonly seen?: readonly Wish[] | undefined;
}

/**
 * Decides, reserves the money and sends the orders to be held, all in one transaction.
 * @throws Problem conflict `purchase/stopped` with the rule, `purchase/other-goods` when the draft is not as it was `seen`,
 * `budget/not-enough`; invalid `integrity/justification-missing`
 */
export function submitRequest(database: Database, { policiesOf }: Outside, asked: Submitting): Promise<Request> {
  const { by, at, key, requestId, justification, seen } = asked;
  const { institutionId } = by;
  const body = { action: 'request.submitted', by: by.personId, requestId, justification: justification ?? null };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const request = await loadFor(tx, by, requestId, 'submit');
      if (request.orders.length === 0) throw new Problem('conflict', 'purchase/empty');
      if (seen && !isAsSeen(request, seen)) throw new Problem('conflict', 'purchase/other-goods');
      // A draft may be old: what is no longer offered, or only at a suspended marketplace, is not bought.
      const offerIds = request.orders.flatMap(({ lines }) => lines.map(({ offerId }) => offerId));
      const offered = await selectOffers(tx, [...new Set(offerIds)]);
      if (offered.length < new Set(offerIds).size) throw new Problem('missing', 'purchase/no-such-offer');
      const [judgement] = await judgeEach(tx, policiesOf, [request], at);
      if (!judgement) throw new Error('one request has one judgement');
      const problem = objection(judgement, justification);
      if (problem) throw problem;
      const outcome = outcomes.submitted(request, judgement.decision);
      const kept = { institutionId, workUnitId: request.workUnitId, requestId, orders: newOrders(request), at };
      await recordDecisions(tx, [{ ...kept, limit: SPLITTING_LIMIT, ...judgement, justification }]);
      await save(tx, outcome, { action: rules.steps.submit.event, by: by.personId, at });
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

function isAsSeen({ orders }: Request, seen: readonly Wish[]): boolean {
  const quantities = new Map(orders.flatMap(({ lines }) => lines).map(({ offerId, quantity }) => [offerId, quantity]));
  return seen.length === quantities.size && seen.every((one) => quantities.get(one.offerId) === one.quantity);
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

function outcomeOf(request: Request, choice: Choice, by: Actor, at: Instant): outcomes.Outcome {
  if ('reason' in choice) {
    const { reason } = choice;
    return choice.step === 'reject' ? outcomes.rejected(request, reason) : outcomes.cancelled(request, reason);
  }
  return choice.step === 'keep' ? outcomes.kept(request) : outcomes.approved(request, by.personId, at);
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
  await save(tx, outcomes.expired(request, at), { action: 'request.expired', by: SYSTEM, at });
}

/** @throws those of `rules.refusal` */
export async function loadFor(tx: Tx, by: Actor, requestId: string, step: rules.Step): Promise<Request> {
  const request = await load(tx, by.institutionId, requestId);
  const problem = rules.refusal(request, step, by);
  if (problem) throw problem;
  return request;
}
