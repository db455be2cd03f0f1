import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { authoriseSeller } from '../../parties/account/index.ts';
import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Live } from '../../platform/live.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { actAsSeller } from './act-as-seller.ts';
import { deliveryAnswer, sellerOrdersAnswer, toJson } from './answers.ts';
import { type MoneyOf, taxedAsPaid } from './money.ts';
import type { Delivery } from './rules.ts';
import { sellerOrderPage, sellerOrdersPage } from './seller-pages.tsx';
import type { SellerChoice } from './seller-steps.ts';
import { selectForSeller, selectOfSeller } from './store.ts';

const text = (max: number) => z.string().trim().min(1).max(max);
const refusal = z.object({ reason: text(500) }).meta({ examples: [{ reason: 'Barang habis.' }] });
const shipment = z
  .object({ courier: text(100), parcel: text(100) })
  .meta({ examples: [{ courier: 'Kurir Nusa', parcel: 'KN-77120' }] });
const nothing = z.object({}).loose();

const shopping = { who: ['seller'], page: 'text/html' } as const;
const acting = { ...shopping, keyed: true, answer: deliveryAnswer } as const;

export interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly connectors: Connectors;
  readonly moneyOf: MoneyOf;
  readonly live: Live;
}

/** What a shop sees of its orders, and what it does with them. */
export function sellerRoutes({ database, clock, connectors, moneyOf }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const shop = '/sellers/:sellerId/orders';
  const sellerOf = (c: Context<WebEnv>) =>
    authoriseSeller(database, { personId: c.var.personId, sellerId: idParam(c, 'sellerId'), at: clock() });
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

  return routes;
}

function backToShop(c: Context<WebEnv>, sellerId: string, { orderId }: Delivery) {
  return c.redirect(`/sellers/${sellerId}/orders/${orderId}?lang=${c.var.language}`, 303);
}
