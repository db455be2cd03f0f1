import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, inject } from 'vitest';
import { addLine, addNode } from '../../buying/budget/index.ts';
import { searchOffers, syncMarketplace } from '../../buying/catalogue/index.ts';
import { expireHolds, SYSTEM } from '../../buying/purchase/index.ts';
import { sandboxDatabase } from '../../connectors/sandbox/bench.ts';
import { createSandbox, sandboxConnector, sandboxDesk } from '../../connectors/sandbox/index.ts';
import { openWorld } from '../../demo/world.ts';
import { createHub } from '../../hub.ts';
import { addPerson, grant } from '../../parties/account/index.ts';
import { admitMarketplace, readCursor, saveCursor } from '../../parties/marketplace/index.ts';
import { openDatabase } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { startSession } from '../../platform/session.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { rupiah, type Sen } from '../../values/money.ts';
import { brokenBooks, watchMarket } from './books.ts';
import { damageable } from './sabotage.ts';

/** Hubs beside each other on one database, as many processes would be; so no race is won by standing in one queue. */
const HUBS = 4;
const EACH = 10;
export const CONNECTIONS = HUBS * EACH;
const HOLD_MS = 60_000;
const KEY = 'a-key-that-only-the-trial-knows';

/** Goods of one invented shop: how many there are, and what one costs. */
const goods = {
  kapur: { stock: 2_000_000_000, price: rupiah(10_000) },
  paku: { stock: 1_000_000, price: rupiah(100) },
  bangku: { stock: 0, price: rupiah(20_000) },
  lampu: { stock: 1_000_000, price: rupiah(30_000) },
  panggung: { stock: 1_000_000, price: rupiah(60_000_000) },
} as const;
export type Good = keyof typeof goods;

export type Who = 'ratna' | 'bambang' | 'surya';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a client reads the hub's JSON without its types
  readonly body: any;
}

export type Arena = Awaited<ReturnType<typeof openArena>>;

/**
 * A hub, its people and a marketplace over real HTTP, each with databases of their own and forty connections. What the
 * hub or the marketplace asks of its database can be damaged on its way.
 */
