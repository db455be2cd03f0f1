import { afterAll, expect } from 'vitest';
import { contractSuite } from '../contract/index.ts';
import { openSandbox } from './bench.ts';
import { sandboxConnector, sandboxDesk } from './index.ts';

const HOUR = 60 * 60 * 1000;
const sandbox = await openSandbox({ at: new Date('2026-11-25T05:00:00Z'), holdMs: HOUR });

contractSuite('the sandbox', async () => {
  const desk = sandboxDesk(sandbox);
  return {
    connector: sandboxConnector(sandbox),
    stranger: sandboxConnector({ ...sandbox, key: 'guessed' }),
    stock: desk.stock,
    remove: desk.remove,
    loseAnswer: (operation) => desk.fault({ kind: 'lose-answer', operation: operation as 'placeOrders' }),
    changePrice: (externalId) => desk.fault({ kind: 'price-change', externalId }),
    refuseConfirm: () => desk.fault({ kind: 'refuse-confirm' }),
    outlastHolds: async () => sandbox.advance(2 * HOUR),
  };
});

// Asked of the tables, not of the code under test: whatever happened above, no goods were made or lost.
afterAll(async () => {
  const [orders] = await sandbox.owner.query<{ wrong: bigint }>(
    `select count(*) as wrong from sandbox.orders o
     where total_sen <> shipping_sen + (select sum(quantity * price_sen) from sandbox.order_lines where order_id = o.id)`,
  );
  expect(orders?.wrong).toBe(0n);
  const unanswered = await sandbox.owner.query(`select key from sandbox.requests where answer is null`);
  expect(unanswered).toEqual([]);
});
