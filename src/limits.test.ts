import { expect, test } from 'vitest';
import { openWorld } from './demo/world.ts';
import { createHub } from './hub.ts';
import { DEFAULT_LIMITS, type Limits } from './platform/limits.ts';
import { descriptionOf } from './platform/route.ts';
import { startSession } from './platform/session.ts';
import { cloneDatabase } from './testing/database.ts';
import { cloneVault } from './testing/vault.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database } = await cloneDatabase();
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const connectors = () => {
  throw new Error('no marketplace is asked in this file');
};
const site = (limits: Limits, addressHeader?: string) => {
  const parts = { database, vault, clock: () => at, connectors, demo: true, baseUrl: 'http://localhost' };
  return createHub({ ...parts, limits, addressHeader }).web;
};
const session = async (who: string) => `bangga=${await startSession(database, { personId: world.ids[who] ?? '', at })}`;
const settings = `/institutions/${world.institutionId}/settings`;

function write(web: ReturnType<typeof site>, cookie: string, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({ address: 'Jalan Melati 12', regionCode: '99.99' });
  return web.request(settings, { method: 'POST', body, headers: { accept: 'text/html', cookie, ...headers } });
}

test('who writes too much is asked to wait, keeps what was written, and stops nobody else', async () => {
  const web = site({ writes: 3, heavyReads: 100, strangers: 100 });
  const [sri, again] = [await session('sri'), await session('sri')];
  for (let n = 0; n < 3; n += 1) expect((await write(web, sri)).status).toBe(422);
  for (const [language, sentence] of [
    ['id', 'Coba lagi dalam'],
    ['en', 'Please try again in'],
  ] as const) {
    const refused = await write(web, `${sri}; language=${language}`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await refused.text();
    expect(page).toContain(sentence);
    expect(page).toContain('Jalan Melati 12');
  }
  const told = await write(web, sri, { accept: 'application/json' });
  expect(told.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await told.json()).toMatchObject({ type: 'platform/too-many', status: 429, seconds: expect.any(String) });
  expect((await write(web, again)).status).toBe(422);
  // Reading goes on.
  expect((await web.request(settings, { headers: { cookie: sri } })).status).toBe(200);
});

test('searches are counted for each session, other pages are not', async () => {
  const web = site({ writes: 1, heavyReads: 2, strangers: 100 });
  const cookie = await session('ratna');
  const search = () => web.request('/offers?q=kursi', { headers: { cookie } });
  expect([(await search()).status, (await search()).status, (await search()).status]).toEqual([200, 200, 429]);
  for (let n = 0; n < 5; n += 1) expect((await web.request('/rules', { headers: { cookie } })).status).toBe(200);
});

test('a stranger is counted by address, whatever cookie or header is made up', async () => {
  const search = (web: ReturnType<typeof site>, headers: Record<string, string>) =>
    web.request('/offers?q=kursi', { headers });
  const bare = site({ writes: 100, heavyReads: 100, strangers: 2 });
  await search(bare, { cookie: `bangga=${'a'.repeat(43)}` });
  await search(bare, { cookie: `bangga=${'b'.repeat(43)}`, 'x-forwarded-for': '203.0.113.9' });
  expect((await search(bare, { 'x-forwarded-for': '203.0.113.10' })).status).toBe(429);
  expect((await search(bare, { cookie: await session('ratna') })).status).toBe(200);

  const behind = site({ writes: 100, heavyReads: 100, strangers: 1 }, 'x-forwarded-for');
  const from = (address: string) => search(behind, { 'x-forwarded-for': address });
  expect((await from('203.0.113.9')).status).toBe(200);
  expect((await from('203.0.113.10')).status).toBe(200);
  // The last address is the proxy's word, those before are the visitor's.
  expect((await from('198.51.100.1, 203.0.113.9')).status).toBe(429);
});

test('what a marketplace signs and who leaves are never counted', async () => {
  const web = site({ writes: 1, heavyReads: 1, strangers: 1 });
  const nudge = `/marketplaces/${crypto.randomUUID()}/nudges`;
  for (const path of [nudge, nudge, nudge, '/session/end', '/session/end']) {
    expect((await web.request(path, { method: 'POST', body: '{}' })).status).not.toBe(429);
  }
});

test('every name that the hub counts is the name of a route', async () => {
  const names = site(DEFAULT_LIMITS).routes.map(({ handler }) => descriptionOf(handler)?.name);
  const counted = [
    'search-offers',
    'read-paper',
    'replay-decisions',
    'prove-audit',
    'read-api-json',
    'nudge',
    'end-session',
  ];
  for (const name of counted) expect(names).toContain(name);
});
