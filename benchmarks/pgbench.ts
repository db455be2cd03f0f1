import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether pgbench is on the path; says how to get it when it is not. */
export function hasPgbench(): boolean {
  try {
    execFileSync('pgbench', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.error('pgbench is not here, so there is nothing to compare with: apt-get install postgresql-contrib');
    return false;
  }
}

interface Run {
  readonly url: string;
  readonly script: string;
  readonly seconds: number;
  readonly clients?: number;
}

/** Runs the script as one transaction again and again, and answers how many a second. */
export async function runPgbench({ url, script, seconds, clients = 8 }: Run): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bangga-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    await writeFile(file, script);
    const flags = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-T', String(seconds), '-f', file];
    const child = spawn('pgbench', [...flags, url], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      errors += String(chunk);
    });
    await once(child, 'close');
    const tps = /tps = ([\d.]+)/.exec(text)?.[1];
    const failed = /number of failed transactions: (\d+)/.exec(text)?.[1] ?? '0';
    if (tps === undefined || failed !== '0' || /ERROR/.test(errors))
      throw new Error(`pgbench failed: ${errors.slice(0, 2000)}`);
    return Number(tps);
  } finally {
    await rm(folder, { recursive: true });
  }
}
