import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { isUnknown } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import { openSandbox, sandboxDatabase } from './bench.ts';
import { type SandboxProcess, sandboxConnector, sandboxDesk, spawnSandbox } from './index.ts';

const at = new Date('2026-11-25T05:00:00Z');
const goods = {
  ...{ externalId: 'sapu-1', title: 'Sapu ijuk', description: '', category: 'tools', unit: 'buah', weightGrams: 700 },
  ...{ price: rupiah(25_000), stock: 10, isDomestic: true, tkdnPercent: null },
  seller: { externalId: 'toko-1', name: 'Toko Satu', sellerClass: 'small', regionCode: '35.78', isPkp: true },
} as const;
const ask = {
  ...{ reference: 'P-2026-000001', sellerExternalId: 'toko-1', buyer: 'Dinas Contoh', shipTo: '35.78' },
  ...{ address: 'Jalan Contoh 1', lines: [{ externalId: 'sapu-1', quantity: 2, price: rupiah(25_000) }] },
  ...{ shipping: rupiah(18_000), total: rupiah(68_000), confirm: false },
};

test('faults strike as often as they are told, and no longer', async () => {
  const sandbox = await openSandbox({ at });
  const [connector, desk] = [sandboxConnector(sandbox), sandboxDesk(sandbox)];
  await desk.stock([goods]);

  await desk.fault({ kind: 'down', times: 2 });
  await expect(connector.describe()).rejects.toSatisfy(isUnknown);
  await expect(connector.tracking.getOrder('x')).rejects.toSatisfy(isUnknown);
  expect(await connector.tracking.getOrder('x')).toBeUndefined();

  await desk.fault({ kind: 'slow', operation: 'describe', ms: 300 });
  const order = await Promise.race([connector.tracking.getOrder('x'), connector.describe()]);
  expect(order).toBeUndefined();

  await desk.fault({ kind: 'refuse-confirm' });
  const atOnce = { ...ask, confirm: true };
  expect(await connector.ordering.placeOrders([{ ...atOnce, idempotencyKey: 'closed' }])).toMatchObject([
    { status: 'rejected', reason: 'seller-closed' },
  ]);
  expect(await connector.ordering.placeOrders([{ ...atOnce, idempotencyKey: 'open' }])).toMatchObject([
    { status: 'confirmed' },
  ]);

  await desk.fault({ kind: 'stock-gone', times: 5 });
  await desk.calm();
  expect(await connector.ordering.placeOrders([{ ...ask, idempotencyKey: 'a' }])).toMatchObject([{ status: 'held' }]);
  await desk.fault({ kind: 'stock-gone' });
  expect(await connector.ordering.placeOrders([{ ...ask, idempotencyKey: 'b' }])).toMatchObject([
    { status: 'rejected', reason: 'no-stock', lines: [{ externalId: 'sapu-1', stock: 0 }] },
  ]);
});

