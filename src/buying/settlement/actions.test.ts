import { expect, test } from 'vitest';
import type { Actor, Role } from '../../parties/account/index.ts';
import type { Connector } from '../../parties/marketplace/index.ts';
import type { Tx } from '../../platform/database.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { newId } from '../../platform/id.ts';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { openDecided, payingLine } from '../../testing/ordered.ts';
import { rememberingMarket } from '../../testing/remembering-market.ts';
import { rupiah } from '../../values/money.ts';
import { papersOf } from '../document/index.ts';
import {
  actAsSeller,
  type ConfirmedOrder,
  findDelivery,
  fulfilmentSubscribers,
  recordReceipt,
} from '../fulfilment/index.ts';
import { billsOf, moneyOf, openBill, recordStep } from './actions.ts';
import { settlementSubscribers } from './dispatch.ts';
import type { Step } from './rules.ts';

const CONNECTIONS = 32;
const { database, owner } = await cloneDatabase({ connections: CONNECTIONS });
const at = new Date('2026-11-25T05:00:00Z');
const later = new Date('2026-12-07T03:00:00Z');
const institutionId = newId(at);
const workUnitId = newId(at);
const person = newId(at);
const actor = (...roles: Role[]): Actor => ({ personId: person, institutionId, roles, workUnitId: null });
const within = <Result>(work: (tx: Tx) => Promise<Result>) => database.transaction(work);

const lineId = await within((tx) => payingLine(tx, { institutionId, workUnitId, by: person, at }));

/** An order whose money is committed, received whole. */
async function receivedOrder(connector: Connector, more: Partial<ConfirmedOrder> = {}): Promise<ConfirmedOrder> {
  const order = confirmedOrder({
    ...{ institutionId, workUnitId, requestedBy: person, at },
    budgetMoves: [{ lineId, amount: rupiah(8420) }],
    lines: [{ lineId: newId(at), externalId: 'kursi', title: 'Kursi', unit: 'buah', quantity: 8, price: rupiah(1000) }],
    ...more,
  });
  const made = await within((tx) => openDecided(tx, order));
  const { orderId } = made;
  const act = { sellerId: made.sellerId, orderId, by: person, at };
  await actAsSeller(database, () => connector, { ...act, key: crypto.randomUUID(), choice: { step: 'accept' } });
  const ship = { step: 'ship', courier: 'Pos', parcel: 'KN-1' } as const;
  await actAsSeller(database, () => connector, { ...act, key: crypto.randomUUID(), choice: ship });
  const counted = made.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  await recordReceipt(database, { by: actor('pp'), at, key: crypto.randomUUID(), orderId, counted });
  return made;
}

async function bill(made: ConfirmedOrder, invoiced: bigint | null = null) {
  const delivery = await findDelivery(database, institutionId, made.orderId);
  if (!delivery) throw new Error('the delivery was opened');
  await within((tx) => openBill(tx, { delivery, invoiced, by: person, at }));
  const opened = (await billsOf(database, institutionId)).find(({ orderId }) => orderId === made.orderId);
  if (!opened) throw new Error('the bill was opened');
  return opened;
}

const record = (
  billId: string,
  by: Actor,
  step: Step,
  number: string,
  day: string,
  key: string = crypto.randomUUID(),
) => recordStep(database, { by, at: later, key, billId, step, number, day });

/** The line's accounts by its transfers alone. */
async function ledger(): Promise<{ committed: bigint; paid: bigint }> {
  const [row] = await owner.query<{
    committed: string;
    paid: string;
    stored_committed: bigint;
    stored_paid: bigint;
    sum: string;
  }>(
    `select coalesce(sum(amount_sen) filter (where account = 'committed'), 0) as committed,
       coalesce(sum(amount_sen) filter (where account = 'paid'), 0) as paid, sum(amount_sen) as sum,
       (select committed_sen from budget.balances where line_id = $1) as stored_committed,
       (select paid_sen from budget.balances where line_id = $1) as stored_paid
     from budget.entries where line_id = $1`,
    [lineId],
  );
  if (!row) throw new Error('a sum has a row');
  expect(BigInt(row.sum)).toBe(0n);
  expect([BigInt(row.committed), BigInt(row.paid)]).toEqual([row.stored_committed, row.stored_paid]);
  return { committed: BigInt(row.committed), paid: BigInt(row.paid) };
}

