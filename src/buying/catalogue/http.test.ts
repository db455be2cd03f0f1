import { expect, test } from 'vitest';
import type { OfferItem } from '../../parties/marketplace/index.ts';
import { admitMarketplace, moveMarketplace, readCursor, saveCursor } from '../../parties/marketplace/index.ts';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { catalogueRoutes, selectOffers, syncMarketplace } from './index.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const by = newId(at);
const frame = { demo: true, path: '/offers', nav: [] };
const web = createWeb({ personOf: async () => undefined, frameOf: async () => frame });
web.route('/', catalogueRoutes({ database }));
const page = async (path: string) => {
  const answer = await web.request(path, { headers: { accept: 'text/html' } });
  return { status: answer.status, html: await answer.text() };
};
const json = async (path: string) => (await web.request(path, { headers: { accept: 'application/json' } })).json();

const lokabina = await database.transaction((tx) =>
  admitMarketplace(tx, { code: 'lokabina', name: 'Lokabina', baseUrl: 'http://127.0.0.1:1', apiKey: 'kunci', by, at }),
);
const seller = {
  externalId: 'darsono',
  name: 'Rotan <i>Sejati</i>',
  sellerClass: 'micro',
  regionCode: '19.02',
  isPkp: false,
} as const;
const chair: OfferItem = {
  ...{ externalId: 'kursi', title: 'Kursi tamu rotan', description: 'Rangka rotan manau.\n\nGaransi 1 tahun.' },
  ...{ category: 'furniture', unit: 'buah', seller, price: rupiah(1_060_000), stock: 24, weightGrams: 9000 },
  ...{ isDomestic: true, tkdnPercent: 42, version: 1 },
};
async function pull(items: readonly OfferItem[], cursor: string, moment: Date): Promise<void> {
  const told = { items, tombstones: [], nextCursor: cursor, hasMore: false };
  const connector = { pullCatalogue: async () => told };
  await syncMarketplace(database, {
    marketplaceId: lokabina,
    connector,
    readCursor,
    saveCursor,
    at: moment,
    limit: 500,
  });
}
const others = Array.from({ length: 25 }, (_, n) => ({
  ...chair,
  externalId: `map-${n}`,
  title: 'Map folio',
  category: 'stationery',
}));
await pull([chair, ...others], '1', at);
await pull([{ ...chair, version: 2, price: rupiah(1_250_000) }], '2', new Date('2026-12-01T05:00:00Z'));
const { offers } = await json('/offers?q=kursi');
const id: string = offers[0].id;

test('anyone finds an offer with its price, seller, class, marketplace, stock and place', async () => {
  const { status, html } = await page('/offers?q=kursi&lang=id');
  expect(status).toBe(200);
  for (const seen of [
    '1 penawaran untuk “kursi”',
    'Rp1.250.000',
    'Usaha mikro',
    'Lokabina',
    'Stok 24 buah',
    `/offers/${id}`,
  ]) {
    expect(html).toContain(seen);
  }
  expect(html).toContain('Kabupaten Belitung');
  expect(html).not.toContain('<i>Sejati</i>');
  expect(offers).toMatchObject([{ id, priceSen: '125000000', marketplaceName: 'Lokabina', sellerClass: 'micro' }]);
});

test('the filters come back filled in and go along to the next page', async () => {
  const { html } = await page(
    '/offers?q=map&category=stationery&maxPrice=Rp2.000.000&class=micro&marketplace=&sort=&lang=id',
  );
  expect(html).toContain('25 penawaran');
  expect(html).toMatch(/<option value="stationery" selected/);
  expect(html).toContain('value="2000000"');
  const next = html.match(/rel="next" href="([^"]+)"/)?.[1]?.replaceAll('&amp;', '&') ?? '';
  expect(Object.fromEntries(new URLSearchParams(next.split('?')[1]))).toEqual({
    ...{ q: 'map', category: 'stationery', class: 'micro', maxPrice: '2000000', page: '2', lang: 'id' },
  });
  expect((await page(next)).html).toContain('Penawaran 21 sampai 25');
});

