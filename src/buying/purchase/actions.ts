import { type Actor, HUB } from '../../parties/account/index.ts';
import type { Connectors } from '../../parties/marketplace/index.ts';
import { recordAudit } from '../../platform/audit.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import { publish } from '../../platform/outbox.ts';
import { dayAt } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { type Flag, findFlags, recordDecision, withdraw } from '../integrity/index.ts';
import { type Decision, decide, type Facts } from '../rulebook/index.ts';
import { compose, type Wish } from './compose.ts';
import type { Outcome, Request } from './rules.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

/** What purchase needs from the outside: where the marketplaces are, and what the institution itself ruled. */
export interface Outside {
  readonly connectors: Connectors;
  readonly policyOf: (reader: Reader, institutionId: string) => Promise<{ approvalAbove: Sen | null }>;
}

interface Asked {
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
      const number = await store.nextNumber(tx, at.getUTCFullYear());
      const { title, budgetLineId, shipTo, address } = wanted;
      const request: Request = {
        ...{ institutionId, id: newId(at), number, workUnitId: line.workUnitId, budgetLineId, title },
        ...{ createdBy: by.personId, state: 'draft', shipTo, address, packId: null, approver: null },
        ...{ approvedBy: null, reason: null, at, version: 1 },
        orders: orders.map((order, index) => ({ ...order, number: `${number}-${index + 1}` })),
      };
      await store.insertRequest(tx, request);
      for (const order of request.orders) await store.insertOrder(tx, institutionId, request.id, order);
      await audit(tx, { request, action: 'request.drafted', by: by.personId, at });
      return request.id;
    });
    return load(tx, institutionId, id);
  });
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
      for (const order of orders) await store.insertOrder(tx, institutionId, requestId, order);
      const after = { ...request, orders, version: request.version + 1 };
      await store.updateRequest(tx, after);
      await audit(tx, { request: after, action: rules.steps.change.event, by: by.personId, at });
      return requestId;
    });
    return load(tx, institutionId, requestId);
  });
}

export interface Judgement {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly flags: readonly Flag[];
}

/** What the rules and the flags say about a request as it stands. Reads only, so the page can show it at any time. */
export async function judge(reader: Reader, { policyOf }: Outside, request: Request, at: Instant): Promise<Judgement> {
  const { institutionId, workUnitId } = request;
  const policy = await policyOf(reader, institutionId);
  const facts: Facts = {
    // The day in western Indonesia dates the purchase, wherever the office is.
    on: dayAt(at, 'WIB'),
    policy,
    payment: null,
    orders: request.orders.map(({ id, sellerClass, isPkp, goods, shipping, lines }) => ({
      ...{ key: id, sellerClass, isPkp, goods, shipping },
      lines: lines.map(({ category, amount, isDomestic, tkdnPercent }) => ({
        category,
        amount,
        isDomestic,
        tkdnPercent,
      })),
    })),
  };
  const flags = await findFlags(reader, {
    institutionId,
    workUnitId,
    at,
    limit: SPLITTING_LIMIT,
    orders: newOrders(request),
  });
  return { facts, decision: decide(facts), flags };
}

/** Splitting is measured against the amount up to which the official decides alone: Rp50,000,000. */
const SPLITTING_LIMIT: Sen = 5_000_000_000n;

const newOrders = ({ orders }: Request) =>
  orders.map(({ id, sellerId, total, lines }) => ({
    ...{ orderId: id, sellerId, amount: total },
    categories: [...new Set(lines.map(({ category }) => category))],
  }));

/**
 * Decides, reserves the money and sends the orders to be held, all in one transaction.
 * @throws Problem conflict `purchase/stopped` with the rule, `budget/not-enough`; invalid `integrity/justification-missing`
 */
export function submitRequest(
  database: Database,
  outside: Outside,
  asked: Asked & { requestId: string; justification?: string | undefined },
): Promise<Request> {
  const { by, at, key, requestId, justification } = asked;
  const { institutionId } = by;
  const body = { action: 'request.submitted', by: by.personId, requestId, justification: justification ?? null };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const request = await loadFor(tx, by, requestId, 'submit');
      if (request.orders.length === 0) throw new Problem('conflict', 'purchase/empty');
      const { facts, decision, flags } = await judge(tx, outside, request, at);
      const [stop] = decision.stops;
      if (stop) throw new Problem('conflict', 'purchase/stopped', { rule: stop.code, article: stop.article });
      const { packId, approver } = decision;
      const outcome = rules.submitted(request, { packId, approver });
      const kept = { institutionId, workUnitId: request.workUnitId, requestId, orders: newOrders(request), at };
      await recordDecision(tx, { ...kept, limit: SPLITTING_LIMIT, facts, decision, flags, justification });
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

/** Gives the money of holds that ran out back; answers how many requests it touched. */
export async function expireHolds(database: Database, at: Instant): Promise<number> {
  const due = await store.selectExpired(database, at);
  for (const { institutionId, id } of due) {
    await database.transaction(async (tx) => {
      const request = await load(tx, institutionId, id);
      if (!['awaiting-approval', 'choosing'].includes(request.state)) return;
      await save(tx, rules.expired(request, at), { action: 'request.expired', by: SYSTEM, at });
    });
  }
  return due.length;
}

/** Audit rows of what no person did carry the nil id. */
export const SYSTEM = HUB;

/** Saves an outcome whole: state, money, audit, integrity, news. Always the request before the budget line. */
export async function save(
  tx: Tx,
  { request, moves, news, withdrawn }: Outcome,
  { action, by, at }: { action: string; by: string; at: Instant },
): Promise<void> {
  const { institutionId, id, budgetLineId } = request;
  await store.updateRequest(tx, request);
  for (const order of request.orders) await store.updateOrder(tx, institutionId, order);
  if (moves.length > 0) {
    const own = moves.map((one) => ({ lineId: budgetLineId, ...one }));
    await budget.move(tx, { institutionId, moves: own, reason: id, at });
  }
  if (withdrawn.length > 0) await withdraw(tx, institutionId, withdrawn);
  await audit(tx, { request, action, by, at });
  for (const { order, event } of news) {
    const payload = { requestId: id };
    await publish(tx, { tenantId: institutionId, at, event, subject: order.id, version: order.version, payload });
  }
}

/** Locks as it loads. */
export async function load(tx: Tx, institutionId: string, id: string): Promise<Request> {
  const request = await store.lockRequest(tx, institutionId, id);
  if (!request) throw new Problem('missing', 'purchase/none');
  return request;
}

async function loadFor(tx: Tx, by: Actor, requestId: string, step: rules.Step): Promise<Request> {
  const request = await load(tx, by.institutionId, requestId);
  const problem = rules.refusal(request, step, by);
  if (problem) throw problem;
  return request;
}

interface Entry {
  readonly request: Request;
  readonly action: string;
  readonly by: string;
  readonly at: Instant;
}

async function audit(tx: Tx, { request, action, by, at }: Entry): Promise<void> {
  const { institutionId: tenantId, id: subject, state, version, budgetLineId, orders } = request;
  const content = {
    ...{ state, version, budgetLineId, totalSen: rules.totalOf(orders) },
    orders: orders.map(({ id, state, total, externalId, version }) => ({
      id,
      state,
      totalSen: total,
      externalId,
      version,
    })),
  };
  await recordAudit(tx, { tenantId, at, by, action, subject, content });
}
