import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import { checksum, qrisPayload } from './qris.ts';

test('the checksum is CRC-16/CCITT-FALSE, by its published check value', () => {
  expect(checksum('123456789')).toBe('29B1');
});

test('a wallet reads amount, currency, country and reference, and the checksum covers all of it', () => {
  const text = qrisPayload({
    merchant: 'Kerajinan Yanti – Kenanga',
    city: 'Teluk Kenanga',
    amount: rupiah(194_500),
    reference: 'S-2026-000001',
  });
  expect(text.startsWith('000201010212')).toBe(true);
  expect(text).toContain('5303360');
  expect(text).toContain('5406194500');
  expect(text).toContain('5802ID');
  expect(text).toContain('0113S-2026-000001');
  expect(text).toMatch(/5924Kerajinan Yanti {2}Kenanga60/);
  expect(text.slice(-4)).toBe(checksum(text.slice(0, -4)));
});

test('half a rupiah cannot be paid', () => {
  expect(() => qrisPayload({ merchant: 'x', city: 'x', amount: 50n, reference: 'x' })).toThrow('whole rupiah');
});
