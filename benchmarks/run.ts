import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { purchase } from './purchase.ts';
import type { Result } from './results.ts';
import { search } from './search.ts';

type Benchmark = (say: (text: string) => void) => Promise<Result[]>;

/** One question a file. */
const benchmarks: Readonly<Record<string, Benchmark>> = { purchase, search };

const JSON_FILE = 'docs/benchmarks.json';
const PAGE = 'docs/benchmarks.md';

const asked = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = asked.filter((name) => !benchmarks[name]);
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(1);
}
const results: Result[] = [];
for (const [name, measure] of Object.entries(benchmarks)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  results.push(...(await measure((text) => console.error(text))));
}
const kept = await earlier();
const fresh = new Set(results.map(({ name }) => name));
const all = [...kept.filter(({ name }) => !fresh.has(name)), ...results].sort((a, b) => (a.name < b.name ? -1 : 1));
const report = { machine: machine(), results: all };
await writeFile(JSON_FILE, `${JSON.stringify(report, null, 2)}\n`);
await writeFile(PAGE, page(report));
console.log(JSON.stringify(report, null, 2));
if (results.some(({ ok }) => !ok)) process.exitCode = 1;

async function earlier(): Promise<Result[]> {
  try {
    const { results } = JSON.parse(await readFile(JSON_FILE, 'utf8')) as { results: Result[] };
    return results;
  } catch {
    return [];
  }
}

function machine(): Readonly<Record<string, string | number>> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const processor = cpus()[0]?.model ?? 'unknown';
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return { processor, cores: availableParallelism(), memoryGb, node: process.version, commit };
}

function page({
  machine,
  results,
}: {
  machine: Readonly<Record<string, string | number>>;
  results: readonly Result[];
}): string {
  const number = (value: number | null) =>
    value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: 3 });
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench -- [name…]`; the figures as data stand in [benchmarks.json](benchmarks.json). What each one',
    'does, and against what, says its file in `benchmarks/`. Figures are medians; every ratio is taken in the same run.',
    '',
    `Machine: ${Object.entries(machine)
      .map(([name, value]) => `${name} ${value}`)
      .join(' · ')}`,
    '',
    '| Question | Figure | Baseline | Ratio | Goal | Met | Date |',
    '|---|---:|---:|---:|---|---|---|',
    ...results.map(
      ({ question, figure, unit, baseline, ratio, goal, ok, date }) =>
        `| ${question} | ${number(figure)} ${unit} | ${number(baseline)} | ${number(ratio)} | ${goal} | ${ok ? 'yes' : 'no'} | ${date} |`,
    ),
    '',
  ].join('\n');
}
