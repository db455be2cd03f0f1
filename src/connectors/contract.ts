import { beforeAll, describe, expect, test } from 'vitest';
import type { Connector, HoldAnswer, OfferItem, OrderAsk, SellerItem } from '../parties/marketplace/index.ts';
import { isUnknown, TurnedAway } from '../parties/marketplace/index.ts';
import { rupiah } from '../values/money.ts';

/** An offer as it is stocked: its version is counted by the marketplace. */
export type Goods = Omit<OfferItem, 'version'>;

/** A marketplace under test, and what must be done at its own counter to bring it into each situation. */
export interface Candidate {
  readonly connector: Required<Connector>;
  /** The same marketplace, asked with a key that it never gave away. */
  readonly stranger: Required<Connector>;
  stock(rows: readonly Goods[]): Promise<unknown>;
  remove(externalId: string): Promise<void>;
  /** The next call of this operation is done, but its answer gets lost. */
  loseAnswer(operation: string): Promise<void>;
  /** The next order for this offer finds another price than was checked. */
  changePrice(externalId: string): Promise<void>;
  /** The next confirming is refused by the seller. */
  refuseConfirm(): Promise<void>;
  /** Lets every hold that stands now end. */
  outlastHolds(): Promise<void>;
}

/** What every connector and its marketplace must do, told as one suite; partners run the same. */
export function contractSuite(name: string, makeCandidate: () => Promise<Candidate>): void {
  describe(name, () => {
    let candidate: Candidate;
    let connector: Required<Connector>;
    beforeAll(async () => {
      candidate = await makeCandidate();
      connector = candidate.connector;
    });

    let made = 0;
    const fresh = (what: string) => `${what}-${++made}`;
    const seller: SellerItem = {
      ...{ externalId: 'toko-contoh', name: 'Toko Contoh', regionCode: '32.04', isPkp: false },
      sellerClass: 'micro',
    };
    const offer = (changes: Partial<Goods> = {}): Goods => ({
      ...{ externalId: fresh('kertas'), seller, title: 'Kertas A4 80 gram', description: 'Satu rim, 500 lembar.' },
      ...{ category: 'stationery', unit: 'rim', price: rupiah(52_000), stock: 10, weightGrams: 2_300 },
      ...{ isDomestic: true, tkdnPercent: 41.5 },
      ...changes,
    });
    const stocked = async (changes: Partial<Goods> = {}) => {
      const item = offer(changes);
      await candidate.stock([item]);
      return item;
    };
    /** An order as the hub makes it: it checks, and names what it was told. */
    const orderFor = async (externalId: string, quantity: number): Promise<OrderAsk> => {
      const lines = [{ externalId, quantity }];
      const [check] = await connector.offers.checkOffers([{ lines, shipTo: '32.73' }]);
      const price = check?.lines[0]?.price ?? 0n;
      const shipping = check?.deliveries[0]?.shipping ?? 0n;
      return {
        ...{ idempotencyKey: fresh('place'), reference: 'P-2026-000001', sellerExternalId: seller.externalId },
        ...{
          buyer: 'Dinas Contoh',
          shipTo: '32.73',
          address: 'Jalan Contoh 1',
          lines: [{ externalId, quantity, price }],
        },
        ...{ shipping, total: price * BigInt(quantity) + shipping, confirm: false },
      };
    };
    const place = async (ask: OrderAsk): Promise<HoldAnswer> => {
      const [answer] = await connector.ordering.placeOrders([ask]);
      if (!answer) throw new Error('every ask has an answer');
      return answer;
    };
    const held = async (externalId: string, quantity = 1): Promise<string> => {
      const answer = await place(await orderFor(externalId, quantity));
      if (answer.status !== 'held') throw new Error(`not held: ${answer.status}`);
      return answer.externalId;
    };
    const confirm = async (externalId: string) =>
      (await connector.ordering.confirmOrders([{ idempotencyKey: fresh('confirm'), externalId }]))[0];
    const cancel = async (externalId: string) =>
      (await connector.ordering.cancelOrders([{ idempotencyKey: fresh('cancel'), externalId, reason: 'salah' }]))[0];
    const stockOf = async (externalId: string) => {
      const [check] = await connector.offers.checkOffers([{ lines: [{ externalId, quantity: 1 }], shipTo: '32.73' }]);
      return check?.lines[0]?.stock;
    };
    const statusOf = async (externalId: string) => (await connector.tracking.getOrder(externalId))?.status;
    const acting = (externalId: string) => ({ idempotencyKey: fresh('act'), externalId });

    test('it says who it is', async () => {
      expect(await connector.describe()).toMatchObject({ currency: 'IDR', regions: expect.arrayContaining(['32']) });
    });

    test('an order that waits for nobody is confirmed at once, or rejected, and the same again', async () => {
      const { externalId: offerId } = await stocked();
      const ask = { ...(await orderFor(offerId, 4)), confirm: true };
      const answer = await place(ask);
      if (answer.status !== 'confirmed') throw new Error(answer.status);
      expect(await stockOf(offerId)).toBe(6);
      expect(await statusOf(answer.externalId)).toBe('confirmed');
      expect(await place(ask)).toEqual(answer);
      expect(await place({ ...ask, confirm: false })).toMatchObject({ status: 'rejected', reason: 'other-body' });
      const tooMany = { ...(await orderFor(offerId, 7)), confirm: true };
      expect(await place(tooMany)).toMatchObject({ status: 'rejected', reason: 'no-stock' });
      expect(await stockOf(offerId)).toBe(6);
      expect(await cancel(answer.externalId)).toEqual({ status: 'cancelled' });
      expect(await stockOf(offerId)).toBe(10);
    });

    test('an order goes from the shelf to the settlement', async () => {
      const { externalId: offerId } = await stocked();
      const ask = await orderFor(offerId, 4);
      const answer = await place(ask);
      if (answer.status !== 'held') throw new Error(answer.status);
      const id = answer.externalId;
      expect(await stockOf(offerId)).toBe(6);
      const order = await connector.tracking.getOrder(id);
      expect(order).toMatchObject({ reference: ask.reference, status: 'held', total: ask.total, version: 1 });
      expect(order?.heldUntil).toEqual(answer.heldUntil);

      expect(await confirm(id)).toEqual({ status: 'confirmed' });
      expect(await connector.sellerActs.accept(acting(id))).toBe('done');
      expect(await connector.sellerActs.ship({ ...acting(id), courier: 'Kurir Contoh', number: 'KC-1' })).toBe('done');
      expect(await cancel(id)).toEqual({ status: 'refused', reason: 'already-shipped' });
      const receive = (quantity: number, complete: boolean) =>
        connector.tracking.reportReceipt({ ...acting(id), lines: [{ externalId: offerId, quantity }], complete });
      expect(await receive(3, false)).toBe('done');
      expect(await statusOf(id)).toBe('partly-received');
      expect(await receive(2, false)).toBe('refused');
      expect(await receive(1, true)).toBe('done');
      const pay = (amount: bigint) =>
        connector.tracking.reportPayment({ ...acting(id), amount, reference: 'SP2D-contoh' });
      expect(await pay(ask.total + 1n)).toBe('refused');
      expect(await pay(ask.total)).toBe('done');

      expect(await connector.tracking.getOrder(id)).toMatchObject({
        ...{ status: 'paid', heldUntil: null, shipments: [{ number: 'KC-1', courier: 'Kurir Contoh' }] },
      });
      const { items, nextCursor } = await connector.settlements.pullSettlements({ cursor: null, limit: 1000 });
      const settlement = items.find(({ externalId }) => externalId === id);
      expect(settlement?.paidToSeller).toBeGreaterThan(0n);
      expect(settlement?.paidToSeller).toBeLessThanOrEqual(ask.total);
      expect((await connector.settlements.pullSettlements({ cursor: nextCursor, limit: 1000 })).items).toEqual([]);
      const sellers = await connector.sellers.pullSellers({ cursor: null, limit: 1000 });
      expect(sellers.items).toContainEqual(seller);
    });

    test('the same key with the same body gets the same answer and one order', async () => {
      const { externalId } = await stocked();
      const ask = await orderFor(externalId, 2);
      const first = await place(ask);
      expect(await place(ask)).toEqual(first);
      expect(await connector.ordering.placeOrders([ask, ask])).toEqual([first, first]);
      const atOnce = { ...ask, idempotencyKey: fresh('at-once') };
      const answers = await Promise.all(Array.from({ length: 8 }, () => place(atOnce)));
      expect(new Set(answers.map((answer) => answer.status === 'held' && answer.externalId)).size).toBe(1);
      expect(await stockOf(externalId)).toBe(6);
    });

    test('the same key with another body is rejected', async () => {
      const { externalId } = await stocked();
      const ask = await orderFor(externalId, 2);
      const first = await place(ask);
      expect(await place({ ...ask, address: 'Jalan Lain 2' })).toMatchObject({ reason: 'other-body' });
      const twice = { ...ask, idempotencyKey: fresh('twice') };
      expect(await connector.ordering.placeOrders([twice, { ...twice, reference: 'P-2026-000002' }])).toMatchObject([
        { status: 'held' },
        { status: 'rejected', reason: 'other-body' },
      ]);
      expect(await place(ask)).toEqual(first);
      expect(await stockOf(externalId)).toBe(6);
    });

    test('a rejection is repeated too, so that a request that arrives late cannot hold what was given up', async () => {
      const item = await stocked({ stock: 1 });
      const ask = await orderFor(item.externalId, 2);
      expect(await place(ask)).toMatchObject({ status: 'rejected', reason: 'no-stock', lines: [{ stock: 1 }] });
      await candidate.stock([{ ...item, stock: 50 }]);
      expect(await place(ask)).toMatchObject({ status: 'rejected', reason: 'no-stock', lines: [{ stock: 1 }] });
    });

    test('each element of one call has its own answer', async () => {
      const { externalId } = await stocked({ stock: 3 });
      const [two, more, one] = [
        await orderFor(externalId, 2),
        await orderFor(externalId, 2),
        await orderFor(externalId, 1),
      ];
      const gone = {
        ...one,
        idempotencyKey: fresh('gone'),
        lines: [{ externalId: 'nowhere', quantity: 1, price: 1n }],
      };
      const far = { ...one, idempotencyKey: fresh('far'), shipTo: '99.01' };
      const cheap = { ...one, idempotencyKey: fresh('cheap'), shipping: 0n, total: one.total - one.shipping };
      const answers = await connector.ordering.placeOrders([two, more, gone, far, cheap, one]);
      expect(answers.map((answer) => (answer.status === 'rejected' ? answer.reason : answer.status))).toEqual([
        ...['held', 'no-stock', 'gone', 'not-deliverable', 'price-changed', 'held'],
      ]);
    });

    test('32 orders want the last 5: 5 are held, 27 are told that nothing is left', async () => {
      const { externalId } = await stocked({ stock: 5 });
      const ask = await orderFor(externalId, 1);
      const answers = await Promise.all(
        Array.from({ length: 32 }, () => place({ ...ask, idempotencyKey: fresh('race') })),
      );
      expect(answers.filter(({ status }) => status === 'held')).toHaveLength(5);
      expect(answers.filter((answer) => answer.status === 'rejected' && answer.reason === 'no-stock')).toHaveLength(27);
      expect(await stockOf(externalId)).toBe(0);
    });

    test('batches that name the same offers in opposite orders do not wait for each other', async () => {
      const [a, b] = [await stocked({ stock: 100 }), await stocked({ stock: 100 })];
      const [forA, forB] = [await orderFor(a.externalId, 1), await orderFor(b.externalId, 1)];
      const anew = (ask: OrderAsk) => ({ ...ask, idempotencyKey: fresh('batch') });
      const batches = Array.from({ length: 16 }, (_, n) =>
        n % 2 ? [anew(forA), anew(forB)] : [anew(forB), anew(forA)],
      );
      const answers = await Promise.all(batches.map((batch) => connector.ordering.placeOrders(batch)));
      expect(answers.flat().every(({ status }) => status === 'held')).toBe(true);
      expect([await stockOf(a.externalId), await stockOf(b.externalId)]).toEqual([84, 84]);
    });

    test('a price that changed meanwhile is a refusal that names the new price', async () => {
      const { externalId, price } = await stocked();
      const ask = await orderFor(externalId, 1);
      await candidate.changePrice(externalId);
      const answer = await place(ask);
      expect(answer).toMatchObject({ status: 'rejected', reason: 'price-changed', lines: [{ externalId, stock: 10 }] });
      if (answer.status === 'rejected') expect(answer.lines[0]?.price).not.toBe(price);
      expect(await stockOf(externalId)).toBe(10);
    });

    test('a hold that ends gives its goods back, and can neither be confirmed nor bind anybody', async () => {
      const { externalId } = await stocked();
      const ask = await orderFor(externalId, 7);
      const answer = await place(ask);
      const id = answer.status === 'held' ? answer.externalId : '';
      const confirmed = await held(externalId, 1);
      await confirm(confirmed);
      expect(await stockOf(externalId)).toBe(2);
      await candidate.outlastHolds();
      expect(await confirm(id)).toEqual({ status: 'refused', reason: 'expired' });
      expect(await stockOf(externalId)).toBe(9);
      expect(await statusOf(id)).toBe('expired');
      expect(await statusOf(confirmed)).toBe('confirmed');
      expect(await cancel(id)).toEqual({ status: 'cancelled' });
      expect(await stockOf(externalId)).toBe(9);
      expect(await place(ask)).toEqual(answer);
    });

    test('confirming twice confirms once, with the same key and with another', async () => {
      const { externalId } = await stocked();
      const id = await held(externalId);
      const ask = { idempotencyKey: fresh('confirm'), externalId: id };
      const answers = await connector.ordering.confirmOrders([ask, ask]);
      expect(answers).toEqual([{ status: 'confirmed' }, { status: 'confirmed' }]);
      expect(await connector.ordering.confirmOrders([ask])).toEqual([{ status: 'confirmed' }]);
      expect(await confirm(id)).toEqual({ status: 'confirmed' });
      expect(await connector.tracking.getOrder(id)).toMatchObject({ status: 'confirmed', version: 2 });
    });

    test('a seller may refuse when asked to confirm; the hold stays until it ends or is cancelled', async () => {
      const { externalId } = await stocked();
      const id = await held(externalId, 3);
      await candidate.refuseConfirm();
      expect(await confirm(id)).toEqual({ status: 'refused', reason: 'seller-closed' });
      expect(await cancel(id)).toEqual({ status: 'cancelled' });
      expect(await stockOf(externalId)).toBe(10);
    });

    test('cancelling gives the goods back once', async () => {
      const { externalId } = await stocked();
      const id = await held(externalId, 4);
      await confirm(id);
      expect(await cancel(id)).toEqual({ status: 'cancelled' });
      expect(await cancel(id)).toEqual({ status: 'cancelled' });
      expect(await stockOf(externalId)).toBe(10);
      expect(await confirm(id)).toEqual({ status: 'refused', reason: 'cancelled' });
    });

    test('a declined order gives the goods back', async () => {
      const { externalId } = await stocked();
      const id = await held(externalId, 4);
      await confirm(id);
      expect(await connector.sellerActs.decline({ ...acting(id), reason: 'tutup' })).toBe('done');
      expect(await statusOf(id)).toBe('declined');
      expect(await stockOf(externalId)).toBe(10);
    });

    test('an answer that got lost is heard by asking again with the same key', async () => {
      const { externalId } = await stocked();
      const ask = await orderFor(externalId, 4);
      await candidate.loseAnswer('placeOrders');
      await expect(place(ask)).rejects.toSatisfy(isUnknown);
      expect(await stockOf(externalId)).toBe(6);
      const answer = await place(ask);
      const id = answer.status === 'held' ? answer.externalId : '';
      expect(await statusOf(id)).toBe('held');
      expect(await stockOf(externalId)).toBe(6);

      const confirming = [{ idempotencyKey: fresh('confirm'), externalId: id }];
      await candidate.loseAnswer('confirmOrders');
      await expect(connector.ordering.confirmOrders(confirming)).rejects.toSatisfy(isUnknown);
      expect(await connector.ordering.confirmOrders(confirming)).toEqual([{ status: 'confirmed' }]);
      expect(await connector.tracking.getOrder(id)).toMatchObject({ status: 'confirmed', version: 2 });
    });

    test('an order that it does not know is said to be unknown', async () => {
      expect(await connector.tracking.getOrder('nowhere')).toBeUndefined();
      expect(await confirm('nowhere')).toEqual({ status: 'refused', reason: 'unknown-order' });
      expect(await cancel('nowhere')).toEqual({ status: 'refused', reason: 'unknown-order' });
    });

    test('a quoted price can be ordered for just so many', async () => {
      const { externalId, price } = await stocked({ stock: 50 });
      const asked = { externalId, quantity: 20, askedPrice: rupiah(50_000) };
      const quote = await connector.quotes.requestQuote(asked);
      if (quote === 'refused') throw new Error('a fair price for twenty is answered');
      const usual = await orderFor(externalId, 20);
      const lines = [{ externalId, quantity: 20, price: quote.price }];
      const total = quote.price * 20n + usual.shipping;
      expect(await place({ ...usual, lines, total })).toMatchObject({ status: 'held' });
      expect(await connector.quotes.requestQuote({ externalId, quantity: 1, askedPrice: price - 1n })).toBe('refused');
    });

    test('the feed can be read page by page, tells every change and says what is gone', async () => {
      const items = Array.from({ length: 7 }, () => offer());
      await candidate.stock(items);
      let cursor: string | null = null;
      const seen: OfferItem[] = [];
      for (let hasMore = true; hasMore; ) {
        const page = await connector.pullCatalogue({ cursor, limit: 3 });
        expect(page.items.length + page.tombstones.length).toBeLessThanOrEqual(3);
        seen.push(...page.items);
        ({ nextCursor: cursor, hasMore } = page);
      }
      const [first, second, third] = items;
      if (!first || !second || !third) throw new Error('seven were made');
      for (const item of items)
        expect(seen.find(({ externalId }) => externalId === item.externalId)).toMatchObject(item);
      const nothing = await connector.pullCatalogue({ cursor, limit: 3 });
      expect(nothing).toEqual({ items: [], tombstones: [], nextCursor: cursor, hasMore: false });

      await candidate.stock([{ ...first, price: rupiah(48_000) }, second]);
      await candidate.remove(third.externalId);
      const changes = await connector.pullCatalogue({ cursor, limit: 100 });
      expect(changes.items).toMatchObject([{ externalId: first.externalId, price: rupiah(48_000), version: 2 }]);
      expect(changes.tombstones).toEqual([third.externalId]);
      const check = { lines: [{ externalId: third.externalId, quantity: 1 }], shipTo: '32.73' };
      expect((await connector.offers.checkOffers([check]))[0]?.lines).toEqual([]);

      await candidate.stock([third]);
      const back = await connector.pullCatalogue({ cursor: changes.nextCursor, limit: 100 });
      expect(back.items).toMatchObject([{ externalId: third.externalId }]);
    });

    test('a reader of the feed misses nothing, whoever is writing meanwhile', async () => {
      const { nextCursor: start } = await pullAll(connector, null);
      const items = Array.from({ length: 24 }, () => offer());
      let isOver = false;
      const writers = Promise.all(items.map((item) => candidate.stock([item]))).finally(() => {
        isOver = true;
      });
      const seen = new Set<string>();
      let cursor = start;
      for (let isLast = false; !isLast; ) {
        isLast = isOver;
        const page = await pullAll(connector, cursor);
        for (const id of page.ids) seen.add(id);
        cursor = page.nextCursor;
      }
      await writers;
      expect(items.filter(({ externalId }) => !seen.has(externalId))).toEqual([]);
    });

    test('a cursor that comes from somewhere else begins anew', async () => {
      const { externalId } = await stocked();
      const { ids } = await pullAll(connector, 'another-place.999999999');
      expect(ids).toContain(externalId);
    });

    test('a stranger is turned away before anything is looked at', async () => {
      const { stranger } = candidate;
      await expect(stranger.describe()).rejects.toThrow(TurnedAway);
      await expect(stranger.tracking.getOrder('nowhere')).rejects.toThrow('401');
      await expect(stranger.ordering.placeOrders([])).rejects.toThrow('401');
    });
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
