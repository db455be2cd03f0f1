import { Hono } from 'hono';
import { z } from 'zod';
import { listMarketplaces, type Marketplace } from '../../parties/marketplace/index.ts';
import type { Database } from '../../platform/database.ts';
import { regionNames } from '../../platform/region-names.ts';
import { described, senText } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { rupiah } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { comparisonPage } from './comparison-page.tsx';
import { offerPage } from './offer-page.tsx';
import { searchPage } from './pages.tsx';
import { readProduct } from './read-product.ts';
import {
  categories,
  domestics,
  LAST_PAGE,
  MOST_COMPARED,
  type Offer,
  type PastPrice,
  type Search,
  sellerClasses,
  sorts,
} from './rules.ts';
import { searchOffers, suggestTitles } from './search-offers.ts';
import * as store from './store.ts';

/** Whole rupiah as people write them: `1250000`, `1.250.000`, `Rp1.250.000`. */
const wholeRupiah = z
  .string()
  .transform((text) => text.replace(/^\s*Rp|[\s.]/gi, ''))
  .pipe(z.string().regex(/^\d{1,13}$/))
  .transform(BigInt);

const classes = [...sellerClasses, 'umk'] as const;
const region = z.string().regex(/^\d{2}(\.\d{2})?$/);
const query = z.object({
  q: z.string().trim().max(200).optional(),
  category: z.enum(categories).optional(),
  marketplace: z.uuid().optional(),
  class: z.enum(classes).optional(),
  seller: z.uuid().optional(),
  /** A province or a regency. */
  region: region.optional(),
  near: z.enum(['regency', 'province']).optional(),
  /** The regency from which near is near; left out, the reader's office. */
  from: z
    .string()
    .regex(/^\d{2}\.\d{2}$/)
    .optional(),
  domestic: z.enum(domestics).optional(),
  stock: z.literal('1').optional(),
  minPrice: wholeRupiah.optional(),
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
    goods: z.string(),
  })
  .meta({ id: 'Offer' });
const counts = z.record(z.string(), z.int());
const facetsAnswer = z.object({
  ...{ base: z.int(), category: counts, marketplace: counts, class: counts, province: counts, distance: counts },
  ...{ domestic: counts, stocked: z.int(), isEstimated: z.boolean() },
});
const search = z
  .object({
    ...{ offers: z.array(offerAnswer), page: z.int(), total: z.int(), isEstimated: z.boolean(), hasMore: z.boolean() },
    ...{ isWidened: z.boolean(), correctedTo: z.string().optional(), facets: facetsAnswer },
  })
  .meta({ id: 'Search' });
const pastPrices = z.array(z.object({ priceSen: senText, at: z.date() }));
const withPrices = offerAnswer.extend({ prices: pastPrices }).meta({ id: 'OfferWithPrices' });

const suggestions = z.object({ titles: z.array(z.string()) }).meta({ id: 'Suggestions' });

const searching = { name: 'search-offers', who: 'anyone', query, answer: search, page: 'text/html' } as const;
const suggestQuery = z.object({ q: z.string().trim().max(100).optional() });
const suggesting = { name: 'suggest-titles', who: 'anyone', query: suggestQuery, answer: suggestions } as const;
const compareQuery = z.object({
  /** Ids with commas between them, or the parameter once for each. */
  offers: z
    .string()
    .max(1000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.uuid()))
    .optional(),
});
const compared = z.object({ offers: z.array(offerAnswer) }).meta({ id: 'Comparison' });
const comparing = {
  ...{ name: 'compare-offers', query: compareQuery, answer: compared },
  ...({ who: 'anyone', page: 'text/html' } as const),
} as const;
const reading = { name: 'read-offer', who: 'anyone', answer: withPrices, page: 'text/html' } as const;

interface Deps {
  readonly database: Database;
  /** Where an institution is; left out, nothing is near. */
  readonly placeOf?: (institutionId: string) => Promise<{ readonly regionCode: string }>;
}

/** Search and single offers: anyone may look, without an account. */
export function catalogueRoutes({ database, placeOf }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/offers',
    described(searching, async (c, { query: ask, json }) => {
      const asked = ask();
      const officeId = c.var.frame?.officeId;
      const [marketplaces, office] = await Promise.all([
        listMarketplaces(database),
        officeId && placeOf ? placeOf(officeId) : undefined,
      ]);
      const from = asked.from ?? (office?.regionCode || undefined);
      const found = await searchOffers(database, wantedOf(asked, from, marketplaces));
      const names = namesOf(marketplaces);
      if (wantsJson(c)) {
        const { offers, ...about } = found;
        return json({ offers: offers.map((offer) => toJson(offer, names)), page: asked.page ?? 1, ...about });
      }
      const regions = await regionNames();
      const open = marketplaces.filter(isOpen);
      return c.html(searchPage({ ...c.var, asked, found, from, marketplaces: open, regions }));
    }),
  );

  routes.get(
    '/offers/suggestions',
    described(suggesting, async (_, { query: ask, json }) =>
      json({ titles: await suggestTitles(database, ask().q ?? '') }),
    ),
  );

  routes.get(
    '/offers/:offerId',
    described(reading, async (c, { json }) => {
      const product = await readProduct(database, idParam(c, 'offerId'));
      if (!product) throw new Problem('missing', 'catalogue/not-offered');
      const { offer, marketplaces, prices } = product;
      if (wantsJson(c)) return json({ ...toJson(offer, namesOf(marketplaces)), prices: prices.map(priceToJson) });
      const regions = await regionNames();
      return c.html(offerPage({ ...c.var, ...product, regions }));
    }),
  );

  routes.get(
    '/comparison',
    described(comparing, async (c, { query: ask, json }) => {
      const { offers: ids = [] } = ask();
      const [offers, marketplaces] = await Promise.all([
        store.selectOffers(database, ids.slice(0, MOST_COMPARED)),
        listMarketplaces(database),
      ]);
      const names = namesOf(marketplaces.filter(isOpen));
      const compared = offers.filter(({ marketplaceId }) => names.has(marketplaceId));
      if (wantsJson(c)) return json({ offers: compared.map((offer) => toJson(offer, names)) });
      const regions = await regionNames();
      return c.html(
        comparisonPage({ ...c.var, offers: compared, missing: ids.length - compared.length, names, regions }),
      );
    }),
  );

  return routes;
}

function wantedOf(
  { marketplace: marketplaceId, class: wanted, seller: sellerId, region, near, ...asked }: z.output<typeof query>,
  from: string | undefined,
  marketplaces: readonly Marketplace[],
): Search {
  const nearby = from && near && (near === 'regency' ? from : from.slice(0, 2));
  return {
    ...{ q: asked.q, category: asked.category, domestic: asked.domestic, sort: asked.sort, page: asked.page, from },
    ...{ marketplaceId, sellerId, regionCode: nearby || region, inStock: asked.stock === '1' },
    sellerClasses: wanted === 'umk' ? ['micro', 'small'] : wanted && [wanted],
    minPrice: asked.minPrice === undefined ? undefined : rupiah(asked.minPrice),
    maxPrice: asked.maxPrice === undefined ? undefined : rupiah(asked.maxPrice),
    hiddenMarketplaces: marketplaces.filter((one) => !isOpen(one)).map(({ id }) => id),
  };
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
