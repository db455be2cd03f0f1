import { addDays, type Day, dayAt } from '../values/calendar.ts';
import type { Instant } from '../values/instant.ts';
import { sha256 } from './content-hash.ts';
import type { Database, Reader, Tx } from './database.ts';
import { merklePath, merkleRoot, type Neighbour, rootOf } from './merkle.ts';
import { GENESIS, takeSealersTurn } from './sealer.ts';

/** The root over all chains at the end of a day in Jakarta. */
export interface Root {
  readonly day: Day;
  /** How many chains it stands on: institutions, and the hub itself. */
  readonly tenants: number;
  /** The Merkle root (RFC 6962) over `leafOf` of each chain's head, in the order of their ids. */
  readonly merkle: string;
  /** The hash of the root before; of the first, 64 zeros. */
  readonly previous: string;
  readonly hash: string;
}

/** The last seal of a chain that a root stands on. */
export interface Head {
  readonly tenant: string;
  readonly number: bigint;
  readonly hash: string;
}

/** `previous|day|tenants|merkle`, hashed: anybody can compute it. */
export function rootHash({ previous, day, tenants, merkle }: Omit<Root, 'hash'>): string {
  return sha256([previous, day, tenants, merkle].join('|'));
}

export const leafOf = ({ tenant, number, hash }: Head): string => `${tenant}|${number}|${hash}`;

/**
 * Computes and keeps the root of yesterday in Jakarta, once; answers it when this call did. Waits (undefined) as long
 * as a row of that day is not sealed, or another process seals.
 */
export function publishRoot(database: Database, { at }: { at: Instant }): Promise<Root | undefined> {
  return database.transaction(async (tx) => {
    const today = dayAt(at, 'WIB');
    const day = addDays(today, -1);
    const last = (await readRoots(tx, { limit: 1 }))[0];
    if (last && last.day >= day) return undefined;
    if (!(await takeSealersTurn(tx))) return undefined;
    const end = new Date(`${today}T00:00:00+07:00`);
    if (await waitsForSeal(tx, end)) return undefined;
    const heads = await headsBefore(tx, end);
    if (heads.length === 0) return undefined;
    const body = { day, tenants: heads.length, merkle: merkleRoot(heads.map(leafOf)), previous: last?.hash ?? GENESIS };
    const root = { ...body, hash: rootHash(body) };
    const taken = await tx.query(
      `insert into platform.roots (day, tenants, merkle, previous, hash, at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning day`,
      [root.day, root.tenants, root.merkle, root.previous, root.hash, at],
    );
    if (taken.length === 0) return undefined;
    const known = new Map((await headsOf(tx, day)).map((head) => [head.tenant, leafOf(head)]));
    const moved = heads.filter((head) => known.get(head.tenant) !== leafOf(head));
    await tx.query(
      `insert into platform.root_heads (tenant_id, day, number, hash)
       select tenant, $1, number, hash from unnest($2::uuid[], $3::bigint[], $4::text[]) as head (tenant, number, hash)`,
      [day, moved.map(({ tenant }) => tenant), moved.map(({ number }) => number), moved.map(({ hash }) => hash)],
    );
    return root;
  });
}

async function waitsForSeal(tx: Tx, end: Instant): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from platform.audit a
     where (a.xid, a.id) > (select coalesce(max(upto_xid), '0'::xid8), coalesce(max(upto_id), 0) from (
         select upto_xid, upto_id from platform.seals order by upto_xid desc, upto_id desc limit 1) as last)
       and a.at < $1 limit 1`,
    [end],
  );
  return rows.length > 0;
}

/** Each chain's last seal before that moment, found chain by chain so that long chains cost no more than short ones. */
function headsBefore(tx: Tx, end: Instant): Promise<Head[]> {
  return tx.query(
    `with recursive tenants as (
       (select tenant_id from platform.seals order by tenant_id limit 1)
       union all
       select (select s.tenant_id from platform.seals s where s.tenant_id > t.tenant_id order by s.tenant_id limit 1)
       from tenants t where t.tenant_id is not null)
     select t.tenant_id as tenant, head.number, head.hash
     from tenants t, lateral (
       select number, hash from platform.seals s where s.tenant_id = t.tenant_id and s.at < $1
       order by number desc limit 1) as head
     order by t.tenant_id`,
    [end],
  );
}

/** The heads that the root of that day stands on, in the order of their leaves. */
export function headsOf(reader: Reader, day: Day): Promise<Head[]> {
  return reader.query(
    `select distinct on (tenant_id) tenant_id as tenant, number, hash from platform.root_heads
     where day <= $1 order by tenant_id, day desc`,
    [day],
  );
}

/** The published roots, the newest first. */
export function readRoots(
  reader: Reader,
  { limit = 366, year, day }: { limit?: number; year?: number | undefined; day?: Day | undefined } = {},
): Promise<Root[]> {
  return reader.query(
    `select day, tenants, merkle, previous, hash from platform.roots
     where ($2::int is null or extract(year from day) = $2) and ($3::date is null or day = $3)
     order by day desc limit $1`,
    [limit, year, day],
  );
}

/** When each root was published, by its day. */
export async function publishedAt(reader: Reader, days: readonly Day[]): Promise<ReadonlyMap<Day, Instant>> {
  const rows = await reader.query<{ day: Day; at: Date }>(
    `select day, at from platform.roots where day = any($1::date[])`,
    [days],
  );
  return new Map(rows.map(({ day, at }) => [day, at]));
}

/** That a chain's head is in a published root, without showing anybody else's. */
export interface Inclusion {
  readonly root: Root;
  readonly head: Head;
  readonly path: readonly Neighbour[];
  /** Whether the path really leads to the root. */
  readonly holds: boolean;
}

/** The proof for the newest root, or for that of a day; undefined where the chain is in none. */
export async function proveInclusion(reader: Reader, tenant: string, day?: Day): Promise<Inclusion | undefined> {
  const [root] = await readRoots(reader, { limit: 1, day });
  if (!root) return undefined;
  const heads = await headsOf(reader, root.day);
  const index = heads.findIndex((one) => one.tenant === tenant);
  const head = heads[index];
  if (!head) return undefined;
  const path = merklePath(heads.map(leafOf), index);
  return { root, head, path, holds: rootOf(leafOf(head), path) === root.merkle && rootHash(root) === root.hash };
}
