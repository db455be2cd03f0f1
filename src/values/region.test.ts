import { getDistricts, getProvinces, getRegencies, getVillages } from 'idn-area-data';
import { expect, test } from 'vitest';
import { isCity, isRegionCode, liesIn, readRegionCode, regionAt, regionLevelOf } from './region.ts';

test('every code of the register has the shape of its level, and reads the same without dots', async () => {
  const register = [
    ['province', await getProvinces()],
    ['regency', await getRegencies()],
    ['district', await getDistricts()],
    ['village', await getVillages()],
  ] as const;
  for (const [level, places] of register) {
    expect(places.length).toBeGreaterThan(30);
    const wrong = places.filter(
      ({ code }) => regionLevelOf(code) !== level || readRegionCode(code.replaceAll('.', '')) !== code,
    );
    expect(wrong).toEqual([]);
  }
});

test('the register calls the same places cities', async () => {
  const wrong = (await getRegencies()).filter(({ code, name }) => isCity(code) !== /^kota /i.test(name));
  // Jakarta's five are called Kota Administrasi, and number like cities too.
  expect(wrong).toEqual([]);
});

test.each([
  '',
  '5',
  '01',
  '53.',
  '53.7',
  '53.00',
  '53.70',
  '53.71.00',
  '53.71.01.0001',
  '53-71',
  '53.71.01.1001.1',
  'ab',
  '537',
])('%j is no code', (code) => {
  expect(isRegionCode(code)).toBe(false);
  expect(readRegionCode(code)).toBeUndefined();
});

test('a place lies in its village, district, regency and province, and in no region that only begins alike', () => {
  const place = '53.71.01.1001';
  expect(['province', 'regency', 'district', 'village'].map((level) => regionAt(place, level as 'village'))).toEqual([
    '53',
    '53.71',
    '53.71.01',
    place,
  ]);
  expect(regionAt('53', 'regency')).toBeUndefined();
  expect(['53', '53.71', place].every((region) => liesIn(place, region))).toBe(true);
  expect(['5', '53.7', '53.72', '52', ''].some((region) => liesIn(place, region))).toBe(false);
});
