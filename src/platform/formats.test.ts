import { expect, test } from 'vitest';
import {
  formatDate,
  formatMoment,
  formatNumber,
  formatShortDate,
  formatTime,
  formatWeekday,
  zoneOf,
} from './formats.ts';

const late = new Date('2026-11-25T17:05:00Z');

test('the same moment on the three clocks', () => {
  expect(formatMoment(late, 'id')).toBe('Kamis, 26 November 2026 pukul 00.05 WIB');
  expect(formatMoment(late, 'id', 'Asia/Makassar')).toBe('Kamis, 26 November 2026 pukul 01.05 WITA');
  expect(formatMoment(late, 'en', 'Asia/Jayapura')).toBe('Thursday, 26 November 2026, 02:05 WIT');
});

test('a moment is dated by the reader’s own clock', () => {
  const beforeMidnight = new Date('2026-11-25T16:30:00Z');
  expect(formatDate(beforeMidnight, 'id')).toBe('25 November 2026');
  expect(formatDate(beforeMidnight, 'id', 'Asia/Jayapura')).toBe('26 November 2026');
});

test('a day without an hour is the same day everywhere', () => {
  for (const zone of ['Asia/Jakarta', 'Asia/Jayapura'] as const) {
    expect(formatWeekday('2026-12-03', 'id', zone)).toBe('Kamis, 3 Desember 2026');
    expect(formatShortDate('2026-08-17', 'id', zone)).toBe('17 Agu');
  }
});

test('hours and amounts are written as each language writes them', () => {
  expect(formatTime(late, 'id')).toBe('pukul 00.05 WIB');
  expect(formatTime(late, 'en')).toBe('00:05 WIB');
  expect(formatNumber(1_234_567, 'id')).toBe('1.234.567');
  expect(formatNumber(1_234_567n, 'en')).toBe('1,234,567');
});

test.each([
  ['11', 'Asia/Jakarta'],
  ['61.71', 'Asia/Jakarta'],
  ['62', 'Asia/Jakarta'],
  ['51.71.01.1001', 'Asia/Makassar'],
  ['64', 'Asia/Makassar'],
  ['76', 'Asia/Makassar'],
  ['81', 'Asia/Jayapura'],
  ['96', 'Asia/Jayapura'],
])('region %s goes by %s', (region, zone) => {
  expect(zoneOf(region)).toBe(zone);
});
