import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { syncMarketplace } from '../buying/catalogue/index.ts';
import { childEnvironment } from '../config.ts';
import { sandboxConnector, sandboxDesk } from '../connectors/sandbox/index.ts';
import { marketplaces, stockOf } from '../demo/stock.ts';
import { HUB } from '../parties/account/index.ts';
import { admitMarketplace, readCursor, saveCursor } from '../parties/marketplace/index.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { createDatabase } from '../platform/embedded-database.ts';
import { freePort } from '../story/stage.ts';
import { rupiah } from '../values/money.ts';
import type { Point } from './kill-at.ts';
import type { KillAt } from './points.ts';
import { Victim } from './victim.ts';

export const STOCK = 1_000_000;

export interface Market {
  readonly code: string;
  readonly victim: Victim;
  /** Its own database, as its owner sees it. */
  readonly books: Database;
}

/**
 * One PostgreSQL, two marketplaces and a hub, each in a process of its own that can be killed and comes back. Goods are
 * cheap and without end, and every request needs an approver, so that any number of whole purchases fits in.
 */
export async function openStage() {
  const { admin, owner, application } = inject('databaseUrls');
  const folder = await mkdtemp(join(tmpdir(), 'bangga-trial-'));
  const mark = randomBytes(4).toString('hex');
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    await rm(folder, { recursive: true });
  });
  const database = async (what: string, template?: string) => {
    const name = `trial_${mark}_${what}`;
    await createDatabase(admin, name, template);
    return { ownerUrl: owner.replace('DATABASE', name), url: application.replace('DATABASE', name) };
  };
  const open = (url: string) => {
    const opened = openDatabase(url, { connections: 2 });
    ends.push(opened.close);
    return opened;
  };
  const lives = (victim: Victim) => {
    ends.push(() => victim.end());
    return victim;
  };

  const own = await database('hub', 'template_bangga');
  const vault = await database('vault');
  const key = randomBytes(12).toString('hex');
  const app = open(own.url);
  const markets = await Promise.all(
    marketplaces.slice(0, 2).map(async ({ code, name }, index): Promise<Market> => {
      const { url: databaseUrl, ownerUrl } = await database(`market_${index}`);
      const port = await freePort();
      const program = ['src/connectors/sandbox/main.ts', `--database-url=${databaseUrl}`, `--owner-url=${ownerUrl}`];
      const flags = [`--code=${code}`, `--name=${name}`, `--key=${key}`, `--port=${port}`];
      const victim = lives(new Victim([...program, ...flags], process.env));
      await victim.start();
      await victim.alive();
      const baseUrl = `http://127.0.0.1:${port}`;
      const goods = stockOf(code).map((one) => ({ ...one, stock: STOCK, price: rupiah(2_000) }));
      await sandboxDesk({ url: baseUrl, key }).stock(goods);
      const at = new Date();
      const access = { code, name, baseUrl, apiKey: key, by: HUB, at };
      const marketplaceId = await app.transaction((tx) => admitMarketplace(tx, access));
      const connector = sandboxConnector({ url: baseUrl, key });
      await syncMarketplace(app, { marketplaceId, connector, readCursor, saveCursor, at, limit: 500 });
      return { code, victim, books: open(ownerUrl) };
    }),
  );

  const port = await freePort();
  const urls = { DATABASE_URL: own.url, DATABASE_OWNER_URL: own.ownerUrl };
  const vaultUrls = { VAULT_URL: vault.url, VAULT_OWNER_URL: vault.ownerUrl };
  const settings = { ...urls, ...vaultUrls, PORT: String(port), DATA_DIR: folder, DEMO: 'small' };
  const hub = lives(new Victim(['src/main.ts', 'start'], childEnvironment(settings)));
  await hub.start();
  await hub.alive();
  const ledger = open(own.ownerUrl);
  await ledger.query('update institution.institutions set approval_above_sen = 100');

  let logs = 0;
  const orders = (killAt?: KillAt) => ({ log: join(folder, `points-${++logs}`), ...(killAt && { killAt }) });
  /** Counts the points of a process while `work` is done, and kills it at one; answers them in their order. */
  const watch = async (victim: Victim, work: () => Promise<void>, killAt?: KillAt): Promise<Point[]> => {
    const given = orders(killAt);
    await writeFile(given.log, '');
    await victim.arm(given);
    await work();
    await victim.arm({});
    const lines = (await readFile(given.log, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Point);
  };
  const [market] = markets;
  if (!market) throw new Error('there are two marketplaces');
  return { hub, market, markets, books: ledger, url: `http://localhost:${port}`, watch, orders };
}
