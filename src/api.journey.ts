import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld } from './demo/world.ts';
import { createHub } from './hub.ts';
import { publishRoot } from './platform/roots.ts';
import { seal } from './platform/sealer.ts';
import { accessFaults, noBrowser, openBrowser, overflowing } from './testing/browser.ts';
import { cloneDatabase } from './testing/database.ts';
import { cloneVault } from './testing/vault.ts';

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

const at = new Date('2026-11-25T05:00:00Z');
const { database } = await cloneDatabase();
const { vault } = await cloneVault();
const world = await openWorld({ database, vault, at });
const connectors = () => {
  throw new Error('no marketplace is asked in this file');
};
const parts = { database, vault, clock: () => at, connectors, demo: true, baseUrl: 'http://localhost' };
const server = serve({ fetch: createHub(parts).web.fetch, port: 0 });
afterAll(() => new Promise((resolve) => server.close(resolve)));
const base = () => `http://localhost:${(server.address() as AddressInfo).port}`;
while ((await seal(database, { at })) === 0);
await publishRoot(database, { at: new Date(at.getTime() + 86_400_000) });

describe.skipIf(noBrowser)('what programs and auditors read', () => {
  let browser: { context: BrowserContext; close: () => Promise<void> };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const pages = ['/api', '/audit/roots', `/institutions/${world.institutionId}/audit`];
  test.each(
    pages.flatMap((path) => [320, 1280].flatMap((width) => ['id', 'en'].map((lang) => [path, width, lang] as const))),
  )('%s, %i px wide, in %s, is in order', async (path, width, lang) => {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${base()}/session/demo/galuh?to=/help`);
    expect((await page.goto(`${base()}${path}?lang=${lang}`))?.status()).toBe(200);
    expect(await accessFaults(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);
    await page.close();
  });
});
