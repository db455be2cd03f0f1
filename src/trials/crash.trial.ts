import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tx } from '../platform/database.ts';
import { Buyer, type Purchase } from './buyer.ts';
import { faultsOf } from './judge.ts';
import { commonPoints, type KillAt, nameOf, spread } from './points.ts';
import { openStage, STOCK } from './stage.ts';
import type { Victim } from './victim.ts';

const MOST_POINTS = 64;
const ROUNDS = Number(process.env.TRIALS_ROUNDS ?? 0);

const stage = await openStage();
const { hub, market, markets } = stage;
const buyer = new Buyer(stage.url);
await buyer.prepare();

const hubPoints = spread(commonPoints([await points(hub), await points(hub)]), MOST_POINTS);
const marketPoints = commonPoints([await points(market.victim), await points(market.victim)]);
const struck = new Set<string>();

/** The points of one whole purchase, and of what the process does by itself in the seconds after it. */
async function points(victim: Victim) {
  return stage.watch(victim, async () => {
    expect((await buyer.buy()).state).toBe('confirmed');
    await sleep(2500);
  });
}

/** Waits until everything that the purchase left to be done is done, or nothing moves any more. */
async function quiet(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const [left] = await stage.books.query<{ count: bigint }>(
      `select count(*) from platform.outbox where tenant_id in (select institution_id from purchase.requests)`,
    );
    if (left?.count === 0n) return;
    await sleep(20);
  }
}

interface Strike {
  readonly killAt: KillAt;
  /** Where it is killed once more, after it came back. */
  readonly thenAt?: KillAt;
  readonly whileDead?: () => Promise<unknown>;
  readonly buyers?: number;
  readonly patienceMs?: number;
}

/** Kills at the point while somebody buys, lets the process come back, and judges when all is quiet. */
async function strike(victim: Victim, { killAt, thenAt, whileDead, buyers = 1, patienceMs }: Strike) {
  const before = victim.deaths;
  const deaths = thenAt ? 2 : 1;
  victim.whileDead = whileDead;
  victim.ordersOnReturn = thenAt && stage.orders(thenAt);
  const bought: Purchase[] = [];
  await stage.watch(
    victim,
    async () => {
      bought.push(...(await Promise.all(Array.from({ length: buyers }, () => buyer.buy(patienceMs)))));
      // What the process does by itself recurs every second.
      for (let tries = 0; tries < 250 && victim.deaths < before + deaths; tries += 1) await sleep(20);
    },
    killAt,
  );
  await victim.alive();
  await quiet();
  const faults: string[] = [];
  for (const purchase of bought) faults.push(...(await faultsOf(stage, STOCK, purchase)));
  return { faults, deaths: victim.deaths - before };
}

const titled = (points: readonly KillAt[]) =>
  points.map((point) => [`${nameOf(point)}, no. ${point.nth}`, point] as const);

describe('one purchase, and the hub is killed', () => {
  test.each(titled(hubPoints))('%s', async (title, killAt) => {
    const { faults, deaths } = await strike(hub, { killAt });
    if (deaths > 0) struck.add(title);
    expect(faults).toEqual([]);
  });

  test('at every kind of point that a purchase has, twenty at least', () => {
    const missed = titled(hubPoints).filter(([title, { nth }]) => nth === 1 && !struck.has(title));
    expect(missed).toEqual([]);
    expect(struck.size).toBeGreaterThanOrEqual(20);
    console.log(`The hub was killed at ${struck.size} points of ${hubPoints.length}.`);
  });
});

describe('one purchase, and a marketplace is killed', () => {
  test.each(titled(marketPoints))('%s', async (_, killAt) => {
    const { faults, deaths } = await strike(market.victim, { killAt });
    expect({ faults, deaths }).toEqual({ faults: [], deaths: 1 });
  });

  test('five points at least', () => expect(marketPoints.length).toBeGreaterThanOrEqual(5));
});

const call = (phase: KillAt['phase'], path: string): KillAt => ({ phase, what: `call POST /${path}`, nth: 1 });
const firstCommit = (phase: KillAt['phase']): KillAt => ({ phase, what: 'commit', nth: 1 });

describe('the hub is killed again while it picks up what it left', () => {
  test.each([
    [call('sent', 'orders'), firstCommit('before')],
    [call('after', 'orders'), firstCommit('after')],
    [call('after', 'orders'), call('sent', 'orders')],
    [call('sent', 'confirmations'), call('after', 'confirmations')],
  ])('$0.phase $0.what, then $1.phase $1.what', async (killAt, thenAt) => {
    const { faults, deaths } = await strike(hub, { killAt, thenAt });
    expect({ faults, deaths }).toEqual({ faults: [], deaths: 2 });
  });
});

// TRIALS_ROUNDS=20 for a night: four buyers at once, so that batches are cut too, and points drawn by lot.
describe.runIf(ROUNDS > 0)('round after round', () => {
  test.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))('%i', async () => {
    for (const victim of [hub, hub, hub, market.victim]) {
      const from = victim === hub ? hubPoints : marketPoints;
      const [killAt, thenAt] = [drawn(from), drawn(from)];
      const { faults } = await strike(victim, { killAt, thenAt, buyers: 4 });
      expect(faults, `${nameOf(killAt)}, then ${nameOf(thenAt)}`).toEqual([]);
    }
  });
});

function drawn(points: readonly KillAt[]): KillAt {
  const point = points[Math.floor(Math.random() * points.length)];
  if (!point) throw new Error('there are points');
  return point;
}

// What follows proves that the trial can fail.

class TakenBack extends Error {}

