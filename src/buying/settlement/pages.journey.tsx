import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { translator } from '../../platform/i18n.ts';
import { styleAsset } from '../../platform/page.tsx';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../../testing/browser.ts';
import { deliveryOf } from '../../testing/ordered.ts';
import { rupiah } from '../../values/money.ts';
import { deliveryPage } from '../fulfilment/delivery-page.tsx';
import { deliveriesPage } from '../fulfilment/pages.tsx';
import type { Delivery, Receipt } from '../fulfilment/rules.ts';
import { sellerOrderPage, sellerOrdersPage } from '../fulfilment/seller-pages.tsx';
import { billPage } from './bill-page.tsx';
import type { Way } from './decide-tax.ts';
import { billsPage } from './pages.tsx';
import type { Bill } from './rules.ts';

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

const at = new Date('2026-11-25T05:00:00Z');
const id = 'b7e2a1c4-0000-7000-8000-000000000001';
const shown = { t: translator('id'), language: 'id', frame: { demo: true, path: '/', nav: [] } } as const;
const tax = {
  dpp: rupiah(9_250_000),
  ppn: 0n,
  pph22: rupiah(46_250),
  collector: 'marketplace',
  sellerReceives: rupiah(9_623_750),
} as const;
const line = { externalId: 'k', unit: 'buah', price: rupiah(1_250_000) };
const delivery = deliveryOf({
  ...{ institutionId: id, workUnitId: id, orderId: id, requestId: id, requestNumber: 'P-2026-000412' },
  ...{ orderNumber: 'P-2026-000412-1', requestedBy: id, marketplaceId: id, sellerId: id, externalId: 'LB-88120417' },
  budgetMoves: [{ lineId: id, amount: rupiah(9_670_000) }],
  lines: [
    { ...line, lineId: id, title: 'Kursi tamu rotan, dudukan busa', quantity: 6, received: 6 },
    {
      ...line,
      lineId: id.replace(/1$/, '2'),
      title: 'Meja kecil rotan, daun meja jati',
      price: rupiah(875_000),
      quantity: 2,
      received: 1,
    },
  ],
  ...{ shipping: rupiah(420_000), total: rupiah(9_670_000), tax, at },
  ...{ state: 'partly-received', courier: 'Pos', parcel: 'KN-77120-4485', answeredAt: at, shippedAt: at, version: 4 },
});
const receipts: Receipt[] = [
  {
    institutionId: id,
    orderId: id,
    id,
    isComplete: false,
    by: id,
    at,
    report: 'refused',
    lines: [{ lineId: id, quantity: 6 }],
  },
];
const papers = [{ id, kind: 'purchase-order', number: 'SP-2026-000412' }];
const bill: Bill = {
  ...delivery,
  ...{
    id,
    title: '6 buah Kursi tamu rotan, 2 buah Meja kecil rotan',
    state: 'due',
    mismatches: [],
    amount: delivery.total,
  },
  ...{ invoiced: delivery.total, receivedOn: '2026-12-03', dueOn: '2026-12-17', method: null, reference: null },
  ...{ paidOn: null, paidBy: null, taxFor: null, report: 'open', steps: [] },
};
const kept = { ...tax, pph22: rupiah(138_750), collector: 'treasurer', sellerReceives: rupiah(9_531_250) } as const;
const spp: Bill = {
  ...{ ...bill, state: 'spp', method: 'LS', taxFor: 'LS', tax: kept },
  steps: [{ step: 'spp', number: '00214/SPP/2026', day: '2026-12-04', by: id, at }],
};
const wrong: Bill = { ...bill, state: 'mismatch', mismatches: ['invoice', 'budget'] };
const paid: Bill = {
  ...bill,
  state: 'paid',
  ...{ method: 'UP', taxFor: 'UP' },
  reference: 'TRF-0091',
  paidOn: '2026-12-07',
  report: 'refused',
};
const rule = { code: 'rulebook.pph22-marketplace', article: 'PMK 58/2022', verified: true, details: {} };
const ways: readonly [Way, Way] = [
  { method: 'UP', tax, rule, flags: [] },
  {
    ...{ method: 'LS', tax: kept, flags: [] },
    rule: {
      ...{ code: 'rulebook.pph22-treasurer', article: 'PMK 59/2022', verified: false },
      details: { upTo: 'Rp2.000.000' },
    },
  },
];
const large = {
  ...{ code: 'rulebook.up-limit', article: 'PMK 62/2023', verified: false, details: { limit: 'Rp50.000.000' } },
};
const there = ['purchase-order', 'handover'];
const money = { state: 'due', on: '2026-12-17', method: null, tax: null } as const;
const of = (state: Delivery['state']): Delivery => ({
  ...delivery,
  state,
  receivedAt: state === 'received' ? at : null,
});
const seller = { ...shown, sellerId: id, money: new Map([[id, money]]), canAct: () => true, key: 'key-key-key' };
const office = { ...shown, receipts, papers, money, key: 'key-key-key' };