export async function openArena() {
  let now = new Date('2026-11-25T02:00:00Z');
  const clock = () => now;
  const { database: whole, owner, ownerUrl } = await cloneDatabase({ connections: 2 });
  const url = inject('databaseUrls').application.replace('DATABASE', new URL(ownerUrl).pathname.slice(1));
  const pools = Array.from({ length: HUBS }, () => openDatabase(url, { connections: EACH }));
  const hubSql = damageable();
  const databases = pools.map(hubSql.damage);
  const { vault } = await cloneVault();
  const world = await openWorld({ database: whole, vault, at: now });
  const { institutionId, workUnitId, ids } = world;
  const acting = { institutionId, by: SYSTEM, at: now };
  const surya = await whole.transaction(async (tx) => {
    const personId = await addPerson(tx, vault, { name: 'Surya Atmaja', by: SYSTEM, at: now });
    await grant(tx, { ...acting, personId, role: 'ppk', workUnitId, decree: 'SK 2 (contoh)', validFrom: now });
    return personId;
  });
  const people: Record<Who, string> = { ratna: ids.ratna ?? '', bambang: ids.bambang ?? '', surya };
  const cookies = new Map<string, string>();
  for (const [who, personId] of Object.entries(people)) {
    cookies.set(who, `bangga=${await startSession(whole, { personId, at: now, way: 'demo' })}`);
  }

  const urls = await sandboxDatabase();
  const wholeMarket = openDatabase(urls.databaseUrl, { connections: CONNECTIONS });
  const marketOwner = openDatabase(urls.ownerUrl, { connections: 2 });
  const marketSql = damageable();
  const app = createSandbox({ database: marketSql.damage(wholeMarket), clock, key: KEY, holdMs: HOLD_MS });
  const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: KEY };
  const connector = sandboxConnector(address);
  const seller = { externalId: 'warung-bahari', name: 'Warung Bahari (contoh)', sellerClass: 'micro' } as const;
  await sandboxDesk(address).stock(
    Object.entries(goods).map(([externalId, { stock, price }]) => ({
      ...{ externalId, title: externalId, description: externalId, category: 'furniture', unit: 'buah', price, stock },
      ...{ weightGrams: 0, isDomestic: true, tkdnPercent: null },
      seller: { ...seller, regionCode: '19.02', isPkp: false },
    })),
  );
  await watchMarket(marketOwner);
  const access = { code: 'pasar-lomba', name: 'Pasar Lomba', baseUrl: address.url, apiKey: KEY, by: SYSTEM, at: now };
  const marketplaceId = await whole.transaction((tx) => admitMarketplace(tx, access));
  await syncMarketplace(whole, { marketplaceId, connector, readCursor, saveCursor, at: now, limit: 100 });
  const offers = new Map<string, string>();
  for (const good of Object.keys(goods)) {
    const { offers: found } = await searchOffers(whole, { q: good });
    offers.set(good, found[0]?.id ?? '');
  }

  const connectors = () => connector;
  const hubs = databases.map((database) =>
    createHub({ database, vault, clock, connectors, demo: true, baseUrl: 'http://localhost' }),
  );
  for (const { dispatcher } of hubs) await dispatcher.start();
  const idle = (patienceMs: number) =>
    Promise.race([Promise.all(hubs.map(({ dispatcher }) => dispatcher.idle())), sleep(patienceMs)]);
  let turn = 0;
  /** Takes turns, so that neighbours never meet in the same process. */
  const next = <One>(all: readonly One[]): One => {
    turn += 1;
    const one = all[turn % all.length];
    if (!one) throw new Error('there is at least one');
    return one;
  };
  afterAll(async () => {
    for (const { dispatcher } of hubs) await dispatcher.stop();
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
    await Promise.all([...pools, wholeMarket, marketOwner].map((one) => one.close()));
  });

  const nodeId = await openBranch();
  let lines = 0;
  async function openBranch(): Promise<string> {
    let parentId: string | null = null;
    for (const code of ['2.01.01', '2.01.01.2.06', '2.01.01.2.06.0002']) {
      const node: Omit<Parameters<typeof addNode>[1], keyof typeof acting> = {
        code,
        name: code,
        ceiling: rupiah(90_000_000_000_000),
        year: 2026,
        workUnitId,
        parentId,
      };
      parentId = await whole.transaction((tx) => addNode(tx, { ...acting, ...node }));
    }
    return parentId ?? '';
  }

  /** A budget line of its own for a race. */
  function line(ceiling: Sen): Promise<string> {
    const code = `5.2.02.05.02.${String(++lines).padStart(4, '0')}`;
    return whole.transaction((tx) => addLine(tx, { ...acting, nodeId, code, name: `Lomba ${lines}`, ceiling }));
  }

  async function post(who: Who, path: string, body: object, key: string = crypto.randomUUID()): Promise<Answer> {
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json' },
      ...{ 'idempotency-key': key, cookie: cookies.get(who) ?? '' },
    };
    const place = `/institutions/${institutionId}/requests${path}`;
    const answer = await next(hubs).web.request(place, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  }

  const wish = (good: Good, quantity: unknown) => ({ offerId: offers.get(good) ?? '', quantity });
  const wanted = (budgetLineId: string, good: Good, quantity: unknown) => ({
    ...{ title: 'Lomba', budgetLineId, shipTo: '19.02', address: 'Jl. Melur 14', lines: [wish(good, quantity)] },
  });

  return {
    ...{ whole, owner, hubSql, marketSql, marketOwner, ordering: connector.ordering, institutionId },
    ...{ people, workUnitId, connectors, line, post, wish, wanted, seller: seller.externalId },
    at: clock,
    /** A connection of the next hub. */
    database: () => next(databases),
    /** Moves the clocks of hub and marketplace beyond every hold. */
    passHolds: () => {
      now = new Date(now.getTime() + HOLD_MS + 1000);
    },
    expire: () => expireHolds(next(databases), new Date(now.getTime() + HOLD_MS + 1000)),
    /** A draft of one line; @throws when it is refused. */
    draft: async (budgetLineId: string, good: Good, quantity = 1): Promise<Answer['body']> => {
      const { status, body } = await post('ratna', '', wanted(budgetLineId, good, quantity));
      if (status !== 201) throw new Error(`a draft was answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    submit: (id: string, key?: string) => post('ratna', `/${id}/submission`, { justification: 'Rencana kantor.' }, key),
    /** Waits until the outbox is empty, or for as long as is bearable when a damaged hub never empties it. */
    settle: (patienceMs = 20_000) => idle(patienceMs),
    /** Takes away what a damaged hub can no longer bring to an end. */
    clear: async (patienceMs: number) => {
      await idle(patienceMs);
      await owner.query(`delete from platform.outbox`);
      await owner.query(
        `update purchase.requests set state = 'cancelled' where state in ('choosing', 'awaiting-approval')`,
      );
    },
    stateOf: async (id: string): Promise<string | undefined> => {
      const sql = `select state from purchase.requests where id = $1`;
      return (await owner.query<{ state: string }>(sql, [id]))[0]?.state;
    },
    restock: (good: Good, more: number) =>
      marketOwner.transaction(async (tx) => {
        await tx.query(`update sandbox.offers set stock = stock + $2 where id = $1`, [good, more]);
        await tx.query(`update watch.put set quantity = quantity + $2 where offer_id = $1`, [good, more]);
      }),
    /** How many connections the hubs have open just now. */
    connected: async (): Promise<number> => {
      const [row] = await owner.query<{ count: bigint }>(
        `select count(*) from pg_stat_activity where datname = current_database() and usename = 'bangga_app'`,
      );
      return Number(row?.count);
    },
    /** Everything that is wrong in the books of both sides. */
    broken: () => brokenBooks(owner, marketOwner),
    newId: () => newId(now),
  };
}