/** What the judge says while a fault lies in the books; then it is taken back. */
async function faultsWith(place: 'hub' | 'market', sql: string, purchase: Purchase): Promise<string[]> {
  let faults: string[] = [];
  const plant = async (tx: Tx) => {
    await tx.query(sql.replaceAll('TITLE', `'${purchase.title}'`));
    const others = markets.slice(1);
    const changed = { code: market.code, books: tx };
    const books = place === 'hub' ? { books: tx, markets } : { books: stage.books, markets: [changed, ...others] };
    faults = await faultsOf(books, STOCK, purchase);
    throw new TakenBack();
  };
  const { books } = place === 'hub' ? stage : market;
  await books.transaction(plant).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
  return faults;
}

const MINE = '(select id from purchase.requests where title = TITLE)';
const LAST = '(select max(id) from sandbox.orders)';

describe('a fault in the books is named', () => {
  let purchase: Purchase;
  beforeAll(async () => {
    purchase = await buyer.buy();
    await quiet();
  });

  test.each([
    [
      'hub',
      'not one request',
      `insert into purchase.requests (institution_id, id, number, work_unit_id, budget_line_id, title, created_by, state, ship_to, address, at, version)
       select institution_id, gen_random_uuid(), number || 'x', work_unit_id, budget_line_id, title, created_by, state, ship_to, address, at, version from purchase.requests where title = TITLE`,
    ],
    ['hub', 'order not confirmed', `update purchase.orders set state = 'confirming' where request_id = ${MINE}`],
    [
      'hub',
      'not one audit row',
      `delete from platform.audit where subject = ${MINE} and content::jsonb ->> 'version' = '3'`,
    ],
    [
      'hub',
      'not one audit row',
      `insert into platform.audit (tenant_id, at, by_person, action, subject, content, content_hash)
       select tenant_id, at, by_person, action, subject, content, content_hash from platform.audit where subject = ${MINE} and content::jsonb ->> 'version' = '3'`,
    ],
    ['hub', 'not one decision', `delete from integrity.decisions where request_id = ${MINE}`],
    ['hub', 'order not counted once', `update integrity.orders set withdrawn = true where request_id = ${MINE}`],
    [
      'hub',
      'order without its delivery',
      `update fulfilment.deliveries set external_id = 'X-1' where request_id = ${MINE}`,
    ],
    [
      'hub',
      'not one paper',
      `update document.papers set subject = gen_random_uuid() where id = (select max(id::text)::uuid from document.papers)`,
    ],
    ['hub', 'key without an answer', `delete from platform.idempotency where answer = ${MINE}::text`],
    [
      'hub',
      'money not moved once',
      `insert into budget.transfers (institution_id, line_id, from_account, to_account, amount_sen, reason, at)
       select institution_id, line_id, from_account, to_account, amount_sen, reason, at from budget.transfers where reason = ${MINE}`,
    ],
    [
      'hub',
      'invariant broken',
      `update budget.balances set committed_sen = committed_sen - 1, available_sen = available_sen + 1 where committed_sen > 0`,
    ],
    [
      'hub',
      'message left behind',
      `insert into platform.outbox (tenant_id, at, event, subject, version, leased_by)
       select institution_id, at, 'order.placed', id, 1, 0 from purchase.requests where title = TITLE`,
    ],
    [
      'market',
      'order not once at its marketplace',
      `insert into sandbox.orders select id || '-2', idempotency_key || '-2', body_hash, reference, seller_id, buyer, ship_to, address, shipping_sen, total_sen, status, held_until, version, at
       from sandbox.orders where id = ${LAST}`,
    ],
    ['market', 'order not once at its marketplace', `update sandbox.orders set reference = 'P-0-0' where id = ${LAST}`],
    ['market', 'order that the hub does not know', `update sandbox.orders set reference = 'P-0-0' where id = ${LAST}`],
    ['market', 'the two sides disagree on an order', `update sandbox.orders set status = 'held' where id = ${LAST}`],
    [
      'market',
      'the two sides disagree on lines',
      `update sandbox.order_lines set quantity = quantity + 1 where order_id = ${LAST}`,
    ],
    [
      'market',
      'not asked under one key',
      `insert into sandbox.requests select operation, key || '-2', body_hash, answer, at from sandbox.requests where operation = 'placeOrders'`,
    ],
    [
      'market',
      'stock not reduced once',
      `update sandbox.offers set stock = stock - 1 where id = (select max(offer_id) from sandbox.order_lines)`,
    ],
  ] as const)('%s: %s', async (place, fault, sql) => {
    expect(await faultsOf(stage, STOCK, purchase)).toEqual([]);
    expect(await faultsWith(place, sql, purchase)).toContainEqual(expect.stringContaining(fault));
  });
});

// The last two leave broken books behind.
test('a message that is forgotten in the crash is a lost order, and the trial says so', async () => {
  const whileDead = () => stage.books.query(`delete from platform.outbox where event = 'order.confirming'`);
  const { faults } = await strike(hub, { killAt: call('after', 'confirmations'), whileDead, patienceMs: 3000 });
  expect(faults).toContainEqual('request not confirmed (confirming)');
  expect(faults).toContainEqual(expect.stringContaining('the two sides disagree on an order'));
});

test('a marketplace that forgets its keys doubles the order, and the trial says so', async () => {
  for (const { books } of markets)
    await books.query('alter table sandbox.orders drop constraint orders_idempotency_key_key');
  // One of the two has answered, and none of the answers is settled yet.
  const killAt = call('after', 'orders');
  const whileDead = () => Promise.all(markets.map(({ books }) => books.query('delete from sandbox.requests')));
  const { faults } = await strike(hub, { killAt, whileDead });
  expect(faults).toContainEqual(expect.stringMatching(/order not once at its marketplace \(.*: 2\)/));
  expect(faults).toContainEqual(expect.stringContaining('stock not reduced once'));
});
