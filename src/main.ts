import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importLkpp, refusalsCsv } from './buying/budget/index.ts';
import { SYSTEM } from './buying/purchase/index.ts';
import { reachCluster } from './cluster.ts';
import { readConfig } from './config.ts';
import { doctor } from './doctor.ts';
import { openDatabase } from './platform/database.ts';
import { translator } from './platform/i18n.ts';
import { startHub } from './start.ts';
import { playStory } from './story/index.ts';
import { Problem } from './values/problem.ts';

const HELP = `bangga <command>

  start                 the hub; with DEMO (the default without DATABASE_URL) a world to try it in
  import lkpp FOLDER    work units, programmes, activities, budget and RUP packages from LKPP's files
  story                 plays purchases through the real HTTP interface and checks them (--chapter N)
  doctor                looks for what commonly goes wrong on a machine

  --json                one JSON object on standard output
  Settings: PORT DATA_DIR DATABASE_URL DEMO NOW (docs/operating.md)`;

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    chapter: { type: 'string' },
  },
  allowPositionals: true,
});
const [command = 'start', ...rest] = positionals;
const commands: Readonly<Record<string, () => Promise<void>>> = {
  start,
  import: importCommand,
  story,
  doctor: doctorCommand,
};

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
  const config = readConfig();
  const cluster = await reachCluster(config);
  const database = openDatabase(cluster.application);
  try {
    const onProgress = (text: string) => console.error(text);
    const summary = await importLkpp(database, { folder, by: SYSTEM, at: new Date(), onProgress });
    const refusalsFile = join(config.dataDir, 'refused-lkpp.csv');
    await writeFile(refusalsFile, refusalsCsv(summary.refusals));
    const { refusals, ...rest } = summary;
    if (values.json) console.log(JSON.stringify({ ...rest, refused: refusals.length, refusalsFile }, bigints));
    else console.log(JSON.stringify({ ...rest, refused: refusals.length, refusalsFile }, bigints, 2));
    if (!summary.ok) process.exitCode = 1;
  } finally {
    await database.close();
    await cluster.stop();
  }
}

async function story(): Promise<void> {
  const say = (text: string) => (values.json ? console.error(text) : console.log(text));
  const checks = await playStory({ say, only: values.chapter === undefined ? undefined : Number(values.chapter) });
  const held = checks.filter(({ ok }) => ok).length;
  if (values.json) console.log(JSON.stringify({ checks }));
  else console.log(`\n${held} passed, ${checks.length - held} failed`);
  if (held < checks.length) process.exitCode = 1;
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
