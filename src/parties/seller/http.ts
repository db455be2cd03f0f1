import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { regionNames } from '../../platform/region-names.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import { findSellers } from './actions.ts';
import { sellerPage } from './pages.tsx';

const answer = z
  .object({
    ...{ id: z.uuid(), name: z.string(), sellerClass: z.enum(['micro', 'small', 'medium', 'large']) },
    ...{ classEvidence: z.literal('declared by marketplace'), regionCode: z.string(), isPkp: z.boolean() },
    ...{ version: z.int(), regionName: z.string().optional(), provinceName: z.string().optional() },
    offers: z.string().meta({ format: 'uri-reference' }),
  })
  .meta({ id: 'Seller' });

/** Who sells, and on whose word it is called small: open to everybody. */
export function sellerRoutes({ database }: { database: Database }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/sellers/:sellerId',
    described({ name: 'read-seller', who: 'anyone', answer, page: 'text/html' }, async (c, { json }) => {
      const [seller] = await findSellers(database, [idParam(c, 'sellerId')]);
      if (!seller) throw new Problem('missing', 'seller/none');
      const names = await regionNames();
      const regionName = names.get(seller.regionCode);
      const provinceName = names.get(seller.regionCode.slice(0, 2));
      const offers = `/offers?seller=${seller.id}`;
      if (wantsJson(c)) return json({ ...seller, regionName, provinceName, offers });
      return c.html(sellerPage({ ...c.var, seller, regionName, provinceName, offers }));
    }),
  );

  return routes;
}
