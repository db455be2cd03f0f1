import { expect, test } from 'vitest';
import type { OrderAsk } from '../../parties/marketplace/index.ts';
import type { Counter } from './counter.ts';

/** Orders are held or rejected, each for itself, and a key is answered once. */
export function placing(counter: Counter): void {
  const { candidate, connector, fresh, stocked, orderFor, place, cancel, stockOf, statusOf } = counter;

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

  test('the same key with the same body gets the same answer and one order', async () => {
    const { externalId } = await stocked();
    const ask = await orderFor(externalId, 2);
    const first = await place(ask);
    expect(await place(ask)).toEqual(first);
    expect(await connector().ordering.placeOrders([ask, ask])).toEqual([first, first]);
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
    expect(await connector().ordering.placeOrders([twice, { ...twice, reference: 'P-2026-000002' }])).toMatchObject([
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
    await candidate().stock([{ ...item, stock: 50 }]);
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
    const answers = await connector().ordering.placeOrders([two, more, gone, far, cheap, one]);
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
    const batches = Array.from({ length: 16 }, (_, n) => (n % 2 ? [anew(forA), anew(forB)] : [anew(forB), anew(forA)]));
    const answers = await Promise.all(batches.map((batch) => connector().ordering.placeOrders(batch)));
    expect(answers.flat().every(({ status }) => status === 'held')).toBe(true);
    expect([await stockOf(a.externalId), await stockOf(b.externalId)]).toEqual([84, 84]);
  });

  test('a price that changed meanwhile is a refusal that names the new price', async () => {
    const { externalId, price } = await stocked();
    const ask = await orderFor(externalId, 1);
    await candidate().changePrice(externalId);
    const answer = await place(ask);
    expect(answer).toMatchObject({ status: 'rejected', reason: 'price-changed', lines: [{ externalId, stock: 10 }] });
    if (answer.status === 'rejected') expect(answer.lines[0]?.price).not.toBe(price);
    expect(await stockOf(externalId)).toBe(10);
  });
}
