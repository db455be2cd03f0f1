import { expect, test } from 'vitest';
import {
  admitMarketplace,
  type CataloguePage,
  type Connector,
  moveMarketplace,
  type OfferItem,
} from '../../parties/marketplace/index.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { followCatalogues, searchOffers } from './index.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const by = newId(at);
const admit = (code: string) =>
  database.transaction((tx) =>
    admitMarketplace(tx, { code, name: code, baseUrl: 'http://127.0.0.1:1', apiKey: 'kunci', by, at }),
  );
const [open, silent, suspended] = [await admit('terbuka'), await admit('diam'), await admit('tertahan')];
const seller = {
  externalId: 'darsono',
  name: 'Rotan',
  sellerClass: 'micro',
  regionCode: '19.02',
  isPkp: false,
} as const;
const chair: OfferItem = {
  ...{ externalId: 'kursi', title: 'Kursi tamu rotan', description: '', category: 'furniture', unit: 'buah', seller },
  ...{ price: rupiah(1_250_000), stock: 24, weightGrams: 9000, isDomestic: true, tkdnPercent: null, version: 1 },
};

test('later prices of every admitted marketplace reach the catalogue, whoever else is silent', async () => {
  const feed = [chair];
  const asked: string[] = [];
  const connectors = (id: string): Connector => ({
    describe: () => Promise.reject(new Error('nobody asks this')),
    pullCatalogue: async ({ cursor }): Promise<CataloguePage> => {
      asked.push(id);
      if (id === silent) throw new Error('no answer');
      const items = feed.slice(Number(cursor ?? 0));
      return { items, tombstones: [], nextCursor: String(feed.length), hasMore: false };
    },
  });
  const prices = async () => {
    const { offers } = await searchOffers(database, { q: 'kursi', sort: 'cheapest' });
    return offers.map(({ marketplaceId, price }) => [marketplaceId, price]);
  };
  const move = (step: 'suspend' | 'readmit') =>
    database.transaction((tx) => moveMarketplace(tx, { marketplaceId: suspended, step, reason: 'uji', by, at }));

  await move('suspend');
  await followCatalogues(database, { connectors, at });
  expect(await prices()).toEqual([[open, rupiah(1_250_000)]]);
  expect(asked.sort()).toEqual([open, silent].sort());

  feed.push({ ...chair, price: rupiah(1_300_000), version: 2 });
  await move('readmit');
  await followCatalogues(database, { connectors, at });
  expect((await prices()).sort()).toEqual([open, suspended].sort().map((id) => [id, rupiah(1_300_000)]));
});
