import type { Instant } from './instant.ts';

/** A day without an hour, as forms, `date` columns and papers give it: `2026-11-25`. */
export type Day = `${number}-${number}-${number}`;

/** The three clocks of Indonesia; none of them is ever put forward or back. */
export const zones = {
  WIB: { hours: 7, iana: 'Asia/Jakarta' },
  WITA: { hours: 8, iana: 'Asia/Makassar' },
  WIT: { hours: 9, iana: 'Asia/Jayapura' },
} as const satisfies Record<string, { readonly hours: number; readonly iana: string }>;
export type Zone = keyof typeof zones;

const CENTRAL_PROVINCES = ['51', '52', '53', '63', '64', '65'];

/** The clock on the wall of a region, by the province of its Kemendagri code (`53`, `53.71`, `53.71.01.1001`). */
export function zoneOf(regionCode: string): Zone {
  const province = regionCode.slice(0, 2);
  if (province > '80') return 'WIT';
  return province > '70' || CENTRAL_PROVINCES.includes(province) ? 'WITA' : 'WIB';
}

/** The day that was written, if there is such a day: 31 February is none, and neither is `2026-2-3`. */
export function readDay(written: string): Day | undefined {
  return isDay(written) ? written : undefined;
}

export function isDay(written: string): written is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const { year, month, day } = partsOf(written);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** `month` counts from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** The day on the wall of that zone: 23:30 in Jakarta is the next day in Jayapura. */
export function dayAt(at: Instant, zone: Zone): Day {
  return dayFrom(Math.floor((at.getTime() + zones[zone].hours * HOUR_MS) / DAY_MS));
}

/** That many days later; earlier when negative. @throws RangeError outside the years 1 to 9999 */
export function addDays(day: Day, days: number): Day {
  return dayFrom(numberOf(day) + days);
}

/** How many days after `from` the day `to` comes; negative when it comes before. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from);
}

/** As ISO 8601 counts: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  // 1970-01-01 was a Thursday.
  return ((((numberOf(day) + 3) % 7) + 7) % 7) + 1;
}

const monthNames = {
  id: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
} as const;
const weekdayNames = {
  id: 'Senin Selasa Rabu Kamis Jumat Sabtu Minggu'.split(' '),
  en: 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' '),
} as const;

/** `25 November 2026`, the same in both languages but for the names. For pages and papers. */
export function formatLongDay(day: Day, language: 'id' | 'en'): string {
  const { year, month, day: number } = partsOf(day);
  return `${number} ${monthNames[language][month - 1]} ${year}`;
}

/** `Rabu, 25 November 2026`. For pages and papers. */
export function formatWeekday(day: Day, language: 'id' | 'en'): string {
  return `${weekdayNames[language][weekdayOf(day) - 1]}, ${formatLongDay(day, language)}`;
}

function partsOf(day: string): { year: number; month: number; day: number } {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)) };
}

const DAYS_BEFORE_1970 = 719_468;
const DAYS_IN_400_YEARS = 146_097;

// Years are counted from 1 March, so that the leap day is the last of its year and every month has its place before it.

/** Days since 1970-01-01. */
function numberOf(written: Day): number {
  const { year, month, day } = partsOf(written);
  const marchYear = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthsSinceMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - DAYS_BEFORE_1970;
}

function dayFrom(number: number): Day {
  const since = number + DAYS_BEFORE_1970;
  const era = Math.floor(since / DAYS_IN_400_YEARS);
  const dayOfEra = since - era * DAYS_IN_400_YEARS;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthsSinceMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthsSinceMarch + 2) / 5) + 1;
  const month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const written = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (!isDay(written)) throw new RangeError(`no day of the years 1 to 9999 has the number ${number}`);
  return written;
}

const two = (number: number): string => String(number).padStart(2, '0');
