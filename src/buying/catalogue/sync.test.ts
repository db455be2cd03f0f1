import { expect, test } from 'vitest';
import type { CataloguePage, OfferItem } from '../../parties/marketplace/index.ts';
import { admitMarketplace, readCursor, saveCursor } from '../../parties/marketplace/index.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { priceHistory, searchOffers, selectOffers, syncMarketplace } from './index.ts';
import { upsertOffers } from './store.ts';

const { database, owner } = await cloneDatabase({ connections: 12 });
const at = new Date('2026-11-25T05:00:00Z');
const later = new Date('2026-11-26T05:00:00Z');

const seller = {
  externalId: 'darsono',
  name: 'Rotan Sejati',
  sellerClass: 'micro',
  regionCode: '19.02',
  isPkp: false,
} as const;
const chair: OfferItem = {
  ...{ externalId: 'kursi', title: 'Kursi tamu rotan', description: '', category: 'furniture', unit: 'buah', seller },
  ...{ price: rupiah(1_250_000), stock: 24, weightGrams: 9000, isDomestic: true, tkdnPercent: 42.5, version: 1 },
};

let count = 0;
function admit(): Promise<string> {
  count += 1;
  const address = { code: `pasar-${count}`, name: `Pasar ${count}`, baseUrl: 'http://127.0.0.1:1', apiKey: 'kunci' };
  return database.transaction((tx) => admitMarketplace(tx, { ...address, by: newId(at), at }));
}

/** A marketplace whose feed is a list: the cursor is how many of its changes were told. */
function feedOf(changes: readonly (OfferItem | string)[]) {
  const pulls: (string | null)[] = [];
  const pullCatalogue = async (ask: { cursor: string | null; limit: number }): Promise<CataloguePage> => {
    pulls.push(ask.cursor);
    const from = Number(ask.cursor ?? 0);
    const told = changes.slice(from, from + ask.limit);
    return {
      items: told.filter((one) => typeof one !== 'string'),
      tombstones: told.filter((one) => typeof one === 'string'),
      nextCursor: String(from + told.length),
      hasMore: from + told.length < changes.length,
    };
  };
  return { pulls, connector: { pullCatalogue } };
}

const kept = { readCursor, saveCursor };
/** As when a whole catalogue is pulled anew beside the ordinary sync: nobody's cursor says which page is older. */
const forgotten = { readCursor: async () => null, saveCursor: async () => {} };

function offersOf(marketplaceId: string) {
  return owner.query<{ id: string; title: string; price: bigint; version: number; source: bigint; gone: boolean }>(
    `select id, title, price_sen as price, version, source_version as source, deleted_at is not null as gone
     from catalogue.offers where marketplace_id = $1 order by external_id`,
    [marketplaceId],
  );
}

test('a catalogue is pulled page by page, and pulling again changes nothing', async () => {
  const marketplaceId = await admit();
  const items = Array.from({ length: 25 }, (_, n) => ({ ...chair, externalId: `kursi-${n}` }));
  const { connector, pulls } = feedOf(items);
  const sync = { marketplaceId, connector, ...kept, at, limit: 10 };
  expect(await syncMarketplace(database, sync)).toEqual({ changed: 25, removed: 0, refused: [] });
  expect(pulls).toEqual([null, '10', '20']);
  expect(await syncMarketplace(database, sync)).toEqual({ changed: 0, removed: 0, refused: [] });
  const [offer] = await offersOf(marketplaceId);
  expect(await selectOffers(database, [newId(at), offer?.id ?? ''])).toEqual([
    {
      ...{ id: offer?.id, marketplaceId, externalId: 'kursi-0', version: 1, category: 'furniture', unit: 'buah' },
      ...{
        sellerId: expect.any(String),
        sellerExternalId: 'darsono',
        sellerName: 'Rotan Sejati',
        sellerClass: 'micro',
      },
      ...{ isPkp: false, regionCode: '19.02', title: 'Kursi tamu rotan', description: '', price: rupiah(1_250_000) },
      ...{ stock: 24, weightGrams: 9000, isDomestic: true, tkdnPercent: 42.5 },
      goods: expect.any(String),
    },
  ]);
});

