import { expect, test } from 'vitest';
import type { Role } from '../../parties/account/index.ts';
import type { Connector } from '../../parties/marketplace/index.ts';
import { newId } from '../../platform/id.ts';
import { createLive } from '../../platform/live.ts';
import { createWeb } from '../../platform/web.tsx';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { openDecided, payingLine } from '../../testing/ordered.ts';
import { rupiah } from '../../values/money.ts';
import { findDelivery, fulfilmentRoutes } from '../fulfilment/index.ts';
import { moneyOf, openBill } from './actions.ts';
import { settlementRoutes } from './http.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const sukamaju = newId(at);
const [workUnitId, sellerId, marketplaceId] = [newId(at), newId(at), newId(at)];
const grantTo = (scope: string, scopeId: string, role: string) => personWith(scope, scopeId, role);
const official = (role: Role) => grantTo('institution', sukamaju, role);
const [ratna, sari, dewi, agus, joko] = [
  ...(await Promise.all([
    official('pp'),
    official('treasurer'),
    official('ppspm'),
    official('bud'),
    official('official'),
  ])),
];
const darsono = await grantTo('seller', sellerId, 'seller');
const stranger = await grantTo('institution', newId(at), 'treasurer');
const otherSeller = await grantTo('seller', newId(at), 'seller');

const done = async () => 'done' as const;
const connector: Connector = {
  describe: async () => ({ name: 'Lokabina', version: '1', capabilities: [], currency: 'IDR', regions: [] }),
  pullCatalogue: async () => ({ items: [], tombstones: [], nextCursor: '', hasMore: false }),
  sellerActs: { accept: done, decline: done, ship: done },
};
const web = createWeb({
  personOf: async (c) => c.req.header('x-person'),
  frameOf: async () => ({ demo: true, path: '/', nav: [] }),
});
web.route(
  '/',
  fulfilmentRoutes({ live: createLive(database), database, clock: () => at, connectors: () => connector, moneyOf }),
);
web.route('/', settlementRoutes({ database, clock: () => at }));

const lineId = await database.transaction((tx) =>
  payingLine(tx, { institutionId: sukamaju, workUnitId, by: newId(at), at }),
);

const json = (person: string | undefined) => ({
  accept: 'application/json',
  'content-type': 'application/json',
  ...(person && { 'x-person': person }),
});
const ask = (path: string, person?: string, accept = 'text/html') =>
  web.request(path, { headers: { ...json(person), accept } });
const send = (path: string, person: string | undefined, body: object, key: string = crypto.randomUUID()) =>
  web.request(path, {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { ...json(person), 'idempotency-key': key },
  });
const form = (path: string, person: string, fields: Record<string, string>) =>
  web.request(path, {
    ...{ method: 'POST', body: new URLSearchParams({ 'idempotency-key': crypto.randomUUID(), ...fields }).toString() },
    headers: { accept: 'text/html', 'x-person': person, 'content-type': 'application/x-www-form-urlencoded' },
  });

/** Chairs and tables with Rp420 for delivery; or one set of furniture for so much, without. */
async function order({ goods = 0 } = {}) {
  const things = [
    { externalId: 'kursi', title: 'Kursi <rotan>', unit: 'buah', quantity: 6, price: rupiah(1000) },
    { externalId: 'meja', title: 'Meja', unit: 'buah', quantity: 2, price: rupiah(1000) },
  ];
  const set = { externalId: 'set', title: 'Mebel', unit: 'set', quantity: 1, price: rupiah(goods) };
  const total = goods > 0 ? rupiah(goods) : rupiah(8420);
  const decided = confirmedOrder({
    ...{ institutionId: sukamaju, workUnitId, requestedBy: ratna ?? '', at, marketplaceId },
    ...{ sellerId, sellerName: 'Rotan <Sejati> Darsono', budgetMoves: [{ lineId, amount: total }] },
    ...{ total, shipping: goods > 0 ? 0n : rupiah(420) },
    lines: (goods > 0 ? [set] : things).map((thing) => ({ ...thing, lineId: newId(at) })),
    papers: [{ kind: 'handover', per: 'order', when: 'received' }],
  });
  const made = await database.transaction((tx) => openDecided(tx, decided));
  const { orderId } = made;
  const shop = `/sellers/${sellerId}/orders`;
  return { made, shop, own: `${shop}/${orderId}`, delivery: `/institutions/${sukamaju}/deliveries/${orderId}` };
}

