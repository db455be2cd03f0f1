import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor, Role } from '../../parties/account/index.ts';
import { deliveryOf } from '../../testing/ordered.ts';
import { addDays, type Day } from '../../values/calendar.ts';
import { rupiah } from '../../values/money.ts';
import {
  type Bill,
  isDay,
  mismatchesOf,
  missingPapers,
  refusal,
  type Step,
  steps,
  taken,
  transferOf,
} from './rules.ts';

const at = new Date('2026-12-07T05:00:00Z');
const tax = {
  dpp: rupiah(8000),
  ppn: 0n,
  pph22: rupiah(40),
  collector: 'marketplace',
  sellerReceives: rupiah(8380),
} as const;
const content = {
  institution: { name: 'Sukamaju', address: '', code: '' },
  ...{ workUnit: '', reference: '', orderNumber: '', marketplace: '', seller: { name: '', classLabelKey: '' } },
  ...{ budgetLine: { code: '', name: '' }, lines: [], totals: [], total: '0', officials: [], notes: [], articles: [] },
  packId: 'pack',
};
const bill: Bill = {
  ...{ institutionId: 'sukamaju', id: 'bill', orderId: 'order', requestId: 'request', workUnitId: 'dinas' },
  ...{ orderNumber: 'P-1-1', title: '8 kursi', marketplaceId: 'm', marketplaceName: 'Lokabina', sellerId: 's' },
  ...{
    sellerName: 'Rotan Sejati',
    externalId: 'LB-1',
    tax,
    budgetMoves: [],
    papers: [],
    payments: ['UP', 'LS'],
    content,
  },
  ...{ state: 'due', mismatches: [], amount: rupiah(8420), invoiced: null, receivedOn: '2026-12-01' },
  ...{ dueOn: '2026-12-15', method: null, reference: null, paidOn: null, paidBy: null, report: 'open', at, version: 1 },
  ...{ taxFor: null, steps: [] },
};
const as = (...roles: Role[]): Actor => ({ personId: 'p', institutionId: 'sukamaju', roles, workUnitId: null });
const record = (before: Bill, step: Step, day: string) =>
  taken(before, { step, number: `No ${step}`, day, by: 'p', at, today: '2026-12-07' });

test('LS goes SPP, SPM, SP2D, each on its day and not before the one before', () => {
  const spp = record(bill, 'spp', '2026-12-02');
  expect(spp).toMatchObject({ state: 'spp', method: 'LS', paidOn: null, reference: null });
  expect(() => record(spp, 'spm', '2026-12-01')).toThrow('settlement/day-before');
  const spm = record(spp, 'spm', '2026-12-02');
  expect(() => record(spm, 'sp2d', '2026-12-08')).toThrow('settlement/day-ahead');
  expect(record(spm, 'sp2d', '2026-12-07')).toMatchObject({
    state: 'paid',
    reference: 'No sp2d',
    paidOn: '2026-12-07',
    version: 4,
  });
});

test.each([
  ['2026-11-30', 'settlement/day-before'],
  ['2026-12-08', 'settlement/day-ahead'],
  ['2026-11-31', 'settlement/day-ahead'],
  ['soon', 'settlement/day-ahead'],
])('UP is not paid on %s: %s', (day, code) => {
  expect(() => record(bill, 'pay', day)).toThrow(code);
});

