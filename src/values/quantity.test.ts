import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isQuantity, LARGEST_QUANTITY, readQuantity } from './quantity.ts';

test.each(['', '0', '-1', '+1', '1.5', '1,5', '1.000', '1e3', '0x10', '100001', '99999999999', 'NaN', '1 2', '１'])(
  '%j is no quantity',
  (typed) => expect(readQuantity(typed)).toBeUndefined(),
);

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, LARGEST_QUANTITY + 1, 2 ** 53])('nor is %s', (number) => {
  expect(isQuantity(number)).toBe(false);
});

test('every whole number from 1 to 100,000 is read as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: LARGEST_QUANTITY }), (number) => {
      expect(readQuantity(` ${number} `)).toBe(number);
      expect(isQuantity(number)).toBe(true);
    }),
  );
  expect(readQuantity('007')).toBe(7);
});
