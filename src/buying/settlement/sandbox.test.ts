import { expect, test } from 'vitest';
import { openSandbox } from '../../connectors/sandbox/bench.ts';
import { sandboxConnector, sandboxDesk } from '../../connectors/sandbox/index.ts';
import type { Actor } from '../../parties/account/index.ts';
import { createDispatcher } from '../../platform/dispatcher.ts';
import { newId } from '../../platform/id.ts';
import { confirmedOrder } from '../../testing/confirmed-order.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { openDecided, payingLine } from '../../testing/ordered.ts';
import { rupiah } from '../../values/money.ts';
import { actAsSeller, fulfilmentSubscribers, recordReceipt } from '../fulfilment/index.ts';
import { billsOf, recordStep } from './actions.ts';
import { settlementSubscribers } from './dispatch.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');

test('at a real marketplace over HTTP, with answers lost on the way: both sides end with the same order, paid', async () => {
  const sandbox = await openSandbox({ at });
  const [connector, desk] = [sandboxConnector(sandbox), sandboxDesk(sandbox)];
  const [institutionId, workUnitId, person, orderId] = [newId(at), newId(at), newId(at), newId(at)];
  const goods = { externalId: 'sapu-1', title: 'Sapu ijuk', unit: 'buah', price: rupiah(25_000) };
  const seller = {
    externalId: 'toko-1',
    name: 'Toko Satu',
    sellerClass: 'small',
    regionCode: '35.78',
    isPkp: false,
  } as const;
  const shelf = {
    description: '',
    category: 'tools',
    weightGrams: 700,
    stock: 10,
    isDomestic: true,
    tkdnPercent: null,
  } as const;
  await desk.stock([{ ...goods, ...shelf, seller }]);
  const lines = [{ externalId: 'sapu-1', quantity: 4 }];
  const [checked] = await connector.offers.checkOffers([{ lines, shipTo: '35.78' }]);
  const delivery = checked?.deliveries[0];
  const shipping = (delivery?.shipping ?? 0n) + (delivery?.fee ?? 0n);
  const total = rupiah(100_000) + shipping;
  const [held] = await connector.ordering.placeOrders([
    {
      confirm: false,
      ...{
        idempotencyKey: `${orderId}-hold`,
        reference: 'P-2026-000001-1',
        sellerExternalId: 'toko-1',
        buyer: institutionId,
      },
      ...{ shipTo: '35.78', address: 'Jalan Contoh 1', shipping, total },
      lines: [{ externalId: 'sapu-1', quantity: 4, price: goods.price }],
    },
  ]);
  if (held?.status !== 'held') throw new Error('the shelf holds enough');
  const { externalId } = held;
  await connector.ordering.confirmOrders([{ idempotencyKey: `${orderId}-confirm`, externalId }]);

  const lineId = await database.transaction((tx) => payingLine(tx, { institutionId, workUnitId, by: person, at }));
  const order = confirmedOrder({
    ...{ institutionId, workUnitId, orderId, requestedBy: person, at, sellerName: 'Toko Satu', externalId },
    ...{ budgetMoves: [{ lineId, amount: total }], shipping, total, papers: [], payments: ['UP'] },
    lines: [{ ...goods, lineId: newId(at), quantity: 4 }],
  });
  const dispatcher = createDispatcher(database, { pollMs: 20 });
  const deps = { database, connectors: () => connector, clock: () => at };
  const subscribers = { ...fulfilmentSubscribers(deps), ...settlementSubscribers(deps) };
  for (const [event, subscriber] of Object.entries(subscribers)) dispatcher.subscribe(event, subscriber);
  await dispatcher.start();
  await database.transaction((tx) => openDecided(tx, order));

  const act = (choice: Parameters<typeof actAsSeller>[2]['choice']) =>
    actAsSeller(database, () => connector, {
      sellerId: order.sellerId,
      orderId,
      by: person,
      at,
      key: crypto.randomUUID(),
      choice,
    });
  await desk.fault({ kind: 'lose-answer', times: 1 });
  await expect(act({ step: 'accept' })).rejects.toMatchObject({ code: 'fulfilment/marketplace-silent' });
  expect(await act({ step: 'accept' })).toMatchObject({ state: 'accepted' });
  await act({ step: 'ship', courier: 'Pos', parcel: 'KN-1' });
  const by: Actor = { personId: person, institutionId, roles: ['pp', 'treasurer'], workUnitId: null };
  const count = (quantity: number) =>
    recordReceipt(database, {
      by,
      at,
      key: crypto.randomUUID(),
      orderId,
      counted: [{ lineId: order.lines[0]?.lineId ?? '', quantity }],
    });
  await desk.fault({ kind: 'lose-answer', times: 2 });
  await count(1);
  await count(3);
  await dispatcher.idle();
  expect(await connector.tracking.getOrder(externalId)).toMatchObject({ status: 'received' });

  const [bill] = await billsOf(database, institutionId);
  expect(bill).toMatchObject({ state: 'due', invoiced: total });
  await desk.fault({ kind: 'lose-answer', times: 1 });
  const paying = {
    by,
    at,
    key: crypto.randomUUID(),
    billId: bill?.id ?? '',
    step: 'pay',
    number: 'TRF-1',
    day: '2026-11-25',
  } as const;
  await recordStep(database, paying);
  await dispatcher.idle();
  await dispatcher.stop();
  expect(await connector.tracking.getOrder(externalId)).toMatchObject({ status: 'paid' });
  expect((await billsOf(database, institutionId))[0]).toMatchObject({ state: 'paid', report: 'done' });
  const payments = await sandbox.owner.query(`select count(*) from sandbox.payments`);
  expect(payments).toEqual([{ count: 1n }]);
});
