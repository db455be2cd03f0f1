import { expect, test } from 'vitest';
import type { Actor } from '../../parties/account/index.ts';
import type { Connector } from '../../parties/marketplace/index.ts';
import type { Tx } from '../../platform/database.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { newId } from '../../platform/id.ts';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rememberingMarket } from '../../testing/remembering-market.ts';
import { papersOf } from '../document/index.ts';
import { actAsSeller, followMarketplace } from './act-as-seller.ts';
import { cancelDelivery, findDelivery, openDelivery, recordReceipt } from './actions.ts';
import { fulfilmentSubscribers } from './report-receipt.ts';
import type { ConfirmedOrder } from './rules.ts';
import type { SellerChoice } from './seller-steps.ts';

const CONNECTIONS = 32;
const { database, owner } = await cloneDatabase({ connections: CONNECTIONS });
const at = new Date('2026-11-25T05:00:00Z');
const institutionId = newId(at);
const workUnitId = newId(at);
const [ratna, darsono] = [newId(at), newId(at)];
const by: Actor = { personId: ratna, institutionId, roles: ['pp'], workUnitId: null };
const within = <Result>(work: (tx: Tx) => Promise<Result>) => database.transaction(work);

async function order(more: Partial<ConfirmedOrder> = {}): Promise<ConfirmedOrder> {
  const made = confirmedOrder({ institutionId, workUnitId, requestedBy: ratna, at, ...more });
  await within((tx) => openDelivery(tx, made));
  return made;
}

const act = (made: ConfirmedOrder, connector: Connector, choice: SellerChoice, key: string = crypto.randomUUID()) =>
  actAsSeller(database, () => connector, {
    sellerId: made.sellerId,
    orderId: made.orderId,
    by: darsono,
    at,
    key,
    choice,
  });
const ship: SellerChoice = { step: 'ship', courier: 'Pos', parcel: 'KN-77120' };
async function shipped() {
  const made = await order();
  const lokabina = rememberingMarket();
  await act(made, lokabina.connector, { step: 'accept' });
  await act(made, lokabina.connector, ship);
  return { made, lokabina };
}
const count = (made: ConfirmedOrder, quantities: readonly number[], key: string = crypto.randomUUID()) => {
  const counted = quantities.map((quantity, index) => ({ lineId: made.lines[index]?.lineId ?? '', quantity }));
  return recordReceipt(database, { by, at, key, orderId: made.orderId, counted });
};
const kinds = async ({ orderId }: ConfirmedOrder) =>
  (await papersOf(database, institutionId, [orderId])).map(({ kind }) => kind);

// Read this one first.
test('Darsono accepts and ships, Ratna receives a part and then the rest, the papers follow, the marketplace knows', async () => {
  const { made, lokabina } = await shipped();
  const dispatcher = createDispatcher(database, { pollMs: 20 });
  for (const [event, subscriber] of Object.entries(
    fulfilmentSubscribers({
      database,
      connectors: () => lokabina.connector,
    }),
  )) {
    dispatcher.subscribe(event, subscriber);
  }
  await dispatcher.start();
  lokabina.state.silent = 1;
  expect(await kinds(made)).toEqual(['purchase-order']);
  expect(await count(made, [6, 1])).toMatchObject({ state: 'partly-received' });
  expect(await kinds(made)).toEqual(['purchase-order']);
  expect(await count(made, [0, 1])).toMatchObject({ state: 'received', receivedAt: at });
  expect(await kinds(made)).toEqual(expect.arrayContaining(['purchase-order', 'handover']));

  const audit = await owner.query<{ action: string }>(
    `select action from platform.audit where subject = $1 order by id`,
    [made.orderId],
  );
  expect(audit.map(({ action }) => action)).toEqual([
    ...['delivery.opened', 'delivery.accepted', 'delivery.shipped', 'delivery.partly-received', 'delivery.received'],
  ]);

  await dispatcher.idle();
  await dispatcher.stop();
  const receipts = lokabina.told().filter(([name]) => name === 'receipt');
  expect(receipts).toEqual([
    ['receipt', expect.objectContaining({ complete: false, lines: [expect.anything(), expect.anything()] })],
    ['receipt', expect.objectContaining({ complete: true, lines: [expect.anything()] })],
  ]);
  const reports = await owner.query(`select report from fulfilment.receipts where order_id = $1`, [made.orderId]);
  expect(reports).toEqual([{ report: 'done' }, { report: 'done' }]);
});

