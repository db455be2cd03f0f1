import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { authorise, authoriseSeller } from '../../parties/account/index.ts';
import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database, Reader } from '../../platform/database.ts';
import { idempotencyKey, idParam, readBody, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { papersOf } from '../document/index.ts';
import { actAsSeller, followMarketplace } from './act-as-seller.ts';
import { recordReceipt } from './actions.ts';
import { deliveriesPage, deliveryPage } from './pages.tsx';
import {
  type Delivery,
  type DeliveryState,
  type Money,
  receiveRefusal,
  receivers,
  type SellerChoice,
} from './rules.ts';
import { sellerOrderPage, sellerOrdersPage } from './seller-pages.tsx';
import { selectByState, selectDelivery, selectForSeller, selectOfSeller, selectReceipts } from './store.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const quantity = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{0,6}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(0).max(100_000));
const receipt = z.object({
  lines: z
    .array(z.object({ lineId: z.uuid(), quantity }))
    .min(1)
    .max(200),
});
const refusal = z.object({ reason: text(500) });
const shipment = z.object({ courier: text(100), parcel: text(100) });
const nothing = z.object({}).loose();

/** When the money for these orders comes, by order id; a later room knows. */
export type MoneyOf = (
  reader: Reader,
  orders: readonly { readonly institutionId: string; readonly orderId: string }[],
) => Promise<ReadonlyMap<string, Money>>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly connectors: Connectors;
  readonly moneyOf: MoneyOf;
}

const open: DeliveryState[] = ['waiting', 'accepted', 'shipped', 'partly-received'];

