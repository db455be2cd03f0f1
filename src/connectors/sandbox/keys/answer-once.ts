import { z } from 'zod';
import { sha256 } from '../../../platform/content-hash.ts';
import type { Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';
import * as store from './store.ts';

/** A key came again with another body, where the port has no word for it. */
export class OtherBody extends Error {}

interface Keyed {
  readonly idempotencyKey: string;
}

interface Question<Ask extends z.ZodType<Keyed>, Answer extends z.ZodType> {
  readonly operation: string;
  readonly ask: Ask;
  readonly answer: Answer;
  readonly asks: readonly z.output<Ask>[];
  readonly at: Instant;
  /** Says what another body under a known key is told; left out, the whole call is refused. */
  readonly otherBody?: z.output<Answer>;
}

export type Fresh<Ask> = Ask & { readonly bodyHash: string };

/**
 * Answers every ask once per key: `decide` sees only asks whose key nobody used before, and its answers, by key, are
 * kept and repeated. Two calls with the same key wait for each other.
 * @throws OtherBody
 */
export async function answerOnce<Ask extends z.ZodType<Keyed>, Answer extends z.ZodType>(
  tx: Tx,
  question: Question<Ask, Answer>,
  decide: (fresh: Fresh<z.output<Ask>>[]) => Promise<ReadonlyMap<string, z.output<Answer>>>,
): Promise<z.output<Answer>[]> {
  const { operation, at } = question;
  // Encoded from parsed values, so the members stand in the schema's order, whatever order they were sent in.
  const hashed = question.asks.map((ask) => ({
    ...ask,
    bodyHash: sha256(JSON.stringify(z.encode(question.ask, ask))),
  }));
  const first = new Map(hashed.toReversed().map((ask) => [ask.idempotencyKey, ask]));
  const asked = [...first.values()].map(({ idempotencyKey: key, bodyHash }) => ({ key, bodyHash }));
  const claimed = await store.claimKeys(tx, operation, asked, at);
  const fresh = hashed.filter((ask) => claimed.has(ask.idempotencyKey) && first.get(ask.idempotencyKey) === ask);
  const decided = fresh.length > 0 ? await decide(fresh) : new Map<string, z.output<Answer>>();
  const encoded = [...decided].map(([key, answer]) => [key, z.encode(question.answer, answer)] as const);
  if (encoded.length > 0) await store.updateAnswers(tx, operation, new Map(encoded));
  const repeated = [...first.keys()].filter((key) => !claimed.has(key));
  const earlier = repeated.length > 0 ? await store.selectRequests(tx, operation, repeated) : [];
  const known = new Map(earlier.map((one) => [one.key, one]));
  return hashed.map(({ idempotencyKey, bodyHash }) => {
    const now = decided.get(idempotencyKey);
    if (now !== undefined && first.get(idempotencyKey)?.bodyHash === bodyHash) return now;
    const before = known.get(idempotencyKey);
    if (before?.bodyHash === bodyHash) return z.decode(question.answer, before.answer as z.input<Answer>);
    if (question.otherBody === undefined) throw new OtherBody(`another body under the key ${idempotencyKey}`);
    return question.otherBody;
  });
}
