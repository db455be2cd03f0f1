import { expect, test } from 'vitest';
import type { Actor, Role } from '../../parties/account/index.ts';
import { newId } from '../../platform/id.ts';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { openDecided, payingLine } from '../../testing/ordered.ts';
import { rupiah, type Sen } from '../../values/money.ts';
import { papersOf } from '../document/index.ts';
import { findDelivery } from '../fulfilment/index.ts';
import { replay } from '../integrity/index.ts';
import { billsOf, openBill, recordStep } from './actions.ts';
import { waysOf } from './decide-tax.ts';
import { type Bill, lsSteps, transferOf } from './rules.ts';

const { database, owner } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const [institutionId, workUnitId, person] = [newId(at), newId(at), newId(at)];
const actor = (...roles: Role[]): Actor => ({ personId: person, institutionId, roles, workUnitId: null });
const everyStep = actor('treasurer', 'ppspm', 'bud');

const lineId = await database.transaction((tx) => payingLine(tx, { institutionId, workUnitId, by: person, at }));

interface Bought {
  readonly goods: number;
  readonly shipping?: number;
  readonly isPkp?: boolean;
  readonly packId?: string;
  /** Null in facts of the time before packs asked for it. */
  readonly purse?: 'apbn' | 'apbd' | null;
  /** The day on which it was decided. */
  readonly on?: string;
}

/** A bill for goods that were decided upon, ordered, and received whole. */
async function billFor({
  goods,
  shipping = 0,
  packId = 'pack-2025.3',
  on = '2026-11-25',
  isPkp = false,
  purse = 'apbd',
}: Bought) {
  const total = rupiah(goods + shipping);
  const line = { lineId: newId(at), externalId: 'x', title: 'Meja', unit: 'buah', quantity: 1, price: rupiah(goods) };
  const order = confirmedOrder({
    ...{ institutionId, workUnitId, requestedBy: person, at, total, shipping: rupiah(shipping), packId, lines: [line] },
    ...{ requestId: newId(at), budgetMoves: [{ lineId, amount: total }] },
    papers: [{ kind: 'receipt', per: 'order', when: 'paid' }],
  });
  return database.transaction(async (tx) => {
    await openDecided(tx, order, { on, isPkp, purse });
    const waiting = await findDelivery(tx, institutionId, order.orderId);
    if (!waiting) throw new Error('the delivery was opened');
    const lines = waiting.lines.map((one) => ({ ...one, received: one.quantity }));
    const delivery = { ...waiting, lines, state: 'received', receivedAt: at } as const;
    await openBill(tx, { delivery, invoiced: null, by: person, at });
    const bill = (await billsOf(tx, institutionId)).find(({ orderId }) => orderId === order.orderId);
    if (!bill) throw new Error('the bill was opened');
    return bill;
  });
}

const record = (bill: Bill, step: 'pay' | 'spp' | 'spm' | 'sp2d') =>
  recordStep(database, {
    ...{ by: everyStep, at, key: crypto.randomUUID(), billId: bill.id, step, number: `No ${step}`, day: '2026-11-25' },
  });
async function payLs(bill: Bill): Promise<Bill> {
  let paid = bill;
  for (const step of lsSteps) paid = await record(bill, step);
  return paid;
}
const shown = ({ tax, ...bill }: Bill) => ({ ...tax, transfer: transferOf({ ...bill, tax }), taxFor: bill.taxFor });
const parts = (dpp: number, ppn: number, pph22: number, sellerReceives: number, transfer: number) => ({
  ...{ dpp: rupiah(dpp), ppn: rupiah(ppn), pph22: rupiah(pph22) },
  ...{ sellerReceives: rupiah(sellerReceives), transfer: rupiah(transfer) },
});

