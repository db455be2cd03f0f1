import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rupiah } from './money.ts';
import { inWords, rupiahInWords } from './terbilang.ts';

test.each([
  [0n, 'nol', 'zero'],
  [1n, 'satu', 'one'],
  [10n, 'sepuluh', 'ten'],
  [11n, 'sebelas', 'eleven'],
  [12n, 'dua belas', 'twelve'],
  [19n, 'sembilan belas', 'nineteen'],
  [21n, 'dua puluh satu', 'twenty-one'],
  [100n, 'seratus', 'one hundred'],
  [111n, 'seratus sebelas', 'one hundred and eleven'],
  [1000n, 'seribu', 'one thousand'],
  [1005n, 'seribu lima', 'one thousand and five'],
  [1100n, 'seribu seratus', 'one thousand one hundred'],
  [11_000n, 'sebelas ribu', 'eleven thousand'],
  [21_000n, 'dua puluh satu ribu', 'twenty-one thousand'],
  [101_000n, 'seratus satu ribu', 'one hundred and one thousand'],
  [1_000_000n, 'satu juta', 'one million'],
  [1_001_001n, 'satu juta seribu satu', 'one million one thousand and one'],
  [1_250_000n, 'satu juta dua ratus lima puluh ribu', 'one million two hundred and fifty thousand'],
  [2_000_000_000n, 'dua miliar', 'two billion'],
  [10n ** 12n, 'satu triliun', 'one trillion'],
  [-12n, 'minus dua belas', 'minus twelve'],
])('%s is %s, %s', (number, indonesian, english) => {
  expect(inWords(number, 'id')).toBe(indonesian);
  expect(inWords(number, 'en')).toBe(english);
});

test('amounts name the rupiah, and sen where there are some', () => {
  expect(rupiahInWords(rupiah(9_950_000), 'id')).toBe('sembilan juta sembilan ratus lima puluh ribu rupiah');
  expect(rupiahInWords(1250n, 'id')).toBe('dua belas rupiah lima puluh sen');
  expect(rupiahInWords(-1250n, 'en')).toBe('minus twelve rupiah fifty sen');
});

test('whoever reads the words aloud gets the number back, in both languages', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.nat(20), (number, zeros) => {
      const round = number - (number % 10n ** BigInt(zeros));
      for (const one of [number, round, number % 100_000n]) {
        expect(heard(inWords(one, 'id'))).toBe(one);
        expect(heard(inWords(one, 'en'))).toBe(one);
      }
    }),
  );
});

test('words never run into each other and are never empty', () => {
  for (let number = 0n; number < 20_000n; number += 7n) {
    expect(inWords(number, 'id')).toMatch(/^[a-z]+( [a-z]+)*$/);
    expect(inWords(number, 'en')).toMatch(/^[a-z-]+( [a-z-]+)*$/);
  }
});

test('numbers from a quintillion on are refused', () => {
  expect(() => inWords(10n ** 18n, 'id')).toThrow(RangeError);
  expect(() => inWords(-(10n ** 18n), 'en')).toThrow(RangeError);
});

const small: Record<string, bigint> = {};
'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas'.split(' ').forEach((word, index) => {
  small[word] = BigInt(index);
});
'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
  .split(' ')
  .forEach((word, index) => {
    small[word] = BigInt(index);
  });
'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').forEach((word, index) => {
  small[word] = BigInt(index + 2) * 10n;
});
const large: Record<string, bigint> = {
  ...{ ribu: 10n ** 3n, juta: 10n ** 6n, miliar: 10n ** 9n, triliun: 10n ** 12n, kuadriliun: 10n ** 15n },
  ...{ thousand: 10n ** 3n, million: 10n ** 6n, billion: 10n ** 9n, trillion: 10n ** 12n, quadrillion: 10n ** 15n },
};

/** A listener, written apart from the code under test. */
function heard(words: string): bigint {
  if (words.startsWith('minus ')) return -heard(words.slice(6));
  const spoken = words.replace('seribu', 'satu ribu').replaceAll('seratus', 'satu ratus').split(/[ -]/);
  let total = 0n;
  let group = 0n;
  let last = 0n;
  for (const word of spoken) {
    if (word in large) {
      total += (group + last) * (large[word] ?? 0n);
      group = 0n;
      last = 0n;
    } else if (word === 'ratus' || word === 'hundred') {
      group += last * 100n;
      last = 0n;
    } else if (word === 'puluh') {
      group += last * 10n;
      last = 0n;
    } else if (word === 'belas') last += 10n;
    else if (word !== 'and') {
      if (!(word in small)) throw new Error(`nobody says ${word}`);
      last += small[word] ?? 0n;
    }
  }
  return total + group + last;
}
