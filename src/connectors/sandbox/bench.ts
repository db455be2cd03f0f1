import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, inject } from 'vitest';
import { openDatabase } from '../../platform/database.ts';
import { asAdministrator, createDatabase } from '../../platform/embedded-database.ts';
import { migrate } from '../../platform/migrate.ts';
import { startNudging } from './nudges/send-nudges.ts';
import { createSandbox } from './server.ts';

/** An empty, migrated database for one sandbox, dropped when the test file is done. */
export async function sandboxDatabase() {
  const { admin, owner, application } = inject('databaseUrls');
  const name = `sandbox_${randomBytes(6).toString('hex')}`;
  await createDatabase(admin, name);
  const urls = { ownerUrl: owner.replace('DATABASE', name), databaseUrl: application.replace('DATABASE', name) };
  await migrate(urls.ownerUrl, 'migrations/sandbox');
  afterAll(() => asAdministrator(admin, (client) => client.query(`drop database ${name} with (force)`)));
  return urls;
}

/** A sandbox for a test file: over real HTTP, in this process, under a clock that the test moves. */
export async function openSandbox({ at, ...options }: { at: Date; holdMs?: number; name?: string }) {
  const { databaseUrl, ownerUrl } = await sandboxDatabase();
  const database = openDatabase(databaseUrl, { connections: 16 });
  const owner = openDatabase(ownerUrl, { connections: 2 });
  const key = randomBytes(12).toString('hex');
  let now = at;
  const clock = () => now;
  const app = createSandbox({ database, clock, key, ...options });
  const server = createAdaptorServer({ fetch: app.fetch }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stopNudging = startNudging({ database, clock, everyMs: 20 });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  afterAll(async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
    await stopNudging();
    await Promise.all([database.close(), owner.close()]);
  });
  const advance = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  return { url: `http://127.0.0.1:${port}`, key, advance, clock, owner };
}
