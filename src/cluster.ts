import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { createDatabase, runningServer, startEmbeddedServer } from './platform/embedded-database.ts';
import { MIGRATIONS, migrate } from './platform/migrate.ts';

export interface Cluster {
  readonly owner: string;
  readonly application: string;
  readonly vaultOwner: string;
  readonly vault: string;
  /** Owner and application URL of a database of its own on the same server; undefined when databases are given. */
  readonly extra: ((name: string) => Promise<{ owner: string; application: string }>) | undefined;
  /** Whether this process started the server, or found one that runs already. */
  readonly isOurs: boolean;
  stop(): Promise<void>;
}

/** Reaches the databases of the hub, starting our own server where none is named and none runs, and migrates them. */
export async function reachCluster({ database, dataDir }: Config, { adopt = false } = {}): Promise<Cluster> {
  const cluster = database
    ? { ...database, extra: undefined, isOurs: false, stop: async () => {} }
    : await ownServer(dataDir, adopt);
  await migrate(cluster.owner);
  await migrate(cluster.vaultOwner, join(MIGRATIONS, 'vault'));
  return cluster;
}

async function ownServer(dataDir: string, adopt: boolean): Promise<Cluster> {
  await mkdir(resolve(dataDir), { recursive: true });
  // As root, PostgreSQL runs as another user and must pass through.
  if (process.getuid?.() === 0) await chmod(resolve(dataDir), 0o711);
  const found = await runningServer(dataDir, { adopt: adopt && !(await hubLives(dataDir)) });
  const server = found ?? (await startEmbeddedServer(dataDir));
  const extra = async (name: string) => {
    await createDatabase(server.url('postgres', 'postgres'), name);
    return { owner: server.url('bangga_owner', name), application: server.url('bangga_app', name) };
  };
  const hub = await extra('bangga');
  const vault = await extra('bangga_vault');
  return { ...hub, vaultOwner: vault.owner, vault: vault.application, extra, isOurs: !found, stop: server.stop };
}

/** Whether the hub that wrote its number into the folder still runs. */
async function hubLives(dataDir: string): Promise<boolean> {
  try {
    process.kill(Number(await readFile(join(resolve(dataDir), 'hub.pid'), 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
