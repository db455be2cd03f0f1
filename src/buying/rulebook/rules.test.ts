import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSentences } from '../../platform/i18n.ts';
import { rupiah } from '../../values/money.ts';
import { decide, decideUnder, packInForce } from './actions.ts';
import { packs } from './packs.ts';
import type { Facts, OrderFacts } from './rules.ts';

const order = (whole: number, more: Partial<OrderFacts> = {}): OrderFacts => ({
  ...{ key: 'a', sellerClass: 'micro', isPkp: false, goods: rupiah(whole), shipping: 0n },
  lines: [{ category: 'food', amount: rupiah(whole), isDomestic: true, tkdnPercent: null }],
  ...more,
});
const facts = (on: string, orders: readonly OrderFacts[], approvalAbove: bigint | null = null): Facts => ({
  ...{ on, policy: { approvalAbove }, payment: null, orders },
});

test('the first Bela: up to Rp50,000,000 at micro and small sellers, the officer alone', () => {
  const decision = decide(facts('2020-09-01', [order(50_000_000)]));
  expect(decision).toMatchObject({
    packId: 'pack-2020',
    stops: [],
    approver: null,
    path: 'kuitansi',
    payments: ['UP'],
  });
  expect(decide(facts('2020-09-01', [order(50_000_001)])).stops).toMatchObject([{ code: 'rulebook.over-limit' }]);
  const medium = decide(facts('2020-09-01', [order(1_000_000, { sellerClass: 'medium' })]));
  expect(medium.stops).toMatchObject([{ code: 'rulebook.not-small' }]);
});

test('2025: above Rp50,000,000 the PPK approves, above Rp200,000,000 it stops', () => {
  expect(decide(facts('2026-11-25', [order(50_000_000)]))).toMatchObject({ approver: null, stops: [] });
  expect(decide(facts('2026-11-25', [order(50_000_001)]))).toMatchObject({ approver: 'ppk', stops: [] });
  expect(decide(facts('2026-11-25', [order(200_000_001)])).stops).toMatchObject([{ code: 'rulebook.over-limit' }]);
  expect(decide(facts('2026-11-25', [order(10_000_001)], rupiah(10_000_000))).approver).toBe('ppk');
});

test('exactly the papers that the amount demands', () => {
  const papers = (whole: number) => decide(facts('2026-11-25', [order(whole)])).papers.map(({ kind }) => kind);
  expect(papers(10_000_000)).toEqual(['purchase-order', 'payment-proof']);
  expect(papers(10_000_001)).toEqual(['purchase-order', 'handover', 'receipt']);
});

test('tax of a PKP seller in 2025: Rp11,100,000 is DPP 10,000,000, PPN 1,100,000, PPh 22 50,000', () => {
  const [tax] = decide(facts('2026-11-25', [order(11_100_000, { isPkp: true })])).taxes;
  expect(tax).toMatchObject({
    dpp: rupiah(10_000_000),
    ppn: rupiah(1_100_000),
    pph22: rupiah(50_000),
    collector: 'marketplace',
  });
  expect(tax?.sellerReceives).toBe(rupiah(9_950_000));
});

test('a request decided under a pack finishes under it', () => {
  const asked = facts('2026-11-25', [order(60_000_000)]);
  expect(decideUnder('pack-2020', asked).stops).toHaveLength(1);
  expect(decideUnder('pack-2025', asked)).toEqual(decide(asked));
});

test.each(['2020-08-16', '2025-04-29', '2025-04-30', '2021-02-01', '2021-02-02'])(
  '%s has the pack of its day',
  (day) => {
    if (day < '2020-08-17') expect(() => packInForce(day)).toThrow('rulebook/no-pack');
    else expect(packInForce(day).from <= day).toBe(true);
  },
);

test('no rule stops that was not verified, all have an article, and every finding has its sentence', () => {
  const sentences = readSentences('id');
  const sellers = fc.constantFrom('micro', 'small', 'medium', 'large') as fc.Arbitrary<OrderFacts['sellerClass']>;
  fc.assert(
    fc.property(
      fc.constantFrom(...packs),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 300_000_000 }), sellers, fc.boolean(), fc.boolean()), {
        minLength: 1,
        maxLength: 4,
      }),
      (pack, rows) => {
        const orders = rows.map(([whole, sellerClass, isPkp, isDomestic]) =>
          order(whole, {
            ...{ sellerClass, isPkp },
            lines: [{ category: 'food', amount: rupiah(whole), isDomestic, tkdnPercent: null }],
          }),
        );
        const decision = decide(facts(pack.from, orders));
        expect(decision.stops.every(({ verified }) => verified)).toBe(true);
        for (const one of [...decision.stops, ...decision.flags, ...decision.reasons]) {
          expect(one.article).not.toBe('');
          expect(sentences.has(one.code), one.code).toBe(true);
        }
        for (const [index, tax] of decision.taxes.entries()) {
          expect(tax.dpp + tax.ppn).toBe(orders[index]?.goods);
        }
      },
    ),
  );
});
