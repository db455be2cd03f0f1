import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childEnvironment } from '../config.ts';
import { erasePerson } from '../parties/account/index.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { runningServer } from '../platform/embedded-database.ts';
import { brokenSeals, seal } from '../platform/sealer.ts';
import { openVault } from '../platform/vault.ts';
import { draft, at as office, type Scene, settled, ship, submit, until } from '../story/scene.ts';
import { freePort, Stage } from '../story/stage.ts';
import { brokenInvariants } from '../testing/invariants.ts';
import { backUp, restore } from './index.ts';
import { KEYS_MANIFEST, type KeysManifest, readKeysManifest, signed, writeManifest } from './manifest.ts';

const MINUTES = 240_000;
const place = await mkdtemp(join(tmpdir(), 'bangga-backup-'));
await chmod(place, 0o711); // as root, PostgreSQL runs as another user and must pass through
const within = (name: string) => join(place, name);
const [data, keys, oldKeys, later] = [within('data'), within('keys'), within('old-keys'), within('later')];
const at = new Date();
const quiet = () => {};
const stages: Stage[] = [];
const open: Database[] = [];

/** The command line, as an operator uses it. */
async function bangga(dataDir: string, ...args: string[]) {
  const env = childEnvironment({ DATA_DIR: dataDir });
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], { env });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  // biome-ignore lint/suspicious/noExplicitAny: a stranger reads the command's JSON without its types
  const json: any = args.includes('--json') ? JSON.parse(out) : undefined;
  return { code, out, err, json };
}

async function opened(role: 'bangga_owner' | 'bangga_app', dataDir: string, name = 'bangga'): Promise<Database> {
  const server = await runningServer(dataDir);
  if (!server) throw new Error('a hub runs here');
  const database = openDatabase(server.url(role, name), { connections: 2 });
  open.push(database);
  return database;
}

const closeAll = async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
};

/** A hub in a process of its own, played by its HTTP interface. */
async function openHub(dataDir: string): Promise<Scene> {
  const stage = new Stage(dataDir, await freePort(), undefined);
  stages.push(stage);
  await stage.open();
  const owner = await opened('bangga_owner', dataDir);
  const { body } = await stage.send('ratna', 'GET', '/session');
  const nobody = () => Promise.reject(new Error('nobody asks that here'));
  const scene: Scene = {
    ...{ stage, say: quiet, check: quiet, institution: body.grants[0].institutionId, desk: nobody, askMarket: nobody },
    ask: (sql, values) => owner.query(sql, values),
    line: async (name) => {
      const budget = `${office(scene)}/budget`;
      const { nodes } = (await stage.send('ratna', 'GET', budget)).body;
      const lowest = nodes.find((one: { name: string }) => one.name.startsWith('Penyediaan'));
      const { lines } = (await stage.send('ratna', 'GET', `${budget}?at=${lowest.id}`)).body;
      return lines.find((one: { name: string }) => one.name.includes(name));
    },
  };
  return scene;
}

async function buy(scene: Scene, line: string, words: string, quantity: number) {
  const id = await draft(scene, line, [[words, quantity]]);
  await submit(scene, id);
  return settled(scene, id);
}

// A hub lives a while: an order is on its way when the backup is made, offices buy meanwhile, Maria is erased after it.
let request: Awaited<ReturnType<typeof settled>>;
let maria = '';
let during: string[] = [];

