import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { authorise } from '../../parties/account/index.ts';
import { answerLive } from '../../platform/live-mark.tsx';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import { papersOf } from '../document/index.ts';
import { followMarketplace } from './act-as-seller.ts';
import { recordReceipt } from './actions.ts';
import { deliveriesAnswer, deliveryAnswer, receiptsAnswer, toJson } from './answers.ts';
import { deliveryPage } from './delivery-page.tsx';
import { taxedAsPaid } from './money.ts';
import { deliveriesPage } from './pages.tsx';
import { type Delivery, type DeliveryState, markOf, receiveRefusal, receivers } from './rules.ts';
import { type Deps, sellerRoutes } from './seller-http.ts';
import { selectByState, selectDelivery, selectReceipts } from './store.ts';

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
const nothing = z.object({}).loose();

const atOffice = { who: 'office', page: 'text/html' } as const;

const open: DeliveryState[] = ['waiting', 'accepted', 'shipped', 'partly-received'];

export function fulfilmentRoutes(deps: Deps): Hono<WebEnv> {
  const { database, clock, connectors, moneyOf } = deps;
  const routes = new Hono<WebEnv>().route('/', sellerRoutes(deps));
  const office = '/institutions/:institutionId/deliveries';
  const actorOf = (c: Context<WebEnv>) =>
    authorise(database, { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() });
  // A step repeated under its key may be answered after the office paid.
  const told = async (delivery: Delivery) =>
    toJson(delivery, (await moneyOf(database, [delivery])).get(delivery.orderId));

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

  const following = { who: 'office', name: 'follow-order', page: 'text/event-stream' } as const;
  routes.get(
    `${office}/:orderId/changes`,
    described(following, async (c) => {
      const { institutionId, personId } = await actorOf(c);
      const find = () => selectDelivery(database, institutionId, idParam(c, 'orderId'));
      const delivery = await find();
      if (!delivery) throw new Problem('missing', 'fulfilment/none');
      const { orderId } = delivery;
      const mark = async () => {
        const [now, money] = await Promise.all([find(), moneyOf(database, [delivery])]);
        return markOf(now ?? delivery, money.get(orderId));
      };
      return answerLive(c, deps.live, { personId, subjects: [orderId], mark });
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