// By hand. A PKP's Rp11,100,000 is DPP 10,000,000 and PPN 1,100,000. UP: the marketplace takes 0.5 % of the DPP (PMK 58).
// LS: the treasurer takes 1.5 % of it and the PPN (PMK 59), so the marketplace gets what is left of Rp11,120,000.
test('the same purchase is taxed as UP or as LS by the way it is really paid, not by the way that was guessed', async () => {
  const bought = { goods: 11_100_000, shipping: 20_000, isPkp: true };
  const up = parts(10_000_000, 1_100_000, 50_000, 9_970_000, 11_120_000);
  const ls = parts(10_000_000, 1_100_000, 150_000, 9_870_000, 9_870_000);
  const opened = await billFor(bought);
  expect(shown(opened)).toEqual({ ...up, collector: 'marketplace', taxFor: null });
  expect((await waysOf(database, opened)).map(({ method, tax }) => [method, tax.pph22])).toEqual([
    ['UP', rupiah(50_000)],
    ['LS', rupiah(150_000)],
  ]);

  expect(shown(await record(opened, 'pay'))).toEqual({ ...up, collector: 'marketplace', taxFor: 'UP' });
  const second = await billFor(bought);
  expect(shown(await record(second, 'spp'))).toEqual({ ...ls, collector: 'treasurer', taxFor: 'LS' });
  await record(second, 'spm');
  expect(shown(await record(second, 'sp2d'))).toEqual({ ...ls, collector: 'treasurer', taxFor: 'LS' });
});

// PMK 58 has no floor; the treasurer's is Rp2,000,000: UP 0.5 % of 1,900,000, LS nothing.
test('below the floor of the treasurer a small purchase is taxed at the marketplace and not by LS', async () => {
  const [up, ls] = [await billFor({ goods: 1_900_000 }), await billFor({ goods: 1_900_000 })];
  expect(shown(await record(up, 'pay'))).toMatchObject({
    ...parts(1_900_000, 0, 9_500, 1_890_500, 1_900_000),
    ...{ collector: 'marketplace', taxFor: 'UP' },
  });
  expect(shown(await payLs(ls))).toMatchObject({
    ...parts(1_900_000, 0, 0, 1_900_000, 1_900_000),
    ...{ collector: 'nobody', taxFor: 'LS' },
  });
});

// In June 2022 no marketplace collected yet: 1.5 % by the treasurer, whichever the way. In July UP would be 0.5 %.
test('a request decided before PMK 58 is taxed by the pack of its own day, years after another came into force', async () => {
  const old = { goods: 20_000_000, packId: 'pack-2022-04.3', on: '2022-06-30' };
  const treasurer = parts(20_000_000, 0, 300_000, 19_700_000, 19_700_000);
  expect(shown(await record(await billFor(old), 'pay'))).toMatchObject({ ...treasurer, collector: 'treasurer' });
  expect(shown(await payLs(await billFor(old)))).toMatchObject({ ...treasurer, collector: 'treasurer' });
  const july = { ...old, packId: 'pack-2022-07.3', on: '2022-07-01' };
  expect(shown(await record(await billFor(july), 'pay'))).toMatchObject({
    ...parts(20_000_000, 0, 100_000, 19_900_000, 20_000_000),
    collector: 'marketplace',
  });
});

test('the decision that taxed the bill is kept with the request, names its hash on the bill, and replays to the letter', async () => {
  const bill = await payLs(await billFor({ goods: 15_000_000 }));
  const made = await replay(database, institutionId, bill.requestId);
  expect(made.map(({ facts, same }) => [JSON.parse(facts).payment, same])).toEqual([
    [null, true],
    ['LS', true],
  ]);
  const rows = await owner.query(
    `select t.method, t.pack_id, t.pph22_sen from settlement.taxes t join integrity.decisions d
       on d.institution_id = t.institution_id and d.answer_hash = t.answer_hash and d.pack_id = t.pack_id
     where t.bill_id = $1 and d.request_id = $2`,
    [bill.id, bill.requestId],
  );
  expect(rows).toEqual([{ method: 'LS', pack_id: 'pack-2025.3', pph22_sen: rupiah(225_000) }]);
  const [audit] = await owner.query<{ content: string }>(
    `select content from platform.audit where subject = $1 and action = 'bill.spp-recorded'`,
    [bill.id],
  );
  expect(JSON.parse(audit?.content ?? '{}').tax).toMatchObject({ decidedFor: 'LS', collector: 'treasurer' });
});

