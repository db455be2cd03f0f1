import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPhone, isMobile, maskPhone, readPhone } from './phone.ts';

test.each([
  '081234567890',
  '6281234567890',
  '+6281234567890',
  '+62 812-3456-7890',
  '+62 (0)812 3456 7890',
  '006281234567890',
  '0812.3456.7890',
])('%s is one and the same number', (written) => {
  expect(readPhone(written)).toBe('+6281234567890');
});

test.each([
  '',
  '0',
  '081234',
  '08123456789012345',
  '81234567890',
  '+6512345678',
  '+1 202 555 0100',
  '0812abc45678',
  '+62',
  '++6281234567890',
  '00812345678',
  '0112345678',
])('%j is no number of this country', (written) => expect(readPhone(written)).toBeUndefined());

test('mobile numbers begin with 8, others are fixed lines', () => {
  const known = ['081234567890', '0380123456', '0211500000'].map((written) => readPhone(written));
  expect(known.map((phone) => phone && isMobile(phone))).toEqual([true, false, false]);
});

test('what was read is read again as itself, printed and masked', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^8[1-9][0-9]{7,9}$/), (national) => {
      const phone = readPhone(`0${national}`);
      if (!phone) throw new Error(`0${national} is a number`);
      expect(phone).toBe(`+62${national}`);
      expect(readPhone(phone)).toBe(phone);
      expect(readPhone(formatPhone(phone))).toBe(phone);
      const shown = maskPhone(phone).replace(/\D/g, '');
      expect(shown.length).toBeLessThanOrEqual(national.length + 1 - 4);
      expect(isMobile(phone)).toBe(true);
    }),
  );
  expect(formatPhone('+6281234567890')).toBe('0812-3456-7890');
  expect(maskPhone('+6281234567890')).toBe('0812-••••-7890');
  expect(maskPhone('+62810080012')).toBe('0810-••••-12');
});
