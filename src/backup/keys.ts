import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Erasure } from '../platform/vault.ts';
import type { Instant } from '../values/instant.ts';
import { Problem } from '../values/problem.ts';
import { dump, type Progress } from './dump.ts';
import { readErasures, readRecordedErasures, writeErasures } from './erasures.ts';
import { checkFile } from './files.ts';
import { isSignedBy, KEYS_MANIFEST, type KeysManifest, readKeysManifest, signed, writeManifest } from './manifest.ts';
import * as store from './store.ts';

export interface KeysReport {
  readonly folder: string;
  readonly people: number;
  readonly erased: number;
  /** People whom the folder knew as erased and who have a key here: it was left out. */
  readonly leftOut: number;
}

export interface KeysBackup {
  readonly manifest: KeysManifest;
  readonly masterKey: Buffer;
  readonly erasures: readonly Erasure[];
}

/** What lies in the folder already; undefined when it is new. @throws Problem `backup/keys-folder-taken` */
export async function keysAlreadyIn(folder: string, masterKey: Buffer): Promise<KeysManifest | undefined> {
  if (!existsSync(folder) || (await readdir(folder)).length === 0) return undefined;
  const isOurs = existsSync(join(folder, KEYS_MANIFEST)) && isSignedBy(await readKeysManifest(folder), masterKey);
  if (!isOurs) throw new Problem('conflict', 'backup/keys-folder-taken', { folder });
  return readKeysManifest(folder);
}

/**
 * Brings the folder to the vault's newest state and takes its older one away: a key that was destroyed since must not
 * live on in a copy. An erasure that the folder knows is never taken back.
 */
export async function backUpKeys(
  vaultUrl: string,
  choice: { folder: string; masterKeyFile: string; masterKey: Buffer; takenAt: Instant; onProgress: Progress },
): Promise<KeysReport> {
  const { folder, masterKeyFile, masterKey, takenAt, onProgress } = choice;
  const before = await keysAlreadyIn(folder, masterKey);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const under = `keys-${randomBytes(6).toString('hex')}`;
  const client = await store.connect(vaultUrl);
  try {
    await store.takeSnapshot(client);
    const here = await store.erasuresOf(client);
    const known = new Set(here.map(({ personId }) => personId));
    const there = before ? await readErasures(join(folder, before.erasures.path)) : [];
    const more = there.filter(({ personId }) => !known.has(personId));
    const forgotten = more.map(({ personId }) => personId);
    const vault = await dump(client, { folder, name: 'bangga_vault', under, forgotten, onProgress });
    await copyFile(masterKeyFile, join(folder, under, 'master.key'));
    const erasures = await writeErasures(folder, [...here, ...more], under);
    const manifest: Omit<KeysManifest, 'signature'> = {
      ...{ format: 'bangga-keys', version: 1, takenAt: takenAt.toISOString() },
      ...{ erasures, masterKey: `${under}/master.key`, vault },
    };
    await writeManifest(folder, KEYS_MANIFEST, signed<KeysManifest>(manifest, masterKey));
    if (before) await rm(join(folder, dirname(before.masterKey)), { recursive: true });
    const people = (vault.tables.find(({ name }) => name === 'person_keys')?.file.rows ?? 0) - here.length;
    return { folder, people, erased: erasures.rows, leftOut: more.length };
  } catch (error) {
    await rm(join(folder, under), { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** Reads and checks the whole folder. @throws Problem `backup/broken`, `backup/forged`, `backup/not-a-backup` */
export async function readKeys(folder: string): Promise<KeysBackup> {
  const manifest = await readKeysManifest(folder);
  const masterKey = await readFile(join(folder, manifest.masterKey)).catch(() => {
    throw new Problem('conflict', 'backup/broken', { folder, file: manifest.masterKey });
  });
  if (!isSignedBy(manifest, masterKey)) throw new Problem('conflict', 'backup/forged', { folder });
  for (const { file } of manifest.vault.tables) await checkFile(folder, file);
  return { manifest, masterKey, erasures: await readRecordedErasures(folder, manifest.erasures) };
}
