import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp, renew, restore } from './backup/index.ts';
import { importLkpp, refusalsCsv } from './buying/budget/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { type Cluster, reachCluster } from './cluster.ts';
import { type Config, readConfig } from './config.ts';
import { resetDemo } from './demo/reset.ts';
import { stockMarketplace, stockRefusalsCsv, stockSandbox } from './demo/stock-marketplace.ts';
import { doctor } from './doctor.ts';
import { hasPeople } from './parties/account/index.ts';
import { appointAdministrator } from './parties/institution/index.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { translator } from './platform/i18n.ts';
import { openVault } from './platform/vault.ts';
import { explainVerified, readPublished } from './platform/verified.ts';
import { verifyAudit } from './platform/verify-audit.ts';
import { startHub } from './start.ts';
import { drawPictures, playStory } from './story/index.ts';
import { Problem } from './values/problem.ts';

const HELP = `bangga <command>

  start                 the hub; with DEMO (the default without DATABASE_URL) a world to try it in
  import lkpp FOLDER    work units, programmes, activities, budget and RUP packages from LKPP's files
                        (--administrator NAME --nip NIP --decree NUMBER lets its first administrator in, once)
  stock PLACE PATH      fills the shelf of a sandbox marketplace, named by its code or its address, from shop files
                        (--format tokopedia|offers, --key-file FILE)
  demo reset            takes the demonstration's own data away, so that the next start begins anew (--yes)
  pictures              draws the pictures of README and docs again, in headless Chromium
  story                 plays purchases through the real HTTP interface and checks them (--chapter N)
  backup FOLDER         copies the embedded databases, also while the hub runs; --keys FOLDER brings the folder of
                        personal keys, kept apart, to their newest state
  restore FOLDER        brings a backup into an empty DATA_DIR (--keys FOLDER, --erasures FILE of a later backup)
  renew                 after pg_restore on a server of your own, before the hub starts on it
  verify-audit          recomputes every audit row, chain and daily root, and names the first that does not hold
                        (--against FILE: roots copied from /audit/roots at another time)
  doctor                looks for what commonly goes wrong on a machine

  --json                one JSON object on standard output
  Settings: PORT PUBLIC_URL DATA_DIR DATABASE_URL DEMO NOW (docs/operating.md)`;

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    chapter: { type: 'string' },
    against: { type: 'string' },
    administrator: { type: 'string' },
    nip: { type: 'string' },
    decree: { type: 'string' },
    format: { type: 'string' },
    'key-file': { type: 'string' },
    keys: { type: 'string' },
    erasures: { type: 'string' },
  },
  allowPositionals: true,
});
const [command = 'start', ...rest] = positionals;
const commands: Readonly<Record<string, () => Promise<void>>> = {
  start,
  import: importCommand,
  stock: stockCommand,
  demo: demoCommand,
  pictures: picturesCommand,
  story,
  'verify-audit': verifyCommand,
  backup: backupCommand,
  restore: restoreCommand,
  renew: renewCommand,
  doctor: doctorCommand,
};

// The embedded server's package ends every process with 0 once it has nothing more to do, whatever came out.
process.once('beforeExit', () => process.exit());

try {
  const run = commands[command];
  if (values.help || !run) {
    console.log(HELP);
    if (!values.help) process.exitCode = 1;
  } else await run();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  const problem = translator('en')(error.code, error.details);
  if (values.json) console.log(JSON.stringify({ ok: false, problem, type: error.code }));
  else console.error(problem);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  await startHub(readConfig());
}

async function importCommand(): Promise<void> {
  const [what, folder] = rest;
  if (what !== 'lkpp' || !folder) throw new Problem('invalid', 'hub/import-usage');
  const { administrator: name, nip, decree } = values;
  if ([name, nip, decree].some((one) => one !== undefined) && !(name && nip && decree)) {
    throw new Problem('invalid', 'hub/administrator-usage');
  }
  const config = readConfig();
  await withDatabase(config, async (database, cluster) => {
    // Asked before anything is imported: whoever comes first would keep the steward out.
    if (name && !(await hasPeople(database))) throw new Problem('conflict', 'institution/steward-first');
    const summary = await importLkpp(database, { folder, by: SYSTEM, at: new Date(), onProgress: tell });
    const refusalsFile = join(config.dataDir, 'refused-lkpp.csv');
    await writeFile(refusalsFile, refusalsCsv(summary.refusals));
    const { refusals, ...rest } = summary;
    const administrator =
      name && nip && decree
        ? await letIn(config, cluster, database, { institutionId: summary.institutionId, name, nip, decree })
        : {};
    print({ ...rest, refused: refusals.length, refusalsFile, ...administrator });
    if (!summary.ok) process.exitCode = 1;
  });
}

/** The first administrator of an imported institution lets in everybody else. */
async function letIn(
  { dataDir, baseUrl }: Config,
  cluster: Cluster,
  database: Database,
  who: { institutionId: string; name: string; nip: string; decree: string },
): Promise<{ administratorLink: string }> {
  const vaultDatabase = openDatabase(cluster.vault, { connections: 1 });
  try {
    const vault = await openVault(vaultDatabase, join(resolve(dataDir), 'keys', 'master.key'));
    const asked = { ...who, by: SYSTEM, at: new Date() };
    const { token } = await database.transaction((tx) => appointAdministrator(tx, vault, asked));
    return { administratorLink: `${baseUrl}/session/link/${token}` };
  } finally {
    await vaultDatabase.close();
  }
}

