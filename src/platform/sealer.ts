import { grouped } from '../values/grouped.ts';
import type { Instant } from '../values/instant.ts';
import { sha256 } from './content-hash.ts';
import type { Database, Reader } from './database.ts';

interface Row {
  readonly tenant: string;
  readonly id: bigint;
  readonly xid: string;
  readonly line: string;
}

const SEALER = 4_201_947;
const GENESIS = '0'.repeat(64);
const columns = `tenant_id as tenant, id, xid::text as xid,
  concat_ws('|', id, at at time zone 'UTC', by_person, action, subject, content_hash) as line`;

/**
 * Chains the audit rows that no seal covers yet, per institution, in the order (transaction, id); answers how many.
 * Only rows below the oldest open transaction are taken: nothing can still appear among them.
 */
export function seal(database: Database, { at, limit = 5000 }: { at: Instant; limit?: number }): Promise<number> {
  return database.transaction(async (tx) => {
    const [turn] = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [SEALER]);
    if (!turn?.mine) return 0;
    const [cursor] = await tx.query<{ xid: string; id: bigint }>(
      `select upto_xid::text as xid, upto_id as id from platform.seals order by upto_xid desc, upto_id desc limit 1`,
    );
    const rows = await tx.query<Row>(
      `select ${columns} from platform.audit
       where (xid, id) > (coalesce($2, '0')::text::xid8, coalesce($3::bigint, 0))
         and xid < pg_snapshot_xmin(pg_current_snapshot())
       order by platform.audit.xid, platform.audit.id limit $1`,
      [limit, cursor?.xid, cursor?.id],
    );
    const last = rows.at(-1);
    if (!last) return 0;
    for (const [tenant, own] of grouped(rows, (row) => row.tenant)) {
      const [previous] = await tx.query<{ number: bigint; hash: string }>(
        `select number, hash from platform.seals where tenant_id = $1 order by number desc limit 1`,
        [tenant],
      );
      const before = previous?.hash ?? GENESIS;
      await tx.query(
        `insert into platform.seals (tenant_id, number, rows, first_id, last_id, upto_xid, upto_id, previous, hash, at)
         values ($1, $2, $3, $4, $5, $6::text::xid8, $7, $8, $9, $10)`,
        [
          tenant,
          (previous?.number ?? 0n) + 1n,
          own.length,
          own[0]?.id,
          own.at(-1)?.id,
          last.xid,
          last.id,
          before,
          sha256([before, ...own.map(({ line }) => line)].join('\n')),
          at,
        ],
      );
    }
    return rows.length;
  });
}

/** Recomputes an institution's whole chain from its audit rows; answers the numbers of the seals that do not hold. */
export async function brokenSeals(reader: Reader, tenant: string): Promise<bigint[]> {
  const seals = await reader.query<{ number: bigint; rows: number; previous: string; hash: string }>(
    `select number, rows, previous, hash from platform.seals where tenant_id = $1 order by number`,
    [tenant],
  );
  const rows = await reader.query<Row>(
    `select ${columns} from platform.audit where tenant_id = $1 order by platform.audit.xid, platform.audit.id`,
    [tenant],
  );
  const broken: bigint[] = [];
  let from = 0;
  let before = GENESIS;
  for (const { number, rows: count, previous, hash } of seals) {
    const own = rows.slice(from, from + count);
    const expected = sha256([before, ...own.map(({ line }) => line)].join('\n'));
    if (previous !== before || hash !== expected) broken.push(number);
    from += count;
    before = hash;
  }
  return broken;
}
