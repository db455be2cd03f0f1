import { afterAll, expect, test } from 'vitest';
import { qrisSandbox } from '../../connectors/qris-sandbox/index.ts';
import { movePayment } from '../../connectors/qris-sandbox/store.ts';
import { stockOf } from '../../demo/stock.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { openStocked } from '../../testing/stocked-marketplace.ts';
import { cloneVault } from '../../testing/vault.ts';
import { searchOffers } from '../catalogue/index.ts';
import { cancelPurchase, expirePurchases, paymentHeard, placePurchase } from './actions.ts';
import { personalSubscribers } from './dispatch.ts';
import { selectAddress, selectPurchase } from './store.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, owner } = await cloneDatabase({ connections: 20 });
const { vault } = await cloneVault();
const { connector, desk } = await openStocked(database, 'lokabina', at);
const connectors = () => connector;
const payments = qrisSandbox(database);
const dispatcher = createDispatcher(database);
const subscribers = personalSubscribers({ database, connectors, payments, vault, clock: () => at });
for (const [event, subscriber] of Object.entries(subscribers)) dispatcher.subscribe(event, subscriber);
await dispatcher.start();
afterAll(() => dispatcher.stop());

const buyerId = newId(at);
let made = 0;
const asked = () => ({ buyerId, at, key: `a-key-number-${++made}` });
const [coffee] = (await searchOffers(database, { q: 'kopi robusta' })).offers;
const place = async (quantity = 2) => {
  const wanted = { offerId: coffee?.id ?? '', quantity, shipTo: '19.02', address: 'Jl. Kenari 3' };
  const { id } = await placePurchase(database, { connectors, vault }, { ...asked(), wanted });
  return id;
};
const now = async (id: string) => {
  await dispatcher.idle();
  const purchase = await selectPurchase(database, { buyerId, id });
  if (!purchase) throw new Error('the purchase exists');
  return purchase;
};
const pay = async (id: string) => {
  await movePayment(database, id, 'waiting', 'paid');
  await paymentHeard(database, payments, { buyerId, id, at });
};
const statusAtMarket = async (id: string) =>
  (await connector.tracking?.getOrder((await now(id)).orderExternalId ?? ''))?.status;

test('Ratna buys coffee for herself: held, paid by QRIS, confirmed; no budget knows of it, her address is sealed', async () => {
  const id = await place();
  const waiting = await now(id);
  expect(waiting.state).toBe('awaiting-payment');
  expect(waiting.qris).toContain(
    `54${String((waiting.total / 100n).toString().length).padStart(2, '0')}${waiting.total / 100n}`,
  );
  await paymentHeard(database, payments, { buyerId, id, at });
  expect((await now(id)).state).toBe('awaiting-payment');
  await pay(id);
  await pay(id);
  expect((await now(id)).state).toBe('confirmed');
  expect(await statusAtMarket(id)).toBe('confirmed');
  expect((await selectAddress(database, { buyerId, id }))?.toString()).not.toContain('Kenari');
  const [state] = await owner.query<{ sums: bigint }>(
    `select (select count(*) from budget.transfers) + (select count(*) from purchase.requests)
       + (select count(*) from integrity.orders) as sums`,
  );
  expect(state?.sums).toBe(0n);
});

test('what sells out before it is held costs nothing, and nobody is asked to pay', async () => {
  await desk.fault({ kind: 'stock-gone', operation: 'placeOrders', times: 1 });
  const id = await place();
  expect(await now(id)).toMatchObject({ state: 'rejected', refusal: 'no-stock', qris: null });
  await desk.stock(stockOf('lokabina').map((offer) => ({ ...offer, version: 2 })));
});

test('cancelled before it is paid, the goods go back; money that comes later comes back', async () => {
  const id = await place();
  await now(id);
  await cancelPurchase(database, { ...asked(), id });
  expect((await now(id)).state).toBe('cancelled');
  expect(await statusAtMarket(id)).toBe('cancelled');
  await pay(id);
  expect((await now(id)).state).toBe('refunded');
  expect(await payments.statusOf(database, id)).toBe('refunded');
});

test('a seller who refuses what is paid gives the money back', async () => {
  const id = await place();
  await now(id);
  await desk.fault({ kind: 'refuse-confirm', operation: 'confirmOrders', times: 1 });
  await pay(id);
  expect(await now(id)).toMatchObject({ state: 'refunded', refusal: 'seller-closed' });
});

test('a hold that runs out unpaid ends the purchase, once', async () => {
  const id = await place();
  const { heldUntil } = await now(id);
  const later = new Date((heldUntil?.getTime() ?? 0) + 1);
  await expirePurchases(database, at);
  expect((await now(id)).state).toBe('awaiting-payment');
  await Promise.all([1, 2, 3].map(() => expirePurchases(database, later)));
  expect(await now(id)).toMatchObject({ state: 'expired', version: 3 });
});

test('paying and cancelling at once end in one of the two, with the money where it belongs', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => place(1)));
  await dispatcher.idle();
  await Promise.all(
    ids.flatMap((id) => [pay(id), cancelPurchase(database, { ...asked(), id }).catch(() => undefined)]),
  );
  for (const id of ids) {
    const { state } = await now(id);
    expect(['confirmed', 'refunded']).toContain(state);
    expect(await payments.statusOf(database, id)).toBe(state === 'confirmed' ? 'paid' : 'refunded');
    expect(await statusAtMarket(id)).toBe(state === 'confirmed' ? 'confirmed' : 'cancelled');
  }
});

test('five orders at once with one key buy once', async () => {
  const same = {
    ...asked(),
    wanted: { offerId: coffee?.id ?? '', quantity: 1, shipTo: '19.02', address: 'Jl. Kenari 3' },
  };
  const made = await Promise.all(Array.from({ length: 5 }, () => placePurchase(database, { connectors, vault }, same)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  await dispatcher.idle();
});
