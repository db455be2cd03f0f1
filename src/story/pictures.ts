import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../values/problem.ts';
import { freePort, Stage } from './stage.ts';

const FOLDER = 'docs/pictures';
const WIDTHS = [320, 1280] as const;
const LOWEST_QUALITY = 40;
const MOST_BYTES = 120_000;

/** What is pictured, as whom, and where; `work` is where this person's next piece of work lies. */
const shots = [
  { name: 'demo', who: undefined, path: '/demo' },
  { name: 'search', who: undefined, path: '/offers?q=kursi+rotan' },
  { name: 'request', who: 'ratna', path: 'work' },
  { name: 'approval', who: 'bambang', path: 'work' },
  { name: 'seller', who: 'darsono', path: 'work' },
  { name: 'bill', who: 'yohanes', path: 'work' },
] as const;

/**
 * Opens a demonstration of its own and takes the pictures of README and docs from it. Answers the files with their bytes.
 * @throws Problem missing `demo/no-browser`
 */
export async function drawPictures(tell: (text: string) => void): Promise<Record<string, number>> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!executablePath) throw new Problem('missing', 'demo/no-browser');
  // Only who draws pictures needs it, so it is no dependency of the hub.
  const { chromium } = await import('playwright-core');
  const folder = await mkdtemp(join(tmpdir(), 'bangga-pictures-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  const stage = new Stage(folder, await freePort(), undefined, 'large');
  const sizes: Record<string, number> = {};
  try {
    tell('a demonstration opens');
    await stage.open();
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
    const browser = await chromium.launch({ executablePath, args });
    const { people } = (await (
      await fetch(`${stage.base}/demo`, { headers: { accept: 'application/json' } })
    ).json()) as {
      people: { demoCode: string; to: string }[];
    };
    for (const { name, who, path } of shots) {
      const to = path === 'work' ? (people.find(({ demoCode }) => demoCode === who)?.to ?? '/') : path;
      for (const width of WIDTHS) {
        const context = await browser.newContext({
          viewport: { width, height: width < 600 ? 720 : 860 },
          locale: 'id-ID',
        });
        const page = await context.newPage();
        const entry = `/session/demo/${who}?to=${encodeURIComponent(to)}`;
        await page.goto(stage.base + (who ? entry : to));
        const file = join(FOLDER, width === 320 ? `${name}-320.jpeg` : `${name}.jpeg`);
        for (let quality = 82; quality >= LOWEST_QUALITY; quality -= 8) {
          await page.screenshot({ path: file, type: 'jpeg', quality });
          if ((await stat(file)).size <= MOST_BYTES) break;
        }
        sizes[file] = (await stat(file)).size;
        tell(`${file} ${sizes[file]}`);
        await context.close();
      }
    }
    await browser.close();
  } finally {
    await stage.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
  return sizes;
}
