import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { openDatabase } from '../../platform/database.ts';
import { MIGRATIONS, migrate } from '../../platform/migrate.ts';
import { startNudging } from './nudges/send-nudges.ts';
import { createSandbox } from './server.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    ...{ 'database-url': text, 'owner-url': text, code: text, name: text, key: text, now: text, 'hold-ms': text },
    port: { ...text, default: '0' },
  },
});
const { 'database-url': databaseUrl, 'owner-url': ownerUrl, 'hold-ms': holdMs, key, code, name, now, port } = values;
if (!databaseUrl || !key) throw new Error('A sandbox needs --database-url and --key.');

if (ownerUrl) await migrate(ownerUrl, join(MIGRATIONS, 'sandbox'));
const database = openDatabase(databaseUrl, { connections: 20 });
const ahead = now === undefined ? 0 : new Date(now).getTime() - Date.now();
const clock = () => new Date(Date.now() + ahead);
const app = createSandbox({
  ...{ database, key, clock },
  ...(code !== undefined && { code }),
  ...(name !== undefined && { name }),
  ...(holdMs !== undefined && { holdMs: Number(holdMs) }),
});
const stopNudging = startNudging({ database, clock });
const server = serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, (address) => {
  console.log(JSON.stringify({ port: address.port }));
});

let isClosing = false;
function close(): void {
  if (isClosing) return;
  isClosing = true;
  process.stdin.destroy();
  server.close(() => void stopNudging().then(() => database.close()));
  if (!('closeAllConnections' in server)) return;
  // Clients keep idle connections open, and the process must not wait for them, nor long for the others.
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 5000).unref();
}
// The parent holds the other end of this pipe: when it is gone, however it went, so are we.
process.stdin.once('close', close).resume();
