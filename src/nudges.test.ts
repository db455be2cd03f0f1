import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { syncMarketplace } from './buying/catalogue/index.ts';
import { followMarketplace, openDelivery } from './buying/fulfilment/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { openSandbox } from './connectors/sandbox/bench.ts';
import { sandboxConnector, sandboxDesk } from './connectors/sandbox/index.ts';
import { marketplaces, stockOf } from './demo/stock.ts';
import { openShops, openWorld } from './demo/world.ts';
import { createHub } from './hub.ts';
import {
  admitMarketplace,
  agreeOnNudges,
  type Connector,
  newNudgeSecret,
  readCursor,
  repeatNudges,
  saveCursor,
  signNudge,
} from './parties/marketplace/index.ts';
import { newId } from './platform/id.ts';
import { startSession } from './platform/session.ts';
import { confirmedOrder } from './testing/confirmed-order.ts';
import { cloneDatabase } from './testing/database.ts';
import { expectInvariants } from './testing/invariants.ts';
import { cloneVault } from './testing/vault.ts';

vi.setConfig({ testTimeout: 60_000 });

const at = new Date('2026-11-25T05:00:00Z');
let now = at;
const clock = () => now;
const { database, owner } = await cloneDatabase({ connections: 16 });
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });

/** Marketplaces by their code, each with the seller's own way to act there: the hub is not asked. */
const markets = new Map<string, Awaited<ReturnType<typeof openMarket>>>();
const bound = new Map<string, Connector>();
for (const { code, name } of marketplaces) markets.set(code, await openMarket(code, name));
await openShops({ database, vault, at });

type Code = (typeof marketplaces)[number]['code'];

async function openMarket(code: Code, name: string) {
  const sandbox = await openSandbox({ at });
  const desk = sandboxDesk(sandbox);
  await desk.stock(stockOf(code));
  const access = { code, name, baseUrl: sandbox.url, apiKey: sandbox.key, by: SYSTEM, at };
  const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
  const connector = sandboxConnector(sandbox);
  const getOrder = vi.fn(connector.tracking.getOrder);
  bound.set(marketplaceId, { ...connector, tracking: { ...connector.tracking, getOrder } });
  await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at, limit: 100 });
  const secret = newNudgeSecret();
  await database.transaction((tx) => agreeOnNudges(tx, vault, { marketplaceId, secret, by: SYSTEM, at }));
  return { sandbox, desk, connector, marketplaceId, secret, getOrder };
}

const connectors = (id: string): Connector => {
  const connector = bound.get(id);
  if (!connector) throw new Error('no such marketplace');
  return connector;
};
// Its tickers are not started: nothing here asks a marketplace unless a nudge came.
const { web, dispatcher } = createHub({ database, vault, clock, connectors, demo: true, baseUrl: 'http://localhost' });
const received: string[] = [];
const listen = (request: Request) => {
  received.push(request.headers.get('webhook-id') ?? '');
  return web.fetch(request);
};
const server = createAdaptorServer({ fetch: listen }).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
const addressOf = (marketplaceId: string) => `http://127.0.0.1:${port}/marketplaces/${marketplaceId}/nudges`;

beforeAll(async () => {
  await dispatcher.start();
  for (const { desk, marketplaceId, secret } of markets.values()) {
    await desk.subscribe({ url: addressOf(marketplaceId), secret });
  }
});
afterAll(async () => {
  if ('closeAllConnections' in server) server.closeAllConnections();
  server.close();
  await dispatcher.stop();
  await expectInvariants(owner);
});

// biome-ignore lint/suspicious/noExplicitAny: the hub's JSON is read as a stranger would, without its types
type Json = any;
const base = `/institutions/${world.institutionId}`;

async function send(who: string, method: string, path: string, body?: object): Promise<Json> {
  const personId = world.ids[who] ?? who;
  const cookie = `bangga=${await startSession(database, { personId, at })}`;
  const type = { accept: 'application/json', 'content-type': 'application/json' };
  const headers = { ...type, 'idempotency-key': crypto.randomUUID(), cookie };
  const answer = await web.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return answer.json();
}