beforeAll(async () => {
  const hub = await openHub(data);
  // This server has lived longer than the one that the backup will come to.
  await hub.ask(`do $$ begin while pg_current_xact_id() < '20000' loop commit; end loop; end $$`);
  request = await buy(hub, 'Mebel', 'kursi tamu rotan', 2);
  expect(request.state).toBe('confirmed');
  await ship(hub, request.orders[0].id);

  let first = true;
  const onProgress = async (line: string) => {
    if (!first || !line.startsWith('bangga:')) return;
    first = false;
    const bought = ['meja kecil rotan', 'keranjang arsip', 'pot gerabah'].map((words) => buy(hub, 'Mebel', words, 1));
    during = (await Promise.all(bought)).map(({ id, state }) => `${id} ${state}`);
  };
  const report = await backUp({ dataDir: data, folder: within('first'), keys, at, onProgress });
  expect(report).toMatchObject({ ok: true, keys: { erased: 0, leftOut: 0 } });
  expect(during).toHaveLength(3);
  for (const one of during) expect(one).toMatch(/ confirmed$/);

  await cp(keys, oldKeys, { recursive: true });
  const [row] = await hub.ask(`select id from account.people where demo_code = 'maria'`);
  maria = String(row?.id);
  const vault = await openVault(await opened('bangga_app', data, 'bangga_vault'), join(data, 'keys', 'master.key'));
  await erasePerson(await opened('bangga_app', data), vault, { personId: maria, by: maria, at });

  const second = await bangga(data, 'backup', later, '--keys', keys, '--json');
  expect(second).toMatchObject({ code: 0, json: { ok: true, keys: { erased: 1 } } });
  await closeAll();
  await hub.stage.end('SIGTERM');
}, MINUTES);

afterAll(async () => {
  await closeAll();
  for (const stage of stages) await stage.end('SIGTERM');
  await rm(place, { recursive: true, force: true });
}, MINUTES);

// Read this one first.
test(
  'a hub is restored into an empty folder: people log in, the order on its way arrives, and the erased stay erased',
  async () => {
    const folder = within('restored');
    const done = await bangga(folder, 'restore', within('first'), '--keys', keys, '--json');
    expect(done, done.err).toMatchObject({ code: 0, json: { ok: true, erasures: { known: 1, peopleAgain: 1 } } });
    const hub = await openHub(folder);
    const owner = await opened('bangga_owner', folder);

    // What was bought while the backup ran is wholly absent: one moment, not several.
    expect(await brokenInvariants(owner)).toEqual([]);
    const [count] = await owner.query<{ n: bigint }>(`select count(*) as n from purchase.requests`);
    expect(count?.n).toBe(1n);

    // Whoever was logged in when the backup was made logs in again.
    const cookie = stages[0]?.cookies.get('ratna') ?? '';
    const stale = await fetch(`http://localhost:${hub.stage.port}${office(hub)}/requests/${request.id}`, {
      headers: { cookie, accept: 'application/json' },
    });
    expect([cookie === '', stale.status]).toEqual([false, 401]);

    const path = `${office(hub)}/requests/${request.id}`;
    expect((await hub.stage.send('ratna', 'GET', path)).body).toMatchObject({ state: 'confirmed', id: request.id });
    const [order] = request.orders;
    const delivery = `${office(hub)}/deliveries/${order.id}`;
    const lines = order.lines.map(({ id, quantity }: { id: string; quantity: number }) => ({ lineId: id, quantity }));
    const received = await hub.stage.send('ratna', 'POST', `${delivery}/receipts`, { lines });
    expect(received.status, JSON.stringify(received.body)).toBeLessThan(300);
    expect((await hub.stage.send('ratna', 'GET', delivery)).body.state).toBe('received');
    // The marketplace learns of it: its own database came back too, and the hub's messages go on.
    const reported = `select 1 from fulfilment.receipts where order_id = $1 and report = 'done'`;
    expect(await until(async () => (await owner.query(reported, [order.id])).length === 1)).toBe(true);
    expect((await buy(hub, 'Mebel', 'keranjang arsip', 1)).state).toBe('confirmed');
    expect(await brokenInvariants(owner)).toEqual([]);

    // Maria was erased after the backup was made.
    expect(
      await owner.query(`select erased_at is not null as erased, nip_index from account.people where id = $1`, [maria]),
    ).toEqual([{ erased: true, nip_index: null }]);
    const people = await opened('bangga_owner', folder, 'bangga_vault');
    expect(await people.query(`select wrapped from platform.person_keys where person_id = $1`, [maria])).toEqual([
      { wrapped: null },
    ]);
    const session = await hub.stage.send('maria', 'GET', '/session');
    expect(JSON.stringify(session.body)).not.toContain('Maria');

    // The chain of the audit goes on where it ended, over old rows and new ones.
    const application = await opened('bangga_app', folder);
    const unsealed = `select 1 from platform.audit a where not exists (select from platform.seals s
      where s.tenant_id = a.tenant_id and (a.xid, a.id) <= (s.upto_xid, s.upto_id)) limit 1`;
    const isSealed = async () => {
      await seal(application, { at });
      return (await owner.query(unsealed)).length === 0;
    };
    expect(await until(isSealed)).toBe(true);
    expect(await brokenSeals(owner, hub.institution)).toEqual([]);
    const ahead = `select 1 from platform.audit where xid >= pg_snapshot_xmax(pg_current_snapshot())`;
    expect(await owner.query(ahead)).toEqual([]);

    // The application may still neither change nor delete evidence, nor write money past its function.
    for (const sql of [
      `update platform.audit set content = content`,
      `delete from platform.audit`,
      `update budget.transfers set amount_sen = 1`,
      `delete from budget.transfers`,
      `update budget.balances set available_sen = 1`,
      `delete from document.papers`,
    ]) {
      await expect(application.query(sql), sql).rejects.toMatchObject({ code: '42501' });
    }

    // A reader who had read further than this begins anew.
    const manifest = JSON.parse(await readFile(join(within('first'), 'manifest.json'), 'utf8'));
    const epochs = [await owner.query<{ id: string }>(`select id from platform.epoch`)];
    epochs.push(await (await opened('bangga_owner', folder, 'sandbox_lokabina')).query(`select id from sandbox.epoch`));
    const old = manifest.databases.map(({ epoch }: { epoch: string }) => epoch);
    for (const [epoch] of epochs) expect(old).not.toContain(epoch?.id);
    expect(await owner.query(`select 1 from platform.audit where action = 'hub.restored'`)).toHaveLength(1);
    await closeAll();
    await hub.stage.end('SIGTERM');
  },
  MINUTES,
);

