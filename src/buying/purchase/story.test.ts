import { afterAll, afterEach, expect, test } from 'vitest';
import { openWorld } from '../../demo/world.ts';
import type { Actor } from '../../parties/account/index.ts';
import { moveMarketplace } from '../../parties/marketplace/index.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { brokenSeals, seal } from '../../platform/sealer.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { expectInvariants } from '../../testing/invariants.ts';
import { connectorsOf, openStocked } from '../../testing/stocked-marketplace.ts';
import { cloneVault } from '../../testing/vault.ts';
import { findLine, reviseLine } from '../budget/index.ts';
import { searchOffers } from '../catalogue/index.ts';
import { replay } from '../integrity/index.ts';
import { submitRequest, takeStep } from './actions.ts';
import { purchaseSubscribers } from './dispatch.ts';
import { draftRequest } from './draft.ts';
import { SYSTEM } from './save.ts';
import { selectRequest } from './store.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase({ connections: 40 });
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const { institutionId, workUnitId } = world;
const [furniture = ''] = world.lines;
const actor = (who: string, roles: Actor['roles']): Actor => ({
  personId: world.ids[who] ?? '',
  institutionId,
  roles,
  workUnitId,
});
const ratna = actor('ratna', ['pp']);
const bambang = actor('bambang', ['ppk']);

const sandboxes = await Promise.all(
  (['lokabina', 'pasar-rame'] as const).map((code) => openStocked(database, code, at)),
);
const connectors = connectorsOf(sandboxes);
const outside = { connectors, policiesOf: async () => new Map() };
const dispatcher = createDispatcher(database);
for (const [event, subscriber] of Object.entries(purchaseSubscribers({ database, connectors, clock: () => at }))) {
  dispatcher.subscribe(event, subscriber);
}
await dispatcher.start();
afterAll(() => dispatcher.stop());
afterEach(() => expectInvariants(owner));

let made = 0;
const key = () => `a-key-number-${++made}`;
const offer = async (q: string) => {
  const { offers } = await searchOffers(database, { q });
  if (!offers[0]) throw new Error(`nothing is called ${q}`);
  return offers[0].id;
};
const draft = async (budgetLineId: string, ...wishes: readonly (readonly [string, number])[]) => {
  const lines = await Promise.all(wishes.map(async ([q, quantity]) => ({ offerId: await offer(q), quantity })));
  const request = {
    title: 'Perlengkapan ruang layanan',
    budgetLineId,
    shipTo: '19.02',
    address: 'Jl. Melur 14',
    lines,
  };
  return draftRequest(database, outside, { by: ratna, at, key: key(), request });
};
const line = async () => {
  const found = await findLine(database, institutionId, furniture);
  if (!found) throw new Error('the line exists');
  return found;
};
const now = async (id: string) => {
  await dispatcher.idle();
  const request = await selectRequest(database, institutionId, id);
  if (!request) throw new Error('the request exists');
  return request;
};