/** Ratna buys something of her usual shop; answers the order when its marketplace confirmed it. */
async function buy() {
  const { offers } = await send('ratna', 'GET', '/offers?q=kursi+tamu+rotan&sort=cheapest');
  const lines = [{ offerId: offers[0].id, quantity: 1 }];
  const [budgetLineId] = world.lines;
  const wanted = { title: 'Kursi', budgetLineId, shipTo: '19.02', address: 'Jl. Melur 14', lines };
  const { id } = await send('ratna', 'POST', `${base}/requests`, wanted);
  // So many at one seller on one day ask for a reason.
  await send('ratna', 'POST', `${base}/requests/${id}/submission`, { justification: 'Kebutuhan tiap bidang' });
  const order = await vi.waitFor(async () => {
    const [confirmed] = await owner.query<{ id: string; externalId: string; marketplaceId: string }>(
      `select id, external_id as "externalId", marketplace_id as "marketplaceId" from purchase.orders
       where request_id = $1 and state = 'confirmed'`,
      [id],
    );
    if (!confirmed) throw new Error('the marketplace has not confirmed');
    return confirmed;
  }, PATIENCE);
  const market = [...markets.values()].find(({ marketplaceId }) => marketplaceId === order.marketplaceId);
  if (!market) throw new Error('every order is at one of ours');
  return { ...order, requestId: id as string, market, path: `${base}/deliveries/${order.id}` };
}
type Bought = Awaited<ReturnType<typeof buy>>;

const PATIENCE = { timeout: 30_000, interval: 20 };
const opened = ({ path }: Bought) => becomes(path, 'waiting');
const becomes = (path: string, state: string): Promise<Json> =>
  vi.waitFor(async () => {
    const delivery = await send('ratna', 'GET', path);
    expect(delivery.state).toBe(state);
    return delivery;
  }, PATIENCE);
const acting = ({ externalId }: Bought) => ({ idempotencyKey: crypto.randomUUID(), externalId });
const parcel = { courier: 'Kurir Nusa', number: 'KN-77120' };
const accept = (order: Bought) => order.market.connector.sellerActs.accept(acting(order));
const ship = (order: Bought) => order.market.connector.sellerActs.ship({ ...acting(order), ...parcel });

const auditOf = async ({ id }: Bought) => {
  const rows = await owner.query<{ action: string }>(
    `select action from platform.audit where subject = $1 and action like 'delivery.%' order by id`,
    [id],
  );
  return rows.map(({ action }) => action.replace('delivery.', ''));
};
/** Everything that a nudge could have moved. */
const quiet = async (): Promise<unknown> => {
  await dispatcher.idle();
  return owner.query(
    `select (select count(*) from marketplace.nudges) as heard, (select count(*) from platform.audit) as audit,
       (select count(*) from platform.outbox where event = 'marketplace.nudged') as waiting`,
  );
};
const allTaken = ({ market }: Bought) =>
  vi.waitFor(async () => {
    const open = await market.sandbox.owner.query(`select id from sandbox.nudges where state <> 'delivered'`);
    expect(open).toEqual([]);
  }, PATIENCE);

// Read this one first.
test('Darsono accepts and ships at the marketplace itself, and the office sees it without asking', async () => {
  const order = await buy();
  await opened(order);
  expect(await accept(order)).toBe('done');
  await becomes(order.path, 'accepted');
  expect(await ship(order)).toBe('done');
  expect(await becomes(order.path, 'shipped')).toMatchObject({ courier: 'Kurir Nusa', parcel: 'KN-77120' });
  expect(await auditOf(order)).toEqual(['opened', 'accepted', 'shipped']);
  await allTaken(order);
});

test('what the seller declines at the marketplace gives the office its money back', async () => {
  const order = await buy();
  await opened(order);
  const before = await send('ratna', 'GET', `${base}/budget`);
  await order.market.connector.sellerActs.decline({ ...acting(order), reason: 'Barang habis' });
  await becomes(order.path, 'declined');
  await dispatcher.idle();
  const [line] = await owner.query<{ state: string }>(`select state from purchase.orders where id = $1`, [order.id]);
  expect(line?.state).not.toBe('confirmed');
  expect(await send('ratna', 'GET', `${base}/budget`)).not.toEqual(before);
  expect(await auditOf(order)).toEqual(['opened', 'declined']);
});