test(
  'with older keys a list of erasures does the same; without it, the person would be back',
  async () => {
    const base = { folder: within('first'), keys: oldKeys, at, onProgress: quiet };
    const erasures = join(later, 'erasures.jsonl');
    const told = await restore({ ...base, dataDir: within('told'), erasures });
    expect(told.erasures).toEqual({ known: 1, keysAgain: 1, peopleAgain: 1 });
    const untold = await restore({ ...base, dataDir: within('untold'), erasures: undefined });
    expect(untold.erasures).toEqual({ known: 0, keysAgain: 0, peopleAgain: 0 });
  },
  MINUTES,
);

test(
  'a hub that does not run is backed up all the same; keys lie apart, readable by their owner alone',
  async () => {
    const folder = within('resting');
    const done = await bangga(data, 'backup', folder, '--json');
    expect(done, done.err).toMatchObject({ code: 0, json: { ok: true, keys: null } });
    expect(done.err).toContain('--keys');
    expect(await runningServer(data)).toBeUndefined();
    const files = (await readdir(folder, { recursive: true })).join('\n');
    expect(files).not.toMatch(/vault|person_keys|master/);
    expect((await stat(join(folder, 'manifest.json'))).mode & 0o077).toBe(0);
    const found = (await readdir(keys)).sort();
    expect(found).toEqual([expect.stringMatching(/^keys-[0-9a-f]{12}$/), 'keys.json']);
    expect((await stat(join(keys, found[0] ?? '', 'master.key'))).mode & 0o077).toBe(0);
  },
  MINUTES,
);