test('what makes no sense is turned away, and the key is looked at first', async () => {
  const { url, key, owner } = await openSandbox({ at });
  const send = async (path: string, method: string, body: string, authorization = `Bearer ${key}`) =>
    (await fetch(url + path, { method, headers: { authorization }, body })).status;
  expect(await send('/orders', 'POST', 'no JSON', 'Bearer guessed')).toBe(401);
  expect(await send('/nowhere', 'POST', '', '')).toBe(401);
  expect(await send('/nowhere', 'POST', '')).toBe(404);
  expect(await send('/orders', 'POST', 'no JSON')).toBe(422);
  const free = { ...ask, idempotencyKey: 'a', shipping: '0', total: '0', lines: [] };
  expect(await send('/orders', 'POST', JSON.stringify([free]))).toBe(422);
  const row = { ...goods, price: '100' };
  expect(await send('/stock', 'PUT', JSON.stringify([row, row]))).toBe(422);
  expect(await send('/stock', 'PUT', JSON.stringify([{ ...row, stock: -1 }]))).toBe(422);
  expect(await send('/faults', 'POST', JSON.stringify({ kind: 'earthquake' }))).toBe(422);
  for (const unkept of ['a\0b', 'a\ud800b']) {
    expect(await send('/stock', 'PUT', JSON.stringify([{ ...row, title: unkept }]))).toBe(422);
    expect(await send('/stock', 'PUT', JSON.stringify([{ ...row, externalId: unkept }]))).toBe(422);
    const order = { ...ask, shipping: '0', total: '1', lines: [{ externalId: unkept, quantity: 1, price: '1' }] };
    expect(await send('/orders', 'POST', JSON.stringify([{ ...order, idempotencyKey: 'a' }]))).toBe(422);
    const received = { externalId: 'x', idempotencyKey: unkept, lines: [], complete: true };
    expect(await send('/orders/x/receipts', 'POST', JSON.stringify(received))).toBe(422);
  }
  expect(await send('/stock/a%00b', 'DELETE', '')).toBe(422);
  expect(await send('/faults', 'POST', JSON.stringify({ kind: 'down', externalId: '\0' }))).toBe(422);
  await expect(owner.query(`update sandbox.offers set stock = -1`)).resolves.toEqual([]);
  expect(await send('/stock', 'PUT', JSON.stringify([row]))).toBe(200);
  await expect(owner.query(`update sandbox.offers set stock = -1`)).rejects.toThrow('check constraint');
});

test('a seller who moves house moves in the feed with every offer', async () => {
  const sandbox = await openSandbox({ at });
  const [connector, desk] = [sandboxConnector(sandbox), sandboxDesk(sandbox)];
  await desk.stock([goods, { ...goods, externalId: 'sapu-2' }]);
  const { nextCursor } = await connector.pullCatalogue({ cursor: null, limit: 10 });
  await desk.stock([{ ...goods, seller: { ...goods.seller, regionCode: '32.73' } }]);
  const { items } = await connector.pullCatalogue({ cursor: nextCursor, limit: 10 });
  expect(items.map(({ externalId, seller }) => [externalId, seller.regionCode]).sort()).toEqual([
    ['sapu-1', '32.73'],
    ['sapu-2', '32.73'],
  ]);
});

const started: SandboxProcess[] = [];
afterAll(async () => {
  for (const { stop } of started) await stop();
});

test('a marketplace in its own process: killed in the middle, it comes back and knows its orders', async () => {
  const urls = await sandboxDatabase();
  const birth = { ...urls, code: 'lokabina', name: 'Lokabina', key: 'kunci-contoh', now: at };
  const first = await spawnSandbox(birth);
  started.push(first);
  const connector = sandboxConnector({ ...first, key: birth.key });
  expect(await connector.describe()).toMatchObject({ name: 'Lokabina' });
  await sandboxDesk({ ...first, key: birth.key }).stock([goods]);

  const asks = Array.from({ length: 5 }, (_, n) => ({ ...ask, idempotencyKey: `order-${n}` }));
  const placing = asks.map((one) => connector.ordering.placeOrders([one]));
  await Promise.race(placing);
  await first.kill();
  await Promise.allSettled(placing);

  const second = await spawnSandbox(birth);
  started.push(second);
  const again = sandboxConnector({ ...second, key: birth.key });
  const answers = await again.ordering.placeOrders(asks);
  const ids = answers.map((answer) => (answer.status === 'rejected' ? answer.reason : answer.externalId));
  expect(new Set(ids).size).toBe(5);
  expect(ids[0]).toMatch(/^LOKABINA-\d{8}$/);
  const [check] = await again.offers.checkOffers([{ lines: [{ externalId: 'sapu-1', quantity: 1 }], shipTo: '35.78' }]);
  expect(check?.lines[0]?.stock).toBe(0);
  await second.stop();
  await expect(again.describe()).rejects.toSatisfy(isUnknown);
});

test('when the process that started it is gone, it goes too', async () => {
  const { databaseUrl } = await sandboxDatabase();
  const flags = [`--database-url=${databaseUrl}`, '--key=kunci-contoh'];
  const main = 'src/connectors/sandbox/main.ts';
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
