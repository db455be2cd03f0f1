import { addLine, addNode, move, openYear } from '../buying/budget/index.ts';
import { type ConfirmedOrder, type Delivery, openDelivery } from '../buying/fulfilment/index.ts';
import type { Tx } from '../platform/database.ts';
import type { Instant } from '../values/instant.ts';
import { rupiah } from '../values/money.ts';
import { confirmedOrder } from './confirmed-order.ts';
import { recordDecisionOn } from './decided.ts';

interface Payer {
  readonly institutionId: string;
  readonly workUnitId: string;
  readonly by: string;
  readonly at: Instant;
}

/** A line of a region's budget of 2026 with Rp900,000,000 to spend; answers its id. */
export async function payingLine(tx: Tx, { workUnitId, ...acting }: Payer): Promise<string> {
  const ceiling = rupiah(900_000_000);
  await openYear(tx, { ...acting, year: 2026, chart: 'apbd' });
  const node = { ...acting, year: 2026, workUnitId, name: 'Mebel', ceiling };
  const programme = await addNode(tx, { ...node, parentId: null, code: '1.01.01' });
  const activity = await addNode(tx, { ...node, parentId: programme, code: '1.01.01.2.07' });
  const nodeId = await addNode(tx, { ...node, parentId: activity, code: '1.01.01.2.07.0005' });
  return addLine(tx, { ...acting, nodeId, code: '5.2.02.05.01.0001', name: 'Mebel', ceiling });
}

/** What an order leaves behind until its seller answers: committed money, its decision, a delivery taxed by it. */
export async function openDecided(
  tx: Tx,
  order: ConfirmedOrder,
  decided: Parameters<typeof recordDecisionOn>[2] = {},
): Promise<ConfirmedOrder> {
  const { institutionId, orderId: reason, at, budgetMoves } = order;
  for (const movement of ['reserve', 'commit'] as const) {
    await move(tx, { institutionId, reason, at, moves: budgetMoves.map((one) => ({ ...one, movement })) });
  }
  const [tax] = (await recordDecisionOn(tx, order, decided)).taxes;
  if (!tax) throw new Error('an order is taxed');
  const { key: _, buyerPays: __, ...kept } = tax;
  const made = { ...order, tax: kept };
  await openDelivery(tx, made);
  return made;
}

/** The six chairs and two tables on their way, as rules and pages see them, without a database. */
export function deliveryOf({ lines, ...given }: Partial<Delivery> = {}): Delivery {
  const at = given.at ?? new Date('2026-11-25T05:00:00Z');
  const order = confirmedOrder({ institutionId: 'sukamaju', workUnitId: 'dinas', requestedBy: 'ratna', at });
  return {
    ...{ ...order, state: 'shipped', reason: null, courier: null, parcel: null },
    ...{ answeredAt: null, shippedAt: null, receivedAt: null, version: 3 },
    ...given,
    lines: lines ?? order.lines.map((line) => ({ ...line, lineId: line.externalId, received: 0 })),
  };
}
