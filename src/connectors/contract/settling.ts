import { expect, test } from 'vitest';
import { isUnknown } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';
import type { Counter } from './counter.ts';

/** What becomes of an order that is held: until it ends, or is confirmed, shipped, received and paid. */
export function settling(counter: Counter): void {
  const {
    candidate,
    connector,
    fresh,
    seller,
    stocked,
    orderFor,
    place,
    held,
    confirm,
    cancel,
    stockOf,
    statusOf,
    acting,
  } = counter;

  test('an order goes from the shelf to the settlement', async () => {
    const { externalId: offerId } = await stocked();
    const ask = await orderFor(offerId, 4);
    const answer = await place(ask);
    if (answer.status !== 'held') throw new Error(answer.status);
    const id = answer.externalId;
    expect(await stockOf(offerId)).toBe(6);
    const order = await connector().tracking.getOrder(id);
    expect(order).toMatchObject({ reference: ask.reference, status: 'held', total: ask.total, version: 1 });
    expect(order?.heldUntil).toEqual(answer.heldUntil);

    expect(await confirm(id)).toEqual({ status: 'confirmed' });
    expect(await connector().sellerActs.accept(acting(id))).toBe('done');
    expect(await connector().sellerActs.ship({ ...acting(id), courier: 'Kurir Contoh', number: 'KC-1' })).toBe('done');
    expect(await cancel(id)).toEqual({ status: 'refused', reason: 'already-shipped' });
    const receive = (quantity: number, complete: boolean) =>
      connector().tracking.reportReceipt({ ...acting(id), lines: [{ externalId: offerId, quantity }], complete });
    expect(await receive(3, false)).toBe('done');
    expect(await statusOf(id)).toBe('partly-received');
    expect(await receive(2, false)).toBe('refused');
    expect(await receive(1, true)).toBe('done');
    const pay = (amount: bigint) =>
      connector().tracking.reportPayment({ ...acting(id), amount, reference: 'SP2D-contoh' });
    expect(await pay(ask.total + 1n)).toBe('refused');
    expect(await pay(ask.total)).toBe('done');

    expect(await connector().tracking.getOrder(id)).toMatchObject({
      ...{ status: 'paid', heldUntil: null, shipments: [{ number: 'KC-1', courier: 'Kurir Contoh' }] },
    });
    const { items, nextCursor } = await connector().settlements.pullSettlements({ cursor: null, limit: 1000 });
    const settlement = items.find(({ externalId }) => externalId === id);
    expect(settlement?.paidToSeller).toBeGreaterThan(0n);
    expect(settlement?.paidToSeller).toBeLessThanOrEqual(ask.total);
    expect((await connector().settlements.pullSettlements({ cursor: nextCursor, limit: 1000 })).items).toEqual([]);
    const sellers = await connector().sellers.pullSellers({ cursor: null, limit: 1000 });
    expect(sellers.items).toContainEqual(seller);
  });

  test('a hold that ends gives its goods back, and can neither be confirmed nor bind anybody', async () => {
    const { externalId } = await stocked();
    const ask = await orderFor(externalId, 7);
    const answer = await place(ask);
    const id = answer.status === 'held' ? answer.externalId : '';
    const confirmed = await held(externalId, 1);
    await confirm(confirmed);
    expect(await stockOf(externalId)).toBe(2);
    await candidate().outlastHolds();
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
    const answers = await connector().ordering.confirmOrders([ask, ask]);
    expect(answers).toEqual([{ status: 'confirmed' }, { status: 'confirmed' }]);
    expect(await connector().ordering.confirmOrders([ask])).toEqual([{ status: 'confirmed' }]);
    expect(await confirm(id)).toEqual({ status: 'confirmed' });
    expect(await connector().tracking.getOrder(id)).toMatchObject({ status: 'confirmed', version: 2 });
  });

  test('a seller may refuse when asked to confirm; the hold stays until it ends or is cancelled', async () => {
    const { externalId } = await stocked();
    const id = await held(externalId, 3);
    await candidate().refuseConfirm();
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
    expect(await connector().sellerActs.decline({ ...acting(id), reason: 'tutup' })).toBe('done');
    expect(await statusOf(id)).toBe('declined');
    expect(await stockOf(externalId)).toBe(10);
  });

  test('an answer that got lost is heard by asking again with the same key', async () => {
    const { externalId } = await stocked();
    const ask = await orderFor(externalId, 4);
    await candidate().loseAnswer('placeOrders');
    await expect(place(ask)).rejects.toSatisfy(isUnknown);
    expect(await stockOf(externalId)).toBe(6);
    const answer = await place(ask);
    const id = answer.status === 'held' ? answer.externalId : '';
    expect(await statusOf(id)).toBe('held');
    expect(await stockOf(externalId)).toBe(6);

    const confirming = [{ idempotencyKey: fresh('confirm'), externalId: id }];
    await candidate().loseAnswer('confirmOrders');
    await expect(connector().ordering.confirmOrders(confirming)).rejects.toSatisfy(isUnknown);
    expect(await connector().ordering.confirmOrders(confirming)).toEqual([{ status: 'confirmed' }]);
    expect(await connector().tracking.getOrder(id)).toMatchObject({ status: 'confirmed', version: 2 });
  });

  test('an order that it does not know is said to be unknown', async () => {
    expect(await connector().tracking.getOrder('nowhere')).toBeUndefined();
    expect(await confirm('nowhere')).toEqual({ status: 'refused', reason: 'unknown-order' });
    expect(await cancel('nowhere')).toEqual({ status: 'refused', reason: 'unknown-order' });
  });

  test('a quoted price can be ordered for just so many', async () => {
    const { externalId, price } = await stocked({ stock: 50 });
    const asked = { externalId, quantity: 20, askedPrice: rupiah(50_000) };
    const quote = await connector().quotes.requestQuote(asked);
    if (quote === 'refused') throw new Error('a fair price for twenty is answered');
    const usual = await orderFor(externalId, 20);
    const lines = [{ externalId, quantity: 20, price: quote.price }];
    const total = quote.price * 20n + usual.shipping;
    expect(await place({ ...usual, lines, total })).toMatchObject({ status: 'held' });
    expect(await connector().quotes.requestQuote({ externalId, quantity: 1, askedPrice: price - 1n })).toBe('refused');
  });
}
