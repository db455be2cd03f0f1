import { expect, test } from 'vitest';
import { rupiah } from '../../values/money.ts';
import { flagsOf, type NewOrder, NOTHING, withOrders } from './rules.ts';

const after = (...orders: readonly NewOrder[]) => withOrders(NOTHING, orders);
const limit = rupiah(50_000_000);
const order = (sellerId: string, whole: number, category = 'food') => ({
  orderId: 'o',
  sellerId,
  categories: [category],
  amount: rupiah(whole),
});

test('two purchases of one kind that pass the limit only together must be explained', () => {
  const flags = flagsOf(after(order('a', 30_000_000)), [order('b', 25_000_000)], limit);
  expect(flags).toMatchObject([{ code: 'integrity.splitting', details: { category: 'food' } }]);
});

test.each([
  ['together within the limit', [order('a', 25_000_000)], [order('b', 25_000_000)]],
  ['another kind', [order('a', 30_000_000, 'furniture')], [order('b', 25_000_000)]],
  ['nothing before', [], [order('b', 50_000_000)]],
])('%s needs no explanation', (_, earlier, now) => {
  expect(flagsOf(after(...earlier), now, limit)).toEqual([]);
});

test('the fifth purchase running at one seller must be explained, the fourth not', () => {
  const four = Array.from({ length: 4 }, () => order('a', 1_000_000));
  expect(flagsOf(after(...four), [order('a', 1_000_000)], limit)).toMatchObject([{ code: 'integrity.same-seller' }]);
  expect(flagsOf(after(...four.slice(1)), [order('a', 1_000_000)], limit)).toEqual([]);
  expect(flagsOf(after(...four, order('b', 1)), [order('a', 1_000_000)], limit)).toEqual([]);
});
