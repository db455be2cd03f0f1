import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HUB, replayErasures } from '../parties/account/index.ts';
import { recordAudit } from '../platform/audit.ts';
import { openDatabase } from '../platform/database.ts';
import { createDatabase, type EmbeddedServer, startEmbeddedServer } from '../platform/embedded-database.ts';
import { MIGRATIONS } from '../platform/migrate.ts';
import { type Erasure, openVault } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { Problem } from '../values/problem.ts';
import { summary } from './back-up.ts';
import type { Progress } from './dump.ts';
import { readErasures, readRecordedErasures } from './erasures.ts';
import { checkFile, realFolder } from './files.ts';
import { type KeysBackup, readKeys } from './keys.ts';
import { finish, load, refuseOtherSchema } from './load.ts';
import { type DataManifest, isSignedBy, readDataManifest } from './manifest.ts';
import { sayingWhy } from './saying-why.ts';

export interface RestoreChoice {
  readonly dataDir: string;
  readonly folder: string;
  readonly keys: string | undefined;
  /** A file of erasures made since, as every later backup holds one. */
  readonly erasures: string | undefined;
  readonly at: Instant;
  readonly onProgress: Progress;
  /** Where the code's migrations lie. */
  readonly migrations?: string;
}

export interface RestoreReport {
  readonly ok: true;
  readonly folder: string;
  readonly dataDir: string;
  readonly takenAt: string;
  readonly databases: readonly { readonly name: string; readonly tables: number; readonly rows: number }[];
  /** Files newer than the backup, which ran after it was loaded. */
  readonly migrationsRun: readonly string[];
  /** Null: the vault begins anew, and nobody's personal values can be read. */
  readonly keys: { readonly takenAt: string; readonly people: number } | null;
  /** Known erasures, and what had come back and was destroyed again: keys in the vault, people in the hub. */
  readonly erasures: { readonly known: number; readonly keysAgain: number; readonly peopleAgain: number };
}

/**
 * Brings a backup into an empty data folder. Everything is read and checked first, then built in a folder of its own
 * inside, and moved into place when it stands: a refusal leaves the data folder as it was.
 */
