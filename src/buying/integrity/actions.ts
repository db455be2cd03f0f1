import { type Content, canonical, sha256 } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { type Decision, decideUnder, type Facts } from '../rulebook/index.ts';
import { type Flag, flagsOf, type NewOrder, revive, WINDOW_DAYS } from './rules.ts';
import * as store from './store.ts';

const DAY_MS = 86_400_000;

interface Ask {
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly orders: readonly NewOrder[];
  /** What one purchase may cost on this path; splitting is measured against it. */
  readonly limit: Sen;
  readonly at: Instant;
}

/** The flags that must be explained before these orders go on. Reads only. */
export async function findFlags(reader: Reader, ask: Ask): Promise<readonly Flag[]> {
  const { institutionId, workUnitId, orders, limit, at } = ask;
  const since = new Date(at.getTime() - WINDOW_DAYS * DAY_MS);
  return flagsOf(await store.selectOrders(reader, { institutionId, workUnitId, since }), orders, limit);
}

interface Placed extends Ask {
  readonly requestId: string;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly flags: readonly Flag[];
  /** Why the official goes on in spite of the flags. */
  readonly justification: string | undefined;
}

/**
 * Keeps what was decided and why, in the transaction that acts on it.
 * @throws Problem invalid `integrity/justification-missing` when a flag stands unexplained
 */
export async function recordDecision(tx: Tx, placed: Placed): Promise<void> {
  const { institutionId, workUnitId, requestId, orders, flags, justification, at } = placed;
  if (flags.length > 0 && !justification) throw new Problem('invalid', 'integrity/justification-missing');
  const answer = canonical(toContent(placed.decision));
  const facts = canonical(toContent(placed.facts));
  const { packId } = placed.decision;
  await store.insertDecision(tx, { institutionId, requestId, packId, facts, answer, answerHash: sha256(answer), at });
  for (const order of orders) await store.insertOrder(tx, { ...order, institutionId, requestId, workUnitId, at });
  for (const { code, details } of flags) {
    const flag = { code, details: canonical(details), justification: justification ?? '' };
    await store.insertFlag(tx, { institutionId, requestId, ...flag, at });
  }
}

/** A cancelled, refused or expired order no longer counts towards a flag. */
export async function withdraw(tx: Tx, institutionId: string, orderIds: readonly string[]): Promise<void> {
  await store.withdrawOrders(tx, institutionId, orderIds);
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
  const rows = await store.selectDecisions(reader, institutionId, requestId);
  return rows.map(({ packId, at, facts, answer }) => {
    const again = decideUnder(packId, revive(facts) as Facts);
    return { packId, at, facts, answer, same: canonical(toContent(again)) === answer };
  });
}

/** The decision under which a request went on, as the rulebook gave it. */
export async function decisionOn(reader: Reader, institutionId: string, requestId: string): Promise<Decision> {
  const last = (await store.selectDecisions(reader, institutionId, requestId)).at(-1);
  if (!last) throw new Error(`request ${requestId} was not decided yet`);
  return revive(last.answer) as Decision;
}

/** Answers the flags on a request with their justification; for the auditor and the approver alone. */
export const flagsOn = store.selectFlags;

// Facts and decisions are plain data all the way down; the compiler cannot see it through readonly interfaces.
function toContent(data: Facts | Decision): Content {
  return data as unknown as Content;
}