// Read this one first.
test('goods are received, the bill opens matched to the invoice, the treasurer pays by UP, the marketplace hears of it', async () => {
  const lokabina = rememberingMarket({ status: 'received' });
  const dispatcher = createDispatcher(database, { pollMs: 20 });
  const deps = { database, connectors: () => lokabina.connector, clock: () => later };
  const subscribers = { ...fulfilmentSubscribers(deps), ...settlementSubscribers(deps) };
  for (const [event, subscriber] of Object.entries(subscribers)) dispatcher.subscribe(event, subscriber);
  await dispatcher.start();
  const before = await ledger();
  const made = await receivedOrder(lokabina.connector);
  await dispatcher.idle();

  const [opened] = await billsOf(database, institutionId);
  expect(opened).toMatchObject({
    ...{ orderId: made.orderId, state: 'due', amount: rupiah(8420), invoiced: rupiah(8420), mismatches: [] },
    ...{ receivedOn: '2026-11-25', dueOn: '2026-12-09', tax: made.tax },
  });
  expect(await moneyOf(database, [made])).toEqual(
    new Map([[made.orderId, { state: 'due', on: '2026-12-09', method: null, tax: null }]]),
  );

  lokabina.state.silent = 1;
  const paid = await record(opened?.id ?? '', actor('treasurer'), 'pay', 'TRF-0091', '2026-12-07');
  expect(paid).toMatchObject({ state: 'paid', method: 'UP', reference: 'TRF-0091', paidOn: '2026-12-07' });
  await dispatcher.idle();
  await dispatcher.stop();
  expect(await ledger()).toEqual({ committed: before.committed, paid: before.paid + rupiah(8420) });
  const kinds = (await papersOf(database, institutionId, [made.orderId])).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['handover', 'purchase-order', 'receipt']);
  expect(lokabina.operations()).toEqual(['accept', 'ship', 'receipt', 'payment']);
  expect(lokabina.told().at(-1)?.[1]).toMatchObject({ amount: rupiah(8420), reference: 'TRF-0091' });
  expect(await moneyOf(database, [made])).toEqual(
    new Map([[made.orderId, { state: 'paid', on: '2026-12-07', method: 'UP', tax: paid.tax }]]),
  );
  const audit = await owner.query(`select action from platform.audit where subject = $1 order by id`, [paid.id]);
  expect(audit).toEqual([{ action: 'bill.opened' }, { action: 'bill.paid' }]);
});

test('LS: money moves at SP2D and not before; every step is recorded once, by its own role', async () => {
  const made = await receivedOrder(rememberingMarket({ status: 'received' }).connector);
  const { id } = await bill(made);
  const before = await ledger();
  const key = crypto.randomUUID();
  await record(id, actor('treasurer'), 'spp', '00214/SPP/2026', '2026-12-02', key);
  await record(id, actor('treasurer'), 'spp', '00214/SPP/2026', '2026-12-02', key);
  await expect(record(id, actor('treasurer'), 'spp', '00215', '2026-12-02')).rejects.toMatchObject({
    code: 'settlement/wrong-order',
  });
  await expect(record(id, actor('treasurer'), 'pay', 'TRF', '2026-12-02')).rejects.toMatchObject({
    code: 'settlement/other-method',
  });
  await expect(record(id, actor('bud'), 'sp2d', '1', '2026-12-03')).rejects.toMatchObject({
    code: 'settlement/wrong-order',
  });
  await expect(record(id, actor('treasurer'), 'spm', '1', '2026-12-03')).rejects.toMatchObject({
    code: 'settlement/not-your-spm',
  });
  await record(id, actor('ppspm'), 'spm', '00209/SPM/2026', '2026-12-04');
  expect(await ledger()).toEqual(before);
  const paid = await record(id, actor('bud'), 'sp2d', '00190/SP2D/2026', '2026-12-07');
  expect(paid).toMatchObject({ state: 'paid', method: 'LS', reference: '00190/SP2D/2026', paidOn: '2026-12-07' });
  expect(paid.steps.map(({ step, number, day }) => [step, number, day])).toEqual([
    ['spp', '00214/SPP/2026', '2026-12-02'],
    ['spm', '00209/SPM/2026', '2026-12-04'],
    ['sp2d', '00190/SP2D/2026', '2026-12-07'],
  ]);
  expect(await ledger()).toEqual({ committed: before.committed - rupiah(8420), paid: before.paid + rupiah(8420) });
  await expect(record(id, actor('bud'), 'sp2d', '2', '2026-12-07')).rejects.toMatchObject({
    code: 'settlement/paid-already',
  });
});