// Read this one first: it tells one story, as somebody in the office would tell it.
test('Ratna buys at two marketplaces with one request, and ledger, audit and replay know', async () => {
  const before = await line();
  const { id } = await draft(furniture, ['kursi tamu rotan', 2], ['taplak batik', 4]);
  await submitRequest(database, outside, { by: ratna, at, key: key(), requestId: id });
  const request = await now(id);
  expect(request.state).toBe('confirmed');
  expect(request.orders.map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  const spent = request.orders.reduce((sum, { total }) => sum + total, 0n);
  expect(await line()).toMatchObject({
    available: before.available - spent,
    reserved: 0n,
    committed: before.committed + spent,
  });
  expect(await replay(database, institutionId, id)).toMatchObject([{ packId: 'pack-2025.3', same: true }]);
  await seal(database, { at });
  expect(await brokenSeals(owner, institutionId)).toEqual([]);
});

test('above Rp50,000,000 Bambang approves, and Ratna may not', async () => {
  const { id } = await draft(furniture, ['meja rapat', 6], ['kursi tamu rotan', 8]);
  await submitRequest(database, outside, {
    by: ratna,
    at,
    key: key(),
    requestId: id,
    justification: 'Ruang rapat baru.',
  });
  expect((await now(id)).state).toBe('awaiting-approval');
  const approve = (by: Actor) => takeStep(database, { by, at, key: key(), requestId: id, choice: { step: 'approve' } });
  await expect(approve(ratna)).rejects.toMatchObject({ code: 'purchase/not-your-step' });
  await approve(bambang);
  expect((await now(id)).state).toBe('confirmed');
});

test('a marketplace that loses its answer is asked again, and the order is placed once', async () => {
  await sandboxes[0]?.desk.fault({ kind: 'lose-answer', operation: 'placeOrders', times: 1 });
  const { id } = await draft(furniture, ['keranjang arsip', 1]);
  await submitRequest(database, outside, { by: ratna, at, key: key(), requestId: id, justification: 'Arsip pindah.' });
  const request = await now(id);
  expect(request.state).toBe('confirmed');
});

test('a confirmed request is cancelled: the marketplaces let go and the money is free again', async () => {
  const before = await line();
  const { id } = await draft(furniture, ['meja kecil rotan', 1]);
  await submitRequest(database, outside, { by: ratna, at, key: key(), requestId: id, justification: 'Meja tamu.' });
  expect((await now(id)).state).toBe('confirmed');
  await takeStep(database, {
    by: ratna,
    at,
    key: key(),
    requestId: id,
    choice: { step: 'cancel', reason: 'Ruang batal dipakai.' },
  });
  expect((await now(id)).orders.map(({ state }) => state)).toEqual(['cancelled']);
  expect(await line()).toMatchObject({ available: before.available, committed: before.committed });
});

test('32 officials want the last money of a line, which is enough for five: five get it', async () => {
  const [, paper = ''] = world.lines;
  const drafts = await Promise.all(Array.from({ length: 32 }, () => draft(paper, ['nasi kotak', 10])));
  const price = drafts[0]?.orders[0]?.total ?? 0n;
  const five = { institutionId, lineId: paper, ceiling: price * 5n, basis: 'Perubahan anggaran (contoh)' };
  await database.transaction((tx) => reviseLine(tx, { ...five, by: SYSTEM, at }));
  const outcomes = await Promise.allSettled(
    drafts.map(({ id }) =>
      submitRequest(database, outside, { by: ratna, at, key: key(), requestId: id, justification: 'Rapat.' }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'budget/not-enough' });
  }
  await dispatcher.idle();
  expect(await findLine(database, institutionId, paper)).toMatchObject({ available: 0n, committed: price * 5n });
});

test('eight officials want the last nine pieces, three each: three get them, the others get their money back', async () => {
  const drafts = await Promise.all(Array.from({ length: 8 }, () => draft(furniture, ['kursi tunggu rotan tiga', 3])));
  await Promise.all(
    drafts.map(({ id }) =>
      submitRequest(database, outside, { by: ratna, at, key: key(), requestId: id, justification: 'Ruang tunggu.' }),
    ),
  );
  await dispatcher.idle();
  const states = await Promise.all(drafts.map(async ({ id }) => (await now(id)).state));
  expect(states.filter((state) => state === 'confirmed')).toHaveLength(3);
  expect(states.filter((state) => state === 'choosing')).toHaveLength(5);
});

test('five submissions at once with one key reserve once', async () => {
  const { id } = await draft(furniture, ['pot gerabah', 1]);
  const before = await line();
  const asked = { by: ratna, at, key: key(), requestId: id, justification: 'Hiasan.' };
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => submitRequest(database, outside, asked)));
  expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true);
  const { orders } = await now(id);
  expect((await line()).available).toBe(before.available - (orders[0]?.total ?? 0n));
});

test('a draft made before its marketplace was suspended is not bought', async () => {
  const { id } = await draft(furniture, ['taplak batik', 1]);
  const marketplaceId = sandboxes[1]?.marketplaceId ?? '';
  const move = (step: 'suspend' | 'readmit') =>
    database.transaction((tx) => moveMarketplace(tx, { marketplaceId, step, reason: 'Diperiksa.', by: SYSTEM, at }));
  await move('suspend');
  const submit = () =>
    submitRequest(database, outside, {
      by: ratna,
      at,
      key: key(),
      requestId: id,
      justification: 'Taplak ruang rapat.',
    });
  await expect(submit()).rejects.toMatchObject({ code: 'purchase/no-such-offer' });
  await move('readmit');
  await submit();
  expect((await now(id)).state).toBe('confirmed');
});
