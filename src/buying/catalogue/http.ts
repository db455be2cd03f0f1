import { Hono } from 'hono';
import { z } from 'zod';
import { listMarketplaces, type Marketplace } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { regionNames } from '../../platform/region-names.ts';
import { described, senText } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { rupiah } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { priceHistory, searchOffers, selectOffers } from './actions.ts';
import { offerPage } from './offer-page.tsx';
import { searchPage } from './pages.tsx';
import { categories, LAST_PAGE, type Offer, type PastPrice, type Search, sellerClasses, sorts } from './rules.ts';

/** Whole rupiah as people write them: `1250000`, `1.250.000`, `Rp1.250.000`. */
const wholeRupiah = z
  .string()
  .transform((text) => text.replace(/^\s*Rp|[\s.]/gi, ''))
  .pipe(z.string().regex(/^\d{1,13}$/))
  .transform(BigInt);

const query = z.object({
  q: z.string().trim().max(200).optional(),
  category: z.enum(categories).optional(),
  marketplace: z.uuid().optional(),
  class: z.enum(sellerClasses).optional(),
  seller: z.uuid().optional(),
  maxPrice: wholeRupiah.optional(),
  sort: z.enum(sorts).optional(),
  page: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(LAST_PAGE))
    .optional(),
});
const offerAnswer = z
  .object({
    ...{ id: z.uuid(), marketplaceId: z.uuid(), marketplaceName: z.string().optional(), externalId: z.string() },
    ...{ sellerId: z.uuid(), sellerExternalId: z.string(), sellerName: z.string(), sellerClass: z.enum(sellerClasses) },
    ...{ isPkp: z.boolean(), regionCode: z.string(), title: z.string(), description: z.string(), unit: z.string() },
    ...{ category: z.enum(categories), priceSen: senText, stock: z.int(), weightGrams: z.int() },
    ...{ isDomestic: z.boolean(), tkdnPercent: z.number().nullable(), version: z.int() },
  })
  .meta({ id: 'Offer' });
const search = z
  .object({ offers: z.array(offerAnswer), page: z.int(), total: z.int(), hasMore: z.boolean(), isWidened: z.boolean() })
  .meta({ id: 'Search' });
const pastPrices = z.array(z.object({ priceSen: senText, at: z.date() }));
const withPrices = offerAnswer.extend({ prices: pastPrices }).meta({ id: 'OfferWithPrices' });

const searching = { name: 'search-offers', who: 'anyone', query, answer: search, page: 'text/html' } as const;
const reading = { name: 'read-offer', who: 'anyone', answer: withPrices, page: 'text/html' } as const;

/** Search and single offers: anyone may look, without an account. */
export function catalogueRoutes({ database }: { database: Database }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/offers',
    described(searching, async (c, { query: ask, json }) => {
      const asked = ask();
      const marketplaces = await listMarketplaces(database);
      const open = marketplaces.filter(isOpen);
      const hiddenMarketplaces = marketplaces.filter((one) => !isOpen(one)).map(({ id }) => id);
      const { marketplace: marketplaceId, class: sellerClass, seller: sellerId, maxPrice, ...rest } = asked;
      const filters = {
        marketplaceId,
        sellerClass,
        sellerId,
        maxPrice: maxPrice === undefined ? undefined : rupiah(maxPrice),
      };
      const wanted: Search = { ...rest, ...filters, hiddenMarketplaces };
      const found = await searchOffers(database, wanted);
      const names = namesOf(marketplaces);
      if (wantsJson(c)) {
        const { offers, ...about } = found;
        return json({ offers: offers.map((offer) => toJson(offer, names)), page: asked.page ?? 1, ...about });
      }
      const isEmpty = found.total === 0;
      const withoutFilters =
        isEmpty && asked.q ? (await searchOffers(database, { q: asked.q, hiddenMarketplaces })).total : 0;
      const regions = await regionNames();
      return c.html(searchPage({ ...c.var, asked, found, withoutFilters, marketplaces: open, regions }));
    }),
  );

  routes.get(
    '/offers/:offerId',
    described(reading, async (c, { json }) => {
      const [[offer], marketplaces] = await Promise.all([
        selectOffers(database, [idParam(c, 'offerId')]),
        listMarketplaces(database),
      ]);
      const marketplace = marketplaces.find(({ id }) => id === offer?.marketplaceId);
      if (!offer || (marketplace && !isOpen(marketplace))) throw new Problem('missing', 'catalogue/not-offered');
      const prices = await priceHistory(database, offer.id);
      if (wantsJson(c)) return json({ ...toJson(offer, namesOf(marketplaces)), prices: prices.map(priceToJson) });
      const regions = await regionNames();
      return c.html(offerPage({ ...c.var, offer, marketplace, prices, regions }));
    }),
  );

  return routes;
}

const isOpen = ({ state }: Marketplace): boolean => state === 'admitted';

const namesOf = (marketplaces: readonly Marketplace[]): ReadonlyMap<string, string> =>
  new Map(marketplaces.map(({ id, name }) => [id, name]));

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
function toJson({ price, ...offer }: Offer, names: ReadonlyMap<string, string>) {
  return { ...offer, marketplaceName: names.get(offer.marketplaceId), priceSen: String(price) };
}

function priceToJson({ price, at }: PastPrice) {
  return { priceSen: String(price), at };
}
