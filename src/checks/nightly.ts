// The long proofs: soak, torture and full benchmarks. Its last report is kept in docs/nightly.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { childEnvironment } from '../config.ts';

interface Step {
  readonly name: string;
  readonly what: string;
  readonly script: string;
  readonly settings?: Readonly<Record<string, string>>;
}

const steps: readonly Step[] = [
  { name: 'test', what: 'rules, rooms and routes', script: 'test' },
  { name: 'ci', what: 'format, types, migrations, licences, trials, journeys', script: 'ci' },
  {
    ...{ name: 'soak', what: 'deaths drawn by lot among four buyers at once, ten rounds', script: 'trials' },
    settings: { TRIALS_ROUNDS: '10' },
  },
  { name: 'story', what: 'the story, held against every database', script: 'story' },
  { name: 'bench', what: 'full benchmarks (docs/benchmarks.md)', script: 'bench' },
];

interface Outcome extends Step {
  readonly ok: boolean;
  readonly seconds: number;
  readonly summary: string;
}

const outcomes: Outcome[] = [];
for (const step of steps) outcomes.push(await run(step));
await writeFile('docs/nightly.md', page(outcomes));
const passed = outcomes.filter(({ ok }) => ok).length;
console.log(`${passed} passed, ${outcomes.length - passed} failed`);
if (passed < outcomes.length) process.exitCode = 1;

async function run(step: Step): Promise<Outcome> {
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', step.script], {
    env: childEnvironment(step.settings ?? {}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    lines.push(...plain(String(chunk)).split('\n'));
  });
  const [code] = await once(child, 'close');
  const summary = lines
    .filter((line) => /\d+ (passed|failed)/.test(line))
    .map((line) => line.trim().replace(/\s+/g, ' '));
  const seconds = Math.round((performance.now() - began) / 1000);
  return { ...step, ok: code === 0, seconds, summary: summary.join('; ') };
}

/** Without the colours of a terminal. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  return text.replace(/\u001b\[\d+(;\d+)*m/g, '');
}

function page(all: readonly Outcome[]): string {
  return [
    '# The last nightly run',
    '',
    `Written by \`npm run nightly\` on ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, Node ${process.version}.`,
    '',
    '| Step | What | Result | Seconds | Summary |',
    '|---|---|---|---:|---|',
    ...all.map(
      ({ name, what, ok, seconds, summary }) =>
        `| ${name} | ${what} | ${ok ? 'passed' : 'FAILED'} | ${seconds} | ${summary} |`,
    ),
    '',
  ].join('\n');
}
