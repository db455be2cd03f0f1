import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, expect, test } from 'vitest';
import { marketplaces, stockOf } from '../../demo/stock.ts';
import { admitMarketplace, readCursor, saveCursor } from '../../parties/marketplace/index.ts';
import { sellerRoutes } from '../../parties/seller/index.ts';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../../testing/browser.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { catalogueRoutes, searchOffers, syncMarketplace } from './index.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');

async function site(): Promise<string> {
  for (const { code, name } of marketplaces) {
    const access = { code, name, baseUrl: 'http://127.0.0.1:1', apiKey: 'kunci' };
    const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, { ...access, by: newId(at), at }));
    for (const [cursor, day] of ['2026-11-09', '2026-11-20', '2026-11-25'].entries()) {
      const items = stockOf(code).map((item) => ({
        ...item,
        version: cursor + 1,
        price: item.price + rupiah(500 * ((cursor * 2) % 3)),
        stock: item.externalId === 'kursi-anyam' ? 0 : item.stock,
      }));
      const page = { items, tombstones: [], nextCursor: String(cursor), hasMore: false };
      await syncMarketplace(database, {
        ...{ marketplaceId, connector: { pullCatalogue: async () => page }, readCursor, saveCursor, limit: 100 },
        at: new Date(`${day}T05:00:00Z`),
      });
    }
  }
  const web = createWeb({
    personOf: async () => undefined,
    frameOf: async (c) => ({ demo: true, path: new URL(c.req.url).pathname, nav: [] }),
  });
  web.route('/', sellerRoutes({ database }));
  web.route('/', catalogueRoutes({ database }));
  const server = serve({ fetch: web.fetch, hostname: '127.0.0.1', port: 0 });
  afterAll(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.skipIf(noBrowser)(
  'search, goods and sellers are in order on a phone and on a desk',
  { timeout: 60_000 },
  async () => {
    const base = await site();
    const [chair] = (await searchOffers(database, { q: 'kursi tamu' })).offers;
    const [gone] = (await searchOffers(database, { q: 'sintetis' })).offers;
    const { context, close } = await openBrowser();
    const page = await context.newPage();
    try {
      const paths = [
        ...['/offers', '/offers?q=kursi', '/offers?q=rot', '/offers?q=zzz&class=micro', '/offers?page=2'],
        ...[`/offers/${chair?.id}`, `/offers/${gone?.id}`, `/sellers/${chair?.sellerId}`],
        `/offers?seller=${chair?.sellerId}`,
        ...[
          '/offers?q=krsi+rotn&class=umk&region=19&from=19.02',
          `/comparison?offers=${chair?.id},${gone?.id}`,
          '/comparison',
        ],
      ];
      for (const path of paths) {
        for (const width of [320, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          expect((await page.goto(`${base}${path}`))?.status()).toBe(200);
          expect([path, width, ...(await accessFaults(page)), ...(await overflowing(page))]).toEqual([path, width]);
        }
      }
      await page.goto(`${base}/offers?lang=id`);
      await page.getByLabel('Jenis barang').selectOption('furniture');
      await page.getByLabel('Cari barang').fill('kursi');
      await page.getByRole('button', { name: 'Cari', exact: true }).click();
      expect(await page.locator('h1').textContent()).toBe('4 penawaran untuk “kursi”');
      expect(new URL(page.url()).searchParams.get('category')).toBe('furniture');
      await page.getByRole('link', { name: 'Kursi tamu rotan, dudukan busa' }).click();
      expect(await page.locator('h1').textContent()).toBe('Kursi tamu rotan, dudukan busa');
    } finally {
      await close();
    }
  },
);