test('nudges that come twice, late, out of order or again after a lost answer change nothing wrong', async () => {
  const order = await buy();
  await opened(order);
  const { desk, sandbox } = order.market;
  await desk.fault({ kind: 'late-webhook', ms: 20_000 });
  await accept(order);
  // Held back: the later one overtakes it, twice at once, and its answer is lost besides.
  await vi.waitFor(async () => {
    const [held] = await sandbox.owner.query(
      `select from sandbox.faults where kind = 'late-webhook' and remaining = 0`,
    );
    expect(held).toBeDefined();
  }, PATIENCE);
  await desk.fault({ kind: 'duplicate-webhook' });
  await desk.fault({ kind: 'lose-answer', operation: 'nudge' });
  await ship(order);
  await becomes(order.path, 'shipped');
  const sentOf = async () => {
    const nudges = await sandbox.owner.query<{ id: string; type: string }>(
      `select id, type from sandbox.nudges where order_id = $1 order by number`,
      [order.externalId],
    );
    return nudges.map(({ id, type }) => [type, received.filter((one) => one === id).length]);
  };
  await vi.waitFor(
    async () =>
      expect(await sentOf()).toEqual([
        ['order.accepted', 0],
        ['order.shipped', 2],
      ]),
    PATIENCE,
  );
  sandbox.advance(60_000);
  await allTaken(order);
  await dispatcher.idle();
  expect(await sentOf()).toEqual([
    ['order.accepted', 1],
    ['order.shipped', 3],
  ]);
  expect(await auditOf(order)).toEqual(['opened', 'accepted', 'shipped']);
});

