import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedServer, runningServer, startEmbeddedServer } from '../platform/embedded-database.ts';
import type { Instant } from '../values/instant.ts';
import { Problem } from '../values/problem.ts';
import { dump, type Progress } from './dump.ts';
import { writeErasures } from './erasures.ts';
import { isWithin, realFolder } from './files.ts';
import { backUpKeys, type KeysReport, keysAlreadyIn } from './keys.ts';
import { DATA_MANIFEST, type DatabaseRecord, type DataManifest, signed, writeManifest } from './manifest.ts';
import { sayingWhy } from './saying-why.ts';
import * as store from './store.ts';

export interface BackupChoice {
  readonly dataDir: string;
  readonly folder: string;
  /** Where personal keys go, apart from the data; undefined leaves them out. */
  readonly keys: string | undefined;
  readonly at: Instant;
  readonly onProgress: Progress;
}

export interface BackupReport {
  readonly ok: true;
  readonly folder: string;
  readonly takenAt: string;
  readonly databases: readonly { readonly name: string; readonly tables: number; readonly rows: number }[];
  /** Null: personal values in this backup cannot be read by it alone, which is meant, nor by anything kept here. */
  readonly keys: KeysReport | null;
}

/**
 * Copies the embedded databases while the hub runs, or with a server of its own where none does: of each database one
 * moment. All moments are taken at once and the hub's first: a marketplace that knows more than the hub is asked again,
 * one that knew less would have lost an order.
 */
export async function backUp(choice: BackupChoice): Promise<BackupReport> {
  const [folder, dataDir] = await Promise.all([realFolder(choice.folder), realFolder(choice.dataDir)]);
  const keys = choice.keys === undefined ? undefined : await realFolder(choice.keys);
  await refuseFolders(folder, keys, dataDir);
  if (!existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) {
    throw new Problem('missing', 'backup/nothing-here', { folder: choice.dataDir });
  }
  const masterKeyFile = join(dataDir, 'keys', 'master.key');
  const masterKey = await readFile(masterKeyFile).catch(() => {
    throw new Problem('missing', 'backup/nothing-here', { folder: choice.dataDir });
  });
  if (keys !== undefined) await keysAlreadyIn(keys, masterKey);
  const isNew = !existsSync(folder);
  return sayingWhy(async () => {
    const running = await runningServer(dataDir);
    const server = running ?? (await startEmbeddedServer(dataDir));
    try {
      const taken = await write(server, { ...choice, folder }, masterKey);
      // The keys come after the data, so that nobody in the data is without one.
      const vaultUrl = server.url('bangga_owner', 'bangga_vault');
      const apart = { folder: keys ?? '', masterKeyFile, masterKey, takenAt: choice.at, onProgress: choice.onProgress };
      return { ...taken, keys: keys === undefined ? null : await backUpKeys(vaultUrl, apart) };
    } catch (error) {
      for (const one of await readdir(folder).catch(() => [])) await rm(join(folder, one), { recursive: true });
      if (isNew) await rm(folder, { recursive: true, force: true });
      throw error;
    } finally {
      await server.stop();
    }
  });
}

async function refuseFolders(folder: string, keys: string | undefined, dataDir: string): Promise<void> {
  if (keys !== undefined && (isWithin(keys, folder) || isWithin(folder, keys))) {
    throw new Problem('invalid', 'backup/keys-beside-data', { folder, keys });
  }
  for (const one of [folder, ...(keys === undefined ? [] : [keys])]) {
    if (isWithin(one, dataDir)) throw new Problem('invalid', 'backup/inside-data', { folder: one });
  }
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Problem('invalid', 'backup/no-access', { path: folder });
  });
  if (found.length > 0) throw new Problem('conflict', 'backup/folder-not-empty', { folder });
}

async function write(server: EmbeddedServer, choice: BackupChoice, masterKey: Buffer): Promise<BackupReport> {
  const { folder, at, onProgress } = choice;
  const snapshots: { name: string; client: store.Client }[] = [];
  const take = async (name: string) => {
    const client = await store.connect(server.url('bangga_owner', name));
    snapshots.push({ name, client });
    await store.takeSnapshot(client);
    return client;
  };
  try {
    const names = await namesOn(server);
    if (!names.includes('bangga') || !names.includes('bangga_vault')) {
      throw new Problem('missing', 'backup/nothing-here', { folder: choice.dataDir });
    }
    await take('bangga');
    for (const name of names) if (name.startsWith('sandbox_')) await take(name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const databases: DatabaseRecord[] = [];
    for (const { name, client } of snapshots) databases.push(await dump(client, { folder, name, onProgress }));
    const vault = await take('bangga_vault');
    const fingerprint = await store.fingerprintOf(vault);
    if (fingerprint === undefined) throw new Problem('missing', 'backup/nothing-here', { folder: choice.dataDir });
    const erasures = await writeErasures(folder, await store.erasuresOf(vault));
    const manifest: Omit<DataManifest, 'signature'> = {
      ...{ format: 'bangga-backup', version: 1, takenAt: at.toISOString(), fingerprint, databases, erasures },
    };
    await writeManifest(folder, DATA_MANIFEST, signed<DataManifest>(manifest, masterKey));
    return { ok: true, folder, takenAt: manifest.takenAt, databases: databases.map(summary), keys: null };
  } finally {
    await Promise.all(snapshots.map(({ client }) => client.end()));
  }
}

async function namesOn(server: EmbeddedServer): Promise<string[]> {
  const client = await store.connect(server.url('postgres', 'postgres'));
  return store.databaseNames(client).finally(() => client.end());
}

export const summary = ({ name, tables }: DatabaseRecord) => ({
  ...{ name, tables: tables.length },
  rows: tables.reduce((sum, { file }) => sum + file.rows, 0),
});
