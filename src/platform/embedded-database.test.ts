import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asAdministrator, runningServer, startEmbeddedServer } from './embedded-database.ts';

test.for([
  { where: 'a short path listens inside its own folder', name: 'data', host: /@%2F/ },
  { where: 'a path too long for a socket listens on this machine', name: 'data-'.repeat(20), host: /@127\.0\.0\.1:/ },
])('$where, and a second process finds it there', async ({ name, host }) => {
  const parent = await mkdtemp(join(tmpdir(), 'bangga-'));
  await chmod(parent, 0o711);
  const server = await startEmbeddedServer(join(parent, name), { durable: false });
  try {
    const found = await runningServer(join(parent, name));
    expect(found?.url('bangga_app', 'postgres')).toBe(server.url('bangga_app', 'postgres'));
    expect(server.url('bangga_app', 'postgres')).toMatch(host);
    await asAdministrator(server.url('bangga_app', 'postgres'), (client) => client.query('select 1'));
  } finally {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }
});
