import { randomBytes } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import type { Database } from './database.ts';
import { derive } from './sealing.ts';

/** The key that opens all others, made when there is none yet; it must be the one of this vault. */
export async function readMasterKey(database: Database, file: string): Promise<Buffer> {
  const kept = async (): Promise<Buffer | undefined> => {
    const [row] = await database.query<{ fingerprint: Buffer }>(`select fingerprint from platform.master_key`);
    return row?.fingerprint;
  };
  const known = await kept();
  const found = await readKeyFile(file);
  if (!found && known) throw new Error(`the vault has keys, but its master key is not in ${file}; bring the file back`);
  const master = found ?? (await makeKeyFile(file));
  const fingerprint = derive(master, 'fingerprint');
  await database.query(`insert into platform.master_key (fingerprint) values ($1) on conflict do nothing`, [
    fingerprint,
  ]);
  if (!(await kept())?.equals(fingerprint)) throw new Error(`the master key in ${file} is not the one of this vault`);
  return master;
}

async function readKeyFile(file: string): Promise<Buffer | undefined> {
  const key = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!key) return undefined;
  if (key.length !== 32) throw new Error(`the master key in ${file} has ${key.length} bytes instead of 32`);
  const { mode } = await stat(file);
  const readableByOthers = process.platform !== 'win32' && (mode & 0o077) !== 0;
  if (readableByOthers) throw new Error(`others can read the master key in ${file}; run: chmod 600 ${file}`);
  return key;
}

/** Two processes that start at once agree on one key: only one link to the name succeeds. */
async function makeKeyFile(file: string): Promise<Buffer> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(32), { mode: 0o600, flag: 'wx', flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  const key = await readKeyFile(file);
  if (!key) throw new Error(`the master key in ${file} is gone again`);
  return key;
}
