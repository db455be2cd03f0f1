import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeFrom, countBySeries, kinds, numberOf, printCode, readCode, seriesKey, spreadNumbers } from './rules.ts';

const series = { institutionId: 'a', kind: 'purchase-order', year: 2026 } as const;

test('a number names its kind and year and keeps growing past its zeros', () => {
  expect(numberOf(series, 412)).toBe('SP-2026-000412');
  expect(numberOf({ ...series, kind: 'handover' }, 1)).toBe('BAST-2026-000001');
  expect(numberOf(series, 1_234_567)).toBe('SP-2026-1234567');
});

test('whatever is wanted together, each series gives consecutive numbers in the order asked', () => {
  const wish = fc.record({
    institutionId: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom(...kinds),
    year: fc.constantFrom(2026, 2027),
  });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1 }), fc.nat({ max: 1000 }), (wanted, before) => {
      const counts = countBySeries(wanted);
      const lasts = new Map(counts.map((one) => [seriesKey(one), before + one.count]));
      const given = spreadNumbers(wanted, lasts);
      for (const one of counts) {
        const own = given.filter((_, place) => wanted[place] && seriesKey(wanted[place]) === seriesKey(one));
        expect(own).toEqual(Array.from({ length: one.count }, (_, n) => before + 1 + n));
      }
      const keys = counts.map(seriesKey);
      expect(keys).toEqual([...keys].sort());
    }),
  );
});

test('a code that was printed is read back, however it is typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 15, maxLength: 15 }), (bytes) => {
      const code = codeFrom(bytes);
      expect(code).toHaveLength(24);
      expect(readCode(printCode(code))).toBe(code);
      expect(readCode(` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `)).toBe(code);
    }),
  );
});

test.each(['', 'SP-2026-000412', '7K3QX9M2PB4T0VWY6HJC8DRU', 'x'.repeat(5000), '💥'])('%j is no code', (typed) => {
  expect(readCode(typed)).toBeUndefined();
});