export async function restore(choice: RestoreChoice): Promise<RestoreReport> {
  const { folder, onProgress } = choice;
  const dataDir = await realFolder(choice.dataDir);
  await refuseUnlessEmpty(dataDir);
  const manifest = await readDataManifest(folder);
  const migrations = choice.migrations ?? MIGRATIONS;
  for (const one of manifest.databases) await refuseOtherSchema(one, migrations);
  await onProgress(`checking ${manifest.databases.flatMap(({ tables }) => tables).length} files`);
  for (const { file } of manifest.databases.flatMap(({ tables }) => tables)) await checkFile(folder, file);
  const keys = choice.keys === undefined ? undefined : await checkedKeys(choice.keys, manifest, folder, migrations);
  const later = choice.erasures === undefined ? [] : await readErasures(choice.erasures);
  const own = await readRecordedErasures(folder, manifest.erasures);
  const erasures = [...own, ...(keys?.erasures ?? []), ...later];
  const isNew = !existsSync(dataDir);
  return sayingWhy(async () => {
    const workshop = join(dataDir, `.restoring-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(workshop, { recursive: true });
      // As root, PostgreSQL runs as another user and must pass through.
      if (process.getuid?.() === 0) for (const one of [dataDir, workshop]) await chmod(one, 0o711);
      const report = await build(workshop, { ...choice, migrations, dataDir }, { manifest, keys, erasures });
      await moveIn(workshop, dataDir);
      return report;
    } catch (error) {
      await rm(isNew ? dataDir : workshop, { recursive: true, force: true });
      throw error;
    }
  });
}

/** A disk's own folder counts as nothing. */
async function contents(folder: string): Promise<string[]> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new Problem('invalid', 'backup/no-access', { path: folder });
  });
  return found.filter((one) => one !== 'lost+found');
}

async function refuseUnlessEmpty(dataDir: string): Promise<void> {
  const [first] = await contents(dataDir);
  if (first) throw new Problem('conflict', 'backup/data-not-empty', { folder: dataDir, file: first });
}

async function checkedKeys(folder: string, data: DataManifest, dataFolder: string, migrations: string) {
  const keys = await readKeys(folder);
  await refuseOtherSchema(keys.manifest.vault, migrations);
  if (fingerprintOf(keys) !== data.fingerprint) throw new Problem('conflict', 'backup/keys-of-another', { folder });
  if (!isSignedBy(data, keys.masterKey)) throw new Problem('conflict', 'backup/forged', { folder: dataFolder });
  return { ...keys, folder };
}

interface Read {
  readonly manifest: DataManifest;
  readonly keys: (KeysBackup & { readonly folder: string }) | undefined;
  readonly erasures: readonly Erasure[];
}

async function build(
  workshop: string,
  choice: RestoreChoice & { readonly migrations: string },
  { manifest, keys, erasures }: Read,
): Promise<RestoreReport> {
  const { folder, dataDir, migrations, onProgress } = choice;
  const server = await startEmbeddedServer(workshop);
  try {
    const ran: string[] = [];
    for (const record of manifest.databases) await load(server, { folder, record, migrations, onProgress });
    if (keys) await load(server, { folder: keys.folder, record: keys.manifest.vault, migrations, onProgress });
    for (const { name } of manifest.databases) ran.push(...(await finish(server, name, migrations)));
    await createDatabase(server.url('postgres', 'postgres'), 'bangga_vault');
    ran.push(...(await finish(server, 'bangga_vault', migrations)).filter(() => keys !== undefined));
    await keepMasterKey(workshop, keys);
    await onProgress(`replaying ${erasures.length} erasures`);
    const replayed = await replay(server, { workshop, erasures, manifest, at: choice.at });
    const known = new Set(erasures.map(({ personId }) => personId)).size;
    const people = keys?.manifest.vault.tables.find(({ name }) => name === 'person_keys')?.file.rows ?? 0;
    return {
      ...{ ok: true, folder, dataDir, takenAt: manifest.takenAt, databases: manifest.databases.map(summary) },
      ...{ migrationsRun: ran, erasures: { known, ...replayed } },
      keys: keys ? { takenAt: keys.manifest.takenAt, people } : null,
    };
  } finally {
    await server.stop();
  }
}

async function keepMasterKey(workshop: string, keys: KeysBackup | undefined): Promise<void> {
  await mkdir(join(workshop, 'keys'));
  if (!keys) return;
  await writeFile(join(workshop, 'keys', 'master.key'), keys.masterKey, { mode: 0o600, flag: 'wx', flush: true });
}

/** Whoever was erased since stays erased, in the vault and in the hub, before anybody can look. */
async function replay(
  server: EmbeddedServer,
  choice: { workshop: string; erasures: readonly Erasure[]; manifest: DataManifest; at: Instant },
): Promise<{ keysAgain: number; peopleAgain: number }> {
  const { workshop, erasures, manifest, at } = choice;
  const database = openDatabase(server.url('bangga_app', 'bangga'), { connections: 2 });
  const vaultDatabase = openDatabase(server.url('bangga_app', 'bangga_vault'), { connections: 2 });
  try {
    const vault = await openVault(vaultDatabase, join(workshop, 'keys', 'master.key'));
    const keysAgain = await vault.replayErasures(erasures);
    const peopleAgain = await replayErasures(database, vault);
    const { takenAt, signature } = manifest;
    const content = { takenAt, signature, keysAgain, peopleAgain };
    const event = { tenantId: HUB, at, by: HUB, action: 'hub.restored', subject: HUB, content };
    await database.transaction((tx) => recordAudit(tx, event));
    return { keysAgain, peopleAgain };
  } finally {
    await Promise.all([database.close(), vaultDatabase.close()]);
  }
}

/** The cluster comes last and in one step: until then the folder holds no database. */
async function moveIn(workshop: string, dataDir: string): Promise<void> {
  const names = (await readdir(workshop)).filter((name) => name !== 'postgres');
  for (const name of [...names, 'postgres']) await rename(join(workshop, name), join(dataDir, name));
  await rm(workshop, { recursive: true });
}

/** As the vault derives it from its master key. */
function fingerprintOf({ masterKey }: KeysBackup): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'bangga fingerprint', 32)).toString('hex');
}
