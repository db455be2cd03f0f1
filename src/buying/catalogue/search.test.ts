import { expect, test } from 'vitest';
import type { OfferItem } from '../../parties/marketplace/index.ts';
import type { Reader } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { type Search, searchOffers, syncMarketplace } from './index.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const [lokabina, nusaraya] = [newId(at), newId(at)];

const darsono = {
  externalId: 'darsono',
  name: 'Rotan Sejati',
  sellerClass: 'micro',
  regionCode: '19.02',
  isPkp: false,
} as const;
const maju = {
  externalId: 'maju',
  name: 'Maju Jaya',
  sellerClass: 'medium',
  regionCode: '31.71',
  isPkp: true,
} as const;
const offer = (externalId: string, title: string, more: Partial<OfferItem> = {}): OfferItem => ({
  ...{
    externalId,
    title,
    description: '',
    category: 'furniture',
    unit: 'buah',
    seller: darsono,
    price: rupiah(100_000),
  },
  ...{ stock: 5, weightGrams: 1000, isDomestic: true, tkdnPercent: null, version: 1, ...more },
});

async function stock(marketplaceId: string, items: readonly OfferItem[]): Promise<void> {
  const page = { items, tombstones: [], nextCursor: 'end', hasMore: false };
  await syncMarketplace(database, {
    ...{ marketplaceId, connector: { pullCatalogue: async () => page }, at, limit: 500 },
    ...{ readCursor: async () => null, saveCursor: async () => {} },
  });
}

await stock(lokabina, [
  offer('kursi', 'Kursi tamu rotan, dudukan busa', { price: rupiah(1_250_000) }),
  offer('kursi-habis', 'Kursi rotan', { price: rupiah(900_000), stock: 0 }),
  offer('meja', 'Meja kecil rotan', { price: rupiah(875_000) }),
  offer('makanan', 'Makanan ringan singkong', { category: 'food' }),
]);
await stock(nusaraya, [
  offer('laptop', 'Laptop 14 inci', { category: 'electronics', seller: maju, price: rupiah(8_325_000) }),
  offer('kursi-putar', 'Kursi putar kantor', { seller: maju, price: rupiah(1_100_000) }),
]);

async function find(search: Search): Promise<string[]> {
  return (await searchOffers(database, search)).offers.map(({ externalId }) => externalId);
}

test('words find titles in any order and case, and Indonesian endings do not matter', async () => {
  expect(await find({ q: 'ROTAN kursi' })).toEqual(['kursi', 'kursi-habis']);
  expect(await find({ q: 'makan' })).toEqual(['makanan']);
  expect(await find({ q: 'kursi -rotan' })).toEqual(['kursi-putar']);
  expect(await find({ q: '"kursi putar"' })).toEqual(['kursi-putar']);
});

test('half a word finds what begins like it', async () => {
  expect(await searchOffers(database, { q: 'lap' })).toMatchObject({ total: 1, isWidened: false });
  expect(await searchOffers(database, { q: 'laptop' })).toMatchObject({ total: 1, isWidened: false });
  expect(await find({ q: 'kur rot' })).toEqual(['kursi', 'kursi-habis']);
});

test('filters narrow, and sold-out goods stand behind', async () => {
  expect(await find({ q: 'kursi', marketplaceId: nusaraya })).toEqual(['kursi-putar']);
  expect(await find({ category: 'electronics' })).toEqual(['laptop']);
  expect(await find({ sellerClass: 'medium', sort: 'cheapest' })).toEqual(['kursi-putar', 'laptop']);
  expect(await find({ q: 'kursi', maxPrice: rupiah(1_100_000), sort: 'cheapest' })).toEqual([
    'kursi-putar',
    'kursi-habis',
  ]);
  expect(await find({ q: 'kursi', hiddenMarketplaces: [lokabina] })).toEqual(['kursi-putar']);
});

test('typing errors and slang are put right, and the reader is told', async () => {
  expect(await searchOffers(database, { q: 'krsi rotn' })).toMatchObject({ total: 2, correctedTo: 'kursi rotan' });
  expect(await find({ q: 'lptop' })).toEqual(['laptop']);
  expect(await find({ q: 'labtop' })).toEqual(['laptop']);
  expect(await find({ q: 'lpatop' })).toEqual(['laptop']);
  expect(await find({ q: 'sngkong' })).toEqual(['makanan']);
  expect(await searchOffers(database, { q: '"krsi"' })).toMatchObject({ total: 0 });
});

