import { combined } from '../../platform/combined.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { claimKeys, earlierAnswers, KeyTaken } from '../../platform/idempotency.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { recordDecisions } from '../integrity/index.ts';
import type { Asked } from './actions.ts';
import { composeEach, type Outside } from './compose.ts';
import { draftOf, type NewRequest, numbered } from './draft.ts';
import { type Judgement, judgeEach, newOrders, objection, SPLITTING_LIMIT } from './judge.ts';
import { type Outcome, submitted } from './outcomes.ts';
import { type Request, steps } from './rules.ts';
import { movingOf, tell } from './save.ts';
import * as store from './store.ts';

export interface Placing extends Asked {
  readonly request: NewRequest;
  /** Why the official goes on in spite of the flags. */
  readonly justification?: string | undefined;
}

/** A placing that stood every check that needs no lock. */
interface Ready {
  readonly placing: Placing;
  readonly judgement: Judgement;
  readonly outcome: Outcome;
}

/**
 * Asks and submits in one step: live prices, decision, reservation and the orders on their way to be held. Calls that
 * come at the same time share their statements and their commit; each is decided, refused and answered for itself.
 * @throws the Problems of `draftRequest` and `submitRequest`
 */
export function requestPlacer(database: Database, outside: Outside): (placing: Placing) => Promise<Request> {
  return combined((placings) => placeEach(database, outside, placings), { lingerMs: 10 });
}

async function placeEach(
  database: Database,
  outside: Outside,
  placings: readonly Placing[],
): Promise<(Request | Error)[]> {
  const answers = new Map<Placing, Request | Error>();
  let open = placings;
  while (open.length > 0) {
    // One of each key at a time: its repetitions find it there in the next round.
    const turn = [...new Map(open.toReversed().map((one) => [`${one.by.institutionId} ${one.key}`, one])).values()];
    for (const [placing, answer] of await placeOnce(database, outside, turn)) answers.set(placing, answer);
    open = open.filter((one) => !answers.has(one));
  }
  return placings.map((one) => answers.get(one) ?? new Error('every placing is answered'));
}

type Answers = Map<Placing, Request | Error>;

async function placeOnce(database: Database, outside: Outside, placings: readonly Placing[]): Promise<Answers> {
  const answers = await answeredBefore(database, placings);
  const fresh = placings.filter((one) => !answers.has(one));
  const ready = await prepare(database, outside, fresh, answers);
  if (ready.length === 0) return answers;
  try {
    const written = await database.transaction((tx) => write(tx, ready));
    for (const [placing, answer] of written) answers.set(placing, answer);
  } catch (error) {
    // Another process took one of the keys meanwhile; what is unanswered here is asked again, and finds its answer.
    if (!(error instanceof KeyTaken)) throw error;
  }
  return answers;
}

async function answeredBefore(database: Database, placings: readonly Placing[]): Promise<Answers> {
  const answers: Answers = new Map();
  const found = await earlierAnswers(database, placings.map(keyed));
  const known = placings.flatMap((placing, place) => {
    const answer = found[place];
    if (answer instanceof Problem) answers.set(placing, answer);
    return typeof answer === 'string' ? [{ placing, id: answer }] : [];
  });
  if (known.length === 0) return answers;
  const keys = known.map(({ placing, id }) => ({ institutionId: placing.by.institutionId, id }));
  const requests = new Map((await store.selectRequestsByKey(database, keys)).map((request) => [request.id, request]));
  for (const { placing, id } of known) {
    answers.set(placing, requests.get(id) ?? new Error(`the request ${id} was answered and is not there`));
  }
  return answers;
}

