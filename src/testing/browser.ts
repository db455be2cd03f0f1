import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** Why journeys through a browser do not run here; nothing where they can. */
export const noBrowser = executable
  ? undefined
  : 'no Chromium here: run "apt-get update && apt-get install -y chromium" to try the pages in a browser';

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A browser with a profile of its own, which `close` takes away. */
export async function openBrowser(): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  if (!executable) throw new Error(noBrowser);
  const folder = mkdtempSync(join(tmpdir(), 'bangga-browser-'));
  const context = await chromium.launchPersistentContext(folder, { executablePath: executable, args });
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { context, close };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds against WCAG 2.2 AA and best practice, one line a finding. */
export async function accessFaults(page: Page): Promise<string[]> {
  // Evaluated, not added as a script: the pages' content policy allows no foreign script.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await (globalThis as unknown as { axe: AxeInPage }).axe.run({ runOnly: tags });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

interface AxeInPage {
  run(options: { runOnly: string[] }): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** What is wider than the page, and text that spills out of its own box; by name and class. */
export async function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const isHidden = (one: Element | null): boolean =>
      one !== null && (getComputedStyle(one).clipPath !== 'none' || isHidden(one.parentElement));
    const holdsText = (one: Element) =>
      [...one.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim());
    const spills = (one: Element) => {
      const { overflowX, display } = getComputedStyle(one);
      return holdsText(one) && overflowX === 'visible' && display !== 'inline' && one.scrollWidth > one.clientWidth + 1;
    };
    return [...document.querySelectorAll('body *')]
      .filter((one) => one instanceof HTMLElement && !one.closest('.nav') && !isHidden(one))
      .filter((one) => spills(one) || one.getBoundingClientRect().right > wide + 1)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
  });
}
