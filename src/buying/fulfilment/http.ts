import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { authorise, authoriseSeller } from '../../parties/account/index.ts';
import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database, Reader } from '../../platform/database.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { papersOf } from '../document/index.ts';
import { actAsSeller, followMarketplace } from './act-as-seller.ts';
import { recordReceipt } from './actions.ts';
import { deliveriesAnswer, deliveryAnswer, receiptsAnswer, sellerOrdersAnswer, toJson } from './answers.ts';
import { deliveriesPage, deliveryPage } from './pages.tsx';
import {
  type Delivery,
  type DeliveryState,
  type Money,
  receiveRefusal,
  receivers,
  type SellerChoice,
  taxedAsPaid,
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
const receipt = z
  .object({
    lines: z
      .array(z.object({ lineId: z.uuid(), quantity }))
      .min(1)
      .max(200),
  })
  .meta({ examples: [{ lines: [{ lineId: '01a21111-0000-7000-8000-00000000000f', quantity: 2 }] }] });
const refusal = z.object({ reason: text(500) }).meta({ examples: [{ reason: 'Barang habis.' }] });
const shipment = z
  .object({ courier: text(100), parcel: text(100) })
  .meta({ examples: [{ courier: 'Kurir Nusa', parcel: 'KN-77120' }] });
const nothing = z.object({}).loose();

const shopping = { who: ['seller'], page: 'text/html' } as const;
const acting = { ...shopping, keyed: true, answer: deliveryAnswer } as const;
const atOffice = { who: 'office', page: 'text/html' } as const;

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
  // A step repeated under its key may be answered after the office paid.
  const told = async (delivery: Delivery) =>
    toJson(delivery, (await moneyOf(database, [delivery])).get(delivery.orderId));

  routes.get(
    shop,
    described({ ...shopping, name: 'list-seller-orders', answer: sellerOrdersAnswer }, async (c, { json }) => {
      const { sellerId } = await sellerOf(c);
      const found = await selectOfSeller(database, sellerId);
      const money = await moneyOf(database, found);
      if (wantsJson(c)) return json({ orders: found.map((one) => toJson(one, money.get(one.orderId))) });
      const deliveries = found.map((one) => taxedAsPaid(one, money.get(one.orderId)));
      const canAct = (one: Delivery) => connectors(one.marketplaceId).sellerActs !== undefined;
      return c.html(sellerOrdersPage({ ...c.var, sellerId, deliveries, money, canAct, key: crypto.randomUUID() }));
    }),
  );

  routes.get(
    `${shop}/:orderId`,
    described({ ...shopping, name: 'read-seller-order', answer: deliveryAnswer }, async (c, { json }) => {
      const { sellerId } = await sellerOf(c);
      const delivery = await selectForSeller(database, sellerId, idParam(c, 'orderId'));
      if (!delivery) throw new Problem('missing', 'fulfilment/none');
      const money = (await moneyOf(database, [delivery])).get(delivery.orderId);
      if (wantsJson(c)) return json(toJson(delivery, money));
      const canAct = connectors(delivery.marketplaceId).sellerActs !== undefined;
      const shown = { delivery: taxedAsPaid(delivery, money), money, canAct, key: crypto.randomUUID() };
      return c.html(sellerOrderPage({ ...c.var, ...shown }));
    }),
  );

  routes.post(
    `${shop}/:orderId/acceptance`,
    described({ ...acting, name: 'accept-order', body: nothing }, async (c, { body, key, json }) => {
      const by = await sellerOf(c);
      await body();
      const delivery = await act(c, by, await key(), { step: 'accept' });
      return wantsJson(c) ? json(await told(delivery)) : backToShop(c, by.sellerId, delivery);
    }),
  );
  routes.post(
    `${shop}/:orderId/refusal`,
    described({ ...acting, name: 'decline-order', body: refusal }, async (c, { body, key, json }) => {
      const by = await sellerOf(c);
      const why = await body();
      const delivery = await act(c, by, await key(), { step: 'decline', ...why });
      return wantsJson(c) ? json(await told(delivery)) : backToShop(c, by.sellerId, delivery);
    }),
  );
  routes.post(
    `${shop}/:orderId/shipment`,
    described({ ...acting, name: 'ship-order', body: shipment }, async (c, { body, key, json }) => {
      const by = await sellerOf(c);
      const parcel = await body();
      const delivery = await act(c, by, await key(), { step: 'ship', ...parcel });
      return wantsJson(c) ? json(await told(delivery)) : backToShop(c, by.sellerId, delivery);
    }),
  );

  type Shopkeeper = Awaited<ReturnType<typeof sellerOf>>;
  function act(c: Context<WebEnv>, { personId: by, sellerId }: Shopkeeper, key: string, choice: SellerChoice) {
    const asked = { sellerId, by, orderId: idParam(c, 'orderId'), at: clock(), key, choice };
    return actAsSeller(database, connectors, asked);
  }

  routes.get(
    office,
    described({ ...atOffice, name: 'list-orders', answer: deliveriesAnswer }, async (c, { json }) => {
      const { institutionId } = await actorOf(c);
      const deliveries = await selectByState(database, institutionId, open);
      if (wantsJson(c)) return json({ deliveries: deliveries.map((one) => toJson(one, undefined)) });
      return c.html(deliveriesPage({ ...c.var, institutionId, deliveries }));
    }),
  );

  routes.get(
    `${office}/:orderId`,
    described({ ...atOffice, name: 'read-order', answer: receiptsAnswer }, async (c, { json }) => {
      const actor = await actorOf(c);
      const { institutionId } = actor;
      const delivery = await selectDelivery(database, institutionId, idParam(c, 'orderId'));
      if (!delivery) throw new Problem('missing', 'fulfilment/none');
      const { orderId } = delivery;
      const receipts = await selectReceipts(database, institutionId, orderId);
      const money = (await moneyOf(database, [delivery])).get(orderId);
      if (wantsJson(c)) {
        const shown = receipts.map(({ id, at, isComplete, report, lines }) => ({ id, at, isComplete, report, lines }));
        return json({ ...toJson(delivery, money), receipts: shown });
      }
      const papers = await papersOf(database, institutionId, [orderId]);
      const canReceive = receiveRefusal(delivery, actor) === undefined;
      const taxed = taxedAsPaid(delivery, money);
      const shown = { delivery: taxed, receipts, papers, money, canReceive, key: crypto.randomUUID() };
      return c.html(deliveryPage({ ...c.var, ...shown }));
    }),
  );

  const receiving = {
    ...atOffice,
    name: 'receive-goods',
    who: receivers,
    body: receipt,
    answer: deliveryAnswer,
  } as const;
  routes.post(
    `${office}/:orderId/receipts`,
    described({ ...receiving, keyed: true, status: 201 }, async (c, { who: roles, body, key, json }) => {
      const { personId } = c.var;
      const institutionId = idParam(c, 'institutionId');
      const by = await authorise(database, { personId, institutionId, roles, at: clock() });
      const { lines: counted } = await body();
      const asked = { by, at: clock(), key: await key(), orderId: idParam(c, 'orderId') };
      const delivery = await recordReceipt(database, { ...asked, counted });
      return wantsJson(c) ? json(await told(delivery)) : backTo(c, delivery);
    }),
  );

  /** Asks the marketplace what became of the order, for sellers who act there and not here. */
  const inquiring = { ...atOffice, name: 'ask-marketplace', body: nothing, answer: deliveryAnswer } as const;
  routes.post(
    `${office}/:orderId/inquiry`,
    described(inquiring, async (c, { body, json }) => {
      const { institutionId, personId } = await actorOf(c);
      await body();
      const asked = { institutionId, orderId: idParam(c, 'orderId'), by: personId, at: clock() };
      const delivery = await followMarketplace(database, connectors, asked);
      return wantsJson(c) ? json(await told(delivery)) : backTo(c, delivery);
    }),
  );

  return routes;
}

function backTo(c: Context<WebEnv>, { institutionId, orderId }: Delivery) {
  return c.redirect(`/institutions/${institutionId}/deliveries/${orderId}?lang=${c.var.language}`, 303);
}

function backToShop(c: Context<WebEnv>, sellerId: string, { orderId }: Delivery) {
  return c.redirect(`/sellers/${sellerId}/orders/${orderId}?lang=${c.var.language}`, 303);
}
