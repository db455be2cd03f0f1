import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf, pph22Of } from './tax.ts';

test('for every inclusive price from Rp1 to Rp10,000,000: DPP + PPN = price, and DPP is the nearest whole rupiah', () => {
  let faults = 0;
  for (let price = 1; price <= 10_000_000; price += 1) {
    const { dpp, ppn } = partsOf(BigInt(price) * 100n, 11);
    const whole = Number(dpp) / 100;
    // |DPP − price × 100/111| ≤ ½, multiplied by 222 so that both sides are whole numbers
    const isNearest = Math.abs(222 * whole - 200 * price) <= 111;
    if (Number(dpp) + Number(ppn) !== price * 100 || !isNearest || !Number.isInteger(whole)) faults += 1;
  }
  expect(faults).toBe(0);
}, 60_000);

test('the same in 2020, when PPN was 10 %', () => {
  let faults = 0;
  for (let price = 1; price <= 1_000_000; price += 1) {
    const { dpp, ppn } = partsOf(BigInt(price) * 100n, 10);
    const whole = Number(dpp) / 100;
    const isNearest = Math.abs(220 * whole - 200 * price) <= 110;
    if (Number(dpp) + Number(ppn) !== price * 100 || !isNearest || !Number.isInteger(whole)) faults += 1;
  }
  expect(faults).toBe(0);
});

test('exactly one half is rounded up', () => {
  // Rp55 is 50 and 5; Rp60.50 is 55 exactly; Rp55.55 is 50.50, so 51.
  expect(partsOf(5_500n, 10)).toEqual({ dpp: 5_000n, ppn: 500n });
  expect(partsOf(6_050n, 10)).toEqual({ dpp: 5_500n, ppn: 550n });
  expect(partsOf(5_555n, 10)).toEqual({ dpp: 5_100n, ppn: 455n });
});

test('no part is ever negative, also where a price has sen', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.constantFrom(10, 11), (price, percent) => {
      for (const one of [price, price % 1_000n]) {
        const { dpp, ppn } = partsOf(one, percent);
        expect(dpp + ppn).toBe(one);
        expect(dpp >= 0n && ppn >= 0n).toBe(true);
        expect(dpp % 100n).toBe(0n);
      }
    }),
  );
});

test('the known trap: 111,000 is 100,000 + 11,000', () => {
  expect(partsOf(11_100_000n, 11)).toEqual({ dpp: 10_000_000n, ppn: 1_100_000n });
});

test('PPh 22 is half a per cent of the DPP, rounded down to whole rupiah', () => {
  expect(pph22Of(1_000_000_000n, 5n)).toBe(5_000_000n);
  expect(pph22Of(19_900n, 5n)).toBe(0n);
  expect(pph22Of(20_000n, 5n)).toBe(100n);
});