test('what was decided before packs asked which purse pays finishes under its own edition, and replays to the letter', async () => {
  const bill = await billFor({ goods: 60_000_000, packId: 'pack-2025.2', purse: null });
  // That edition held regions to the limit of the state too, so it still warns.
  expect((await waysOf(database, bill))[0]?.flags).toMatchObject([
    { code: 'rulebook.up-limit', article: 'PMK 62/2023', verified: false },
  ]);
  await payLs(bill);
  const made = await replay(database, institutionId, bill.requestId);
  expect(made.map(({ packId, facts, same }) => [packId, JSON.parse(facts).payment, same])).toEqual([
    ['pack-2025.2', null, true],
    ['pack-2025.2', 'LS', true],
  ]);
  for (const { facts } of made) expect(JSON.parse(facts)).not.toHaveProperty('purse');
});

test('a large payment from UP warns a ministry of the limit of the state, and a region of its own', async () => {
  const flags = async (purse: 'apbn' | 'apbd') => {
    const [up] = await waysOf(database, await billFor({ goods: 60_000_000, purse }));
    return up?.flags.map(({ code }) => code);
  };
  expect(await flags('apbn')).toEqual(['rulebook.up-limit']);
  expect(await flags('apbd')).toEqual(['rulebook.up-region']);
});

test('the kuitansi says how it was paid, who kept which tax, and by which article', async () => {
  const content = async (bill: Bill) => (await papersOf(database, institutionId, [bill.orderId]))[0]?.content;
  const ls = await content(await payLs(await billFor({ goods: 15_000_000 })));
  expect(ls?.notes).toEqual([
    { key: 'settlement.note-LS', values: { amount: 'Rp14.775.000', reference: 'No sp2d' } },
    { key: 'settlement.note-tax-treasurer', values: { marketplace: 'Lokabina', pph22: 'Rp225.000', ppn: 'Rp0' } },
  ]);
  expect(ls?.articles).toContain('PMK 59/2022');
  expect(ls?.unverified).toContain('PMK 59/2022');
  const up = await content(await record(await billFor({ goods: 15_000_000 }), 'pay'));
  expect(up?.articles).toContain('PMK 58/2022');
  expect(up?.articles).not.toContain('PMK 59/2022');
});

test('UP and SPP at the same moment settle one tax', async () => {
  const bill = await billFor({ goods: 15_000_000 });
  await Promise.allSettled([record(bill, 'pay'), record(bill, 'spp')]);
  const rows = await owner.query<{ method: string; pph22: Sen }>(
    `select t.method, t.pph22_sen as pph22 from settlement.taxes t join settlement.bills b
       on b.institution_id = t.institution_id and b.id = t.bill_id and b.method = t.method where t.bill_id = $1`,
    [bill.id],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.pph22).toBe(rows[0]?.method === 'UP' ? rupiah(75_000) : rupiah(225_000));
});

test('nothing is paid for which nobody ever decided, and a decided tax stays', async () => {
  const bill = await billFor({ goods: 15_000_000 });
  await owner.query(`delete from integrity.decisions where request_id = $1`, [bill.requestId]);
  await expect(record(bill, 'pay')).rejects.toThrow('was never decided');
  await expect(database.query(`update settlement.taxes set pph22_sen = 0`)).rejects.toThrow('permission denied');
  await expect(database.query(`delete from settlement.taxes`)).rejects.toThrow('permission denied');
});
