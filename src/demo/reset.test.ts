import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_MARK, resetDemo } from './reset.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bangga-reset-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a demonstration that rests is taken away', async () => {
  await writeFile(join(folder, DEMO_MARK), 'contoh');
  await writeFile(join(folder, 'hub.pid'), '999999999');
  await resetDemo(folder);
  expect(existsSync(folder)).toBe(false);
});

test('a folder without the mark of a demonstration stays', async () => {
  await expect(resetDemo(folder)).rejects.toMatchObject({ code: 'demo/not-demo' });
  expect(existsSync(folder)).toBe(true);
});

test('nothing is taken away under a hub that runs', async () => {
  await writeFile(join(folder, DEMO_MARK), 'contoh');
  await writeFile(join(folder, 'hub.pid'), String(process.pid));
  await expect(resetDemo(folder)).rejects.toMatchObject({ code: 'demo/running' });
  expect(existsSync(folder)).toBe(true);
});
