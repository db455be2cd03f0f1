import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatNpwp, headOfficeOf, isNik, maskDigits, readNib, readNik, readNitku, readNpwp } from './tax-id.ts';

/** The check digit by its published definition, from left to right. */
function luhn(eight: string): number {
  const doubled = [...eight].map((digit, index) => Number(digit) * (index % 2 === 1 ? 2 : 1));
  const sum = [...doubled.join('')].reduce((total, digit) => total + Number(digit), 0);
  return (10 - (sum % 10)) % 10;
}

const eight = fc.stringMatching(/^[0-9]{8}$/).filter((digits) => digits !== '00000000');
const six = fc.stringMatching(/^[0-9]{6}$/);

test('the same NPWP however it is written', () => {
  // 0 1 2 3 4 5 6 7 doubled at every second place gives 28 - 4 … the ninth digit is 4.
  expect(luhn('01234567')).toBe(4);
  for (const written of ['01.234.567.4-901.000', '012345674901000', '0012345674901000', ' 0012 3456 7490 1000 ']) {
    expect(readNpwp(written)).toBe('0012345674901000');
  }
  expect(formatNpwp('0012345674901000')).toBe('01.234.567.4-901.000');
});

test('a wrong digit among the first nine of an old NPWP is always seen', () => {
  fc.assert(
    fc.property(eight, six, fc.nat(8), fc.integer({ min: 1, max: 9 }), (start, end, place, shift) => {
      const right = `${start}${luhn(start)}${end}`;
      expect(readNpwp(right)).toBe(`0${right}`);
      const wrong = (Number(right[place]) + shift) % 10;
      expect(readNpwp(`${right.slice(0, place)}${wrong}${right.slice(place + 1)}`)).toBeUndefined();
    }),
  );
});

test('numbers born in Coretax and those of resident persons have no check digit', () => {
  expect(readNpwp('1000000000012345')).toBe('1000000000012345');
  expect(readNpwp('5371015708900003')).toBe('5371015708900003');
  expect(formatNpwp('5371015708900003')).toBe('5371 0157 0890 0003');
});

test.each([
  '',
  '1',
  '01234567490100',
  '00000000000000000',
  '0000000000000000',
  '000000000000000',
  '5371019908900003',
  '01.234.567.4/901.000',
  'NPWP 012345674901000',
  '０12345674901000',
])('%j is no NPWP', (written) => expect(readNpwp(written)).toBeUndefined());

test('a place of business is its NPWP with six digits more', () => {
  expect(readNitku(headOfficeOf('0012345674901000'))).toBe('0012345674901000000000');
  expect(readNitku('0012345674901000000002')).toBe('0012345674901000000002');
  expect(readNitku('0012345670901000000000')).toBeUndefined();
  expect(readNitku('0012345674901000')).toBeUndefined();
});

test.each([
  ['3201010101900001', true],
  ['3201017112900001', true],
  ['3201012902960001', true],
  ['3201016902000001', true],
  ['9999990101900001', true],
  ['3201012902970001', false],
  ['3201013002960001', false],
  ['3201013104900001', false],
  ['3201010013900001', false],
  ['3201013201900001', false],
  ['3201014001900001', false],
  ['3201017201900001', false],
  ['3201010101900000', false],
  ['0201010101900001', false],
  ['320101010190000', false],
])('NIK %s: %s', (digits, answer) => {
  expect(isNik(digits)).toBe(answer);
  expect(readNik(digits.replace(/(\d{4})(?=\d)/g, '$1 '))).toBe(answer ? digits : undefined);
});

test('an NIB has thirteen digits', () => {
  expect(readNib('9120 0000 0000 1')).toBe('9120000000001');
  expect(readNib('912000000000')).toBeUndefined();
  expect(readNib('0000000000000')).toBeUndefined();
});

test('a mask leaves four digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{13,22}$/), (digits) => {
      const masked = maskDigits(digits);
      expect(masked).toHaveLength(digits.length);
      expect(masked.replaceAll('•', '')).toBe(digits.slice(-4));
    }),
  );
});
