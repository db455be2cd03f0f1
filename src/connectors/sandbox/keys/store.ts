import type { Tx } from '../../../platform/database.ts';
import type { Instant } from '../../../values/instant.ts';

interface KeyedBody {
  readonly key: string;
  readonly bodyHash: string;
}

/** Claims keys in their order, waiting for whoever is using one; answers those that nobody used before. */
export async function claimKeys(
  tx: Tx,
  operation: string,
  asked: readonly KeyedBody[],
  at: Instant,
): Promise<Set<string>> {
  const rows = await tx.query<{ key: string }>(
    `insert into sandbox.requests (operation, key, body_hash, at)
     select $1, key, body_hash, $4 from unnest($2::text[], $3::text[]) as a (key, body_hash) order by key
     on conflict do nothing returning key`,
    [operation, asked.map(({ key }) => key), asked.map(({ bodyHash }) => bodyHash), at],
  );
  return new Set(rows.map(({ key }) => key));
}

export function selectRequests(
  tx: Tx,
  operation: string,
  keys: readonly string[],
): Promise<(KeyedBody & { readonly answer: unknown })[]> {
  return tx.query(
    `select key, body_hash as "bodyHash", answer from sandbox.requests where operation = $1 and key = any($2)`,
    [operation, keys],
  );
}

export async function updateAnswers(tx: Tx, operation: string, answers: ReadonlyMap<string, unknown>): Promise<void> {
  await tx.query(
    `update sandbox.requests r set answer = a.answer
     from jsonb_to_recordset($2) as a (key text, answer jsonb) where r.operation = $1 and r.key = a.key`,
    [operation, JSON.stringify([...answers].map(([key, answer]) => ({ key, answer })))],
  );
}