test('a message that comes twice opens one delivery with one Surat Pesanan', async () => {
  const made = await order();
  await within((tx) => openDelivery(tx, made));
  expect(await kinds(made)).toEqual(['purchase-order']);
  expect(await findDelivery(database, institutionId, made.orderId)).toMatchObject({
    ...made,
    state: 'waiting',
    version: 1,
    lines: [{}, {}],
  });
});

test('the answer of the marketplace is lost after it acted: doing it again heals it, under the same key', async () => {
  const made = await order();
  const lokabina = rememberingMarket();
  lokabina.state.lost = 1;
  const choice = { step: 'accept' } as const;
  await expect(act(made, lokabina.connector, choice)).rejects.toMatchObject({ code: 'fulfilment/marketplace-silent' });
  expect(await findDelivery(database, institutionId, made.orderId)).toMatchObject({ state: 'waiting' });
  expect(await act(made, lokabina.connector, choice)).toMatchObject({ state: 'accepted' });
  expect(lokabina.operations()).toEqual(['accept']);
});

test('the same key again is the same act, also later; with another body it is refused; another act is a wrong state', async () => {
  const made = await order();
  const lokabina = rememberingMarket();
  const key = crypto.randomUUID();
  await act(made, lokabina.connector, { step: 'accept' }, key);
  await act(made, lokabina.connector, ship);
  expect(await act(made, lokabina.connector, { step: 'accept' }, key)).toMatchObject({ state: 'shipped', version: 3 });
  expect(lokabina.operations()).toEqual(['accept', 'ship']);
  const other = { step: 'decline', reason: 'Stok habis' } as const;
  await expect(act(made, lokabina.connector, other, key)).rejects.toMatchObject({ code: 'platform/other-body' });
  await expect(act(made, lokabina.connector, other)).rejects.toMatchObject({ code: 'fulfilment/wrong-state' });
});

test('a refusal of the marketplace is told; one that only means "done already" is not', async () => {
  const made = await order();
  const lokabina = rememberingMarket();
  lokabina.state.refuse = true;
  const choice = { step: 'accept' } as const;
  await expect(act(made, lokabina.connector, choice)).rejects.toMatchObject({ code: 'fulfilment/marketplace-refused' });
  lokabina.state.status = 'accepted';
  expect(await act(made, lokabina.connector, choice)).toMatchObject({ state: 'accepted' });
  const { sellerActs: _, ...reader } = lokabina.connector;
  await expect(act(made, reader, ship)).rejects.toMatchObject({ code: 'fulfilment/at-marketplace' });
});

test('declining tells purchase once, so that the money goes back; nobody else can act for the seller', async () => {
  const made = await order();
  const { connector } = rememberingMarket();
  const stranger = { sellerId: newId(at), orderId: made.orderId, by: darsono, at, key: crypto.randomUUID() };
  await expect(
    actAsSeller(database, () => connector, { ...stranger, choice: { step: 'accept' } }),
  ).rejects.toMatchObject({
    code: 'fulfilment/none',
  });
  const declined = await act(made, connector, { step: 'decline', reason: 'Rotan basah' });
  expect(declined).toMatchObject({ state: 'declined', reason: 'Rotan basah' });
  const news = await owner.query(`select event, payload from platform.outbox where subject = $1`, [made.orderId]);
  expect(news).toEqual([{ event: 'delivery.declined', payload: JSON.stringify({ requestId: made.requestId }) }]);
  await expect(count(made, [1])).rejects.toMatchObject({ code: 'fulfilment/wrong-state' });
});

