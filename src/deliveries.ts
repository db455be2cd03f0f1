import { findLine } from './buying/budget/index.ts';
import { type ConfirmedOrder, cancelDelivery, openDelivery } from './buying/fulfilment/index.ts';
import { decisionOn } from './buying/integrity/index.ts';
import { type Order, orderDeclined, orderForDelivery, type Request, SYSTEM } from './buying/purchase/index.ts';
import { officialsOf } from './parties/account/index.ts';
import { findInstitution, listWorkUnits } from './parties/institution/index.ts';
import { listMarketplaces } from './parties/marketplace/index.ts';
import type { Database, Tx } from './platform/database.ts';
import type { Subscriber } from './platform/dispatcher.ts';
import { finish, type Message } from './platform/outbox.ts';
import type { Vault } from './platform/vault.ts';
import type { Clock, Instant } from './values/instant.ts';

interface Parts {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
}

/** How purchase and fulfilment hear of each other: each message is one transaction, and bears repetition. */
export function deliverySubscribers({ database, vault, clock }: Parts): Readonly<Record<string, Subscriber>> {
  const each =
    (work: (tx: Tx, message: Message, requestId: string) => Promise<void>): Subscriber =>
    async (messages) => {
      for (const message of messages) {
        const { requestId } = JSON.parse(message.payload ?? '{}') as { requestId: string };
        await database.transaction(async (tx) => {
          await work(tx, message, requestId);
          await finish(tx, [message]);
        });
      }
    };
  return {
    'order.confirmed': each(async (tx, { tenantId, subject }, requestId) => {
      const found = await orderForDelivery(tx, tenantId, requestId, subject);
      if (found) await openDelivery(tx, await confirmedOrder(tx, vault, found, clock()));
    }),
    'order.cancelled': each(async (tx, { tenantId, subject }) => {
      await cancelDelivery(tx, { institutionId: tenantId, orderId: subject, by: SYSTEM, at: clock() });
    }),
    'delivery.declined': each(async (tx, { tenantId, subject }, requestId) => {
      await orderDeclined(tx, { institutionId: tenantId, requestId, orderId: subject, at: clock() });
    }),
  };
}

/** All that later rooms keep of a confirmed order: what its papers say is complete in itself. */
async function confirmedOrder(
  tx: Tx,
  vault: Vault,
  { request, order }: { request: Request; order: Order },
  at: Instant,
): Promise<ConfirmedOrder> {
  const { institutionId, workUnitId, budgetLineId } = request;
  const decision = await decisionOn(tx, institutionId, request.id);
  const tax = decision.taxes.find(({ key }) => key === order.id);
  // One after the other: a transaction is one connection.
  const institution = await findInstitution(tx, institutionId);
  const units = await listWorkUnits(tx, institutionId);
  const line = await findLine(tx, institutionId, budgetLineId);
  const officials = await officialsOf(tx, vault, institutionId, at);
  const marketplaces = await listMarketplaces(tx);
  if (!institution || !line || !tax || !order.externalId) throw new Error(`order ${order.number} is not complete`);
  const marketplaceName = marketplaces.find(({ id }) => id === order.marketplaceId)?.name ?? '';
  const signing = officials.filter(
    ({ personId, roles }) =>
      personId === request.createdBy || (personId === request.approvedBy && roles.some((role) => role === 'ppk')),
  );
  const { packId, papers, payments, reasons } = decision;
  return {
    ...{ institutionId, workUnitId, orderId: order.id, requestId: request.id, requestNumber: request.number },
    ...{
      orderNumber: order.number,
      requestedBy: request.createdBy,
      marketplaceId: order.marketplaceId,
      marketplaceName,
    },
    ...{ sellerId: order.sellerId, sellerName: order.sellerName, externalId: order.externalId },
    budgetMoves: [{ lineId: budgetLineId, amount: order.total }],
    lines: order.lines.map(({ id, externalId, title, unit, quantity, price }) => ({
      ...{ lineId: id, externalId, title, unit, quantity, price },
    })),
    ...{ shipping: order.shipping, total: order.total, tax, papers, packId, payments, at },
    content: {
      institution: {
        ...{ name: institution.name, address: institution.address, code: institution.code },
        zone: institution.timeZone,
      },
      workUnit: units.find(({ id }) => id === workUnitId)?.name ?? '',
      ...{ reference: request.number, orderNumber: order.number, marketplace: marketplaceName },
      seller: { name: order.sellerName, classLabelKey: `purchase.class-${order.sellerClass}` },
      budgetLine: { code: line.code, name: line.name },
      lines: order.lines.map(({ title, quantity, unit, price, amount }) => ({
        ...{ title, quantity, unit, price: String(price), amount: String(amount) },
      })),
      totals: [{ key: 'purchase.shipping', amount: String(order.shipping) }],
      total: String(order.total),
      officials: signing.map(({ name, nip, roles }) => ({
        ...{ roleKey: `account.role-${roles[0] ?? 'official'}`, name },
        ...(nip === null ? {} : { nip }),
      })),
      notes: [],
      articles: [...new Set(reasons.map(({ article }) => article))],
      unverified: [...new Set(reasons.filter(({ verified }) => !verified).map(({ article }) => article))],
      packId,
    },
  };
}
