import type { Day } from '../values/calendar.ts';
import type { Reader } from './database.ts';
import { merkleRoot } from './merkle.ts';
import { type Head, leafOf, type Root, rootHash } from './roots.ts';
import { type BrokenChain, checkChain, GENESIS } from './sealer.ts';

/** Where a day's root breaks: its head is not the chain's seal, its hash or its place is wrong, or it is not what was published. */
export interface BrokenRoot {
  readonly what: 'head' | 'root' | 'previous' | 'published' | 'gone';
  readonly day: Day;
  readonly tenant: string | null;
}

export interface Verified {
  readonly ok: boolean;
  readonly chains: number;
  readonly rows: number;
  readonly seals: number;
  readonly roots: number;
  /** Of each chain, the first place that does not hold. */
  readonly brokenChains: readonly (BrokenChain & { readonly tenant: string })[];
  /** The first root that does not hold. */
  readonly brokenRoot: BrokenRoot | undefined;
}

/**
 * Recomputes every content hash, every chain and every root from the rows themselves. `published` are roots that were
 * copied from the hub's page at another time: the only proof against somebody who rewrites all of it.
 */
export async function verifyAudit(
  reader: Reader,
  { published = [] }: { published?: readonly Pick<Root, 'day' | 'hash'>[] } = {},
): Promise<Verified> {
  const tenants = await reader.query<{ tenant: string }>(
    `select tenant_id as tenant from platform.seals union select tenant_id from platform.audit order by 1`,
  );
  const totals = { rows: 0, seals: 0 };
  const brokenChains: (BrokenChain & { tenant: string })[] = [];
  for (const { tenant } of tenants) {
    const { rows, seals, broken } = await checkChain(reader, tenant);
    totals.rows += rows;
    totals.seals += seals;
    if (broken) brokenChains.push({ tenant, ...broken });
  }
  const roots = await reader.query<Root>(
    `select day, tenants, merkle, previous, hash from platform.roots order by day`,
  );
  const brokenRoot = (await firstBrokenRoot(reader, roots)) ?? unlikePublished(roots, published);
  const ok = brokenChains.length === 0 && brokenRoot === undefined;
  return { ok, chains: tenants.length, ...totals, roots: roots.length, brokenChains, brokenRoot };
}

async function firstBrokenRoot(reader: Reader, roots: readonly Root[]): Promise<BrokenRoot | undefined> {
  const heads = new Map<string, Head>();
  let previous = GENESIS;
  for (const root of roots) {
    const { day } = root;
    if (root.previous !== previous) return { what: 'previous', day, tenant: null };
    const moved = await reader.query<Head & { sealed: string | null }>(
      `select h.tenant_id as tenant, h.number, h.hash, s.hash as sealed
       from platform.root_heads h left join platform.seals s on s.tenant_id = h.tenant_id and s.number = h.number
       where h.day = $1 order by h.tenant_id`,
      [day],
    );
    const astray = moved.find(({ hash, sealed }) => hash !== sealed);
    if (astray) return { what: 'head', day, tenant: astray.tenant };
    for (const { tenant, number, hash } of moved) heads.set(tenant, { tenant, number, hash });
    const inOrder = [...heads.values()].sort((a, b) => (a.tenant < b.tenant ? -1 : 1));
    const isWhole = root.tenants === inOrder.length && root.merkle === merkleRoot(inOrder.map(leafOf));
    if (!isWhole || root.hash !== rootHash(root)) return { what: 'root', day, tenant: null };
    previous = root.hash;
  }
  return undefined;
}

function unlikePublished(
  roots: readonly Root[],
  published: readonly Pick<Root, 'day' | 'hash'>[],
): BrokenRoot | undefined {
  const kept = new Map(roots.map(({ day, hash }) => [day, hash]));
  const [astray] = published.filter(({ day, hash }) => kept.get(day) !== hash).sort((a, b) => (a.day < b.day ? -1 : 1));
  return astray && { what: kept.has(astray.day) ? 'published' : 'gone', day: astray.day, tenant: null };
}
