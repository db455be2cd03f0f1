import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startedAs } from '../../platform/program.ts';
import type { Instant } from '../../values/instant.ts';

interface Birth {
  readonly databaseUrl: string;
  /** Of the role that may migrate; left out, the database is migrated already. */
  readonly ownerUrl?: string;
  readonly code: string;
  readonly name: string;
  readonly key: string;
  /** Where its clock begins; left out, at the machine's own time. */
  readonly now?: Instant;
  readonly holdMs?: number;
  /** Left out, any free port. */
  readonly port?: number;
}

export interface SandboxProcess {
  readonly url: string;
  readonly pid: number;
  /** Lets it finish what it is doing. */
  stop(): Promise<void>;
  /** Ends it in the middle of whatever it is doing. */
  kill(): Promise<void>;
}

/** Starts a marketplace in a process of its own, and answers when it is open. It ends with its parent. */
export async function spawnSandbox(birth: Birth): Promise<SandboxProcess> {
  const { databaseUrl, ownerUrl, code, name, key, now, holdMs, port = 0 } = birth;
  const flags = [
    ...[`--database-url=${databaseUrl}`, `--code=${code}`, `--name=${name}`, `--key=${key}`, `--port=${port}`],
    ...(ownerUrl === undefined ? [] : [`--owner-url=${ownerUrl}`]),
    ...(now === undefined ? [] : [`--now=${now.toISOString()}`]),
    ...(holdMs === undefined ? [] : [`--hold-ms=${holdMs}`]),
  ];
  const child = spawn(process.execPath, [...startedAs('sandbox'), ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = (signal: 'SIGTERM' | 'SIGKILL') => async () => {
    child.kill(signal);
    await ended;
  };
  const url = `http://127.0.0.1:${await portOf(child, ended)}`;
  return { url, pid: child.pid ?? 0, stop: end('SIGTERM'), kill: end('SIGKILL') };
}

async function portOf(child: ChildProcess, ended: Promise<void>): Promise<number> {
  if (!child.stdout) throw new Error('the child speaks through a pipe');
  const lines = createInterface({ input: child.stdout });
  const line = once(lines, 'line').then(([text]) => String(text));
  const silence = ended.then(() => {
    throw new Error('the sandbox ended before it was open; it says above why');
  });
  const ready: unknown = JSON.parse(await Promise.race([line, silence]));
  silence.catch(() => {}); // its later end is no news
  if (typeof ready !== 'object' || ready === null || !('port' in ready)) throw new Error('the sandbox named no port');
  return Number(ready.port);
}
