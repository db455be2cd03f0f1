import type { Day } from '../values/calendar.ts';
import * as calendar from '../values/calendar.ts';
import type { Instant } from '../values/instant.ts';
import type { Language } from './i18n.ts';

/** The three clocks of Indonesia. */
export const zones = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' } as const;
export type Zone = keyof typeof zones;

/** The clock on the wall of a region, by the province of its code (`53`, `53.71`, `53.71.01.1001`). */
export function zoneOf(regionCode: string): Zone {
  return calendar.zones[calendar.zoneOf(regionCode)].iana;
}

/** `25 November 2026` */
export function formatDate(at: Instant | Day, language: Language, zone: Zone = 'Asia/Jakarta'): string {
  const { day, month, year } = parts(at, language, zone);
  return `${day} ${month} ${year}`;
}

/** `Rabu, 25 November 2026` */
export function formatWeekday(at: Instant | Day, language: Language, zone: Zone = 'Asia/Jakarta'): string {
  return `${parts(at, language, zone).weekday}, ${formatDate(at, language, zone)}`;
}

/** `25 Nov`, for cells of a table alone. */
export function formatShortDate(at: Instant | Day, language: Language, zone: Zone = 'Asia/Jakarta'): string {
  const { day, month } = parts(at, language, zone);
  return `${day} ${month.slice(0, 3)}`;
}

/** `pukul 10.20 WIB`, in English `10:20 WIB`. */
export function formatTime(at: Instant, language: Language, zone: Zone = 'Asia/Jakarta'): string {
  const { hour, minute } = parts(at, language, zone);
  return language === 'id' ? `pukul ${hour}.${minute} ${zones[zone]}` : `${hour}:${minute} ${zones[zone]}`;
}

/** `Rabu, 25 November 2026 pukul 10.20 WIB` */
export function formatMoment(at: Instant, language: Language, zone: Zone = 'Asia/Jakarta'): string {
  const join = language === 'id' ? ' ' : ', ';
  return `${formatWeekday(at, language, zone)}${join}${formatTime(at, language, zone)}`;
}

/** `1.250` in Indonesian, `1,250` in English. */
export function formatNumber(amount: number | bigint, language: Language): string {
  return amount.toLocaleString(locales[language]);
}

const locales = { id: 'id-ID', en: 'en-GB' } as const satisfies Record<Language, string>;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** The pieces only: their order and signs are ours, so that no release of the language data moves them. */
function parts(at: Instant | Day, language: Language, zone: Zone) {
  const isDay = typeof at === 'string';
  const found: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  const moment = isDay ? new Date(`${at}T00:00:00Z`) : at;
  for (const { type, value } of formatter(language, isDay ? 'UTC' : zone).formatToParts(moment)) found[type] = value;
  const { weekday = '', day = '', month = '', year = '', hour = '', minute = '' } = found;
  return { weekday, day, month, year, hour, minute };
}

/** Kept, since making one costs a hundred times more than using it. */
function formatter(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locales[language], {
    ...{ timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  formatters.set(key, made);
  return made;
}
