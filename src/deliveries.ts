import { findLines } from './buying/budget/index.ts';
import { type ConfirmedOrder, cancelDelivery, openDeliveries } from './buying/fulfilment/index.ts';
import { decisionsOn } from './buying/integrity/index.ts';
import { type Confirmed, orderDeclined, ordersForDelivery, SYSTEM } from './buying/purchase/index.ts';
import type { Decision } from './buying/rulebook/index.ts';
import { type Official, officialsAmong } from './parties/account/index.ts';
import { findInstitutions, type Institution, unitNames } from './parties/institution/index.ts';
import { listMarketplaces, repeatNudges } from './parties/marketplace/index.ts';
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

/** How purchase and fulfilment hear of each other; what is done bears repetition. */
export function deliverySubscribers({ database, vault, clock }: Parts): Readonly<Record<string, Subscriber>> {
  const each =
    (work: (tx: Tx, message: Message, requestId: string) => Promise<void>): Subscriber =>
    async (messages) => {
      for (const message of messages) {
        await database.transaction(async (tx) => {
          await work(tx, message, requestOf(message));
          await finish(tx, [message]);
        });
      }
    };
  return {
    'order.confirmed': (messages) =>
      database.transaction(async (tx) => {
        const sought = messages.map((message) => ({
          ...{ institutionId: message.tenantId, requestId: requestOf(message), orderId: message.subject },
        }));
        const confirmed = await ordersForDelivery(tx, sought);
        const orders = await confirmedOrders(tx, vault, confirmed, clock());
        await Promise.all([openDeliveries(tx, orders), repeatNudges(tx, orders, clock()), finish(tx, messages)]);
      }),
    'order.cancelled': each(async (tx, { tenantId, subject }) => {
      await cancelDelivery(tx, { institutionId: tenantId, orderId: subject, by: SYSTEM, at: clock() });
    }),
    'delivery.declined': each(async (tx, { tenantId, subject }, requestId) => {
      await orderDeclined(tx, { institutionId: tenantId, requestId, orderId: subject, at: clock() });
    }),
  };
}

const requestOf = ({ payload }: Message): string => (JSON.parse(payload ?? '{}') as { requestId: string }).requestId;

/** What other rooms know of confirmed orders, by id. */
interface Known {
  readonly institutions: ReadonlyMap<string, Institution>;
  readonly units: ReadonlyMap<string, { readonly name: string }>;
  readonly lines: ReadonlyMap<string, { readonly code: string; readonly name: string }>;
  readonly marketplaces: ReadonlyMap<string, { readonly name: string }>;
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly officials: readonly (Official & { readonly institutionId: string })[];
}

async function confirmedOrders(
  tx: Tx,
  vault: Vault,
  confirmed: readonly Confirmed[],
  at: Instant,
): Promise<ConfirmedOrder[]> {
  if (confirmed.length === 0) return [];
  const requests = [...new Set(confirmed.map(({ request }) => request))];
  const seats = requests.flatMap(({ institutionId, createdBy, approvedBy }) =>
    [createdBy, approvedBy].flatMap((personId) => (personId === null ? [] : [{ institutionId, personId }])),
  );
  const ids = [...new Set(requests.map(({ institutionId }) => institutionId))];
  const lineKeys = requests.map(({ institutionId, budgetLineId }) => ({ institutionId, lineId: budgetLineId }));
  const requestKeys = requests.map(({ institutionId, id }) => ({ institutionId, requestId: id }));
  const [institutions, units, lines, marketplaces, decisions, officials] = await Promise.all([
    findInstitutions(tx, ids),
    unitNames(tx, requests),
    findLines(tx, lineKeys),
    listMarketplaces(tx),
    decisionsOn(tx, requestKeys),
    officialsAmong(tx, vault, seats, at),
  ]);
  const known: Known = {
    ...{ institutions: byId(institutions), units: byId(units), lines: byId(lines) },
    ...{ marketplaces: byId(marketplaces), decisions, officials },
  };
  return confirmed.map((one) => confirmedOrder(one, known, at));
}

const byId = <One extends { readonly id: string }>(all: readonly One[]): ReadonlyMap<string, One> =>
  new Map(all.map((one) => [one.id, one]));

/** All that later rooms keep of a confirmed order: what its papers say is complete in itself. */
function confirmedOrder({ request, order }: Confirmed, known: Known, at: Instant): ConfirmedOrder {
  const { institutionId, workUnitId, budgetLineId } = request;
  const decision = known.decisions.get(request.id);
  const tax = decision?.taxes.find(({ key }) => key === order.id);
  const institution = known.institutions.get(institutionId);
  const line = known.lines.get(budgetLineId);
  if (!institution || !line || !decision || !tax || !order.externalId) {
    throw new Error(`order ${order.number} is not complete`);
  }
  const marketplaceName = known.marketplaces.get(order.marketplaceId)?.name ?? '';
  const signing = known.officials.filter(
    (one) =>
      one.institutionId === institutionId &&
      (one.personId === request.createdBy ||
        (one.personId === request.approvedBy && one.roles.some((role) => role === 'ppk'))),
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
      workUnit: known.units.get(workUnitId)?.name ?? '',
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