test('where nothing has every word, what has some of them is shown and said', async () => {
  expect(await searchOffers(database, { q: 'laptop rotan' })).toMatchObject({ isWidened: true, total: 4 });
  expect(await searchOffers(database, { q: 'qqqqqq' })).toMatchObject({ total: 0 });
});

test('a search is one statement, whatever is asked', async () => {
  await searchOffers(database, { q: 'kursi' });
  let statements = 0;
  const counting: Reader = {
    query: (sql, values) => {
      statements += 1;
      return database.query(sql, values);
    },
  };
  await searchOffers(counting, { q: 'kursi' });
  statements = 0;
  for (const q of ['kursi', 'krsi', 'laptop rotan', 'qqqqqq']) {
    await searchOffers(counting, { q, category: 'food', regionCode: '19', inStock: true, minPrice: 1n });
  }
  expect(statements).toBe(4);
});

test('filters narrow by place, origin, price and stock, and each facet leaves its own filter out', async () => {
  expect(await find({ regionCode: '31', sort: 'cheapest' })).toEqual(['kursi-putar', 'laptop']);
  expect(await find({ q: 'kursi', regionCode: '19.02', inStock: true })).toEqual(['kursi']);
  expect(await find({ q: 'kursi', sellerClasses: ['micro', 'small'] })).toEqual(['kursi', 'kursi-habis']);
  expect(await find({ minPrice: rupiah(1_200_000), sort: 'dearest' })).toEqual(['laptop', 'kursi']);
  expect(await find({ domestic: 't:40' })).toEqual([]);
  expect(await find({ q: 'kursi', from: '31.71', sort: 'nearest' })).toEqual(['kursi-putar', 'kursi', 'kursi-habis']);
  const { facets, total } = await searchOffers(database, { q: 'kursi', sellerClass: 'medium', from: '31.71' });
  expect(total).toBe(1);
  expect(facets).toMatchObject({
    ...{ base: 3, class: { micro: 2, medium: 1 }, category: { furniture: 1 }, province: { 31: 1 }, stocked: 1 },
    ...{ marketplace: { [nusaraya]: 1 }, distance: { regency: 1 }, isEstimated: false },
  });
});

test('the same goods are known however their title is written', async () => {
  await stock(newId(at), [offer('sama', 'KURSI tamu, rotan – dudukan busa')]);
  const [first] = (await searchOffers(database, { q: 'kursi tamu rotan' })).offers;
  const same = await searchOffers(database, { goods: first?.goods });
  expect(same.offers.map(({ externalId }) => externalId).toSorted()).toEqual(['kursi', 'sama']);
  await owner.query(`delete from catalogue.price_history where offer_id in
    (select id from catalogue.offers where external_id = 'sama')`);
  await owner.query(`delete from catalogue.offers where external_id = 'sama'`);
});

test.each([
  `'; drop table catalogue.offers; --`,
  `kursi' or '1'='1`,
  `\\'); select pg_sleep(9); --`,
  `kursi & | ! <-> :* ((`,
  '"',
  '   ',
  '!!!',
  '%_',
  '😀 ﷽',
])('%j as a search is only words', async (q) => {
  const { total } = await searchOffers(database, { q });
  expect(total).toBeLessThanOrEqual(6);
  expect(await searchOffers(database, {})).toMatchObject({ total: 6 });
});

test('pages follow each other without a gap or a repetition', async () => {
  const many = newId(at);
  await stock(
    many,
    Array.from({ length: 45 }, (_, n) => offer(`map-${n}`, 'Map folio kertas', { category: 'stationery' })),
  );
  for (const sort of ['fitting', 'cheapest', 'newest'] as const) {
    const pages = await Promise.all([1, 2, 3, 4].map((page) => searchOffers(database, { q: 'map', sort, page })));
    expect(pages.map(({ offers, total, hasMore }) => [offers.length, total, hasMore])).toEqual([
      [20, 45, true],
      [20, 45, true],
      [5, 45, false],
      [0, 45, false],
    ]);
    expect(new Set(pages.flatMap(({ offers }) => offers.map(({ id }) => id))).size).toBe(45);
  }
});

test('words are found through their index', async () => {
  await stock(
    newId(at),
    Array.from({ length: 3000 }, (_, n) => offer(`kertas-${n}`, 'Kertas A4')),
  );
  await owner.query(`analyze catalogue.offers`);
  const plan = await owner.query<{ 'QUERY PLAN': string }>(
    `explain select from catalogue.offers o where o.deleted_at is null
     and o.search @@ websearch_to_tsquery('pg_catalog.indonesian', 'kursi')`,
  );
  expect(plan.map((row) => row['QUERY PLAN']).join()).toContain('offers_by_word');
});