test(
  'a folder of keys never takes an erasure back, also when the hub has forgotten it',
  async () => {
    const forgetful = within('forgetful');
    await restore({
      folder: within('first'),
      keys: oldKeys,
      erasures: undefined,
      dataDir: forgetful,
      at,
      onProgress: quiet,
    });
    const known = within('known-keys');
    await cp(keys, known, { recursive: true });
    const report = await backUp({
      dataDir: forgetful,
      folder: within('forgetful-copy'),
      keys: known,
      at,
      onProgress: quiet,
    });
    expect(report.keys).toMatchObject({ erased: 1, leftOut: 1 });
    const { vault } = await readKeysManifest(known);
    const kept = vault.tables.find(({ name }) => name === 'person_keys')?.file.path ?? '';
    const lines = gunzipSync(await readFile(join(known, kept))).toString('utf8');
    expect([lines.includes(maria), lines.length > 1000]).toEqual([false, true]);
    const again = { folder: within('forgetful-copy'), keys: known, erasures: undefined, at, onProgress: quiet };
    const restored = await restore({ ...again, dataDir: within('reminded') });
    expect(restored.erasures).toMatchObject({ known: 1, peopleAgain: 1 });
  },
  MINUTES,
);

test(
  'a newer program loads an older backup into its own tables and then migrates it; an older program refuses',
  async () => {
    const newer = within('migrations');
    await cp('migrations', newer, { recursive: true });
    await writeFile(
      join(newer, '9000-later.sql'),
      `alter table platform.epoch add column note text not null default '';`,
    );
    const base = { folder: within('first'), keys, erasures: undefined, at, onProgress: quiet };
    const report = await restore({ ...base, dataDir: within('upgraded'), migrations: newer });
    expect(report.migrationsRun).toEqual(['9000-later.sql']);

    const [last = ''] = (await readdir('migrations'))
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .reverse();
    const older = within('older');
    await cp('migrations', older, { recursive: true });
    await rm(join(older, last));
    await refused('backup/newer-code', restore({ ...base, dataDir: within('never'), migrations: older }));
    await writeFile(join(older, last), 'select 1;');
    await refused('backup/other-past', restore({ ...base, dataDir: within('never'), migrations: older }));
  },
  MINUTES,
);

async function refused(code: string, work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toMatchObject({ code });
}

