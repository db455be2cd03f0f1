import { expect, test } from 'vitest';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { admitMarketplace, recordCall, saveCursor } from './actions.ts';
import { marketplaceRoutes } from './http.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const by = '01990000-0000-7000-8000-000000000001';
const lokabina = { code: 'lokabina', name: 'Lokabina', baseUrl: 'http://localhost:4101', apiKey: 'rahasia', by, at };
const frame = { demo: true, path: '/marketplaces', nav: [] };
const web = createWeb({ personOf: async () => undefined, frameOf: async () => frame });
web.route('/', marketplaceRoutes({ database }));
const show = async (accept: string, language = 'id') =>
  (await web.request(`/marketplaces?lang=${language}`, { headers: { accept } })).text();

test('the list is empty, then names each marketplace with its last pull and calls, and never its key', async () => {
  expect(await show('text/html')).toContain('Belum ada lokapasar');
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, lokabina));
  expect(await show('text/html')).toContain('Katalog belum pernah ditarik');
  const call = {
    marketplaceId,
    operation: 'placeOrders',
    at,
    durationMs: 1234,
    outcome: 'unknown',
    elements: 3,
  } as const;
  await database.transaction(async (tx) => {
    await saveCursor(tx, { marketplaceId, cursor: 'rahasia-kursor', at });
    await recordCall(tx, call);
  });

  const html = await show('text/html');
  for (const text of [
    'Lokabina',
    'Diterima',
    'Rabu, 25 November 2026 pukul 12.00 WIB',
    '25 Nov pukul 12.00 WIB',
    'Tahan pesanan',
    '1.234 ms',
  ]) {
    expect(html).toContain(text);
  }
  expect(await show('text/html', 'en')).toContain('25 November 2026, 12:00 WIB');
  const json = await show('application/json');
  expect(JSON.parse(json)).toMatchObject({
    marketplaces: [
      {
        ...{ code: 'lokabina', state: 'admitted', syncedAt: at.toISOString() },
        calls: [{ operation: 'placeOrders', outcome: 'unknown', durationMs: 1234, elements: 3 }],
      },
    ],
  });
  expect(html + json).not.toContain('rahasia');
});