export function fulfilmentRoutes({ database, clock, connectors, moneyOf }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const shop = '/sellers/:sellerId/orders';
  const office = '/institutions/:institutionId/deliveries';
  const sellerOf = (c: Context<WebEnv>) =>
    authoriseSeller(database, { personId: c.var.personId, sellerId: idParam(c, 'sellerId'), at: clock() });
  const actorOf = (c: Context<WebEnv>) =>
    authorise(database, { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() });

  routes.get(shop, async (c) => {
    const { sellerId } = await sellerOf(c);
    const deliveries = await selectOfSeller(database, sellerId);
    const money = await moneyOf(database, deliveries);
    if (wantsJson(c)) return c.json({ orders: deliveries.map((one) => toJson(one, money.get(one.orderId))) });
    const canAct = (one: Delivery) => connectors(one.marketplaceId).sellerActs !== undefined;
    return c.html(sellerOrdersPage({ ...c.var, sellerId, deliveries, money, canAct, key: crypto.randomUUID() }));
  });

  routes.get(`${shop}/:orderId`, async (c) => {
    const { sellerId } = await sellerOf(c);
    const delivery = await selectForSeller(database, sellerId, idParam(c, 'orderId'));
    if (!delivery) throw new Problem('missing', 'fulfilment/none');
    const money = (await moneyOf(database, [delivery])).get(delivery.orderId);
    if (wantsJson(c)) return c.json(toJson(delivery, money));
    const canAct = connectors(delivery.marketplaceId).sellerActs !== undefined;
    return c.html(sellerOrderPage({ ...c.var, delivery, money, canAct, key: crypto.randomUUID() }));
  });

  const actRoute = (noun: string, read: (c: Context<WebEnv>) => Promise<SellerChoice>) =>
    routes.post(`${shop}/:orderId/${noun}`, async (c) => {
      const { personId, sellerId } = await sellerOf(c);
      const choice = await read(c);
      const act = { sellerId, by: personId, orderId: idParam(c, 'orderId'), at: clock(), key: await idempotencyKey(c) };
      const delivery = await actAsSeller(database, connectors, { ...act, choice });
      if (wantsJson(c)) return c.json(toJson(delivery, undefined));
      return c.redirect(`/sellers/${sellerId}/orders/${delivery.orderId}?lang=${c.var.language}`, 303);
    });
  actRoute('acceptance', async (c) => {
    await readBody(c, nothing);
    return { step: 'accept' };
  });
  actRoute('refusal', async (c) => ({ step: 'decline', ...(await readBody(c, refusal)) }));
  actRoute('shipment', async (c) => ({ step: 'ship', ...(await readBody(c, shipment)) }));

  routes.get(office, async (c) => {
    const { institutionId } = await actorOf(c);
    const deliveries = await selectByState(database, institutionId, open);
    if (wantsJson(c)) return c.json({ deliveries: deliveries.map((one) => toJson(one, undefined)) });
    return c.html(deliveriesPage({ ...c.var, institutionId, deliveries }));
  });

  routes.get(`${office}/:orderId`, async (c) => {
    const actor = await actorOf(c);
    const { institutionId } = actor;
    const delivery = await selectDelivery(database, institutionId, idParam(c, 'orderId'));
    if (!delivery) throw new Problem('missing', 'fulfilment/none');
    const { orderId } = delivery;
    const receipts = await selectReceipts(database, institutionId, orderId);
    const money = (await moneyOf(database, [delivery])).get(orderId);
    if (wantsJson(c)) {
      const shown = receipts.map(({ id, at, isComplete, report, lines }) => ({ id, at, isComplete, report, lines }));
      return c.json({ ...toJson(delivery, money), receipts: shown });
    }
    const papers = await papersOf(database, institutionId, [orderId]);
    const canReceive = receiveRefusal(delivery, actor) === undefined;
    const shown = { delivery, receipts, papers, money, canReceive, key: crypto.randomUUID() };
    return c.html(deliveryPage({ ...c.var, ...shown }));
  });

  routes.post(`${office}/:orderId/receipts`, async (c) => {
    const { personId } = c.var;
    const institutionId = idParam(c, 'institutionId');
    const by = await authorise(database, { personId, institutionId, roles: receivers, at: clock() });
    const { lines: counted } = await readBody(c, receipt);
    const asked = { by, at: clock(), key: await idempotencyKey(c), orderId: idParam(c, 'orderId') };
    const delivery = await recordReceipt(database, { ...asked, counted });
    if (wantsJson(c)) return c.json(toJson(delivery, undefined), 201);
    return backTo(c, delivery);
  });

  /** Asks the marketplace what became of the order, for sellers who act there and not here. */
  routes.post(`${office}/:orderId/inquiry`, async (c) => {
    const { institutionId, personId } = await actorOf(c);
    await readBody(c, nothing);
    const asked = { institutionId, orderId: idParam(c, 'orderId'), by: personId, at: clock() };
    const delivery = await followMarketplace(database, connectors, asked);
    if (wantsJson(c)) return c.json(toJson(delivery, undefined));
    return backTo(c, delivery);
  });

  return routes;
}

function backTo(c: Context<WebEnv>, { institutionId, orderId }: Delivery) {
  return c.redirect(`/institutions/${institutionId}/deliveries/${orderId}?lang=${c.var.language}`, 303);
}

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
function toJson(delivery: Delivery, money: Money | undefined) {
  const { orderId, orderNumber, requestNumber, state, version, reason, courier, parcel, tax, lines, content } =
    delivery;
  const { total, shipping, at, answeredAt, shippedAt, receivedAt, sellerName, marketplaceName } = delivery;
  return {
    ...{ orderId, orderNumber, requestNumber, state, version, reason, courier, parcel, sellerName, marketplaceName },
    ...{ institution: content.institution.name, workUnit: content.workUnit, at, answeredAt, shippedAt, receivedAt },
    ...{ shippingSen: String(shipping), totalSen: String(total), sellerReceivesSen: String(tax.sellerReceives) },
    tax: {
      ...{ collector: tax.collector, dppSen: String(tax.dpp), ppnSen: String(tax.ppn), pph22Sen: String(tax.pph22) },
    },
    ...(money ? { money } : {}),
    lines: lines.map(({ price, ...line }) => ({ ...line, priceSen: String(price) })),
  };
}
