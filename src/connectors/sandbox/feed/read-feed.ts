import type { z } from 'zod';
import type { CataloguePage } from '../../../parties/marketplace/index.ts';
import type { Database, Tx } from '../../../platform/database.ts';
import type { sellersPage, settlementsPage } from '../mapping.ts';
import * as store from './store.ts';

interface PageAsk {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What changed since the cursor: offers that stand, tombstones of those that are gone. */
export async function pullCatalogue(database: Database, ask: PageAsk): Promise<CataloguePage> {
  const page = await pull(database, ask, store.selectChangedOffers);
  const items = page.rows.filter(({ isRemoved }) => !isRemoved).map(({ change: _, isRemoved: __, ...item }) => item);
  const tombstones = page.rows.filter(({ isRemoved }) => isRemoved).map(({ externalId }) => externalId);
  return { items, tombstones, nextCursor: page.nextCursor, hasMore: page.hasMore };
}

export async function pullSellers(database: Database, ask: PageAsk): Promise<z.output<typeof sellersPage>> {
  const { rows, nextCursor } = await pull(database, ask, store.selectChangedSellers);
  return { items: rows.map(({ change: _, ...item }) => item), nextCursor };
}

export async function pullSettlements(database: Database, ask: PageAsk): Promise<z.output<typeof settlementsPage>> {
  const { rows, nextCursor } = await pull(database, ask, store.selectSettlements);
  return { items: rows.map(({ change: _, ...item }) => item), nextCursor };
}

/** A cursor is `epoch.change`; one of another database begins anew, since its changes say nothing here. */
function pull<Row extends { readonly change: bigint }>(
  database: Database,
  { cursor, limit }: PageAsk,
  select: (tx: Tx, after: bigint, limit: number) => Promise<Row[]>,
) {
  return store.readingFeed(database, async (tx) => {
    const epoch = await store.selectEpoch(tx);
    const [of, change] = cursor?.split('.') ?? [];
    const after = of === epoch && /^\d{1,18}$/.test(change ?? '') ? BigInt(change ?? 0) : 0n;
    const found = await select(tx, after, limit + 1);
    const rows = found.slice(0, limit);
    return { rows, nextCursor: `${epoch}.${rows.at(-1)?.change ?? after}`, hasMore: found.length > limit };
  });
}
