import { grouped } from '../values/grouped.ts';
import type { Clock, Instant } from '../values/instant.ts';
import { sha256 } from './content-hash.ts';
import type { Database, Reader, Tx } from './database.ts';

interface Row {
  readonly tenant: string;
  readonly id: bigint;
  readonly xid: string;
  readonly line: string;
}

const SEALER = 4_201_947;
/** What the first link of every chain follows. */
export const GENESIS = '0'.repeat(64);
const columns = `tenant_id as tenant, id, xid::text as xid,
  concat_ws('|', id, at at time zone 'UTC', by_person, action, subject, content_hash) as line`;

/**
 * Chains the audit rows that no seal covers yet, per institution, in the order (transaction, id); answers how many.
 * Only rows below the oldest open transaction are taken: nothing can still appear among them.
 */
export function seal(database: Database, { at, limit = 5000 }: { at: Instant; limit?: number }): Promise<number> {
  return database.transaction(async (tx) => {
    if (!(await takeSealersTurn(tx))) return 0;
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
    const chains = [...grouped(rows, (row) => row.tenant)];
    const heads = await selectHeads(
      tx,
      chains.map(([tenant]) => tenant),
    );
    const links = chains.map(([tenant, own]) => {
      const { number, hash } = heads.get(tenant) ?? { number: 0n, hash: GENESIS };
      const next = sha256([hash, ...own.map(({ line }) => line)].join('\n'));
      return { tenant, number: number + 1n, own, previous: hash, hash: next };
    });
    await tx.query(
      `insert into platform.seals (tenant_id, number, rows, first_id, last_id, previous, hash, upto_xid, upto_id, at)
       select link.*, $8::text::xid8, $9, $10 from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::bigint[],
         $5::bigint[], $6::text[], $7::text[]) as link`,
      [
        ...[links.map(({ tenant }) => tenant), links.map(({ number }) => number), links.map(({ own }) => own.length)],
        ...[links.map(({ own }) => own[0]?.id), links.map(({ own }) => own.at(-1)?.id)],
        ...[links.map(({ previous }) => previous), links.map(({ hash }) => hash), last.xid, last.id, at],
      ],
    );
    return rows.length;
  });
}

/** Seals in passes until nothing is left that can be sealed now. */
export async function sealAll(database: Database, clock: Clock): Promise<void> {
  const limit = 5000;
  while ((await seal(database, { at: clock(), limit })) === limit);
}

async function selectHeads(
  tx: Tx,
  tenants: readonly string[],
): Promise<Map<string, { readonly number: bigint; readonly hash: string }>> {
  const heads = await tx.query<{ tenant: string; number: bigint; hash: string }>(
    `select tenant, head.* from unnest($1::uuid[]) as tenant, lateral (
       select number, hash from platform.seals where tenant_id = tenant order by number desc limit 1) as head`,
    [tenants],
  );
  return new Map(heads.map(({ tenant, ...head }) => [tenant, head]));
}

/** Whether no other process seals or publishes until this transaction ends. */
export async function takeSealersTurn(tx: Tx): Promise<boolean> {
  const [turn] = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [SEALER]);
  return turn?.mine ?? false;
}

/** Where a chain breaks first. Rows are named by their id; a seal covers the rows from `row` to `upTo`. */
export interface BrokenChain {
  /** `content` is not what its hash says; `rows` are missing, added or moved; `changed` otherwise; `unsealed` by anything. */
  readonly what: 'content' | 'rows' | 'changed' | 'seal' | 'unsealed';
  readonly seal: bigint | null;
  readonly row: bigint;
  readonly upTo: bigint;
}

export interface CheckedChain {
  readonly rows: number;
  readonly seals: number;
  readonly broken: BrokenChain | undefined;
}

/** Recomputes a whole chain from its audit rows, content hashes included, and stops where it breaks. */
export async function checkChain(reader: Reader, tenant: string): Promise<CheckedChain> {
  const next = pages(auditRows(reader, tenant));
  let before = GENESIS;
  let rows = 0;
  let seals = 0;
  let cursor = 0n;
  for await (const seal of sealsOf(reader, tenant)) {
    const own = await next(seal.rows);
    const broken = faultIn(seal, own, { before, number: cursor + 1n });
    if (broken) return { rows, seals, broken };
    rows += own.length;
    seals += 1;
    before = seal.hash;
    cursor = seal.number;
  }
  const [left] = await next(1);
  const isPast = left && (await isBelowCursor(reader, left));
  const broken = isPast ? { what: 'unsealed' as const, seal: null, row: left.id, upTo: left.id } : undefined;
  return { rows, seals, broken };
}

/** The number of the seal at which an institution's chain breaks first; none when all of it holds. */
export async function brokenSeals(reader: Reader, tenant: string): Promise<bigint[]> {
  const { broken } = await checkChain(reader, tenant);
  return broken ? [broken.seal ?? 0n] : [];
}

interface SealRow {
  readonly number: bigint;
  readonly rows: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly previous: string;
  readonly hash: string;
}

interface CheckedRow extends Row {
  readonly content: string;
  readonly contentHash: string;
}

function faultIn(
  seal: SealRow,
  own: readonly CheckedRow[],
  expected: { before: string; number: bigint },
): BrokenChain | undefined {
  const where = { seal: seal.number, row: seal.first, upTo: seal.last };
  if (seal.number !== expected.number || seal.previous !== expected.before) return { what: 'seal', ...where };
  const changed = own.find(({ content, contentHash }) => sha256(content) !== contentHash);
  if (changed) return { what: 'content', seal: seal.number, row: changed.id, upTo: changed.id };
  const isWhole = own.length === seal.rows && own[0]?.id === seal.first && own.at(-1)?.id === seal.last;
  if (!isWhole) return { what: 'rows', ...where };
  const hash = sha256([expected.before, ...own.map(({ line }) => line)].join('\n'));
  return hash === seal.hash ? undefined : { what: 'changed', ...where };
}

async function isBelowCursor(reader: Reader, { xid, id }: Row): Promise<boolean> {
  const rows = await reader.query(
    `select 1 from platform.seals where (upto_xid, upto_id) >= ($1::text::xid8, $2::bigint) limit 1`,
    [xid, id],
  );
  return rows.length > 0;
}

const PAGE = 2000;

async function* sealsOf(reader: Reader, tenant: string): AsyncGenerator<SealRow> {
  for (let after = 0n; ; ) {
    const page = await reader.query<SealRow>(
      `select number, rows, first_id as first, last_id as last, previous, hash from platform.seals
       where tenant_id = $1 and number > $2 order by number limit $3`,
      [tenant, after, PAGE],
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.number;
  }
}

async function* auditRows(reader: Reader, tenant: string): AsyncGenerator<CheckedRow> {
  for (let after = { xid: '0', id: 0n }; ; ) {
    const page = await reader.query<CheckedRow>(
      `select ${columns}, content, content_hash as "contentHash" from platform.audit
       where tenant_id = $1 and (xid, id) > ($2::text::xid8, $3::bigint)
       order by platform.audit.xid, platform.audit.id limit $4`,
      [tenant, after.xid, after.id, PAGE],
    );
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last;
  }
}

/** Takes so many at a time; fewer when there are no more. */
function pages<Item>(items: AsyncGenerator<Item>): (count: number) => Promise<Item[]> {
  return async (count) => {
    const taken: Item[] = [];
    while (taken.length < count) {
      const { value, done } = await items.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  };
}
