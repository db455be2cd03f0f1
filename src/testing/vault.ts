import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openDatabase } from '../platform/database.ts';
import { asAdministrator, createDatabase } from '../platform/embedded-database.ts';
import { migrate } from '../platform/migrate.ts';
import { openVault } from '../platform/vault.ts';

/**
 * A vault of its own for one test file, with its master key in a folder of its own.
 * Closed and dropped when the file is done.
 */
export async function cloneVault() {
  const { admin, owner, application } = inject('databaseUrls');
  const name = `vault_${randomBytes(6).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'bangga-vault-'));
  const masterKeyFile = join(folder, 'master.key');
  await createDatabase(admin, name);
  const ownerUrl = owner.replace('DATABASE', name);
  await migrate(ownerUrl, 'migrations/vault');
  const database = openDatabase(application.replace('DATABASE', name), { connections: 4 });
  const vault = await openVault(database, masterKeyFile);
  const ownerDatabase = openDatabase(ownerUrl, { connections: 1 });
  afterAll(async () => {
    await Promise.all([database.close(), ownerDatabase.close()]);
    await asAdministrator(admin, (client) => client.query(`drop database ${name}`));
    await rm(folder, { recursive: true });
  });
  return { vault, database, owner: ownerDatabase, masterKeyFile };
}
