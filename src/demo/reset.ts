import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Problem } from '../values/problem.ts';

/** Stands in a data folder since a demonstration was opened in it; a hub that serves people never writes it. */
export const DEMO_MARK = 'demo.txt';

/**
 * Takes a demonstration's data folder away and answers its path. A folder without the mark may hold real purchases.
 * @throws Problem conflict `demo/running`, missing `demo/not-demo`
 */
export async function resetDemo(dataDir: string): Promise<string> {
  const folder = resolve(dataDir);
  if (!existsSync(join(folder, DEMO_MARK))) throw new Problem('missing', 'demo/not-demo', { folder });
  if (await lives(join(folder, 'hub.pid'))) throw new Problem('conflict', 'demo/running', { folder });
  await rm(folder, { recursive: true });
  return folder;
}

async function lives(pidFile: string): Promise<boolean> {
  try {
    process.kill(Number(await readFile(pidFile, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
