import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { bindMarketplaces } from './bindings.ts';
import { syncMarketplace } from './buying/catalogue/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { type Cluster, reachCluster } from './cluster.ts';
import type { Config } from './config.ts';
import { type SandboxProcess, sandboxConnector, sandboxDesk, spawnSandbox } from './connectors/sandbox/index.ts';
import { openDemo, stockedMarketplaces } from './demo/open.ts';
import { DEMO_MARK } from './demo/reset.ts';
import { welcome } from './demo/welcome.ts';
import { createHub } from './hub.ts';
import { createFirstLink, hasPeople, replayErasures } from './parties/account/index.ts';
import {
  admitMarketplace,
  agreeOnNudges,
  newNudgeSecret,
  nudgeSecretOf,
  readCursor,
  saveCursor,
  watched,
} from './parties/marketplace/index.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { log } from './platform/log.ts';
import { openVault, type Vault } from './platform/vault.ts';
import type { Clock } from './values/instant.ts';
import { Problem } from './values/problem.ts';

/** Starts the hub, with a demo its sandboxes and its world, prints where to go, and stops cleanly on a signal. */
export async function startHub(config: Config): Promise<void> {
  const began = performance.now();
  await refuseTakenPort(config.port);
  const cluster = await reachCluster(config, { adopt: true });
  const keys = resolve(config.dataDir, 'keys');
  await mkdir(keys, { recursive: true });
  await writeFile(join(resolve(config.dataDir), 'hub.pid'), String(process.pid));
  const database = openDatabase(cluster.application, { connections: 20 });
  const vaultDatabase = openDatabase(cluster.vault, { connections: 4 });
  const vault = await openVault(vaultDatabase, join(keys, 'master.key'));
  // A restored copy may bring back people who were erased since: they are erased again before anybody looks.
  await replayErasures(database, vault);
  const clock = clockFrom(config.now);
  const sandboxes = config.demo ? await startSandboxes(config, cluster, { database, vault, clock }) : [];
  const bindings = await bindMarketplaces(database, clock);
  if (config.demo) {
    // Only a folder that was a demonstration from its first day may ever be taken away whole.
    if (!config.database && !(await hasPeople(database))) {
      await writeFile(join(resolve(config.dataDir), DEMO_MARK), 'Data contoh: bangga demo reset\n');
    }
    const { world } = config;
    const { connectors } = bindings;
    await openDemo({ database, vault, at: clock(), world, connectors, isStocked: sandboxes.length > 0 });
  }
  const { limits, addressHeader, baseUrl } = config;
  const hub = createHub({ database, vault, clock, ...bindings, demo: config.demo, baseUrl, limits, addressHeader });
  const server = await listen(hub.web.fetch, config.port);
  await hub.start();
  await Promise.all(sandboxes.map(({ subscribe }) => subscribe()));
  const stop = async (): Promise<void> => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await hub.stop();
    await Promise.all(sandboxes.map(({ sandbox }) => sandbox.stop()));
    await Promise.all([database.close(), vaultDatabase.close()]);
    await cluster.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
  if (config.demo)
    console.log(await welcome(database, { baseUrl, at: clock(), seconds: (performance.now() - began) / 1000 }));
  else console.log(await invitation(database, baseUrl, clock));
}

function clockFrom(now: Date | undefined): Clock {
  const ahead = now ? now.getTime() - Date.now() : 0;
  return () => new Date(Date.now() + ahead);
}

interface Stocked {
  readonly sandbox: SandboxProcess;
  /** Asks for its news, once there is somebody to hear it. */
  subscribe(): Promise<void>;
}

/** Each sandbox in a process and a database of its own, stocked once, and its catalogue pulled as any partner's. */
async function startSandboxes(
  config: Config,
  cluster: Cluster,
  { database, vault, clock }: { readonly database: Database; readonly vault: Vault; readonly clock: Clock },
): Promise<Stocked[]> {
  if (!cluster.extra) return [];
  const { extra } = cluster;
  const key = await sandboxKey(config.dataDir);
  return Promise.all(
    stockedMarketplaces(config.world).map(async ({ code, name, goods }) => {
      const { owner, application } = await extra(`sandbox_${code.replace('-', '_')}`);
      const sandbox = await spawnSandbox({ databaseUrl: application, ownerUrl: owner, code, name, key, now: clock() });
      const at = clock();
      const access = { code, name, baseUrl: sandbox.url, apiKey: key, by: SYSTEM, at };
      const marketplaceId = await database.transaction((tx) => admitMarketplace(tx, access));
      const isNew = (await readCursor(database, marketplaceId)) === null;
      const desk = sandboxDesk({ url: sandbox.url, key });
      if (isNew) await desk.stock(goods);
      const connector = watched(sandboxConnector({ url: sandbox.url, key }), { marketplaceId, database, clock });
      await syncMarketplace(database, { marketplaceId, connector, readCursor, saveCursor, at, limit: 500 });
      const secret = await nudgeSecret(database, vault, { marketplaceId, at });
      const url = `http://localhost:${config.port}/marketplaces/${marketplaceId}/nudges`;
      return { sandbox, subscribe: () => desk.subscribe({ url, secret }) };
    }),
  );
}

/** The secret that the marketplace signs by; made when there is none, or when the vault lost the key to it. */
async function nudgeSecret(
  database: Database,
  vault: Vault,
  { marketplaceId, at }: { marketplaceId: string; at: Date },
): Promise<string> {
  const known = await nudgeSecretOf(database, vault, marketplaceId);
  if (known) return known;
  const secret = newNudgeSecret();
  await database.transaction((tx) => agreeOnNudges(tx, vault, { marketplaceId, secret, by: SYSTEM, at }));
  return secret;
}

async function sandboxKey(dataDir: string): Promise<string> {
  const file = join(resolve(dataDir), 'keys', 'sandbox.key');
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

/** Asked before anything is touched: a second hub would otherwise lead the first one's marketplaces elsewhere. */
async function refuseTakenPort(port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error);
      else reject(new Problem('conflict', 'hub/port-taken', { port: String(port) }));
    });
    probe.listen(port, () => probe.close(() => resolve()));
  });
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], port: number): Promise<ServerType> {
  return new Promise((resolve) => {
    const server = serve({ fetch, port }, () => resolve(server));
  });
}

async function invitation(database: Database, baseUrl: string, clock: Clock): Promise<string> {
  if (await hasPeople(database)) return `Bangga: ${baseUrl}`;
  const token = await database.transaction((tx) => createFirstLink(tx, { at: clock() }));
  log.info('the hub is empty: a link for the first administrator was printed');
  return `Bangga: ${baseUrl}\nThe hub is empty. The first administrator comes in once by ${baseUrl}/session/first/${token}`;
}