test('a whole story in forms and pages: accept, ship, receive, pay', async () => {
  const { made, shop, own, delivery } = await order();
  const home = await (await ask(shop, darsono)).text();
  for (const part of [
    'Satu hal untuk hari ini',
    'Kursi &lt;rotan&gt;',
    'Rp8.380',
    `${own}/acceptance`,
    'Saya tidak sanggup',
  ]) {
    expect(home).toContain(part);
  }
  const accepted = await form(`${own}/acceptance`, darsono, {});
  expect([accepted.status, accepted.headers.get('location')]).toEqual([303, `${own}?lang=id`]);
  expect(await (await ask(own, darsono)).text()).toContain(`${own}/shipment`);
  expect((await form(`${own}/shipment`, darsono, { courier: 'Pos', parcel: 'KN-77120' })).status).toBe(303);

  const waiting = await (await ask(delivery, ratna)).text();
  for (const part of ['Barang dalam perjalanan', 'KN-77120', `${delivery}/receipts`, 'lines.1.quantity'])
    expect(waiting).toContain(part);
  expect(await (await ask(delivery, sari)).text()).not.toContain(`${delivery}/receipts`);
  const [kursi, meja] = made.lines;
  const counted = (first: string, second: string) => ({
    ...{ 'lines.0.lineId': kursi?.lineId ?? '', 'lines.0.quantity': first },
    ...{ 'lines.1.lineId': meja?.lineId ?? '', 'lines.1.quantity': second },
  });
  expect((await form(`${delivery}/receipts`, ratna ?? '', counted('6', ''))).status).toBe(303);
  expect(await (await ask(delivery, ratna)).text()).toContain('Sebagian barang sudah tiba');
  const over = await form(`${delivery}/receipts`, ratna ?? '', counted('0', '3'));
  expect([over.status, await over.text()]).toEqual([
    409,
    expect.stringContaining('Meja: yang belum diterima tinggal 2'),
  ]);
  expect((await form(`${delivery}/receipts`, ratna ?? '', counted('0', '2'))).status).toBe(303);
  expect(await (await ask(delivery, ratna)).text()).toMatch(/BAST-2026-\d{6}/);

  const received = await findDelivery(database, sukamaju, made.orderId);
  if (!received) throw new Error('the delivery was opened');
  await database.transaction((tx) => openBill(tx, { delivery: received, invoiced: null, by: ratna ?? '', at }));
  expect(await (await ask(shop, darsono)).text()).toContain('Rencana dibayar 9 Desember 2026');
  const list = await (await ask(`/institutions/${sukamaju}/bills`, sari)).text();
  expect(list).toContain('1 tagihan lengkap, siap dibayar');
  const { bills } = (await (await ask(`/institutions/${sukamaju}/bills`, sari, 'application/json')).json()) as {
    bills: { id: string }[];
  };
  const bill = `/institutions/${sukamaju}/bills/${bills[0]?.id}`;
  const page = await (await ask(bill, sari)).text();
  for (const part of [`${bill}/payment`, `${bill}/spp`, 'Rotan &lt;Sejati&gt;', 'PPh 22']) expect(page).toContain(part);
  for (const part of ['Terbilang: delapan ribu empat ratus dua puluh rupiah', 'Bila dibayar LS', 'PMK 58/2022'])
    expect(page).toContain(part);
  for (const person of [dewi, agus, joko]) {
    const reading = await (await ask(bill, person)).text();
    expect(reading).not.toContain('<form method="post"');
    expect(reading).toContain('Menunggu Bendahara');
  }
  const paid = await form(`${bill}/payment`, sari ?? '', { method: 'UP', reference: 'TRF-0091', paidOn: '2026-11-25' });
  expect(paid.status).toBe(303);
  const done = await (await ask(`${bill}?lang=en`, sari)).text();
  expect(done).toContain('is paid');
  expect(await (await ask(own, darsono)).text()).toContain('Sudah dibayar 25 November 2026');
});

