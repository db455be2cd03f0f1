import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as formats from '../platform/formats.ts';
import {
  addDays,
  type Day,
  dayAt,
  daysBetween,
  formatLongDay,
  formatWeekday,
  readDay,
  weekdayOf,
  zoneOf,
  zones,
} from './calendar.ts';

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10) as Day;
const DAY_MS = 86_400_000;
const days = fc.integer({ min: -700_000, max: 2_900_000 });

test.each([
  '2026-02-31',
  '2026-02-29',
  '1900-02-29',
  '2026-04-31',
  '2026-13-01',
  '2026-00-10',
  '2026-01-00',
  '0000-01-01',
])('there is no day %s', (written) => expect(readDay(written)).toBeUndefined());

test.each(['', '2026-1-1', '26-01-01', '2026-01-01T00:00', ' 2026-01-01', '2026-01-01\n', '２０２６-01-01'])(
  '%j is not how a day is written',
  (written) => expect(readDay(written)).toBeUndefined(),
);

test.each(['2028-02-29', '2000-02-29', '2026-11-25', '0001-01-01', '9999-12-31'])('%s is a day', (written) => {
  expect(readDay(written)).toBe(written);
});

test('counting days agrees with the platform’s own calendar over eight thousand years', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: -5000, max: 5000 }), (number, more) => {
      const day = iso(number * DAY_MS);
      expect(readDay(day)).toBe(day);
      expect(addDays(day, more)).toBe(iso((number + more) * DAY_MS));
      expect(daysBetween(day, addDays(day, more))).toBe(more);
      expect(weekdayOf(day) % 7).toBe(new Date(number * DAY_MS).getUTCDay());
    }),
  );
});

test('a day outside the years 1 to 9999 is refused', () => {
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
  expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
});

test('a moment falls on the day that stands on the wall', () => {
  const beforeMidnight = new Date('2026-12-31T16:30:00Z');
  expect(dayAt(beforeMidnight, 'WIB')).toBe('2026-12-31');
  expect(dayAt(beforeMidnight, 'WITA')).toBe('2027-01-01');
  expect(dayAt(beforeMidnight, 'WIT')).toBe('2027-01-01');
  expect(dayAt(new Date(-1), 'WIB')).toBe('1970-01-01');
});

test('long days in both languages', () => {
  expect(formatLongDay('2026-12-03', 'id')).toBe('3 Desember 2026');
  expect(formatWeekday('2026-08-17', 'id')).toBe('Senin, 17 Agustus 2026');
  expect(formatWeekday('2026-08-17', 'en')).toBe('Monday, 17 August 2026');
});

test('pages and papers name the same day: this file and the platform agree', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom('id', 'en'), (number, language) => {
      const day = iso(number * DAY_MS);
      expect(formatLongDay(day, language)).toBe(formats.formatDate(day, language));
      expect(formatWeekday(day, language)).toBe(formats.formatWeekday(day, language));
    }),
  );
});

test('every province goes by one clock, here and in the platform', () => {
  for (let province = 11; province <= 99; province += 1) {
    expect(zones[zoneOf(`${province}.71`)].iana).toBe(formats.zoneOf(String(province)));
  }
  expect(['11', '36', '62.71'].map(zoneOf)).toEqual(['WIB', 'WIB', 'WIB']);
  expect(['51', '53.71.01.1001', '65', '76'].map(zoneOf)).toEqual(['WITA', 'WITA', 'WITA', 'WITA']);
  expect(['81', '82.71', '96'].map(zoneOf)).toEqual(['WIT', 'WIT', 'WIT']);
});