const audit = 'bangga/platform.audit.copy.gz';
const damages: readonly (readonly [name: string, code: string, (folder: string) => Promise<void>])[] = [
  [
    'cut off',
    'backup/broken',
    async (folder) => {
      const file = join(folder, audit);
      const bytes = await readFile(file);
      await writeFile(file, bytes.subarray(0, bytes.length - 20));
    },
  ],
  [
    'altered inside a table',
    'backup/broken',
    async (folder) => {
      const rows = gunzipSync(await readFile(join(folder, audit))).toString('utf8');
      await writeFile(join(folder, audit), gzipSync(rows.replace('request.', 'reqvest.')));
    },
  ],
  ['without one table', 'backup/broken', (folder) => rm(join(folder, audit))],
  ['with its erasures taken out', 'backup/broken', (folder) => writeFile(join(folder, 'erasures.jsonl'), '{}\n')],
  ['without its manifest', 'backup/not-a-backup', (folder) => rm(join(folder, 'manifest.json'))],
  ['another program’s', 'backup/not-a-backup', (folder) => writeFile(join(folder, 'manifest.json'), '{"name":"x"}')],
  [
    'that leads out of its folder',
    'backup/not-a-backup',
    async (folder) => edit(folder, (text) => text.replace(audit, '../../etc/passwd')),
  ],
  [
    'of a later format',
    'backup/newer-format',
    (folder) => edit(folder, (text) => text.replace('"version": 1', '"version": 2')),
  ],
  [
    'rewritten, manifest and all',
    'backup/forged',
    (folder) => edit(folder, (text) => text.replace(/"takenAt": "\d{4}/, '"takenAt": "2001')),
  ],
];

async function edit(folder: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, 'manifest.json');
  const before = await readFile(file, 'utf8');
  expect(change(before)).not.toBe(before);
  await writeFile(file, change(before));
}

test.each(damages)('a backup %s is refused (%s), and nothing is made', async (name, code, damage) => {
  const folder = within(`damaged ${name.slice(0, 12)} ${code.replace('/', ' ')}`);
  await cp(within('first'), folder, { recursive: true });
  await damage(folder);
  const dataDir = within('never');
  await refused(code, restore({ dataDir, folder, keys, erasures: undefined, at, onProgress: quiet }));
  await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

test(
  'what fails while it is loaded is taken back whole',
  async () => {
    // No keys at hand, so that no signature is asked; the hash is right and the rows are not COPY's.
    const folder = within('unloadable');
    await cp(within('first'), folder, { recursive: true });
    await edit(folder, (text) => text.replace(/("schema": "purchase",\s+"name": )"lines"/, '$1"linesx"'));
    const dataDir = within('half');
    await mkdir(dataDir);
    await refused(
      'backup/incomplete',
      restore({ dataDir, folder, keys: undefined, erasures: undefined, at, onProgress: quiet }),
    );
    expect(await readdir(dataDir)).toEqual([]);
  },
  MINUTES,
);

test(
  'a database that stops in the middle leaves no half backup',
  async () => {
    const folder = within('cut');
    const stop = async () => {
      const [pid] = (await readFile(join(data, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGINT');
      await until(async () => (await runningServer(data)) === undefined);
    };
    const work = backUp({ dataDir: data, folder, keys: undefined, at, onProgress: stop });
    await refused('backup/database-stopped', work);
    await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  },
  MINUTES,
);

test('keys of another hub, or with another master key, open nothing', async () => {
  const foreign = within('foreign');
  await cp(keys, foreign, { recursive: true });
  const { signature, ...manifest } = await readKeysManifest(foreign);
  const other = randomBytes(32);
  await writeFile(join(foreign, manifest.masterKey), other);
  const base = { folder: within('first'), erasures: undefined, dataDir: within('never'), at, onProgress: quiet };
  await refused('backup/forged', restore({ ...base, keys: foreign }));
  await writeManifest(foreign, KEYS_MANIFEST, signed<KeysManifest>(manifest, other));
  await refused('backup/keys-of-another', restore({ ...base, keys: foreign }));
  await refused('backup/keys-folder-taken', backUp({ ...base, dataDir: data, folder: within('fresh'), keys: foreign }));
});

test('folders that would mix keys with data, or overwrite something, are refused before anything is written', async () => {
  const back = { dataDir: data, at, onProgress: quiet };
  const fresh = within('fresh');
  await refused('backup/keys-beside-data', backUp({ ...back, folder: fresh, keys: join(fresh, 'keys') }));
  await refused('backup/keys-beside-data', backUp({ ...back, folder: join(fresh, 'data'), keys: fresh }));
  await refused('backup/keys-beside-data', backUp({ ...back, folder: fresh, keys: fresh }));
  await refused('backup/inside-data', backUp({ ...back, folder: join(data, 'copy'), keys: undefined }));
  await refused('backup/inside-data', backUp({ ...back, folder: fresh, keys: join(data, 'keys') }));
  await refused('backup/folder-not-empty', backUp({ ...back, folder: later, keys: undefined }));
  await refused(
    'backup/keys-folder-taken',
    backUp({ ...back, folder: fresh, keys: data.replace(/data$/, 'migrations') }),
  );
  await refused('backup/nothing-here', backUp({ ...back, dataDir: within('nowhere'), folder: fresh, keys: undefined }));
  await expect(stat(fresh)).rejects.toMatchObject({ code: 'ENOENT' });
  const again = { dataDir: data, folder: later, keys: undefined, erasures: undefined, at, onProgress: quiet };
  await refused('backup/data-not-empty', restore(again));
  await refused('backup/bad-erasures', restore({ ...again, dataDir: within('never'), erasures: 'package.json' }));
  await refused('backup/no-file', restore({ ...again, dataDir: within('never'), erasures: within('no-file') }));
});

test(
  'the command says in one JSON object why it refuses',
  async () => {
    expect(await bangga(data, 'restore', later, '--json')).toMatchObject({
      ...{ code: 1, json: { ok: false, type: 'backup/data-not-empty', problem: expect.stringContaining(data) } },
    });
    expect(await bangga(data, 'backup', '--json')).toMatchObject({ code: 1, json: { ok: false } });
  },
  MINUTES,
);
