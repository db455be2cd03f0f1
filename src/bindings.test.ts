import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, inject, test, vi } from 'vitest';
import { bindMarketplaces } from './bindings.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { openSandbox } from './connectors/sandbox/bench.ts';
import { createHub } from './hub.ts';
import { admitMarketplace, moveMarketplace } from './parties/marketplace/index.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { cloneDatabase } from './testing/database.ts';
import { cloneVault } from './testing/vault.ts';

vi.setConfig({ testTimeout: 60_000 });

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner, ownerUrl } = await cloneDatabase();
const { vault } = await cloneVault();
const PATIENCE = { timeout: 30_000, interval: 50 };

const admit = (through: Database, code: string, { url: baseUrl, key: apiKey }: { url: string; key: string }) =>
  through.transaction((tx) => admitMarketplace(tx, { code, name: code, baseUrl, apiKey, by: SYSTEM, at }));
const lokabina = await openSandbox({ at });
const id = await admit(database, 'lokabina', lokabina);

/** A hub process of its own on the same database. */
async function openHub() {
  const name = new URL(ownerUrl).pathname.slice(1);
  const own = openDatabase(inject('databaseUrls').application.replace('DATABASE', name), { connections: 8 });
  const bindings = await bindMarketplaces(own, () => at);
  const parts = { database: own, vault, clock: () => at, ...bindings, demo: false, baseUrl: 'http://localhost' };
  const hub = createHub(parts);
  await hub.start();
  afterAll(async () => {
    await hub.stop();
    await own.close();
  });
  return { ...bindings, database: own };
}

const [first, second] = [await openHub(), await openHub()];
const hubs = [first, second];
const reached = ({ connectors }: (typeof hubs)[number], marketplaceId: string) =>
  vi.waitFor(async () => (await connectors(marketplaceId).describe()).name, PATIENCE);

// Read this one first.
test('a marketplace that is admitted at one hub is soon bound at every hub, and nobody else is touched', async () => {
  const before = hubs.map(({ connectors }) => connectors(id));
  const nusaraya = await openSandbox({ at, name: 'Nusaraya' });
  const later = await admit(first.database, 'nusaraya', nusaraya);
  for (const hub of hubs) expect(await reached(hub, later)).toBe('Nusaraya');
  expect(hubs.map(({ connectors }) => connectors(id))).toEqual(before);
  for (const [at, { connectors }] of hubs.entries()) expect(connectors(id)).toBe(before[at]);
});

test('one that moves house is followed, one that is suspended stays bound', async () => {
  const [old, moved] = [await openSandbox({ at, name: 'Lama' }), await openSandbox({ at, name: 'Baru' })];
  const marketplaceId = await admit(second.database, 'pindah', old);
  for (const hub of hubs) expect(await reached(hub, marketplaceId)).toBe('Lama');
  await admit(second.database, 'pindah', moved);
  for (const hub of hubs)
    await vi.waitFor(async () => expect(await reached(hub, marketplaceId)).toBe('Baru'), PATIENCE);
  await second.database.transaction((tx) =>
    moveMarketplace(tx, { marketplaceId, step: 'suspend', reason: 'Uji', by: SYSTEM, at }),
  );
  for (const hub of hubs) {
    await hub.rebind();
    expect(await reached(hub, marketplaceId)).toBe('Baru');
  }
});

test('what is told of marketplaces leaves the outbox, also what was told before any hub ran', async () => {
  await vi.waitFor(async () => {
    const left = await owner.query(`select event from platform.outbox where event like 'marketplace.%'`);
    expect(left).toEqual([]);
  }, PATIENCE);
});

test('one that no hub has seen yet is refused for a moment, with a sentence', () => {
  expect(() => first.connectors(crypto.randomUUID())).toThrow(
    expect.objectContaining({ kind: 'unavailable', code: 'marketplace/not-bound' }),
  );
});

test('a look that fails unbinds nobody, and the next one sees what is new', async () => {
  let isDown = false;
  const shaky: Database = {
    ...database,
    query: (sql, values) => (isDown ? Promise.reject(new Error('the database is away')) : database.query(sql, values)),
  };
  const { connectors, rebind } = await bindMarketplaces(shaky, () => at);
  const before = connectors(id);
  isDown = true;
  await expect(rebind()).rejects.toThrow('away');
  expect(connectors(id)).toBe(before);
  isDown = false;
  const later = await admit(database, 'sesudahnya', lokabina);
  await rebind();
  expect(connectors(later)).toBeDefined();
});

test('an older look that answers late never leads back to the old house', async () => {
  const marketplaceId = await admit(database, 'bolak-balik', { url: 'http://127.0.0.1:1', key: 'lama' });
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const slow: Database = {
    ...database,
    query: async (sql, values) => {
      const rows = await database.query(sql, values);
      if (isSlow) await new Promise<void>((go) => waiting.push(go));
      return rows as never;
    },
  };
  const { connectors, rebind } = await bindMarketplaces(slow, () => at);
  isSlow = true;
  const older = rebind();
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  isSlow = false;
  await admit(database, 'bolak-balik', lokabina);
  const newer = rebind();
  // Were the newer look not made to wait, it would be over by then.
  await Promise.race([newer, sleep(500)]);
  waiting[0]?.();
  await Promise.all([older, newer]);
  expect((await connectors(marketplaceId).describe()).currency).toBe('IDR');
});