test('a sync that is cut goes on where it stopped', async () => {
  const marketplaceId = await admit();
  const { connector, pulls } = feedOf(Array.from({ length: 9 }, (_, n) => ({ ...chair, externalId: `kursi-${n}` })));
  const cut = {
    pullCatalogue: async (ask: { cursor: string | null; limit: number }) => {
      if (ask.cursor === '6') throw new Error('the line is cut');
      return connector.pullCatalogue(ask);
    },
  };
  const sync = { marketplaceId, ...kept, at, limit: 3 };
  await expect(syncMarketplace(database, { ...sync, connector: cut })).rejects.toThrow('the line is cut');
  expect(await offersOf(marketplaceId)).toHaveLength(6);
  expect(await syncMarketplace(database, { ...sync, connector })).toMatchObject({ changed: 3 });
  expect(pulls).toEqual([null, '3', '6']);
});

test('a tombstone hides an offer, and a higher version brings it back', async () => {
  const marketplaceId = await admit();
  const { connector } = feedOf([chair, 'kursi', 'never-seen', chair, { ...chair, version: 2 }]);
  const steps: unknown[] = [];
  for (let cursor = 0; cursor < 5; cursor += 1) {
    const one = {
      pullCatalogue: async () => ({
        ...(await connector.pullCatalogue({ cursor: String(cursor), limit: 1 })),
        hasMore: false,
      }),
    };
    const { changed, removed } = await syncMarketplace(database, {
      marketplaceId,
      connector: one,
      ...kept,
      at,
      limit: 1,
    });
    const { total } = await searchOffers(database, { marketplaceId });
    steps.push([changed, removed, total]);
  }
  expect(steps).toEqual([
    [1, 0, 1],
    [0, 1, 0],
    [0, 0, 0],
    [0, 0, 0],
    [1, 0, 1],
  ]);
  const [offer] = await offersOf(marketplaceId);
  expect(offer).toMatchObject({ version: 3, gone: false });
  expect(await selectOffers(database, [offer?.id ?? ''])).toHaveLength(1);
});

test('of two overlapping syncs the older page never wins, nor its word on the seller', async () => {
  for (const cursors of [kept, forgotten]) {
    const marketplaceId = await admit();
    const cheap = { ...chair, price: rupiah(900_000), version: 9, seller: { ...seller, name: 'Rotan Sejati Darsono' } };
    const { connector } = feedOf([chair, cheap]);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // The slow one has read the first page, old as it is, and keeps it until the quick one is done.
    let isFirst = true;
    const slow = {
      pullCatalogue: async (ask: { cursor: string | null; limit: number }) => {
        const page = await connector.pullCatalogue({ ...ask, limit: 1 });
        if (isFirst) await held;
        isFirst = false;
        return { ...page, hasMore: page.hasMore && cursors === kept };
      },
    };
    const sync = { marketplaceId, ...cursors, at, limit: 10 };
    const slowly = syncMarketplace(database, { ...sync, connector: slow });
    expect(await syncMarketplace(database, { ...sync, connector })).toMatchObject({ changed: 1 });
    release();
    expect(await slowly).toMatchObject({ changed: 0 });
    expect(await offersOf(marketplaceId)).toMatchObject([{ price: rupiah(900_000), source: 9n, version: 1 }]);
    const { offers } = await searchOffers(database, { marketplaceId });
    expect(offers).toMatchObject([{ sellerName: 'Rotan Sejati Darsono' }]);
  }
});

test('8 syncs at once, each telling its versions in another order, end with the highest', async () => {
  const marketplaceId = await admit();
  const versions = Array.from({ length: 12 }, (_, n) => ({ ...chair, price: rupiah(1000 + n), version: n + 1 }));
  await Promise.all(
    Array.from({ length: 8 }, (_, n) => {
      const { connector } = feedOf([...versions.slice(n), ...versions.slice(0, n)]);
      const pages = { pullCatalogue: connector.pullCatalogue };
      let cursor: string | null = null;
      const own = {
        readCursor: async () => cursor,
        saveCursor: async (_: unknown, saved: { cursor: string }) => {
          cursor = saved.cursor;
        },
      };
      return syncMarketplace(database, { marketplaceId, connector: pages, ...own, at, limit: 1 });
    }),
  );
  const [offer] = await offersOf(marketplaceId);
  expect(offer).toMatchObject({ source: 12n, price: rupiah(1011) });
  const prices = await priceHistory(database, offer?.id ?? '');
  expect(prices[0]?.price).toBe(rupiah(1011));
  expect(prices).toHaveLength(offer?.version ?? 0);
  const rising = prices.map(({ price }) => price);
  expect(rising).toEqual([...rising].sort((a, b) => (a > b ? -1 : 1)));
});