test.each<[Partial<Bill>, Step, Role, string | undefined]>([
  [{}, 'pay', 'treasurer', undefined],
  [{}, 'pay', 'pp', 'settlement/not-your-pay'],
  [{}, 'spp', 'treasurer', undefined],
  [{}, 'spm', 'ppspm', 'settlement/wrong-order'],
  [{}, 'sp2d', 'bud', 'settlement/wrong-order'],
  [{ state: 'spp', method: 'LS' }, 'spm', 'treasurer', 'settlement/not-your-spm'],
  [{ state: 'spp', method: 'LS' }, 'spm', 'ppspm', undefined],
  [{ state: 'spp', method: 'LS' }, 'spp', 'treasurer', 'settlement/wrong-order'],
  [{ state: 'spp', method: 'LS' }, 'pay', 'treasurer', 'settlement/other-method'],
  [{ state: 'spm', method: 'LS' }, 'sp2d', 'ppspm', 'settlement/not-your-sp2d'],
  [{ state: 'spm', method: 'LS' }, 'sp2d', 'bud', undefined],
  [{ state: 'paid', method: 'LS' }, 'sp2d', 'bud', 'settlement/paid-already'],
  [{ state: 'paid', method: 'UP' }, 'pay', 'treasurer', 'settlement/paid-already'],
  [{ state: 'mismatch', mismatches: ['money'] }, 'pay', 'treasurer', 'settlement/mismatched'],
  [{ payments: ['UP'] }, 'spp', 'treasurer', 'settlement/method-not-allowed'],
  [{ payments: ['LS'] }, 'pay', 'treasurer', 'settlement/method-not-allowed'],
])('%j, %s by a %s: %s', (more, step, role, code) => {
  expect(refusal({ ...bill, ...more }, step, as(role))?.code).toBe(code);
});

test('nobody records for another work unit', () => {
  expect(refusal(bill, 'pay', { ...as('treasurer'), workUnitId: 'badan' })?.code).toBe('settlement/other-work-unit');
  expect(refusal(bill, 'pay', { ...as('treasurer'), workUnitId: 'dinas' })).toBeUndefined();
});

test('only sums that are equal everywhere may be paid', () => {
  const arrived = deliveryOf({ state: 'received' });
  const lines = arrived.lines.map((line) => ({ ...line, received: line.quantity }));
  const delivery = { ...arrived, lines };
  expect(mismatchesOf(delivery, null)).toEqual([]);
  expect(mismatchesOf(delivery, rupiah(8420))).toEqual([]);
  expect(mismatchesOf(delivery, rupiah(8421))).toEqual(['invoice']);
  expect(mismatchesOf({ ...delivery, lines: lines.map((line) => ({ ...line, received: 1 })) }, null)).toEqual([
    'quantity',
    'money',
  ]);
  expect(mismatchesOf({ ...delivery, state: 'shipped' }, null)).toEqual(['quantity']);
  expect(mismatchesOf({ ...delivery, budgetMoves: [] }, null)).toEqual(['budget']);
  expect(mismatchesOf({ ...delivery, shipping: 0n }, null)).toEqual(['money']);
});

test('papers demanded before payment are missed, those demanded on payment are not', () => {
  const papers = [
    { kind: 'purchase-order', per: 'order', when: 'confirmed' },
    { kind: 'handover', per: 'order', when: 'received' },
    { kind: 'receipt', per: 'order', when: 'paid' },
  ] as const;
  expect(missingPapers({ papers }, ['purchase-order'])).toEqual(['handover']);
  expect(missingPapers({ papers }, ['handover', 'purchase-order'])).toEqual([]);
});

test('the treasurer keeps back only the tax that the treasurer collects', () => {
  expect(transferOf(bill)).toBe(rupiah(8420));
  expect(transferOf({ ...bill, tax: { ...tax, collector: 'treasurer' } })).toBe(rupiah(8380));
  expect(transferOf({ ...bill, tax: { ...tax, collector: 'nobody' } })).toBe(rupiah(8420));
});

test('days are those of the calendar', () => {
  const noon = fc.date({
    min: new Date('2000-01-01T12:00:00Z'),
    max: new Date('2400-01-01T12:00:00Z'),
    noInvalidDate: true,
  });
  const text = (date: Date) => date.toISOString().slice(0, 10);
  fc.assert(
    fc.property(noon, fc.integer({ min: 0, max: 400 }), (date, count) => {
      expect(isDay(text(date))).toBe(true);
      expect(addDays(text(date) as Day, count)).toBe(text(new Date(date.getTime() + count * 86_400_000)));
    }),
  );
  expect(['2026-02-29', '2028-02-30', '2026-13-01', '2026-00-10', '2026-1-1', ''].filter(isDay)).toEqual([]);
});

test('every step ends where the table says', () => {
  for (const step of Object.keys(steps) as Step[]) expect(record(bill, step, '2026-12-05').state).toBe(steps[step].to);
});
