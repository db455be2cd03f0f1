import { afterAll, afterEach, expect, test } from 'vitest';
import { openWorld } from '../../demo/world.ts';
import type { Actor } from '../../parties/account/index.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { expectInvariants } from '../../testing/invariants.ts';
import { connectorsOf, openStocked } from '../../testing/stocked-marketplace.ts';
import { cloneVault } from '../../testing/vault.ts';
import { findLine } from '../budget/index.ts';
import { findAlternatives, searchOffers } from '../catalogue/index.ts';
import { flagsOn, replay } from '../integrity/index.ts';
import { expireHolds, submitRequest, takeStep } from './actions.ts';
import { purchaseSubscribers } from './dispatch.ts';
import { addGood, draftRequest } from './draft.ts';
import { replaceLost } from './replace-lost.ts';
import { selectRequest } from './store.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase();
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const { institutionId, workUnitId } = world;
const [furniture = ''] = world.lines;
const ratna: Actor = { personId: world.ids.ratna ?? '', institutionId, roles: ['pp'], workUnitId };
const bambang: Actor = { personId: world.ids.bambang ?? '', institutionId, roles: ['ppk'], workUnitId };

const sandboxes = await Promise.all(
  (['lokabina', 'pasar-rame'] as const).map((code) => openStocked(database, code, at)),
);
const connectors = connectorsOf(sandboxes);
let approvalAbove: bigint | null = null;
const outside = { connectors, policiesOf: async () => new Map([[institutionId, { approvalAbove }]]) };
const dispatcher = createDispatcher(database);
for (const [event, subscriber] of Object.entries(purchaseSubscribers({ database, connectors, clock: () => at }))) {
  dispatcher.subscribe(event, subscriber);
}
await dispatcher.start();
afterAll(() => dispatcher.stop());
afterEach(() => expectInvariants(owner));

let made = 0;
const asked = (by = ratna) => ({ by, at, key: `a-key-number-${++made}` });
const offerOf = async (q: string) => {
  const [offer] = (await searchOffers(database, { q })).offers;
  if (!offer) throw new Error(`nothing is called ${q}`);
  return offer;
};
const now = async (requestId: string) => {
  await dispatcher.idle();
  const request = await selectRequest(database, institutionId, requestId);
  if (!request) throw new Error('the request exists');
  return request;
};
const draft = async (...wishes: readonly (readonly [string, number])[]) => {
  const lines = await Promise.all(wishes.map(async ([q, quantity]) => ({ offerId: (await offerOf(q)).id, quantity })));
  const place = { budgetLineId: furniture, shipTo: '19.02', address: 'Jl. Melur 14' };
  return draftRequest(database, outside, { ...asked(), request: { title: 'Ruang layanan', ...place, lines } });
};
const refuseConfirmation = async (q: string) => {
  const { marketplaceId } = await offerOf(q);
  const seat = sandboxes.find((one) => one.marketplaceId === marketplaceId);
  await seat?.desk.fault({ kind: 'refuse-confirm', operation: 'confirmOrders', times: 1 });
};
const money = async () => {
  const line = await findLine(database, institutionId, furniture);
  return { reserved: line?.reserved, committed: line?.committed };
};

test('Ratna replaces what a seller refused; what stood stays, and the refused order is let go at its marketplace', async () => {
  const before = await money();
  await refuseConfirmation('taplak batik');
  const { id } = await draft(['kursi tamu rotan', 1], ['taplak batik', 4]);
  await submitRequest(database, outside, { ...asked(), requestId: id });
  const half = await now(id);
  expect(half.state).toBe('choosing');
  const refused = half.orders.find(({ state }) => state === 'refused');
  const theirs = await connectors(refused?.marketplaceId ?? '').tracking?.getOrder(refused?.externalId ?? '');
  expect(theirs?.status).toBe('cancelled');

  const another = await offerOf('pot gerabah');
  const lines = [{ offerId: another.id, quantity: 2 }];
  await replaceLost(database, outside, { ...asked(), requestId: id, lines });
  const whole = await now(id);
  expect(whole.state).toBe('confirmed');
  expect(whole.orders.map(({ state }) => state)).toEqual(['confirmed', 'refused', 'confirmed']);
  expect(whole.orders.map(({ number }) => number)).toEqual([1, 2, 3].map((nth) => `${whole.number}-${nth}`));
  const spent = whole.orders.reduce((sum, { state, total }) => (state === 'confirmed' ? sum + total : sum), 0n);
  expect(await money()).toEqual({ reserved: before.reserved, committed: (before.committed ?? 0n) + spent });
  const decisions = await replay(database, institutionId, id);
  expect(decisions.map(({ same, packId }) => ({ same, packId }))).toEqual(
    Array.from({ length: 2 }, () => ({ same: true, packId: whole.packId })),
  );
  await expect(replaceLost(database, outside, { ...asked(), requestId: id, lines })).rejects.toThrow(
    'purchase/nothing-lost',
  );
});