test('what the seller did at the marketplace itself is taken over; a cancelled order stops', async () => {
  const made = await order();
  const lokabina = rememberingMarket();
  const ask = { institutionId, orderId: made.orderId, by: ratna, at };
  expect(await followMarketplace(database, () => lokabina.connector, ask)).toMatchObject({ state: 'waiting' });
  lokabina.state.status = 'shipped';
  expect(await followMarketplace(database, () => lokabina.connector, ask)).toMatchObject({
    state: 'shipped',
    parcel: 'KN-9',
  });
  await within((tx) => cancelDelivery(tx, ask));
  expect(await findDelivery(database, institutionId, made.orderId)).toMatchObject({ state: 'shipped' });
  const other = await order();
  await within((tx) => cancelDelivery(tx, { ...ask, orderId: other.orderId }));
  await expect(act(other, lokabina.connector, { step: 'accept' })).rejects.toMatchObject({
    code: 'fulfilment/wrong-state',
  });
});

test('64 receipts at once on 32 connections: each piece is received once, the BAST is issued once', async () => {
  const { made } = await shipped();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => database.query('select pg_sleep(0.1)')));
  const outcomes = await Promise.allSettled(Array.from({ length: 64 }, (_, n) => count(made, n % 2 ? [1, 0] : [0, 1])));
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(outcomes.length - refused.length).toBe(8);
  // Which of the two it is depends on who came last.
  expect(['fulfilment/more-than-ordered', 'fulfilment/wrong-state']).toEqual(
    expect.arrayContaining([...new Set(refused)]),
  );
  const [sums] = await owner.query(
    `select (select sum(quantity) from fulfilment.receipt_lines where order_id = $1) as counted,
       (select sum(received) from fulfilment.lines where order_id = $1) as arrived,
       (select count(*) from fulfilment.receipts where order_id = $1 and is_complete) as complete,
       (select count(*) from document.papers where subject = $1 and kind = 'handover') as handovers,
       (select count(*) from platform.outbox where subject = $1 and event = 'delivery.received') as news`,
    [made.orderId],
  );
  expect(sums).toEqual({ counted: 8n, arrived: 8n, complete: 1n, handovers: 1n, news: 1n });
});

test('the same receipt sent 16 times at once is one receipt', async () => {
  const { made } = await shipped();
  const key = crypto.randomUUID();
  const answers = await Promise.all(Array.from({ length: 16 }, () => count(made, [2, 1], key)));
  expect(new Set(answers.map(({ version }) => version)).size).toBe(1);
  expect((await findDelivery(database, institutionId, made.orderId))?.lines.map(({ received }) => received)).toEqual([
    2, 1,
  ]);
});

test('a receipt that fails late leaves nothing behind', async () => {
  const made = await order({ papers: [{ kind: 'handover', per: 'order', when: 'received' }] });
  const { connector } = rememberingMarket();
  await act(made, connector, { step: 'accept' });
  await act(made, connector, ship);
  await owner.query(
    `update fulfilment.deliveries set content = jsonb_set(content::jsonb, '{lines}', '[]')::text where order_id = $1`,
    [made.orderId],
  );
  await expect(count(made, [6, 2])).rejects.toThrow('at least one line');
  const [left] = await owner.query(
    `select (select count(*) from fulfilment.receipts where order_id = $1) as receipts,
       (select state from fulfilment.deliveries where order_id = $1) as state`,
    [made.orderId],
  );
  expect(left).toEqual({ receipts: 0n, state: 'shipped' });
});

test.each([
  `update fulfilment.receipt_lines set quantity = 1`,
  `delete from fulfilment.receipts`,
  `update fulfilment.lines set quantity = 99`,
  `update fulfilment.deliveries set total_sen = 1`,
  `delete from fulfilment.deliveries`,
])('the application may not: %s', async (sql) => {
  await expect(database.query(sql)).rejects.toThrow('permission denied');
});

test('the database itself refuses more than was ordered', async () => {
  await order();
  await expect(owner.query(`update fulfilment.lines set received = quantity + 1`)).rejects.toThrow('check constraint');
});
