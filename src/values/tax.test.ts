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

test('the known trap: 111,000 is 100,000 + 11,000', () => {
  expect(partsOf(11_100_000n, 11)).toEqual({ dpp: 10_000_000n, ppn: 1_100_000n });
});

test('PPh 22 is half a per cent of the DPP, rounded down to whole rupiah', () => {
  expect(pph22Of(1_000_000_000n, 5n)).toBe(5_000_000n);
  expect(pph22Of(19_900n, 5n)).toBe(0n);
  expect(pph22Of(20_000n, 5n)).toBe(100n);
});
