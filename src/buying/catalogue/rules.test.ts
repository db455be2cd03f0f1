import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OfferItem } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import { faultOf, notOvertaken } from './rules.ts';

const chair: OfferItem = {
  ...{ externalId: 'kursi', title: 'Kursi tamu rotan', description: '', category: 'furniture', unit: 'buah' },
  ...{ price: rupiah(1_250_000), stock: 24, weightGrams: 9000, isDomestic: true, tkdnPercent: null, version: 3 },
  seller: { externalId: 'darsono', name: 'Rotan Sejati', sellerClass: 'micro', regionCode: '19.02', isPkp: false },
};

test('a good offer has no fault, and each bad field is named', () => {
  expect(faultOf(chair)).toBeUndefined();
  expect(faultOf({ ...chair, price: 0n })).toBe('price');
  expect(faultOf({ ...chair, stock: -1 })).toBe('stock');
  expect(faultOf({ ...chair, stock: 1.5 })).toBe('stock');
  expect(faultOf({ ...chair, title: ' ' })).toBe('title');
  expect(faultOf({ ...chair, title: 'Kursi\0' })).toBe('title');
  expect(faultOf({ ...chair, title: 'Kursi \ud83e' })).toBe('title');
  expect(faultOf({ ...chair, category: 'chairs' })).toBe('category');
  expect(faultOf({ ...chair, tkdnPercent: 101 })).toBe('tkdn');
  expect(faultOf({ ...chair, version: Number.NaN })).toBe('version');
  expect(faultOf({ ...chair, seller: { ...chair.seller, regionCode: 'Bandung' } })).toBe('region');
});

test('an older item, or one as old as an offer that has gone, is overtaken', () => {
  const known = { externalId: 'kursi', sourceVersion: 3, isDeleted: false };
  const of = (version: number, isDeleted: boolean) =>
    notOvertaken([{ ...chair, version }], [{ ...known, isDeleted }]).length;
  expect([of(2, false), of(3, false), of(4, false)]).toEqual([0, 1, 1]);
  expect([of(2, true), of(3, true), of(4, true)]).toEqual([0, 0, 1]);
});

test('in whatever order a page tells of one offer, only its highest version is left', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1 }), (versions) => {
      const items = versions.map((version) => ({ ...chair, version }));
      expect(notOvertaken(items, []).map(({ version }) => version)).toEqual([Math.max(...versions)]);
    }),
  );
});