test('the price history grows only when the price changes, and nobody rewrites it', async () => {
  const marketplaceId = await admit();
  const pull = (item: OfferItem, moment: Date) =>
    syncMarketplace(database, {
      marketplaceId,
      connector: feedOf([item]).connector,
      ...forgotten,
      at: moment,
      limit: 10,
    });
  await pull(chair, at);
  await pull({ ...chair, version: 2, stock: 3 }, at);
  await pull({ ...chair, version: 3, price: rupiah(1_100_000) }, later);
  await pull({ ...chair, version: 3, price: rupiah(1) }, later);
  const [offer] = await offersOf(marketplaceId);
  expect(offer).toMatchObject({ version: 3, price: rupiah(1_100_000) });
  expect(await priceHistory(database, offer?.id ?? '')).toEqual([
    { price: rupiah(1_100_000), at: later },
    { price: rupiah(1_250_000), at },
  ]);
  await expect(database.query(`update catalogue.price_history set price_sen = 1`)).rejects.toThrow('permission denied');
  await expect(database.query(`delete from catalogue.price_history`)).rejects.toThrow('permission denied');
});

test('one bad offer is refused by name, and its neighbours are kept', async () => {
  const marketplaceId = await admit();
  const { connector } = feedOf([
    { ...chair, externalId: 'gratis', price: 0n },
    chair,
    { ...chair, externalId: 'x', category: 'chairs' },
  ]);
  expect(await syncMarketplace(database, { marketplaceId, connector, ...kept, at, limit: 10 })).toEqual({
    changed: 1,
    removed: 0,
    refused: [
      { externalId: 'gratis', fault: 'price' },
      { externalId: 'x', fault: 'category' },
    ],
  });
});

test('a seller told anew by one offer is new in all of its offers', async () => {
  const marketplaceId = await admit();
  const table = { ...chair, externalId: 'meja', title: 'Meja rotan' };
  const { connector } = feedOf([chair, table]);
  await syncMarketplace(database, { marketplaceId, connector, ...kept, at, limit: 10 });
  const grown = { ...table, version: 2, seller: { ...seller, sellerClass: 'small' as const, isPkp: true } };
  await syncMarketplace(database, { marketplaceId, connector: feedOf([grown]).connector, ...forgotten, at, limit: 10 });
  const { offers } = await searchOffers(database, { marketplaceId, sellerClass: 'small' });
  expect(offers.map(({ externalId, isPkp, version }) => [externalId, isPkp, version]).sort()).toEqual([
    ['kursi', true, 2],
    ['meja', true, 2],
  ]);
});

test('a marketplace that never ends its feed is stopped', async () => {
  const connector = { pullCatalogue: async () => ({ items: [], tombstones: [], nextCursor: 'same', hasMore: true }) };
  const sync = { marketplaceId: await admit(), connector, ...kept, at, limit: 10 };
  await expect(syncMarketplace(database, sync)).rejects.toThrow('the same cursor');
});

test('no index is touched when a price or a stock moves', async () => {
  const indexes = await owner.query<{ indexdef: string }>(
    `select indexdef from pg_indexes where schemaname = 'catalogue' and tablename = 'offers'`,
  );
  expect(indexes.length).toBeGreaterThan(3);
  const moving = /\b(price_sen|stock|version|source_version|xid|seq)\b/;
  expect(indexes.filter(({ indexdef }) => moving.test(indexdef))).toEqual([]);

  const marketplaceId = await admit();
  await syncMarketplace(database, { marketplaceId, connector: feedOf([chair]).connector, ...kept, at, limit: 10 });
  const [offer] = (await searchOffers(database, { marketplaceId })).offers;
  if (!offer) throw new Error('the chair is on offer');
  const [before, after] = await database.transaction(async (tx) => {
    // What the session has not reported yet counts too, so the difference is what this update did.
    const updates = () =>
      tx.query<{ all: bigint; hot: bigint }>(
        `select n_tup_upd as all, n_tup_hot_upd as hot from pg_stat_xact_user_tables
         where relid = 'catalogue.offers'::regclass`,
      );
    const first = await updates();
    await upsertOffers(tx, marketplaceId, [{ ...offer, price: rupiah(7), stock: 7, sourceVersion: 2 }]);
    return [first[0], (await updates())[0]];
  });
  expect((after?.all ?? 0n) - (before?.all ?? 0n)).toBe(1n);
  expect((after?.hot ?? 0n) - (before?.hot ?? 0n)).toBe(1n);
});
