import { type Content, canonical, sha256 } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { fieldProblem, type Problem } from '../../values/problem.ts';
import { type Decision, decideUnder, type Facts, readFacts } from '../rulebook/index.ts';
import { type Flag, flagsOf, type NewOrder, NOTHING, readDecision, WINDOW_DAYS, withOrders } from './rules.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;

interface Ask {
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly orders: readonly NewOrder[];
  /** Ids of orders of the same purchase that stand already: a purchase is no history of itself. */
  readonly standing?: readonly string[];
  /** What one purchase may cost on this path; splitting is measured against it. */
  readonly limit: Sen;
}

/**
 * The flags that must be explained before these orders go on, for many purchases at once: each sees what its unit bought
 * before, and what the asks before it are about to buy. Reads only.
 */
export async function findFlagsEach(reader: Reader, asks: readonly Ask[], at: Instant): Promise<(readonly Flag[])[]> {
  const since = new Date(at.getTime() - WINDOW_DAYS * DAY_MS);
  const units = new Map(asks.map(({ institutionId, workUnitId }) => [workUnitId, { institutionId, workUnitId }]));
  const own = asks.flatMap(({ standing = [] }) => standing);
  const histories = await store.selectHistories(reader, { units: [...units.values()], since, without: own });
  return asks.map(({ workUnitId, orders, limit }) => {
    const before = histories.get(workUnitId) ?? NOTHING;
    histories.set(workUnitId, withOrders(before, orders));
    return flagsOf(before, orders, limit);
  });
}

interface Placed extends Ask {
  readonly at: Instant;
  readonly requestId: string;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly flags: readonly Flag[];
  /** Why the official goes on in spite of the flags. */
  readonly justification: string | undefined;
}

/** Why a purchase may not go on with its flags; undefined when it may. */
export function unexplained(flags: readonly Flag[], justification: string | undefined): Problem | undefined {
  if (flags.length === 0 || justification) return undefined;
  return fieldProblem('invalid', 'integrity/justification-missing', 'justification');
}

/**
 * Keeps what was decided and why, for many purchases at once, in the transaction that acts on it.
 * @throws Problem invalid `integrity/justification-missing` when a flag stands unexplained
 */
export async function recordDecisions(tx: Tx, placed: readonly Placed[]): Promise<void> {
  for (const { flags, justification } of placed) {
    const problem = unexplained(flags, justification);
    if (problem) throw problem;
  }
  const decisions = placed.map(({ institutionId, requestId, decision, facts, at }) => {
    const answer = canonical(toContent(decision));
    const { packId } = decision;
    const asked = canonical(toContent(facts));
    return { institutionId, requestId, packId, facts: asked, answer, answerHash: sha256(answer), at };
  });
  const counted = placed.flatMap(({ institutionId, requestId, workUnitId, orders, at }) =>
    orders.map((order) => ({ ...order, institutionId, requestId, workUnitId, at })),
  );
  await Promise.all([store.insertDecisions(tx, decisions), store.insertOrders(tx, counted)]);
  for (const { institutionId, requestId, flags, justification, at } of placed) {
    for (const { code, details } of flags) {
      const flag = { code, details: canonical(details), justification: justification ?? '' };
      await store.insertFlag(tx, { institutionId, requestId, ...flag, at });
    }
  }
}

/** The same for one purchase. */
export const recordDecision = (tx: Tx, placed: Placed): Promise<void> => recordDecisions(tx, [placed]);

/** A cancelled, refused or expired order no longer counts towards a flag. */
export async function withdraw(
  tx: Tx,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
): Promise<void> {
  if (orders.length > 0) await store.withdrawOrders(tx, orders);
}

export interface Replay {
  readonly packId: string;
  readonly at: Instant;
  readonly facts: string;
  readonly answer: string;
  /** Whether the same pack, asked again today with the stored facts, gives the stored answer to the letter. */
  readonly same: boolean;
}

/** Every decision on a request, decided again from what was stored. */
export async function replay(reader: Reader, institutionId: string, requestId: string): Promise<Replay[]> {
  const rows = await store.selectDecisionsOn(reader, [{ institutionId, requestId }]);
  return rows.map(({ packId, at, facts, answer }) => {
    const again = decideUnder(packId, readFacts(facts));
    return { packId, at, facts, answer, same: canonical(toContent(again)) === answer };
  });
}

/** The decisions under which requests went on, as the rulebook gave them, by the request's id. */
export async function decisionsOn(
  reader: Reader,
  requests: readonly { readonly institutionId: string; readonly requestId: string }[],
): Promise<ReadonlyMap<string, Decision>> {
  const rows = await store.selectDecisionsOn(reader, requests);
  // A decision made for a payment knows its means.
  const onPurchase = rows.filter(({ payment }) => payment === null);
  return new Map(onPurchase.map(({ requestId, answer }) => [requestId, readDecision(answer)]));
}

/** Answers the flags on a request with their justification; for the auditor and the approver alone. */
export const flagsOn = store.selectFlags;

// Facts and decisions are plain data all the way down; the compiler cannot see it through readonly interfaces.
function toContent(data: Facts | Decision): Content {
  return data as unknown as Content;
}