test('64 payments at once on 32 connections pay once', async () => {
  const made = await receivedOrder(rememberingMarket({ status: 'received' }).connector);
  const { id } = await bill(made);
  const before = await ledger();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => database.query('select pg_sleep(0.1)')));
  const outcomes = await Promise.allSettled(
    Array.from({ length: 64 }, (_, n) => record(id, actor('treasurer'), 'pay', `TRF-${n}`, '2026-12-07')),
  );
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(refused).toEqual(Array.from({ length: 63 }, () => 'settlement/paid-already'));
  expect(await ledger()).toEqual({ committed: before.committed - rupiah(8420), paid: before.paid + rupiah(8420) });
  const [counts] = await owner.query(
    `select (select count(*) from document.papers where subject = $1 and kind = 'receipt') as papers,
       (select count(*) from platform.outbox where subject = $2 and event = 'bill.paid') as news,
       (select count(*) from budget.transfers where reason = $2) as transfers`,
    [made.orderId, id],
  );
  expect(counts).toEqual({ papers: 1n, news: 1n, transfers: 1n });
});

test('UP and SPP at once: one way wins, and the money moves once at most', async () => {
  const made = await receivedOrder(rememberingMarket({ status: 'received' }).connector);
  const { id } = await bill(made);
  const before = await ledger();
  const outcomes = await Promise.allSettled([
    ...[
      record(id, actor('treasurer'), 'pay', 'TRF', '2026-12-07'),
      record(id, actor('treasurer'), 'spp', 'SPP', '2026-12-07'),
    ],
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const moved = (await ledger()).paid - before.paid;
  expect(moved).toBe(outcomes[0]?.status === 'fulfilled' ? rupiah(8420) : 0n);
});

test('a bill opened twice is one bill; sums that differ are named and never paid', async () => {
  const made = await receivedOrder(rememberingMarket({ status: 'received' }).connector);
  const opened = await bill(made, rupiah(8421));
  expect(opened).toMatchObject({ state: 'mismatch', mismatches: ['invoice'] });
  expect((await bill(made)).id).toBe(opened.id);
  for (const [role, step] of [
    ['treasurer', 'pay'],
    ['treasurer', 'spp'],
    ['ppspm', 'spm'],
    ['bud', 'sp2d'],
  ] as const) {
    await expect(record(opened.id, actor(role), step, '1', '2026-12-07')).rejects.toMatchObject({
      code: 'settlement/mismatched',
    });
  }
});

test('nothing is paid while a demanded paper is missing, by another institution, or beyond what is committed', async () => {
  const made = await receivedOrder(rememberingMarket({ status: 'received' }).connector);
  const { id } = await bill(made);
  const stranger = { ...actor('treasurer'), institutionId: newId(at) };
  await expect(record(id, stranger, 'pay', '1', '2026-12-07')).rejects.toMatchObject({ code: 'settlement/none' });
  await owner.query(
    `update settlement.bills set papers = papers || '[{"kind":"comparison","per":"order","when":"confirmed"}]' where id = $1`,
    [id],
  );
  await expect(record(id, actor('treasurer'), 'pay', '1', '2026-12-07')).rejects.toMatchObject({
    ...{ code: 'settlement/papers-missing', details: { papers: 'comparison' } },
  });
  const other = await bill(await receivedOrder(rememberingMarket({ status: 'received' }).connector));
  const before = await ledger();
  await owner.query(
    `update settlement.bills set budget_moves = jsonb_set(budget_moves, '{0,amount}', '"99999999999999"') where id = $1`,
    [other.id],
  );
  await expect(record(other.id, actor('treasurer'), 'pay', '1', '2026-12-07')).rejects.toMatchObject({
    code: 'budget/not-enough',
  });
  expect(await ledger()).toEqual(before);
  const [left] = await owner.query(`select state from settlement.bills where id = $1`, [other.id]);
  expect(left).toEqual({ state: 'due' });
});

test('what all paid bills say is what the ledger paid', async () => {
  const { paid } = await ledger();
  const [sum] = await owner.query<{ paid: bigint }>(
    `select sum(amount_sen)::bigint as paid from settlement.bills where state = 'paid' and institution_id = $1`,
    [institutionId],
  );
  expect(paid).toBe(sum?.paid);
});

test.each([
  `update settlement.bills set amount_sen = 1`,
  `delete from settlement.bills`,
  `update settlement.steps set number = '1'`,
  `delete from settlement.steps`,
])('the application may not: %s', async (sql) => {
  await expect(database.query(sql)).rejects.toThrow('permission denied');
});

test.each([
  `update settlement.bills set state = 'paid' where state = 'due'`,
  `update settlement.bills set state = 'due' where state = 'mismatch'`,
  `update settlement.bills set method = 'KKP'`,
])('the database itself refuses: %s', async (sql) => {
  await bill(await receivedOrder(rememberingMarket({ status: 'received' }).connector));
  await expect(owner.query(sql)).rejects.toThrow('check constraint');
});