/** Everything that needs no lock: the line, live prices, the rules and the flags. Refusals go into `answers`. */
async function prepare(
  database: Database,
  { connectors, policiesOf }: Outside,
  placings: readonly Placing[],
  answers: Answers,
): Promise<Ready[]> {
  const [first] = placings;
  if (!first) return [];
  const keys = placings.map(({ by: { institutionId }, request }) => ({ institutionId, lineId: request.budgetLineId }));
  const asks = placings.map(({ request, at }) => ({ wishes: request.lines, shipTo: request.shipTo, at }));
  const [lines, composed] = await Promise.all([
    budget.findLines(database, keys),
    composeEach(database, connectors, asks),
  ]);
  const units = new Map(lines.map(({ institutionId, id, workUnitId }) => [`${institutionId} ${id}`, workUnitId]));
  const drafts = placings.flatMap((placing, place) => {
    const { by, at, request } = placing;
    const workUnitId = units.get(`${by.institutionId} ${request.budgetLineId}`);
    const orders = composed[place];
    if (workUnitId === undefined) answers.set(placing, new Problem('missing', 'purchase/no-such-line'));
    else if (!orders || orders instanceof Problem) answers.set(placing, orders ?? new Error('every ask is answered'));
    else return [{ placing, request: unborn(draftOf(request, { by, workUnitId, at, orders })) }];
    return [];
  });
  const requests = drafts.map(({ request }) => request);
  const judgements = await judgeEach(database, policiesOf, requests, first.at, lines);
  return drafts.flatMap(({ placing, request }, place): Ready[] => {
    const judgement = judgements[place];
    if (!judgement) throw new Error('every request is judged');
    const problem = objection(judgement, placing.justification);
    if (problem) answers.set(placing, problem);
    else return [{ placing, judgement, outcome: submitted(request, judgement.decision) }];
    return [];
  });
}

/** Nobody ever saw it as a draft, so its first version is the submitted one. */
function unborn(request: Request): Request {
  return { ...request, version: 0, orders: request.orders.map((order) => ({ ...order, version: 0 })) };
}

/** Money first: what does not fit is refused and leaves nothing behind. */
async function write(tx: Tx, ready: readonly Ready[]): Promise<Answers> {
  const [first] = ready;
  if (!first) return new Map();
  const { at } = first.placing;
  const refused = await budget.moveEach(
    tx,
    ready.map(({ outcome }) => movingOf(outcome)),
    at,
  );
  const answers: Answers = new Map();
  for (const { placing, outcome } of ready) {
    const problem = refused.get(outcome.request.id);
    if (problem) answers.set(placing, problem);
  }
  const taken = ready.filter(({ placing }) => !answers.has(placing));
  if (taken.length === 0) return answers;
  const keys = taken.map(({ placing, outcome }) => ({ ...keyed(placing), answer: outcome.request.id }));
  const [numbers] = await Promise.all([store.nextNumbers(tx, at.getUTCFullYear(), taken.length), claimKeys(tx, keys)]);
  const placed = taken.map((one, place) => ({ ...one, outcome: withNumber(one.outcome, numbers[place] ?? '') }));
  const requests = placed.map(({ outcome }) => outcome.request);
  const decisions = placed.map(({ placing: { justification, at }, judgement, outcome: { request } }) => ({
    ...{ institutionId: request.institutionId, workUnitId: request.workUnitId, requestId: request.id },
    ...{ orders: newOrders(request), limit: SPLITTING_LIMIT, ...judgement, justification, at },
  }));
  const changes = placed.map(({ placing: { by, at }, outcome }) => ({
    ...{ outcome, action: steps.submit.event, by: by.personId, at },
  }));
  await Promise.all([store.insertRequests(tx, requests), recordDecisions(tx, decisions), tell(tx, changes)]);
  for (const { placing, outcome } of placed) answers.set(placing, outcome.request);
  return answers;
}

function withNumber(outcome: Outcome, number: string): Outcome {
  const request = numbered(outcome.request, number);
  const named = new Map(request.orders.map((order) => [order.id, order]));
  return {
    ...outcome,
    request,
    news: outcome.news.map((one) => ({ ...one, order: named.get(one.order.id) ?? one.order })),
  };
}

function keyed({ by, at, key, request, justification }: Placing) {
  const lines = request.lines.map((wish) => ({ ...wish }));
  const body = { action: 'request.placed', by: by.personId, ...request, lines, justification: justification ?? null };
  return { tenantId: by.institutionId, key, at, body };
}