test('five replacements at once with one key order once; with five keys as well', async () => {
  await refuseConfirmation('taplak batik');
  const { id } = await draft(['taplak batik', 1], ['kursi tamu rotan', 1]);
  await submitRequest(database, outside, { ...asked(), requestId: id });
  await now(id);
  const lines = [{ offerId: (await offerOf('pot gerabah')).id, quantity: 1 }];
  const same = asked();
  const together = [same, same, same, asked(), asked()].map((one) =>
    replaceLost(database, outside, { ...one, requestId: id, lines }).then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );
  const answers = await Promise.all(together);
  expect(answers.every((answer) => ['done', 'purchase/wrong-state', 'purchase/nothing-lost'].includes(answer))).toBe(
    true,
  );
  expect((await now(id)).orders).toHaveLength(3);
});

test('a hold that ran out before the approval is asked for again, and then approved', async () => {
  approvalAbove = 1n;
  const { id } = await draft(['kursi tamu rotan', 1]);
  await submitRequest(database, outside, { ...asked(), requestId: id });
  const waiting = await now(id);
  expect(waiting.state).toBe('awaiting-approval');
  const later = new Date((waiting.orders[0]?.heldUntil?.getTime() ?? 0) + 1000);
  await expireHolds(database, later);
  const over = await now(id);
  expect(over.state).toBe('expired');
  const lines = over.orders.flatMap((order) => order.lines);
  await replaceLost(database, outside, { ...asked(), requestId: id, lines });
  const again = await now(id);
  expect(again.state).toBe('awaiting-approval');
  await takeStep(database, { ...asked(bambang), requestId: id, choice: { step: 'approve' } });
  expect((await now(id)).state).toBe('confirmed');
  approvalAbove = null;
});

test('the next best is of the same kind and unit, has enough in stock, and the likest comes first', async () => {
  const chair = await offerOf('kursi tamu rotan');
  const found = await findAlternatives(database, [{ offerId: chair.id, quantity: 2 }]);
  const others = found.get(chair.id) ?? [];
  expect(others.length).toBeGreaterThan(0);
  expect(others.every(({ category, unit }) => category === chair.category && unit === chair.unit)).toBe(true);
  expect(others.every(({ id, stock }) => id !== chair.id && stock >= 2)).toBe(true);
  expect((await findAlternatives(database, [{ offerId: chair.id, quantity: 1_000_000 }])).size).toBe(0);
});

test('a good is added to a draft, once for a key, and goods of another marketplace join the same request', async () => {
  const { id } = await draft(['kursi tamu rotan', 1]);
  const good = { offerId: (await offerOf('taplak batik')).id, quantity: 3 };
  const once = asked();
  await addGood(database, outside, { ...once, requestId: id, good });
  await addGood(database, outside, { ...once, requestId: id, good });
  const request = await now(id);
  expect(request.orders.flatMap(({ lines }) => lines).map(({ quantity }) => quantity)).toEqual([1, 3]);
  expect(new Set(request.orders.map(({ marketplaceId }) => marketplaceId)).size).toBe(2);
  const unsaved = request.orders.flatMap(({ lines }) => lines.map(({ offerId }) => ({ offerId, quantity: 1 })));
  await expect(submitRequest(database, outside, { ...asked(), requestId: id, seen: unsaved })).rejects.toThrow(
    'purchase/other-goods',
  );
  const seen = request.orders.flatMap(({ lines }) => lines);
  await submitRequest(database, outside, { ...asked(), requestId: id, seen });
  expect((await now(id)).state).toBe('confirmed');
});

test('the same flag may be explained a second time, and both explanations are kept', async () => {
  const explain = { justification: 'Untuk acara yang sama.' };
  const { id } = await draft(['meja rapat', 4]);
  await submitRequest(database, outside, { ...asked(), requestId: id, ...explain });
  expect((await now(id)).state).toBe('confirmed');

  await refuseConfirmation('meja kecil rotan');
  const second = await draft(['meja kecil rotan', 15], ['kursi makan rotan', 20]);
  const submit = { ...asked(), requestId: second.id };
  await expect(submitRequest(database, outside, submit)).rejects.toThrow('integrity/justification-missing');
  await submitRequest(database, outside, { ...asked(), requestId: second.id, ...explain });
  expect((await now(second.id)).state).toBe('choosing');
  const lines = [{ offerId: (await offerOf('kursi tamu rotan')).id, quantity: 12 }];
  const replacing = { requestId: second.id, lines };
  await expect(replaceLost(database, outside, { ...asked(), ...replacing })).rejects.toThrow(
    'integrity/justification-missing',
  );
  await replaceLost(database, outside, {
    ...asked(),
    ...replacing,
    justification: 'Penggantinya, untuk acara itu juga.',
  });
  expect((await now(second.id)).state).toBe('confirmed');
  expect((await flagsOn(database, institutionId, second.id)).map(({ justification }) => justification)).toEqual([
    'Untuk acara yang sama.',
    'Penggantinya, untuk acara itu juga.',
  ]);
});
