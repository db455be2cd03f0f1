import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderAsk } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import { holdRefusal, paidToSeller, quote, type Shelf, shippingFor, take } from './rules.ts';

const offer = {
  ...{ id: 'kopi', sellerId: 'toko', sellerRegion: '32.04', price: rupiah(40_000), stock: 5, weightGrams: 500 },
  ...{ isRemoved: false, version: 1 },
};
const shelf: Shelf = new Map([['kopi', offer]]);
const line = { externalId: 'kopi', quantity: 3, price: rupiah(40_000) };
const ask: OrderAsk = {
  ...{ idempotencyKey: 'k', reference: 'r', sellerExternalId: 'toko', buyer: 'Dinas', shipTo: '32.73', address: 'a' },
  ...{ lines: [line], shipping: rupiah(18_000), total: rupiah(138_000), confirm: false },
};
const nothing = new Set<string>();

test.each([
  [1, '32.04', '32.73', 9_000],
  [1001, '32.04', '32.73', 18_000],
  [1000, '32.04', '31.71', 22_000],
  [0, '32.04', '31.71', 22_000],
])('%i g from %s to %s cost Rp%i', (grams, from, to, whole) => {
  expect(shippingFor(grams, from, to)).toBe(rupiah(whole));
});

test.each([
  ['as it was decided', {}, undefined],
  ['another seller', { sellerExternalId: 'lain' }, 'gone'],
  ['an offer nobody knows', { lines: [{ ...line, externalId: 'teh' }] }, 'gone'],
  ['a place that is none', { shipTo: '99.01' }, 'not-deliverable'],
  ['a price of its own', { lines: [{ ...line, price: 1n }] }, 'price-changed'],
  ['a total of its own', { total: rupiah(1) }, 'price-changed'],
  [
    'the same offer twice, together too many',
    { lines: [line, line], total: rupiah(267_000), shipping: rupiah(27_000) },
    'no-stock',
  ],
] as const)('an order with %s: %s', (_, changes, refusal) => {
  expect(holdRefusal({ ...ask, ...changes }, shelf, nothing)).toBe(refusal);
});

test('whatever is ordered, the shelf never goes below nothing', () => {
  const wanted = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(wanted, (amounts) => {
      let left = shelf;
      for (const quantity of amounts) {
        const shipping = shippingFor(quantity * 500, '32.04', '32.73');
        const total = rupiah(40_000) * BigInt(quantity) + shipping;
        const order = { ...ask, lines: [{ ...line, quantity }], shipping, total };
        if (!holdRefusal(order, left, nothing)) left = take(order.lines, left);
        expect(left.get('kopi')?.stock).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('a quote lies between the floor and the price, and the seller never gets more than was paid', () => {
  const price = fc.bigInt({ min: 1n, max: 10n ** 12n });
  fc.assert(
    fc.property(price, price, fc.integer({ min: 1, max: 100 }), (usual, asked, quantity) => {
      const quoted = quote(usual, quantity, asked);
      if (quoted !== undefined) expect(quoted <= usual && quoted * 100n >= usual * 95n && quoted > 0n).toBe(true);
      expect(paidToSeller(usual) <= usual && paidToSeller(usual) >= 0n).toBe(true);
    }),
  );
});
