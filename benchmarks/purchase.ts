import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { childEnvironment } from '../src/config.ts';
import { type SandboxProcess, spawnSandbox } from '../src/connectors/sandbox/index.ts';
import { type Database, openDatabase } from '../src/platform/database.ts';
import { asAdministrator, createDatabase, startEmbeddedServer } from '../src/platform/embedded-database.ts';
import { migrate } from '../src/platform/migrate.ts';
import { openVault } from '../src/platform/vault.ts';
import { brokenInvariants } from '../src/testing/invariants.ts';
import { hasPgbench, runPgbench } from './pgbench.ts';
import { processorTime, sumOf, used } from './processes.ts';
import { statements } from './purchase-baseline.ts';
import { join, OFFERS_EACH, type Official, openOffices } from './purchase-world.ts';
import type { Result } from './results.ts';

const CALLERS = Number(process.env.BENCH_CALLERS ?? 64);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CODES = ['ukur-a', 'ukur-b', 'ukur-c', 'ukur-d'];
const KEY = 'measuring-only';

/** Complete purchases per second through the real hub, beside pgbench doing the hub's own writes. */
export async function purchase(say: (text: string) => void): Promise<Result[]> {
  const folder = await mkdtemp(joinPath(tmpdir(), 'bangga-bench-'));
  await chmod(folder, 0o711);
  const settings = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'top' };
  const server = await startEmbeddedServer(folder, { settings });
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true }), () => server.stop()];
  try {
    for (const name of ['bangga', 'bangga_vault', ...CODES.map(sandboxDatabase)]) {
      await createDatabase(server.url('postgres', 'postgres'), name);
    }
    await migrate(server.url('bangga_owner', 'bangga'));
    await migrate(server.url('bangga_owner', 'bangga_vault'), 'migrations/vault');
    await asAdministrator(server.url('postgres', 'bangga'), (admin) =>
      admin.query('create schema bench; create extension pg_stat_statements schema bench'),
    );
    const sandboxes = await Promise.all(
      CODES.map((code) =>
        spawnSandbox({
          ...{ databaseUrl: server.url('bangga_app', sandboxDatabase(code)), code, name: code, key: KEY },
          ownerUrl: server.url('bangga_owner', sandboxDatabase(code)),
        }),
      ),
    );
    stops.push(() => Promise.all(sandboxes.map((sandbox) => sandbox.stop())));
    say(`opening 1,000 budget lines and ${(OFFERS_EACH * CODES.length).toLocaleString('en')} offers …`);
    const officials = await furnish(folder, server.url, sandboxes);
    await createDatabase(server.url('postgres', 'postgres'), BASELINE, 'bangga');
    await analyse(server.url);
    const hub = await startHub(folder, server.url);
    stops.push(() => hub.stop());
    const admin = openDatabase(server.url('postgres', 'bangga'), { connections: 2 });
    const baseline = openDatabase(server.url('postgres', BASELINE), { connections: 1 });
    stops.push(() => Promise.all([admin.close(), baseline.close()]));
    const postmaster = Number((await readFile(joinPath(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    return await measure({ say, admin, baseline, hub, sandboxes, officials, postmaster, url: server.url });
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Offices, people, budgets and the marketplaces' goods; afterwards nobody is connected to the hub's database. */
async function furnish(folder: string, url: Parts['url'], sandboxes: readonly SandboxProcess[]): Promise<Official[]> {
  const database = openDatabase(url('bangga_app', 'bangga'), { connections: 6 });
  const vaultDatabase = openDatabase(url('bangga_app', 'bangga_vault'), { connections: 2 });
  try {
    await mkdir(joinPath(folder, 'keys'), { recursive: true });
    const vault = await openVault(vaultDatabase, joinPath(folder, 'keys', 'master.key'));
    const at = new Date();
    const officials = await openOffices(database, vault, at);
    for (const [index, { url }] of sandboxes.entries()) {
      await join(database, { code: CODES[index] ?? '', url, key: KEY, at });
    }
    return officials;
  } finally {
    await Promise.all([database.close(), vaultDatabase.close()]);
  }
}

interface Parts {
  readonly say: (text: string) => void;
  readonly admin: Database;
  readonly baseline: Database;
  readonly hub: HubProcess;
  readonly sandboxes: readonly SandboxProcess[];
  readonly officials: readonly Official[];
  readonly postmaster: number;
  readonly url: (role: 'bangga_app' | 'bangga_owner' | 'postgres', database: string) => string;
}

async function measure(parts: Parts): Promise<Result[]> {
  const { say, admin, baseline, url } = parts;
  const offers = await admin.query<{ id: string }>('select id from catalogue.offers');
  const ids = offers.map(({ id }) => id);
  say('warming up …');
  await load(parts, { ids, callers: CALLERS, seconds: 4 });
  await settled(admin);
  // Planned on tables that hold something, as they do on any working day.
  await analyse(url);
  const rounds: Round[] = [];
  const pgbench: number[] = [];
  const canCompare = hasPgbench();
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = await measureOnce(parts, ids);
    rounds.push(one);
    say(roundLine(one));
    if (!canCompare) continue;
    const script = await statements(admin, baseline);
    const tps = await runPgbench({
      url: url('bangga_owner', BASELINE),
      script,
      seconds: SECONDS,
    });
    pgbench.push(tps);
    say(
      `  pgbench with the same writes: ${tps.toFixed(0)} transactions a second; ratio ${(one.perSecond / tps).toFixed(3)}`,
    );
  }
  const last = rounds.at(-1);
  if (last) for (const line of await story(admin, last)) say(line);
  if (canCompare) say(`\nThe baseline's statements, one transaction:\n${await statements(admin, baseline)}`);
  const broken = await brokenInvariants(admin);
  say(broken.length === 0 ? 'invariants: all hold' : `invariants broken: ${JSON.stringify(broken)}`);
  const perSecond = median(rounds.map((one) => one.perSecond));
  const baselineTps = median(pgbench);
  const ratio = median(rounds.map((one, index) => one.perSecond / (pgbench[index] ?? Number.NaN)));
  const cpu = median(rounds.map((one) => one.cpuMs));
  const date = new Date().toISOString().slice(0, 10);
  const isRight = broken.length === 0 && rounds.every((one) => one.confirmed === one.sent);
  return [
    {
      ...{
        name: 'purchase',
        question: `Complete purchases per second at ${CALLERS} callers, beside pgbench with the same writes`,
      },
      ...{ figure: perSecond, unit: 'purchases/s', baseline: canCompare ? baselineTps : null, date },
      ...{ ratio: canCompare ? ratio : null, goal: '≥ 0.35', ok: isRight && ratio >= 0.35 },
    },
    {
      ...{ name: 'purchase-cpu', question: 'Processor time per complete purchase, over all processes' },
      ...{ figure: cpu, unit: 'ms', baseline: null, ratio: null, goal: '≤ 2.5', ok: isRight && cpu <= 2.5, date },
    },
  ];
}

/** The baseline works on a copy, taken before anybody bought, so that neither disturbs the other's tables. */
const BASELINE = 'bangga_baseline';

async function analyse(url: Parts['url']): Promise<void> {
  for (const name of ['bangga', BASELINE, ...CODES.map(sandboxDatabase)]) {
    await asAdministrator(url('postgres', name), (one) => one.query('vacuum analyze'));
  }
}

interface Round {
  readonly sent: number;
  readonly confirmed: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly cpu: Readonly<Record<string, number>>;
  readonly walBytes: number;
  readonly trips: number;
  readonly p50: number;
  readonly p95: number;
  readonly refusals: Readonly<Record<string, number>>;
}

async function measureOnce(parts: Parts, ids: readonly string[]): Promise<Round> {
  const { admin, hub, sandboxes, postmaster } = parts;
  const named = { hub: hub.pid, ...Object.fromEntries(sandboxes.map(({ pid }, at) => [`marketplace ${at + 1}`, pid])) };
  await admin.query('select bench.pg_stat_statements_reset()');
  const before = await standing(admin);
  const cpuBefore = processorTime(named, postmaster);
  const began = performance.now();
  const loaded = await load(parts, { ids, callers: CALLERS, seconds: SECONDS });
  await settled(admin);
  const seconds = (performance.now() - began) / 1000;
  const cpu: Record<string, number> = { ...used(cpuBefore, processorTime(named, postmaster)), callers: loaded.cpuMs };
  const after = await standing(admin);
  const confirmed = Number(after.confirmed - before.confirmed);
  return {
    ...{ sent: loaded.sent, confirmed, seconds, perSecond: confirmed / seconds, cpuMs: sumOf(cpu) / confirmed },
    cpu: Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [name, ms / confirmed])),
    walBytes: Number(after.wal - before.wal) / confirmed,
    trips: Number(after.calls) / confirmed,
    ...{ p50: loaded.p50, p95: loaded.p95, refusals: loaded.refusals },
  };
}

async function standing(admin: Database): Promise<{ confirmed: bigint; wal: bigint; calls: bigint }> {
  const [row] = await admin.query<{ confirmed: bigint; wal: bigint; calls: bigint }>(
    `select (select count(*) from purchase.requests where state = 'confirmed') as confirmed,
       (pg_current_wal_lsn() - '0/0')::bigint as wal,
       (select coalesce(sum(calls), 0)::bigint from bench.pg_stat_statements s join pg_roles r on r.oid = s.userid
        where r.rolname = 'bangga_app' and s.dbid = (select oid from pg_database where datname = 'bangga')) as calls`,
  );
  if (!row) throw new Error('an aggregate answers one row');
  return row;
}

/** Waits until nothing is left to do: the outbox is empty and every audit row is sealed. */
async function settled(admin: Database): Promise<void> {
  for (;;) {
    const [left] = await admin.query<{ outbox: boolean; audit: boolean }>(
      `select exists (select from platform.outbox where event like 'order.%') as outbox, exists (
         select from platform.audit a where (a.xid, a.id) > (
           coalesce((select upto_xid from platform.seals order by upto_xid desc, upto_id desc limit 1), '0'::xid8),
           coalesce((select upto_id from platform.seals order by upto_xid desc, upto_id desc limit 1), 0))) as audit`,
    );
    if (!left?.outbox && !left?.audit) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Loaded {
  readonly sent: number;
  readonly p50: number;
  readonly p95: number;
  readonly cpuMs: number;
  readonly refusals: Readonly<Record<string, number>>;
}

async function load(
  { hub, officials }: Parts,
  { ids, callers, seconds }: { ids: readonly string[]; callers: number; seconds: number },
): Promise<Loaded> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'benchmarks/purchase-load.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ url: hub.url, callers, ms: seconds * 1000, offers: ids, officials }));
  return JSON.parse(await everything(child)) as Loaded;
}

async function everything(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`a child ended with ${code}`);
  return text;
}

interface HubProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

async function startHub(
  folder: string,
  url: (role: 'bangga_app' | 'bangga_owner', database: string) => string,
): Promise<HubProcess> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const environment = childEnvironment({
    ...{ DATABASE_URL: url('bangga_app', 'bangga'), DATABASE_OWNER_URL: url('bangga_owner', 'bangga') },
    ...{ VAULT_URL: url('bangga_app', 'bangga_vault'), VAULT_OWNER_URL: url('bangga_owner', 'bangga_vault') },
    ...{ DATA_DIR: folder, PORT: String(port), DEMO: '0', NODE_ENV: 'production' },
  });
  const profile = process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [];
  const child = spawn(process.execPath, [...profile, '--import', 'tsx', 'src/main.ts', 'start'], {
    ...{ env: environment, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended.then(() => Promise.reject(new Error('the hub ended')))]);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
}

const sandboxDatabase = (code: string): string => `sandbox_${code.replace('-', '_')}`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function roundLine({ perSecond, cpuMs, confirmed, sent, seconds, p50, p95, walBytes, trips, refusals }: Round): string {
  const figures = `${perSecond.toFixed(0)} complete purchases a second (${confirmed} of ${sent} in ${seconds.toFixed(1)} s)`;
  const cost = `${cpuMs.toFixed(2)} ms of processor, ${(walBytes / 1000).toFixed(1)} kB of WAL, ${trips.toFixed(1)} statements each`;
  const bad = Object.keys(refusals).length > 0 ? `\n  refused: ${JSON.stringify(refusals)}` : '';
  return `${figures}; ${cost}; answers p50 ${p50} ms, p95 ${p95} ms${bad}`;
}

/** What one purchase costs, and where. */
async function story(admin: Database, round: Round): Promise<string[]> {
  const cpu = Object.entries(round.cpu).map(([name, ms]) => `  ${name}: ${ms.toFixed(3)} ms`);
  const rows = await admin.query<{ calls: number; ms: number; rows: number; query: string }>(
    `select calls::float8, total_exec_time as ms, rows::float8, query from bench.pg_stat_statements s
     join pg_roles r on r.oid = s.userid
     where r.rolname = 'bangga_app' and s.dbid = (select oid from pg_database where datname = 'bangga')
     order by total_exec_time desc limit 60`,
  );
  const each = rows.map(({ calls, ms, query }) => {
    const text = query.replace(/\s+/g, ' ').slice(0, 110);
    return `  ${(calls / round.confirmed).toFixed(3)} × ${((1000 * ms) / round.confirmed).toFixed(1).padStart(6)} µs  ${text}`;
  });
  return ['Processor time per purchase, by process:', ...cpu, "The hub's statements per purchase:", ...each];
}
