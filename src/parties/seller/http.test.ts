import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { sellerRoutes, upsertSellers } from './index.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const frame = { demo: true, path: '/sellers', nav: [] };
const web = createWeb({ personOf: async () => undefined, frameOf: async () => frame });
web.route('/', sellerRoutes({ database }));
const ask = (path: string, accept: string) => web.request(path, { headers: { accept } });

const told = await database.transaction((tx) =>
  upsertSellers(tx, {
    ...{ marketplaceId: newId(at), at },
    items: [{ externalId: 'x', name: '<b>Anyam</b> Lestari', sellerClass: 'micro', regionCode: '33.11', isPkp: false }],
  }),
);
const id = told.ids.get('x');

test('anyone sees a seller with its class, on whose word it stands, and its region by name', async () => {
  const page = await (await ask(`/sellers/${id}?lang=id`, 'text/html')).text();
  expect(page).toContain('Kabupaten Sukoharjo, Jawa Tengah');
  expect(page).toContain('Dinyatakan lokapasar');
  expect(page).toContain(`/offers?seller=${id}`);
  expect(page).not.toContain('<b>Anyam</b>');
  expect(await (await ask(`/sellers/${id}`, 'application/json')).json()).toMatchObject({
    ...{ name: '<b>Anyam</b> Lestari', sellerClass: 'micro', classEvidence: 'declared by marketplace' },
    ...{ regionName: 'Kabupaten Sukoharjo', offers: `/offers?seller=${id}` },
  });
});

test('an unknown seller, or what is no id, is not found', async () => {
  expect((await ask(`/sellers/${newId(at)}`, 'text/html')).status).toBe(404);
  expect((await ask('/sellers/abc', 'application/json')).status).toBe(404);
});
