import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { openDatabase } from '../platform/database.ts';
import { asAdministrator, createDatabase } from '../platform/embedded-database.ts';

/**
 * A database of its own for one test file: `database` with the application's rights, `owner` to look
 * behind the code under test. Closed and dropped when the file is done, also when its tests fail.
 */
export async function cloneDatabase({ connections = 8 } = {}) {
  const { admin, owner, application } = inject('databaseUrls');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await createDatabase(admin, name, 'template_bangga');
  const ownerUrl = owner.replace('DATABASE', name);
  const database = openDatabase(application.replace('DATABASE', name), { connections });
  const ownerDatabase = openDatabase(ownerUrl, { connections: 2 });
  afterAll(async () => {
    await Promise.all([database.close(), ownerDatabase.close()]);
    await asAdministrator(admin, (client) => client.query(`drop database ${name}`));
  });
  return { database, owner: ownerDatabase, ownerUrl };
}