test('LS is read aloud as three numbered steps: what is recorded, what is missing now and whose turn it is, what follows', async () => {
  const { made } = await order();
  const waiting = await findDelivery(database, sukamaju, made.orderId);
  if (!waiting) throw new Error('the delivery was opened');
  const lines = waiting.lines.map((line) => ({ ...line, received: line.quantity }));
  const delivery = { ...waiting, papers: [], lines, state: 'received', receivedAt: at } as const;
  await database.transaction((tx) => openBill(tx, { delivery, invoiced: null, by: ratna ?? '', at }));
  const { bills } = await (await ask(`/institutions/${sukamaju}/bills`, sari, 'application/json')).json();
  const { id } = bills.find(({ orderId }: { orderId: string }) => orderId === made.orderId);
  const bill = `/institutions/${sukamaju}/bills/${id}`;
  const heard = async (person: string | undefined) => {
    const text = (await (await ask(bill, person)).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    return text.slice(text.indexOf('Menunggu '), text.indexOf(' Bukti ')).trim();
  };
  expect(await heard(joko)).toContain(
    'Tiga langkah bila dibayar LS 1. SPP, surat permintaan pembayaran Dicatat Bendahara. ' +
      '2. SPM, surat perintah membayar Dicatat PPSPM. 3. SP2D, surat perintah pencairan dana Dicatat BUD.',
  );
  await send(`${bill}/spp`, sari, { number: '00214/SPP', on: '2026-11-25' });
  expect(await heard(sari)).toBe(
    'Menunggu PPSPM Nomornya dicatat di halaman ini begitu suratnya terbit di aplikasi keuangan. ' +
      'LS: 1 dari 3 langkah selesai 1. SPP, surat permintaan pembayaran Nomor 00214/SPP, 25 November 2026. Dicatat ' +
      'Bendahara. 2. SPM, surat perintah membayar Sekarang: nomor dan tanggalnya belum ada. Dicatat PPSPM. ' +
      '3. SP2D, surat perintah pencairan dana Menyusul. Dicatat BUD.',
  );
  expect(await (await ask(bill, dewi)).text()).toContain(`${bill}/spm`);
  await send(`${bill}/spm`, dewi, { number: '00209/SPM', on: '2026-11-25' });
  expect(await heard(joko)).toContain('Menunggu BUD');
  await send(`${bill}/sp2d`, agus, { number: '00190/SP2D', on: '2026-11-25' });
  const twin = await (await ask(bill, joko, 'application/json')).json();
  expect(twin).toMatchObject({
    state: 'paid',
    taxFor: 'LS',
    steps: [{ step: 'spp' }, { step: 'spm' }, { step: 'sp2d' }],
  });
  expect(twin.ways).toMatchObject([
    { method: 'UP', tax: { pph22Sen: '4000' }, rule: { article: 'PMK 58/2022', verified: true } },
    { method: 'LS', tax: { pph22Sen: '0', collector: 'nobody' }, rule: null },
  ]);
});

test('the JSON twins say the same, with sen as digits', async () => {
  const { made, own, delivery } = await order();
  expect(await (await send(`${own}/acceptance`, darsono, {})).json()).toMatchObject({
    state: 'accepted',
    totalSen: '842000',
  });
  await send(`${own}/shipment`, darsono, { courier: 'Pos', parcel: 'KN-1' });
  const lines = made.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const answer = await send(`${delivery}/receipts`, ratna, { lines });
  expect([answer.status, await answer.json()]).toEqual([201, expect.objectContaining({ state: 'received' })]);
  const twin = await (await ask(delivery, joko, 'application/json')).json();
  expect(twin).toMatchObject({
    state: 'received',
    sellerReceivesSen: '838000',
    receipts: [{ isComplete: true, report: 'open' }],
  });
  expect(await (await ask(`/institutions/${sukamaju}/deliveries`, joko, 'application/json')).json()).toEqual({
    deliveries: expect.not.arrayContaining([expect.objectContaining({ orderId: made.orderId })]),
  });
});

// Of Rp15,000,000: UP 0.5 % at the marketplace, Rp75,000; LS 1.5 % by the treasurer, Rp225,000.
test.each([
  ['LS', ['spp', 'spm', 'sp2d'], 'Rp14.775.000', 'Rp225.000', 'treasurer'],
  ['LS', ['spp'], 'Rp14.775.000', 'Rp225.000', 'treasurer'],
  ['UP', ['payment'], 'Rp14.925.000', 'Rp75.000', 'marketplace'],
] as const)(
  'paid by %s, after %j, seller and office read what the seller really receives: %s',
  async (method, nouns, net, pph22, collector) => {
    const { made, shop, own, delivery } = await order({ goods: 15_000_000 });
    const key = crypto.randomUUID();
    await send(`${own}/acceptance`, darsono, {}, key);
    await send(`${own}/shipment`, darsono, { courier: 'Pos', parcel: 'KN-1' });
    const lines = made.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
    await send(`${delivery}/receipts`, ratna, { lines });
    const found = await findDelivery(database, sukamaju, made.orderId);
    if (!found) throw new Error('the delivery was opened');
    await database.transaction((tx) => openBill(tx, { delivery: found, invoiced: null, by: ratna, at }));
    const { bills } = await (await ask(`/institutions/${sukamaju}/bills`, sari, 'application/json')).json();
    const bill = bills.find(({ orderId }: { orderId: string }) => orderId === made.orderId);

    const open = await (await ask(own, darsono, 'application/json')).json();
    expect(open).toMatchObject({ sellerReceivesSen: '1492500000', money: { state: 'due', method: null } });
    for (const [path, person] of [
      [own, darsono],
      [delivery, joko],
    ] as const) {
      const text = await (await ask(path, person)).text();
      expect(text).toContain('Rp14.925.000');
      expect(text).toContain('berlaku bila kantor membayar dengan UP. Dengan LS potongan');
    }

    const payers = { payment: sari, spp: sari, spm: dewi, sp2d: agus };
    for (const noun of nouns) {
      const up = { method: 'UP', reference: '1', paidOn: '2026-11-25' };
      const body = noun === 'payment' ? up : { number: '1', on: '2026-11-25' };
      const answer = await send(`/institutions/${sukamaju}/bills/${bill.id}/${noun}`, payers[noun], body);
      expect(answer.status).toBe(200);
    }
    const { sellerReceivesSen } = bill.tax;
    expect(sellerReceivesSen).toBe('1492500000');
    const sen = `${net.replace(/\D/g, '')}00`;
    const tax = { collector, pph22Sen: `${pph22.replace(/\D/g, '')}00` };
    const said = { sellerReceivesSen: sen, tax, money: { method } };
    expect(await (await ask(own, darsono, 'application/json')).json()).toMatchObject(said);
    expect(await (await ask(delivery, joko, 'application/json')).json()).toMatchObject(said);
    expect(await (await send(`${own}/acceptance`, darsono, {}, key)).json()).toMatchObject(said);
    const { orders } = await (await ask(shop, darsono, 'application/json')).json();
    expect(orders.find(({ orderId }: { orderId: string }) => orderId === made.orderId)).toMatchObject(said);
    for (const [path, person] of [
      [shop, darsono],
      [own, darsono],
      [delivery, joko],
    ] as const) {
      const text = await (await ask(path, person)).text();
      expect(text).toContain(net);
      expect(text).toContain(pph22);
      if (path !== shop) expect(text).not.toContain('berlaku bila kantor membayar');
      if (method === 'LS') expect(text).not.toContain('Rp14.925.000');
    }
  },
);

test('who may what: other roles, other institutions, other shops and passers-by are refused', async () => {
  const { made, own, shop, delivery } = await order();
  const lines = made.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const refused: [Promise<Response>, number][] = [
    [ask(shop) as Promise<Response>, 401],
    [ask(own, otherSeller) as Promise<Response>, 403],
    [ask(`/sellers/${sellerId}/orders/${newId(at)}`, darsono) as Promise<Response>, 404],
    [send(`${own}/acceptance`, otherSeller, {}) as Promise<Response>, 403],
    [send(`${own}/acceptance`, ratna, {}) as Promise<Response>, 403],
    [ask(delivery) as Promise<Response>, 401],
    [ask(delivery, stranger) as Promise<Response>, 403],
    [ask(delivery, darsono) as Promise<Response>, 403],
    [send(`${delivery}/receipts`, sari, { lines }) as Promise<Response>, 403],
    [send(`${delivery}/receipts`, stranger, { lines }) as Promise<Response>, 403],
    [send(`${delivery}/receipts`, ratna, { lines }) as Promise<Response>, 409],
    [ask(`/institutions/${sukamaju}/bills`, stranger) as Promise<Response>, 403],
    [ask(`/institutions/${sukamaju}/bills`) as Promise<Response>, 401],
    [ask(`/institutions/${sukamaju}/bills/${newId(at)}`, sari) as Promise<Response>, 404],
  ];
  for (const [answer, status] of refused) expect((await answer).status).toBe(status);
  const bill = `/institutions/${sukamaju}/bills/${newId(at)}`;
  const ls = { number: '1', on: '2026-11-25' };
  const up = { method: 'UP', reference: '1', paidOn: '2026-11-25' };
  for (const person of [ratna, dewi, agus, joko, stranger]) {
    expect((await send(`${bill}/payment`, person, up)).status).toBe(403);
    expect((await send(`${bill}/spp`, person, ls)).status).toBe(403);
  }
  for (const person of [sari, agus]) expect((await send(`${bill}/spm`, person, ls)).status).toBe(403);
  for (const person of [sari, dewi]) expect((await send(`${bill}/sp2d`, person, ls)).status).toBe(403);
  expect((await send(`${bill}/payment`, sari, up)).status).toBe(404);
});

test.each([
  ['payment', { method: 'LS', reference: '1', paidOn: '2026-11-25' }],
  ['payment', { method: 'UP', reference: ' ', paidOn: '2026-11-25' }],
  ['payment', { method: 'UP', reference: '1', paidOn: '2026-02-30' }],
  ['spp', { number: '1' }],
  ['spp', { number: 'x'.repeat(101), on: '2026-11-25' }],
])('%s with %j makes no sense', async (noun, body) => {
  expect((await send(`/institutions/${sukamaju}/bills/${newId(at)}/${noun}`, sari, body)).status).toBe(422);
});

test.each([
  [{ lines: [] }],
  [{ lines: [{ lineId: 'x', quantity: 1 }] }],
  [{ lines: [{ lineId: sellerId, quantity: -1 }] }],
  [{ lines: [{ lineId: sellerId, quantity: '1e3' }] }],
])('a receipt of %j makes no sense', async (body) => {
  expect((await send(`/institutions/${sukamaju}/deliveries/${newId(at)}/receipts`, ratna, body)).status).toBe(422);
});

async function personWith(scope: string, scopeId: string, role: string): Promise<string> {
  const id = newId(at);
  await owner.query(`insert into account.people (id, name, at) values ($1, 'sealed', $2)`, [id, at]);
  await owner.query(
    `insert into account.grants (scope_id, id, person_id, scope, role, decree, valid_from, granted_by, at)
     values ($1, $2, $3, $4, $5, 'SK 1/2026', $6, $3, $6)`,
    [scopeId, newId(at), id, scope, role, new Date('2026-01-01T00:00:00Z')],
  );
  return id;
}