async function stockCommand(): Promise<void> {
  const [place, path, ...more] = rest;
  if (!place || !path || more.length > 0) throw new Problem('invalid', 'stock/usage');
  const config = readConfig();
  const wanted = { path, format: values.format, onProgress: tell };
  const report = /^https?:/.test(place)
    ? await stockSandbox({ url: place, key: await sandboxKey(config) }, wanted)
    : await withDatabase(config, (database) => stockMarketplace(database, { ...wanted, code: place, at: new Date() }));
  await mkdir(config.dataDir, { recursive: true });
  const refusalsFile = join(config.dataDir, `refused-stock-${place.replace(/\W+/g, '-')}.csv`);
  await writeFile(refusalsFile, stockRefusalsCsv(report));
  const { refusals, ...counts } = report;
  print({ ...counts, refusalsFile });
}

/** A key stands in a file, since everybody on the machine can read a command line. */
async function sandboxKey({ dataDir }: Config): Promise<string> {
  const file = values['key-file'] ?? join(dataDir, 'keys', 'sandbox.key');
  const key = await readFile(file, 'utf8').catch(() => '');
  if (key.trim() === '') throw new Problem('missing', 'stock/no-key', { file });
  return key.trim();
}

/** The hub's database, beside a running hub or without one. */
async function withDatabase<Result>(
  config: Config,
  work: (database: Database, cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  const cluster = await reachCluster(config);
  const database = openDatabase(cluster.application);
  try {
    return await work(database, cluster);
  } finally {
    await database.close();
    await cluster.stop();
  }
}

async function demoCommand(): Promise<void> {
  if (rest[0] !== 'reset' || rest.length > 1) throw new Problem('invalid', 'demo/usage');
  const { dataDir, database } = readConfig();
  if (database) throw new Problem('conflict', 'demo/own-server');
  if (!values.yes) throw new Problem('invalid', 'demo/not-sure', { folder: resolve(dataDir) });
  print({ ok: true, removed: await resetDemo(dataDir) });
}

async function picturesCommand(): Promise<void> {
  print({ ok: true, pictures: await drawPictures(tell) });
}

async function story(): Promise<void> {
  const say = (text: string) => (values.json ? console.error(text) : console.log(text));
  const { checks, papers } = await playStory({
    say,
    only: values.chapter === undefined ? undefined : Number(values.chapter),
  });
  const held = checks.filter(({ ok }) => ok).length;
  if (values.json) console.log(JSON.stringify({ checks, papers }));
  else console.log(`\n${held} passed, ${checks.length - held} failed`);
  if (held < checks.length) process.exitCode = 1;
}

async function backupCommand(): Promise<void> {
  const [folder, ...more] = rest;
  if (!folder || more.length > 0) throw new Problem('invalid', 'backup/backup-usage');
  const { database, dataDir } = readConfig();
  if (database) throw new Problem('conflict', 'backup/own-server');
  const report = await backUp({ dataDir, folder, keys: values.keys, at: new Date(), onProgress: tell });
  print(report);
  if (!report.keys) tell(translator('en')('backup.without-keys'));
}

async function restoreCommand(): Promise<void> {
  const [folder, ...more] = rest;
  if (!folder || more.length > 0) throw new Problem('invalid', 'backup/restore-usage');
  const { database, dataDir } = readConfig();
  if (database) throw new Problem('conflict', 'backup/own-server');
  const { keys, erasures } = values;
  const report = await restore({ dataDir, folder, keys, erasures, at: new Date(), onProgress: tell });
  print(report);
  if (!report.keys) tell(translator('en')('backup.restored-without-keys'));
}

async function renewCommand(): Promise<void> {
  const { database } = readConfig();
  if (!database) throw new Problem('conflict', 'backup/nothing-to-renew');
  print({ ok: true, epoch: await renew(database.owner) });
}

function tell(text: string): void {
  console.error(text);
}

function print(report: object): void {
  console.log(JSON.stringify(report, bigints, values.json ? undefined : 2));
}

async function verifyCommand(): Promise<void> {
  const published = values.against === undefined ? [] : await readPublished(values.against);
  const cluster = await reachCluster(readConfig());
  const database = openDatabase(cluster.application);
  try {
    const found = await verifyAudit(database, { published });
    if (values.json) console.log(JSON.stringify(found, bigints));
    else console.log(explainVerified(found, translator('en')).join('\n'));
    if (!found.ok) process.exitCode = 1;
  } finally {
    await database.close();
    await cluster.stop();
  }
}

async function doctorCommand(): Promise<void> {
  const findings = await doctor(readConfig());
  const ok = findings.every((one) => one.ok);
  if (values.json) console.log(JSON.stringify({ ok, findings }));
  else
    for (const { ok, what, advice } of findings) console.log(`${ok ? '✓' : '✗'} ${what}${ok ? '' : `\n    ${advice}`}`);
  if (!ok) process.exitCode = 1;
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
