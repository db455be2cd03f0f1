import { expect, test } from 'vitest';
import { newId } from '../../platform/id.ts';
import { cloneDatabase } from '../../testing/database.ts';
import { rupiah } from '../../values/money.ts';
import { insertOrders, selectHistories, withdrawOrders } from './store.ts';

const { database } = await cloneDatabase();
const at = new Date('2026-11-25T05:00:00Z');
const daysAgo = (days: number) => new Date(at.getTime() - days * 86_400_000);
const [institutionId, dinas, badan] = [newId(at), newId(at), newId(at)];
const [darsono, yanti] = [newId(at), newId(at)];

test('a unit’s history counts its own orders of thirty days, and none that was withdrawn', async () => {
  const order = (workUnitId: string, sellerId: string, categories: string[], whole: number, days: number) => ({
    ...{ institutionId, orderId: newId(at), requestId: newId(at), workUnitId, sellerId, categories },
    ...{ amount: rupiah(whole), at: daysAgo(days) },
  });
  const orders = [
    order(dinas, darsono, ['furniture'], 1_000, 9),
    order(dinas, yanti, ['food', 'furniture'], 2_000, 5),
    order(dinas, darsono, ['food'], 4_000, 31),
    order(dinas, darsono, ['food'], 8_000, 1),
    order(badan, yanti, ['food'], 16_000, 1),
  ];
  const withdrawn = orders[3];
  await database.transaction(async (tx) => {
    await insertOrders(tx, orders);
    if (withdrawn) await withdrawOrders(tx, [withdrawn]);
  });
  const units = [dinas, badan, newId(at)].map((workUnitId) => ({ institutionId, workUnitId }));
  const histories = await selectHistories(database, { units, since: daysAgo(30), without: [] });
  expect(histories.get(dinas)).toEqual({
    lastSellers: [yanti, darsono],
    spentOn: new Map([
      ['food', rupiah(2_000)],
      ['furniture', rupiah(3_000)],
    ]),
  });
  expect(histories.get(badan)).toEqual({ lastSellers: [yanti], spentOn: new Map([['food', rupiah(16_000)]]) });
  expect(histories.get(units[2]?.workUnitId ?? '')).toEqual({ lastSellers: [], spentOn: new Map() });
});
