import { expect, test } from 'vitest';
import { categories } from '../buying/catalogue/index.ts';
import { regionNames } from '../platform/region-names.ts';
import { allMarketplaces, largeStock } from './large-stock.ts';
import { marketplaces, stockOf } from './stock.ts';

const stock = largeStock();
const all = [...stock.values()].flat();
const sellers = new Map(all.map(({ seller }) => [seller.name, seller]));

test('3,000 offers of 400 sellers in all 38 provinces at six marketplaces', async () => {
  expect(all).toHaveLength(3000);
  expect(sellers.size).toBe(400);
  expect(stock.size).toBe(6);
  for (const goods of stock.values()) expect(goods.length).toBeGreaterThan(400);
  const names = await regionNames();
  const provinces = [...names.keys()].filter((code) => code.length === 2);
  const reached = new Set([...sellers.values()].map(({ regionCode }) => regionCode.slice(0, 2)));
  expect(provinces.filter((code) => !reached.has(code))).toEqual([]);
  expect([...sellers.values()].filter(({ regionCode }) => !names.has(regionCode))).toEqual([]);
});

test('all 13 categories have goods, and no seller offers one good twice', () => {
  for (const category of categories) {
    expect(all.filter((one) => one.category === category).length, category).toBeGreaterThanOrEqual(60);
  }
  expect(new Set(all.map(({ title, seller }) => `${seller.name} ${title}`)).size).toBe(3000);
  for (const { code } of allMarketplaces) {
    const ids = (stock.get(code) ?? []).map(({ externalId }) => externalId);
    expect(new Set(ids).size).toBe(ids.length);
  }
  expect(all.filter(({ price, title }) => price <= 0n || /undefined|NaN|\s{2}/.test(title))).toEqual([]);
});

test('the small world is inside, as it was', () => {
  for (const { code } of marketplaces) expect(stock.get(code)).toEqual(expect.arrayContaining(stockOf(code)));
});
