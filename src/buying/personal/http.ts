import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Connectors } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { regionNames } from '../../platform/region-names.ts';
import { described, senText } from '../../platform/route.ts';
import type { Vault } from '../../platform/vault.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { selectOffers } from '../catalogue/index.ts';
import { cancelPurchase, paymentHeard, placePurchase } from './actions.ts';
import { newPurchasePage, purchasePage, purchasesPage } from './pages.tsx';
import type { Payments } from './payments.ts';
import type { Purchase } from './rules.ts';
import { selectPurchase, selectPurchases } from './store.ts';

const EXAMPLE = '01a21111-0000-7000-8000-00000000000f';
const quantity = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,4}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(1000));
const wanted = z
  .object({
    offerId: z.uuid(),
    quantity,
    shipTo: z.string().regex(/^\d{2}\.\d{2}$/),
    address: z.string().trim().min(1).max(300),
  })
  .meta({ examples: [{ offerId: EXAMPLE, quantity: 1, shipTo: '19.02', address: 'Jl. Kenari 3' }] });
const states = [
  ...(['holding', 'awaiting-payment', 'confirming', 'confirmed', 'rejected'] as const),
  ...(['expired', 'cancelling', 'cancelled', 'refunding', 'refunded'] as const),
] as const;
const purchaseAnswer = z
  .object({
    ...{ id: z.uuid(), number: z.string(), state: z.enum(states), title: z.string(), seller: z.string() },
    ...{ marketplaceId: z.uuid(), quantity: z.int(), priceSen: senText, shippingSen: senText, totalSen: senText },
    ...{ heldUntil: z.date().nullable(), refusal: z.string().nullable(), qris: z.string().nullable() },
    ...{ at: z.date(), version: z.int() },
  })
  .meta({ id: 'PersonalPurchase' });

const mine = { who: 'signed-in', page: 'text/html' } as const;
const one = { ...mine, answer: purchaseAnswer } as const;
const listing = { ...mine, name: 'list-personal', answer: z.object({ purchases: z.array(purchaseAnswer) }) } as const;
const beginning = {
  ...mine,
  name: 'open-personal-form',
  query: z.object({ offer: z.uuid().optional(), quantity: quantity.optional() }),
} as const;
const placing = { ...one, name: 'place-personal', keyed: true, body: wanted, status: 201 } as const;
const cancelling = { ...one, name: 'cancel-personal', keyed: true, body: z.object({}).loose() } as const;

interface Deps {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly payments: Payments;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly marketplaceNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Where this person's office is: most have things brought there. */
  readonly homeOf: (personId: string) => Promise<{ regionCode: string; address: string } | undefined>;
  /** A wallet that pays without money, where there is one. */
  readonly walletOf: ((paymentId: string) => string) | undefined;
}

/** What a signed-in person buys for himself, with his own money. */
export function personalRoutes(deps: Deps): Hono<WebEnv> {
  const { database, clock, payments } = deps;
  const routes = new Hono<WebEnv>();
  const base = '/me/purchases';
  const buyerOf = (c: Context<WebEnv>): string => {
    if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
    return c.var.personId;
  };
  const back = (c: Context<WebEnv>, { id }: Purchase) => c.redirect(`${base}/${id}?lang=${c.var.language}`, 303);

  routes.get(
    base,
    described(listing, async (c, { json }) => {
      const purchases = await selectPurchases(database, buyerOf(c));
      if (wantsJson(c)) return json({ purchases: purchases.map(toJson) });
      return c.html(purchasesPage({ ...c.var, purchases }));
    }),
  );

  routes.get(
    `${base}/new`,
    described(beginning, async (c, { query }) => {
      const buyerId = buyerOf(c);
      const { offer: offerId, quantity = 1 } = query();
      const [offer] = offerId ? await selectOffers(database, [offerId]) : [];
      if (!offer) return c.redirect('/offers', 303);
      const { marketplaceId } = offer;
      const [home, names] = await Promise.all([deps.homeOf(buyerId), deps.marketplaceNames([marketplaceId])]);
      const marketplace = names.get(marketplaceId) ?? '–';
      return c.html(newPurchasePage({ ...c.var, offer, quantity, home, marketplace, key: crypto.randomUUID() }));
    }),
  );

  routes.post(
    base,
    described(placing, async (c, { body, key, json }) => {
      const buyerId = buyerOf(c);
      const asked = await body();
      if (!(await regionNames()).has(asked.shipTo)) throw new Problem('invalid', 'personal/no-such-region');
      const purchase = await placePurchase(database, deps, { buyerId, at: clock(), key: await key(), wanted: asked });
      return wantsJson(c) ? json(toJson(purchase)) : back(c, purchase);
    }),
  );

  routes.get(
    `${base}/:purchaseId`,
    described({ ...one, name: 'read-personal' }, async (c, { json }) => {
      const key = { buyerId: buyerOf(c), id: idParam(c, 'purchaseId') };
      const before = await selectPurchase(database, key);
      // Whoever looks wants to know whether the money came; the notice of it may be late.
      if (before?.state === 'awaiting-payment') await paymentHeard(database, payments, { ...key, at: clock() });
      const purchase = before && (await selectPurchase(database, key));
      if (!purchase) throw new Problem('missing', 'personal/none');
      if (wantsJson(c)) return json(toJson(purchase));
      const { marketplaceId } = purchase;
      const marketplace = (await deps.marketplaceNames([marketplaceId])).get(marketplaceId) ?? '–';
      const shown = { purchase, marketplace, wallet: deps.walletOf?.(purchase.id), now: clock() };
      return c.html(purchasePage({ ...c.var, ...shown, key: crypto.randomUUID() }));
    }),
  );

  routes.post(
    `${base}/:purchaseId/cancellation`,
    described(cancelling, async (c, { body, key, json }) => {
      const buyerId = buyerOf(c);
      await body();
      const asked = { buyerId, at: clock(), key: await key(), id: idParam(c, 'purchaseId') };
      const purchase = await cancelPurchase(database, asked);
      return wantsJson(c) ? json(toJson(purchase)) : back(c, purchase);
    }),
  );
  return routes;
}

function toJson(purchase: Purchase) {
  const { id, number, state, title, sellerName, marketplaceId, quantity, heldUntil, refusal, qris, at } = purchase;
  const { price, shipping, total, version } = purchase;
  return {
    ...{ id, number, state, title, seller: sellerName, marketplaceId, quantity },
    ...{ priceSen: String(price), shippingSen: String(shipping), totalSen: String(total) },
    ...{ heldUntil, refusal, qris, at, version },
  };
}
