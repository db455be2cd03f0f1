import { expect, test } from 'vitest';
import { openWorld } from '../../demo/world.ts';
import type { Actor } from '../../parties/account/index.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { expectInvariants } from '../../testing/invariants.ts';
import { openStocked } from '../../testing/stocked-marketplace.ts';
import { cloneVault } from '../../testing/vault.ts';
import { findLine } from '../budget/index.ts';
import { searchOffers } from '../catalogue/index.ts';
import { type Placing, requestPlacer } from './place-requests.ts';
import type { Request } from './rules.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase({ connections: 10 });
const { vault } = await cloneVault();
const { institutionId, workUnitId, lines, ids } = await openWorld({ database, vault, at });
const [furniture = '', stationery = ''] = lines;
const ratna: Actor = { personId: ids.ratna ?? '', institutionId, roles: ['pp'], workUnitId };
const { connector } = await openStocked(database, 'lokabina', at);
const offerOf = async (q: string) => (await searchOffers(database, { q })).offers[0]?.id ?? '';
const chair = await offerOf('kursi tamu rotan');
const basket = await offerOf('keranjang arsip');

let calls = 0;
const counting = {
  ...connector,
  offers: {
    checkOffers: (asks: Parameters<typeof connector.offers.checkOffers>[0]) => {
      calls += 1;
      return connector.offers.checkOffers(asks);
    },
  },
};
const outside = { connectors: () => counting, policiesOf: async () => new Map() };
const place = requestPlacer(database, outside);

let made = 0;
const placing = (offerId: string, quantity: number, more: Partial<Placing> = {}): Placing => ({
  ...{ by: ratna, at, key: `a-key-number-${++made}`, justification: 'Ruang baru.' },
  request: {
    ...{ title: 'Kursi tamu', budgetLineId: furniture, shipTo: '19.02', address: 'Jl. Melur 14' },
    lines: [{ offerId, quantity }],
  },
  ...more,
});
const available = async (line: string) => (await findLine(database, institutionId, line))?.available ?? 0n;
const count = async (table: string) =>
  (await owner.query<{ count: bigint }>(`select count(*) from ${table}`))[0]?.count ?? 0n;

test('ten at the same time share one question to the marketplace, and each is decided for itself', async () => {
  calls = 0;
  const wanted = Array.from({ length: 10 }, (_, nth) => placing(nth === 3 ? basket : chair, nth === 5 ? 9_999 : 1));
  const answers = await Promise.allSettled(wanted.map(place));
  expect(calls).toBe(1);
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(refused).toMatchObject([{ code: 'purchase/too-little-stock' }]);
  const placed = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  expect(new Set(placed.map(({ number }) => number)).size).toBe(9);
  expect(placed.every(({ state, version }) => state === 'holding' && version === 1)).toBe(true);
  expect(placed[3]?.orders[0]?.lines[0]?.title).toMatch(/Keranjang/);
  await expectInvariants(owner);
});

test('what no longer fits is refused alone, and leaves neither money nor key behind', async () => {
  const before = await available(furniture);
  const one = await place(placing(chair, 1));
  const price = one.orders[0]?.total ?? 1n;
  const room = Number(((await available(furniture)) * 10n) / price / 10n);
  const fits = Math.min(room, 15);
  // So dear that only `fits` of them fit: the whole rest of the line is divided by it.
  const each = Math.floor(room / fits);
  const wanted = Array.from({ length: fits + 4 }, () => placing(chair, Math.min(each, 24)));
  const answers = await Promise.allSettled(wanted.map(place));
  const placed = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
  expect(codes.every((code) => code === 'budget/not-enough')).toBe(true);
  const spent = [one, ...placed].reduce((sum, { orders }) => sum + (orders[0]?.total ?? 0n), 0n);
  expect(await available(furniture)).toBe(before - spent);
  const keys = await owner.query<{ key: string }>(`select key from platform.idempotency`);
  const refused = wanted.filter((_, nth) => answers[nth]?.status === 'rejected').map(({ key }) => key);
  expect(refused.length).toBeGreaterThan(0);
  expect(keys.map(({ key }) => key)).not.toEqual(expect.arrayContaining([refused[0]]));
  await expectInvariants(owner);
});

test('five times the same key is one request; with another body it is refused', async () => {
  const before = await count('purchase.requests');
  const same = { ...placing(basket, 1), request: { ...placing(basket, 1).request, budgetLineId: stationery } };
  const answers = await Promise.all(Array.from({ length: 5 }, () => place(same)));
  expect(new Set(answers.map((request: Request) => request.id)).size).toBe(1);
  expect(await count('purchase.requests')).toBe(before + 1n);
  const other = { ...same, request: { ...same.request, title: 'Judul lain' } };
  const [again, changed] = await Promise.allSettled([place(same), place(other)]);
  expect(again).toMatchObject({ status: 'fulfilled', value: { id: answers[0]?.id } });
  expect(changed).toMatchObject({ reason: { code: 'platform/other-body' } });
});

test('two processes with the same key make one request', async () => {
  const before = await count('purchase.requests');
  const elsewhere = requestPlacer(database, outside);
  const same = { ...placing(basket, 1), request: { ...placing(basket, 1).request, budgetLineId: stationery } };
  const [here, there] = await Promise.all([place(same), elsewhere(same)]);
  expect(here.id).toBe(there.id);
  expect(await count('purchase.requests')).toBe(before + 1n);
});

test('the fifth purchase running at one seller asks for a reason, also when all five come at one moment', async () => {
  const boxes = await offerOf('nasi kotak');
  const bare = (): Placing => {
    const { justification: _, ...rest } = placing(boxes, 1);
    return { ...rest, request: { ...rest.request, budgetLineId: stationery } };
  };
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => place(bare())));
  const codes = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(codes).toEqual(['integrity/justification-missing']);
});
