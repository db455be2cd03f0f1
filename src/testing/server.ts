import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createDatabase, startEmbeddedServer } from '../platform/embedded-database.ts';
import { migrate } from '../platform/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** With `DATABASE` where the database's name goes. */
    databaseUrls: { admin: string; owner: string; application: string };
  }
}

// The embedded server's package ends the process with 0 once nothing more is to do, also after a failure.
process.once('beforeExit', () => process.exit());

/** Once per run: one real PostgreSQL, and one migrated template that every test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'bangga-test-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  const server = await startEmbeddedServer(folder, { durable: false });
  await createDatabase(server.url('postgres', 'postgres'), 'template_bangga');
  await migrate(server.url('bangga_owner', 'template_bangga'));
  project.provide('databaseUrls', {
    admin: server.url('postgres', 'postgres'),
    owner: server.url('bangga_owner', 'DATABASE'),
    application: server.url('bangga_app', 'DATABASE'),
  });
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
}
