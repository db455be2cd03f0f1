import { expect, test } from 'vitest';
import type { Connector, OfferItem } from '../../parties/marketplace/index.ts';
import { TurnedAway } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import type { Counter } from './counter.ts';

/** The feed tells everything, and tells it to those alone who have a key. */
export function reading(counter: Counter): void {
  const { candidate, connector, offer, stocked } = counter;

  test('it says who it is', async () => {
    expect(await connector().describe()).toMatchObject({ currency: 'IDR', regions: expect.arrayContaining(['32']) });
  });

  test('the feed can be read page by page, tells every change and says what is gone', async () => {
    const items = Array.from({ length: 7 }, () => offer());
    await candidate().stock(items);
    let cursor: string | null = null;
    const seen: OfferItem[] = [];
    for (let hasMore = true; hasMore; ) {
      const page = await connector().pullCatalogue({ cursor, limit: 3 });
      expect(page.items.length + page.tombstones.length).toBeLessThanOrEqual(3);
      seen.push(...page.items);
      ({ nextCursor: cursor, hasMore } = page);
    }
    const [first, second, third] = items;
    if (!first || !second || !third) throw new Error('seven were made');
    for (const item of items) expect(seen.find(({ externalId }) => externalId === item.externalId)).toMatchObject(item);
    const nothing = await connector().pullCatalogue({ cursor, limit: 3 });
    expect(nothing).toEqual({ items: [], tombstones: [], nextCursor: cursor, hasMore: false });

    await candidate().stock([{ ...first, price: rupiah(48_000) }, second]);
    await candidate().remove(third.externalId);
    const changes = await connector().pullCatalogue({ cursor, limit: 100 });
    expect(changes.items).toMatchObject([{ externalId: first.externalId, price: rupiah(48_000), version: 2 }]);
    expect(changes.tombstones).toEqual([third.externalId]);
    const check = { lines: [{ externalId: third.externalId, quantity: 1 }], shipTo: '32.73' };
    expect((await connector().offers.checkOffers([check]))[0]?.lines).toEqual([]);

    await candidate().stock([third]);
    const back = await connector().pullCatalogue({ cursor: changes.nextCursor, limit: 100 });
    expect(back.items).toMatchObject([{ externalId: third.externalId }]);
  });

  test('a reader of the feed misses nothing, whoever is writing meanwhile', async () => {
    const { nextCursor: start } = await pullAll(connector(), null);
    const items = Array.from({ length: 24 }, () => offer());
    let isOver = false;
    const writers = Promise.all(items.map((item) => candidate().stock([item]))).finally(() => {
      isOver = true;
    });
    const seen = new Set<string>();
    let cursor = start;
    for (let isLast = false; !isLast; ) {
      isLast = isOver;
      const page = await pullAll(connector(), cursor);
      for (const id of page.ids) seen.add(id);
      cursor = page.nextCursor;
    }
    await writers;
    expect(items.filter(({ externalId }) => !seen.has(externalId))).toEqual([]);
  });

  test('a cursor that comes from somewhere else begins anew', async () => {
    const { externalId } = await stocked();
    const { ids } = await pullAll(connector(), 'another-place.999999999');
    expect(ids).toContain(externalId);
  });

  test('a stranger is turned away before anything is looked at', async () => {
    const { stranger } = candidate();
    await expect(stranger.describe()).rejects.toThrow(TurnedAway);
    await expect(stranger.tracking.getOrder('nowhere')).rejects.toThrow('401');
    await expect(stranger.ordering.placeOrders([])).rejects.toThrow('401');
  });
}

async function pullAll(connector: Connector, from: string | null): Promise<{ ids: string[]; nextCursor: string }> {
  const ids: string[] = [];
  let cursor = from;
  for (;;) {
    const page = await connector.pullCatalogue({ cursor, limit: 1000 });
    ids.push(...page.items.map(({ externalId }) => externalId));
    cursor = page.nextCursor;
    if (!page.hasMore) return { ids, nextCursor: cursor };
  }
}
