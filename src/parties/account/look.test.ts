import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { visitorOf } from '../../platform/session.ts';
import { createWeb } from '../../platform/web.tsx';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../../testing/browser.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { cloneVault } from '../../testing/vault.ts';
import { accountRoutes, addPerson, createFirstLink, createLoginLink, grant } from './index.ts';

const { database } = await cloneDatabase();
const { vault } = await cloneVault();
const at = new Date('2026-11-25T05:00:00Z');
const clock = () => at;

async function site(demo: boolean): Promise<string> {
  const web = createWeb({
    personOf: visitorOf({ database, clock, secure: false }),
    frameOf: async (c) => ({ demo, path: new URL(c.req.url).pathname, nav: [] }),
  });
  web.route('/', accountRoutes({ database, vault, clock, demo, secure: false }));
  const server = serve({ fetch: web.fetch, hostname: '127.0.0.1', port: 0 });
  afterAll(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.skipIf(noBrowser)('the front door is in order on a phone and on a desk', { timeout: 60_000 }, async () => {
  const [demo, real] = [await site(true), await site(false)];
  const { context, close } = await openBrowser();
  const page = await context.newPage();
  const look = async (address: string) => {
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect((await page.goto(`${address}?lang=id`))?.status()).toBe(200);
      expect([address, width, ...(await accessFaults(page)), ...(await overflowing(page))]).toEqual([address, width]);
    }
  };
  try {
    await look(`${demo}/session/new`);
    await look(`${real}/session/new`);
    await look(`${real}/session/first/${await database.transaction((tx) => createFirstLink(tx, { at }))}`);
    const ids = await database.transaction(async (tx) => {
      const added = [];
      for (const [name, role] of people) {
        const personId = await addPerson(tx, vault, { name, demoCode: role, at });
        const decree = 'SK Bupati 800/17/2026';
        const validUntil = new Date('2026-12-31T17:00:00Z');
        await grant(tx, {
          personId,
          role,
          institutionId: newId(at),
          decree,
          validFrom: at,
          validUntil,
          by: personId,
          at,
        });
        added.push(personId);
      }
      return added;
    });
    await look(`${demo}/session/new`);
    const [ratna = ''] = ids;
    const link = await database.transaction((tx) => createLoginLink(tx, { personId: ratna, by: ratna, at }));
    await look(`${real}/session/link/${link}`);

    await page.goto(`${demo}/session/new?lang=id`);
    expect(await page.locator('li b').allTextContents()).toEqual(people.map(([name]) => name));
    await page.getByRole('button', { name: 'Coba sebagai Ratna Wulandari' }).click();
    await look(`${demo}/session`);
    expect(await page.locator('h1').textContent()).toBe('Ratna Wulandari');
    expect(await page.locator('tbody').textContent()).toContain('25 November 2026 sampai 31 Desember 2026');
    await page.getByRole('button', { name: 'Keluar' }).click();
    expect(new URL(page.url()).pathname).toBe('/session/new');
  } finally {
    await close();
  }
});

const people = [
  ['Ratna Wulandari', 'pp'],
  ['Bambang Hariyadi', 'ppk'],
  ['Yohanes Tukan', 'treasurer'],
  ['Galuh Prasetyo', 'auditor'],
] as const;