const pages: Record<string, unknown> = {
  deliveries: deliveriesPage({ ...shown, institutionId: id, deliveries: [of('waiting'), of('shipped'), delivery] }),
  'no-deliveries': deliveriesPage({ ...shown, institutionId: id, deliveries: [] }),
  receive: deliveryPage({ ...office, delivery, canReceive: true }),
  waiting: deliveryPage({ ...office, receipts: [], delivery: of('waiting'), canReceive: false, money: undefined }),
  declined: deliveryPage({
    ...office,
    receipts: [],
    delivery: { ...of('declined'), reason: 'Rotan basah' },
    canReceive: false,
  }),
  shop: sellerOrdersPage({ ...seller, deliveries: [of('received'), of('accepted'), of('waiting')] }),
  'shop-rest': sellerOrdersPage({ ...seller, deliveries: [] }),
  accept: sellerOrderPage({ ...shown, delivery: of('waiting'), money: undefined, canAct: true, key: 'key-key-key' }),
  ship: sellerOrderPage({ ...shown, delivery: of('accepted'), money: undefined, canAct: true, key: 'key-key-key' }),
  elsewhere: sellerOrderPage({
    ...shown,
    delivery: of('accepted'),
    money: undefined,
    canAct: false,
    key: 'key-key-key',
  }),
  owed: sellerOrderPage({ ...shown, delivery: of('received'), money, canAct: true, key: 'key-key-key' }),
  bills: billsPage({
    ...{ ...shown, institutionId: id, today: '2026-12-18' },
    bills: [
      { bill, there, missing: [], open: ['pay', 'spp'] },
      { bill: spp, there: ['purchase-order'], missing: ['handover'], open: [] },
      { bill: wrong, there, missing: [], open: [] },
      { bill: paid, there, missing: [], open: [] },
    ],
  }),
  'no-bills': billsPage({ ...shown, institutionId: id, today: '2026-12-18', bills: [] }),
  bill: billPage({
    ...shown,
    bill,
    papers,
    missing: [],
    open: ['pay', 'spp'],
    today: '2026-12-07',
    key: 'key-key-key',
    ways,
  }),
  large: billPage({
    ...{ ...shown, bill, papers, missing: [], open: ['pay', 'spp'], today: '2026-12-07', key: 'key-key-key' },
    ways: [{ ...ways[0], flags: [large] }, ways[1]],
  }),
  'not-mine': billPage({
    ...shown,
    bill,
    papers,
    missing: [],
    open: [],
    today: '2026-12-07',
    key: 'key-key-key',
    ways,
  }),
  'spm-not-mine': billPage({ ...shown, bill: spp, papers, missing: [], open: [], today: '2026-12-07', key: 'k', ways }),
  spm: billPage({
    ...shown,
    bill: spp,
    papers,
    missing: [],
    open: ['spm'],
    today: '2026-12-07',
    key: 'key-key-key',
    ways,
  }),
  mismatch: billPage({
    ...shown,
    bill: wrong,
    papers,
    missing: ['handover'],
    open: [],
    today: '2026-12-07',
    key: 'key-key-key',
    ways,
  }),
  paid: billPage({
    ...shown,
    bill: paid,
    papers,
    missing: [],
    open: [],
    today: '2026-12-07',
    key: 'key-key-key',
    ways,
  }),
};

describe.skipIf(noBrowser)('goods and bills in a browser', () => {
  let context: BrowserContext;
  let close = async () => {};
  const site = 'http://bills.test';

  beforeAll(async () => {
    ({ context, close } = await openBrowser());
    await context.route(`${site}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith('/assets/')) return route.fulfill({ contentType: 'text/css', body: styleAsset().body });
      const headers = { 'content-security-policy': "default-src 'none'; style-src 'self'; img-src 'self' data:" };
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: String(pages[pathname.slice(1)]),
        headers,
      });
    });
  });
  afterAll(() => close());

  const cases = Object.keys(pages).flatMap((name) => [320, 768, 1280].map((width) => ({ name, width })));
  test.each(cases)('$name holds at $width px', async ({ name, width }) => {
    const page = await context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${site}/${name}`);
    expect(await overflowing(page)).toEqual([]);
    expect(await accessFaults(page)).toEqual([]);
    await page.close();
  });
});
