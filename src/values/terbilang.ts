import type { Sen } from './money.ts';

// Amounts on kuitansi and papers are written in words, so that no digit can be added afterwards.

type Language = 'id' | 'en';

const LARGEST = 10n ** 18n;

const units = {
  id: 'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas'.split(' '),
  en: 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  ),
} as const;
const tens = '_ _ twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** By the power of a thousand. */
const powers = {
  id: ['', 'ribu', 'juta', 'miliar', 'triliun', 'kuadriliun'],
  en: ['', 'thousand', 'million', 'billion', 'trillion', 'quadrillion'],
} as const;

/**
 * A whole number in words: `seribu dua ratus lima puluh`, `one thousand two hundred and fifty`.
 * @throws RangeError from a quintillion (10¹⁸) on
 */
export function inWords(number: bigint, language: Language): string {
  if (number >= LARGEST || number <= -LARGEST) throw new RangeError(`${number} is too large to be written in words`);
  if (number < 0n) return `minus ${inWords(-number, language)}`;
  if (number === 0n) return units[language][0] ?? '';
  return thousandsOf(number)
    .map((group, power) => groupInWords(group, power, language, number > 999n))
    .filter((words) => words !== '')
    .reverse()
    .join(' ');
}

/** An amount in words: `satu juta rupiah`, and `dua belas rupiah lima puluh sen` where there are sen. */
export function rupiahInWords(amount: Sen, language: Language): string {
  if (amount < 0n) return `minus ${rupiahInWords(-amount, language)}`;
  const rest = amount % 100n;
  const whole = `${inWords(amount / 100n, language)} rupiah`;
  return rest === 0n ? whole : `${whole} ${inWords(rest, language)} sen`;
}

/** Groups of three digits, the last group first. */
function thousandsOf(number: bigint): number[] {
  const groups: number[] = [];
  for (let left = number; left > 0n; left /= 1000n) groups.push(Number(left % 1000n));
  return groups;
}

function groupInWords(group: number, power: number, language: Language, hasMore: boolean): string {
  if (group === 0) return '';
  const name = powers[language][power] ?? '';
  if (language === 'id') return power === 1 && group === 1 ? 'seribu' : spaced(indonesian(group), name);
  // English joins the tail to what stands before it: one thousand and five.
  const tail = power === 0 && group < 100 && hasMore ? 'and' : '';
  return spaced(tail, english(group), name);
}

function indonesian(number: number): string {
  const name = (one: number): string => units.id[one] ?? '';
  if (number < 12) return number === 0 ? '' : name(number);
  if (number < 20) return `${name(number - 10)} belas`;
  if (number < 100) return spaced(`${name(Math.floor(number / 10))} puluh`, indonesian(number % 10));
  const hundreds = number < 200 ? 'seratus' : `${name(Math.floor(number / 100))} ratus`;
  return spaced(hundreds, indonesian(number % 100));
}

function english(number: number): string {
  if (number < 20) return units.en[number] ?? '';
  if (number < 100) {
    const ten = tens[Math.floor(number / 10)] ?? '';
    return number % 10 === 0 ? ten : `${ten}-${units.en[number % 10]}`;
  }
  const hundreds = `${units.en[Math.floor(number / 100)]} hundred`;
  return number % 100 === 0 ? hundreds : `${hundreds} and ${english(number % 100)}`;
}

const spaced = (...words: readonly string[]): string => words.filter((word) => word !== '').join(' ');