test('an empty result shows the way on', async () => {
  const { status, html } = await page('/offers?q=kursi&category=food&lang=id');
  expect(status).toBe(200);
  expect(html).toContain('Belum ada penawaran yang cocok');
  expect(html).toContain('Lihat 1 penawaran tanpa saringan');
  const script = await page(`/offers?q=${encodeURIComponent('"><script>alert(1)</script>')}`);
  expect(script.html).not.toContain('<script>alert');
});

test.each(['category=chairs', 'page=0', 'page=999999', 'maxPrice=cheap', 'marketplace=1', 'sort=price'])(
  'a filter that cannot be is refused: %s',
  async (query) => expect((await page(`/offers?${query}`)).status).toBe(422),
);

test('a product page shows its price history and the way into a request', async () => {
  const { html } = await page(`/offers/${id}?lang=id`);
  for (const seen of [
    'Harga berubah 1 kali sejak 25 November 2026',
    'Terendah Rp1.060.000',
    'TKDN 42%',
    'Garansi 1 tahun.',
  ]) {
    expect(html).toContain(seen);
  }
  expect(html).toMatch(/<form[^>]+method="get"[^>]+action="\/requests\/new"/);
  expect(html).toContain(`name="offer" value="${id}"`);
  expect(await json(`/offers/${id}`)).toMatchObject({
    prices: [{ priceSen: '125000000' }, { priceSen: '106000000', at: at.toISOString() }],
  });
  expect((await page(`/offers/${id}?lang=en`)).html).toContain('The price changed once since 25 November 2026');
});

test('what is no longer offered is missing, also while its marketplace is suspended', async () => {
  expect((await page(`/offers/${newId(at)}`)).status).toBe(404);
  expect((await page('/offers/kursi')).status).toBe(404);
  const move = (step: 'suspend' | 'readmit') =>
    database.transaction((tx) => moveMarketplace(tx, { marketplaceId: lokabina, step, reason: 'Uji coba', by, at }));
  await move('suspend');
  expect((await page(`/offers/${id}`)).status).toBe(404);
  expect(await selectOffers(database, [id])).toEqual([]);
  expect(await json('/offers?q=kursi')).toMatchObject({ offers: [], total: 0 });
  await move('readmit');
  expect((await page(`/offers/${id}`)).status).toBe(200);
  expect(await selectOffers(database, [id])).toMatchObject([{ id }]);
});

test('offers lie side by side with their differences, at an address that can be shared', async () => {
  const [one, other] = (await json('/offers?q=map')).offers;
  const address = `/comparison?offers=${id},${one.id}&offers=${other.id}&lang=id`;
  expect((await json(address)).offers.map((offer: { id: string }) => offer.id)).toEqual([id, one.id, other.id]);
  const { html } = await page(address);
  for (const seen of ['Rp190.000 lebih mahal', 'Termurah', 'Sama untuk semua', 'Kabupaten Belitung']) {
    expect(html).toContain(seen);
  }
  const { html: gone } = await page(`/comparison?offers=${id},${newId(at)}&lang=id`);
  expect(gone).toContain('1 penawaran tidak ditampilkan');
  expect((await page('/comparison?lang=id')).html).toContain('Belum ada yang dibandingkan');
  expect((await page('/comparison?offers=kursi')).status).toBe(422);
});

test('whoever sells the same goods stands on the page of the goods', async () => {
  const [map] = (await json('/offers?q=map')).offers;
  const { html } = await page(`/offers/${map.id}?lang=id`);
  expect(html).toMatch(/\d+ penjual barang ini/);
  expect(html).toContain('Bandingkan penawaran ini');
});

test('titles are suggested while somebody types', async () => {
  expect(await json('/offers/suggestions?q=kursi+ta')).toEqual({ titles: ['Kursi tamu rotan'] });
  expect(await json('/offers/suggestions?q=krsi')).toEqual({ titles: ['Kursi tamu rotan'] });
  expect(await json('/offers/suggestions')).toEqual({ titles: [] });
});
