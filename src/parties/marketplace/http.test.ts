import { expect, test } from 'vitest';
import { createWeb } from '../../platform/web.tsx';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { addPerson, grant } from '../account/index.ts';
import { admitMarketplace, recordCalls, saveCursor } from './actions.ts';
import { marketplaceRoutes } from './http.ts';

const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
const by = '01990000-0000-7000-8000-000000000001';
const lokabina = { code: 'lokabina', name: 'Lokabina', baseUrl: 'http://localhost:4101', apiKey: 'rahasia', by, at };
const frame = { demo: true, path: '/marketplaces', nav: [] };
let visitor: string | undefined;
const web = createWeb({ personOf: async () => visitor, frameOf: async () => frame });
web.route('/', marketplaceRoutes({ database, vault, clock: () => at }));
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
    await recordCalls(tx, [call]);
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

test('the steward suspends and readmits with a reason, once per key; nobody else may or sees how', async () => {
  const [steward, other] = await database.transaction(async (tx) => {
    const laksmi = await addPerson(tx, vault, { name: 'Laksmi Paramita', by, at });
    await grant(tx, { personId: laksmi, role: 'steward', decree: 'contoh', validFrom: at, by, at });
    return [laksmi, await addPerson(tx, vault, { name: 'Toni Suharto', by, at })];
  });
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, { ...lokabina, code: 'nusaraya' }));
  const send = async (noun: string, body: object, key = crypto.randomUUID()) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': key };
    const path = `/marketplaces/${marketplaceId}/${noun}`;
    const answer = await web.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const reason = 'Pesanan tidak dikirim';
  expect(await send('suspension', { reason })).toMatchObject({ status: 401 });
  visitor = other;
  expect(await send('suspension', { reason })).toMatchObject({ status: 403, body: { type: 'account/not-steward' } });
  expect(await show('text/html')).not.toContain('Tangguhkan');

  visitor = steward;
  expect(await show('text/html')).toContain(`/marketplaces/${marketplaceId}/suspension`);
  expect(await send('suspension', { reason: ' ' })).toMatchObject({ status: 422 });
  expect(await send('readmission', { reason })).toMatchObject({ status: 409 });
  const once = crypto.randomUUID();
  const done = { status: 200, body: { state: 'suspended', version: 2 } };
  expect(await send('suspension', { reason }, once)).toMatchObject(done);
  expect(await send('suspension', { reason }, once)).toMatchObject(done);
  expect(await send('suspension', { reason })).toMatchObject({
    status: 409,
    body: { type: 'marketplace/wrong-state' },
  });
  expect(await show('text/html')).toContain(`/marketplaces/${marketplaceId}/readmission`);
  expect(await send('readmission', { reason: 'Sudah dikirim' })).toMatchObject({ body: { state: 'admitted' } });
  const audit = await owner.query<{ by: string; content: string }>(
    `select by_person as by, content from platform.audit where subject = $1 and action like '%ed' order by id`,
    [marketplaceId],
  );
  expect(audit.slice(1).map(({ by, content }) => [by, JSON.parse(content).reason])).toEqual([
    [steward, reason],
    [steward, 'Sudah dikirim'],
  ]);
});
