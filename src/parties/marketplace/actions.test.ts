import { expect, test } from 'vitest';
import { cloneDatabase } from '../../testing/database.ts';
import {
  admitMarketplace,
  listAccess,
  listMarketplaces,
  moveMarketplace,
  readCursor,
  recordCalls,
  saveCursor,
} from './actions.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const by = '01990000-0000-7000-8000-000000000001';
const lokabina = { code: 'lokabina', name: 'Lokabina', baseUrl: 'http://localhost:4101', apiKey: 'rahasia-1', by, at };
const admit = (changes = {}) => database.transaction((tx) => admitMarketplace(tx, { ...lokabina, ...changes }));

// Read this one first.
test('the steward admits Lokabina, which moves house, is suspended and comes back', async () => {
  const id = await admit();
  expect(await listMarketplaces(database)).toEqual([
    { id, code: 'lokabina', name: 'Lokabina', state: 'admitted', syncedAt: null, version: 1 },
  ]);

  expect(await admit()).toBe(id);
  expect(await admit({ baseUrl: 'http://localhost:4102', apiKey: 'rahasia-2' })).toBe(id);
  expect(await listAccess(database)).toEqual([
    { marketplaceId: id, code: 'lokabina', baseUrl: 'http://localhost:4102', apiKey: 'rahasia-2' },
  ]);

  const move = (step: 'suspend' | 'readmit') =>
    database.transaction((tx) =>
      moveMarketplace(tx, { marketplaceId: id, step, reason: 'Barang tidak dikirim', by, at }),
    );
  expect(await move('suspend')).toMatchObject({ state: 'suspended' });
  await expect(move('suspend')).rejects.toMatchObject({ code: 'marketplace/wrong-state' });
  await admit({ name: 'Lokabina Nusantara' });
  expect(await listMarketplaces(database)).toMatchObject([{ name: 'Lokabina Nusantara', state: 'suspended' }]);
  expect(await move('readmit')).toMatchObject({ state: 'admitted', version: 5 });

  const audit = await owner.query<{ action: string; content: string }>(
    `select action, content from platform.audit where subject = $1 order by id`,
    [id],
  );
  expect(audit.map(({ action }) => action.replace('marketplace.', ''))).toEqual([
    ...['admitted', 'reconnected', 'suspended', 'reconnected', 'readmitted'],
  ]);
  expect(audit[2]?.content).toContain('Barang tidak dikirim');
  expect(JSON.stringify(audit)).not.toContain('rahasia');
});

test('five who admit the same marketplace at once admit one', async () => {
  const ids = await Promise.all(Array.from({ length: 5 }, () => admit({ code: 'serentak', name: 'Serentak' })));
  expect(new Set(ids).size).toBe(1);
});

test('the cursor is kept with the moment of its pull', async () => {
  const marketplaceId = await admit({ code: 'kursor', name: 'Kursor' });
  expect(await readCursor(database, marketplaceId)).toBeNull();
  await database.transaction((tx) => saveCursor(tx, { marketplaceId, cursor: 'sampai-sini', at }));
  expect(await readCursor(database, marketplaceId)).toBe('sampai-sini');
  const kursor = (await listMarketplaces(database)).find(({ id }) => id === marketplaceId);
  expect(kursor?.syncedAt).toEqual(at);
});

test('the call log can be added to and never changed', async () => {
  const marketplaceId = await admit({ code: 'catatan', name: 'Catatan' });
  const call = { marketplaceId, operation: 'getOrder', at, durationMs: 12, outcome: 'answered', elements: 1 } as const;
  await database.transaction((tx) => recordCalls(tx, [call]));
  await expect(database.query(`update marketplace.calls set outcome = 'failed'`)).rejects.toThrow('permission denied');
  await expect(database.query(`delete from marketplace.calls`)).rejects.toThrow('permission denied');
});
