import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { searchOffers, syncMarketplace } from '../buying/catalogue/index.ts';
import { newId } from '../platform/id.ts';
import { cloneDatabase } from '../testing/database.ts';
import { largeStock } from './large-stock.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const rows: readonly { typed: string; meant: string }[] = parse(
  readFileSync('src/testing/twins/mistyped-searches.csv'),
  { columns: true },
);

test('of 200 searches with typing errors and slang, nine in ten find what was meant among the first ten', {
  timeout: 60_000,
}, async () => {
  for (const items of largeStock().values()) {
    const page = { items, tombstones: [], nextCursor: 'end', hasMore: false };
    await syncMarketplace(database, {
      ...{ marketplaceId: newId(at), connector: { pullCatalogue: async () => page }, at, limit: 5000 },
      ...{ readCursor: async () => null, saveCursor: async () => {} },
    });
  }
  const lost: string[] = [];
  for (const { typed, meant } of rows) {
    const { offers } = await searchOffers(database, { q: typed, pageSize: 10 });
    if (!offers.some(({ title }) => title.startsWith(meant))) lost.push(`${typed} → ${meant}`);
  }
  expect(rows.length).toBeGreaterThanOrEqual(200);
  expect(lost.length / rows.length, lost.join('\n')).toBeLessThanOrEqual(0.1);
});