interface Forged {
  readonly marketplaceId?: string;
  readonly secret?: string;
  readonly signedAt?: Date;
  readonly id?: string;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function nudge(order: Bought, forged: Forged = {}) {
  const { market, externalId } = order;
  const body = JSON.stringify({ type: 'order.accepted', timestamp: at.toISOString(), data: { externalId } });
  const { marketplaceId = market.marketplaceId, secret = market.secret, signedAt = now, headers = {} } = forged;
  const id = forged.id ?? `msg_${crypto.randomUUID()}`;
  const signed = signNudge({ secret, id, at: signedAt, body: forged.body ?? body });
  const type = { 'content-type': 'application/json', accept: 'application/json' };
  const answer = await web.request(addressOf(marketplaceId), {
    ...{ method: 'POST', headers: { ...type, ...signed, ...headers } },
    body: forged.body ?? body,
  });
  const text = await answer.text();
  return { status: answer.status, type: text === '' ? undefined : JSON.parse(text).type };
}

test('who forges, alters, replays or delays a nudge is refused, and nothing is written', async () => {
  const order = await buy();
  await opened(order);
  await order.market.desk.unsubscribe();
  await accept(order);
  const before = await quiet();
  const unsigned = { status: 401, type: 'marketplace/nudge-unsigned' };
  const other = [...markets.values()].find(({ marketplaceId }) => marketplaceId !== order.marketplaceId);
  const stranger = await database.transaction((tx) =>
    admitMarketplace(tx, { code: 'tanpa-rahasia', name: 'Tanpa', baseUrl: 'http://x', apiKey: 'x', by: SYSTEM, at }),
  );
  await dispatcher.idle();
  const again = await quiet();
  expect(await nudge(order, { secret: newNudgeSecret() })).toEqual(unsigned);
  expect(await nudge(order, { secret: other?.secret ?? '' })).toEqual(unsigned);
  expect(await nudge(order, { marketplaceId: other?.marketplaceId ?? '' })).toEqual(unsigned);
  expect(await nudge(order, { marketplaceId: stranger })).toEqual(unsigned);
  expect(await nudge(order, { marketplaceId: crypto.randomUUID() })).toEqual(unsigned);
  expect(await nudge(order, { headers: { 'webhook-signature': 'v1,AAAA' } })).toEqual(unsigned);
  expect(await nudge(order, { headers: { 'webhook-signature': '' } })).toEqual(unsigned);
  expect(await nudge(order, { headers: { 'webhook-id': 'msg_other' } })).toEqual(unsigned);
  expect(await nudge(order, { headers: { 'webhook-timestamp': '1' } })).toEqual(unsigned);
  expect(await nudge(order, { headers: { 'webhook-timestamp': 'now' } })).toEqual(unsigned);
  const late = { status: 422, type: 'marketplace/nudge-too-old' };
  expect(await nudge(order, { signedAt: new Date(now.getTime() - 301_000) })).toEqual(late);
  expect(await nudge(order, { signedAt: new Date(now.getTime() + 301_000) })).toEqual(late);
  const unread = { status: 422, type: 'platform/invalid-input' };
  for (const body of ['', 'no JSON', '[]', '{"data":{}}', '{"type":"x","timestamp":"2026-11-25T05:00:00Z"}']) {
    expect(await nudge(order, { body }), body).toEqual(unread);
  }
  const nul = JSON.stringify({ type: 'x', timestamp: at.toISOString(), data: { externalId: 'a\0b' } });
  expect(await nudge(order, { body: nul })).toEqual(unread);
  expect(again).toEqual(await quiet());
  expect(before).toBeDefined();
  expect((await send('ratna', 'GET', order.path)).state).toBe('waiting');

  // The same attempt, shown again by whoever overheard it, moves nothing more.
  const id = 'msg_overheard';
  const signedAt = now;
  expect(await nudge(order, { id, signedAt })).toMatchObject({ status: 204 });
  await becomes(order.path, 'accepted');
  const heard = await quiet();
  const asked = order.market.getOrder.mock.calls.length;
  expect(await nudge(order, { id, signedAt })).toMatchObject({ status: 204 });
  expect(await quiet()).toEqual(heard);
  expect(order.market.getOrder.mock.calls).toHaveLength(asked);
  now = new Date(signedAt.getTime() + 301_000);
  expect(await nudge(order, { id, signedAt })).toEqual(late);
  now = at;
  await order.market.desk.subscribe({ url: addressOf(order.marketplaceId), secret: order.market.secret });
});

test('16 nudges at once about one order, half of them the same one, take each step once', async () => {
  const order = await buy();
  await opened(order);
  await order.market.desk.unsubscribe();
  await accept(order);
  await ship(order);
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) => nudge(order, n % 2 ? { id: 'msg_same' } : {})),
  );
  expect(answers.every(({ status }) => status === 204)).toBe(true);
  await becomes(order.path, 'shipped');
  await dispatcher.idle();
  expect(await auditOf(order)).toEqual(['opened', 'accepted', 'shipped']);
  const [heard] = await owner.query<{ n: bigint }>(
    `select count(*) as n from marketplace.nudges where external_id = $1`,
    [order.externalId],
  );
  expect(heard?.n).toBe(9n);
  await order.market.desk.subscribe({ url: addressOf(order.marketplaceId), secret: order.market.secret });
});

test.each([
  ['soon', 0],
  ['much later', 120_000],
])('a nudge that comes before the delivery is opened is not forgotten, when it opens %s', async (_, laterMs) => {
  const order = await holdingDeliveries(async () => {
    const bought = await buy();
    await accept(bought);
    await vi.waitFor(async () => {
      const heard = await owner.query(`select from marketplace.nudges where external_id = $1`, [bought.externalId]);
      expect(heard).toHaveLength(1);
    }, PATIENCE);
    now = new Date(at.getTime() + laterMs);
    if (laterMs > 0) {
      // Given up: nothing waits for the delivery any more but the nudge that was kept.
      await vi.waitFor(async () => {
        const waiting = await owner.query(`select from platform.outbox where event = 'marketplace.nudged'`);
        expect(waiting).toEqual([]);
      }, PATIENCE);
    }
    return bought;
  });
  await becomes(order.path, 'accepted');
  await dispatcher.idle();
  expect(await auditOf(order)).toEqual(['opened', 'accepted']);
  now = at;
});

