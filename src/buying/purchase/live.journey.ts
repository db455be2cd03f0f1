import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../../testing/browser.ts';
import { openHub } from '../../testing/open-hub.ts';

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

const hub = await openHub(new Date('2026-11-25T05:00:00Z'), { alive: true });
const server = serve({ fetch: hub.web.fetch, port: 0 });
afterAll(() => new Promise((resolve) => server.close(resolve)));
const base = () => `http://localhost:${(server.address() as AddressInfo).port}`;
const office = `/institutions/${hub.institutionId}`;

describe.skipIf(noBrowser)('a page shows what became of its order, without being asked again', () => {
  let browser: { context: BrowserContext; close: () => Promise<void> };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('Ratna sees the seller ship while she looks, and is not disturbed while she counts', async () => {
    const { orderId } = await hub.buyUntil('accepted');
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(`${base()}/session/demo/ratna?to=/help`);
    await page.goto(`${base()}${office}/deliveries/${orderId}?lang=id`);
    const title = await page.locator('h1').textContent();
    await hub.act('seller', `/sellers/${hub.shopId}/orders/${orderId}/shipment`, { courier: 'Kurir', parcel: 'KN-1' });
    await page.getByText('KN-1').waitFor();
    expect(await page.locator('h1').textContent()).not.toBe(title);
    expect(await accessFaults(page)).toEqual([]);
    expect(await overflowing(page)).toEqual([]);

    const [line] = await hub.database.query<{ id: string }>('select id from fulfilment.lines where order_id = $1', [
      orderId,
    ]);
    await page.locator('input.qty').fill('1');
    await hub.act('pp', `${office}/deliveries/${orderId}/receipts`, { lines: [{ lineId: line?.id, quantity: 1 }] });
    await page.getByText('baru saja berubah').waitFor();
    expect(await page.locator('input.qty').inputValue()).toBe('1');
    expect(await accessFaults(page)).toEqual([]);
    await page.close();
  });

  test('Ratna sees her request approved; a stranger and another office hear nothing', async () => {
    await hub.owner.query('update institution.institutions set approval_above_sen = 100');
    await hub.buy(2, { step: 'submission' });
    const [request] = await hub.database.query<{ id: string }>(
      `select id from purchase.requests where state = 'awaiting-approval'`,
    );
    const address = `${office}/requests/${request?.id}`;
    const page = await browser.context.newPage();
    await page.goto(`${base()}/session/demo/ratna?to=/help`);
    await page.goto(`${base()}${address}?lang=id`);
    await hub.act('ppk', `${address}/approval`, {});
    await page.getByText('Disetujui Bambang Hariyadi').waitFor();
    await page.close();
    expect((await hub.web.request(`${address}/changes`, { headers: { accept: 'text/event-stream' } })).status).toBe(
      401,
    );
    const cookie = await hub.cookieOf('seller');
    const seller = await hub.web.request(`${address}/changes`, { headers: { accept: 'text/event-stream', cookie } });
    expect(seller.status).toBe(403);
  });
});