test('a nudge that comes while its delivery is being written is followed as soon as that is there', async () => {
  const [market] = markets.values();
  if (!market) throw new Error('there are marketplaces');
  const { connector, marketplaceId, getOrder } = market;
  const { items } = await connector.pullCatalogue({ cursor: null, limit: 100 });
  const item = items.find(({ stock }) => stock > 0);
  const wanted = { externalId: item?.externalId ?? '', quantity: 1 };
  const [check] = await connector.offers.checkOffers([{ lines: [wanted], shipTo: '19.02' }]);
  const price = check?.lines[0]?.price ?? 0n;
  const shipping = check?.deliveries[0]?.shipping ?? 0n;
  const [placed] = await connector.ordering.placeOrders([
    {
      ...{ idempotencyKey: crypto.randomUUID(), reference: 'P-1', sellerExternalId: item?.seller.externalId ?? '' },
      ...{ buyer: 'Dinas', shipTo: '19.02', address: 'Jl. Melur 14', lines: [{ ...wanted, price }] },
      ...{ shipping, total: price + shipping, confirm: true },
    },
  ]);
  if (placed?.status !== 'confirmed') throw new Error('the shelf is full');
  const { externalId } = placed;
  const [institutionId, requestedBy] = [world.institutionId, world.ids.ratna ?? ''];
  const order = confirmedOrder({ institutionId, requestedBy, workUnitId: newId(at), marketplaceId, externalId, at });
  const asked = getOrder.mock.calls.length;
  await database.transaction(async (tx) => {
    // It did not see the nudge, and the nudge does not see it.
    await openDelivery(tx, order);
    await repeatNudges(tx, [order], at);
    await connector.sellerActs.accept({ idempotencyKey: crypto.randomUUID(), externalId });
    await vi.waitFor(() => expect(getOrder.mock.calls.length).toBeGreaterThan(asked), PATIENCE);
  });
  await becomes(`${base}/deliveries/${order.orderId}`, 'accepted');
  await dispatcher.idle();
});

/** Nobody can write a delivery while `work` is done. */
async function holdingDeliveries<Result>(work: () => Promise<Result>): Promise<Result> {
  return owner.transaction(async (tx) => {
    await tx.query('lock table fulfilment.deliveries in share mode');
    return work();
  });
}

test('a nudge about an order that is not ours, or not confirmed, is heard and leads nowhere', async () => {
  const order = await buy();
  await opened(order);
  const audit = await auditOf(order);
  expect(await nudge({ ...order, externalId: 'LAIN-00000001' })).toMatchObject({ status: 204 });
  await dispatcher.idle();
  expect(await auditOf(order)).toEqual(audit);
});

test('a seller whose act here is overtaken by its own nudge keeps their reason and their name', async () => {
  const order = await buy();
  await opened(order);
  const seen = order.market.connector;
  const before = connectors(order.marketplaceId);
  bound.set(order.marketplaceId, {
    ...seen,
    sellerActs: {
      ...seen.sellerActs,
      decline: async (ask) => {
        const answer = await seen.sellerActs.decline(ask);
        await becomes(order.path, 'declined');
        return answer;
      },
    },
  });
  const [shop] = await owner.query<{ personId: string; sellerId: string }>(
    `select g.person_id as "personId", d.seller_id as "sellerId" from fulfilment.deliveries d
     join account.grants g on g.scope_id = d.seller_id where d.order_id = $1`,
    [order.id],
  );
  if (!shop) throw new Error('the shop has its keeper');
  const path = `/sellers/${shop.sellerId}/orders/${order.id}`;
  const declined = await send(shop.personId, 'POST', `${path}/refusal`, { reason: 'Barang habis.' });
  bound.set(order.marketplaceId, before);
  expect(declined).toMatchObject({ state: 'declined', reason: 'Barang habis.' });
  const rows = await owner.query<{ by: string }>(
    `select by_person as by from platform.audit where subject = $1 and action = 'delivery.declined' order by id`,
    [order.id],
  );
  expect(rows.map(({ by }) => by)).toEqual([SYSTEM, shop.personId]);
  await dispatcher.idle();
});

test('the office may still ask by hand, and hears the same', async () => {
  const order = await buy();
  await opened(order);
  await order.market.desk.unsubscribe();
  await accept(order);
  const asked = { institutionId: world.institutionId, orderId: order.id, by: SYSTEM, at };
  expect(await followMarketplace(database, connectors, asked)).toMatchObject({ state: 'accepted' });
});
