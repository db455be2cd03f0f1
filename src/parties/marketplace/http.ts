import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { described } from '../../platform/route.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { marketplacesPage } from './pages.tsx';
import type { Call } from './rules.ts';
import { selectLatestCalls, selectMarketplaces } from './store.ts';

const LATEST = 8;

const call = z.object({
  ...{ operation: z.string(), at: z.date(), durationMs: z.int(), elements: z.int() },
  outcome: z.enum(['answered', 'unknown', 'turned-away', 'failed']),
});
const marketplace = z
  .object({
    ...{ id: z.uuid(), code: z.string(), name: z.string(), state: z.enum(['admitted', 'suspended']) },
    ...{ syncedAt: z.date().nullable(), version: z.int(), calls: z.array(call) },
  })
  .meta({ id: 'Marketplace' });
const answer = z.object({ marketplaces: z.array(marketplace) });

/** Which marketplaces the hub speaks with and how well that goes: no prices, no orders and no people, so no log-in. */
export function marketplaceRoutes({ database }: { database: Database }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/marketplaces',
    described({ name: 'list-marketplaces', who: 'anyone', answer, page: 'text/html' }, async (c, { json }) => {
      const [all, latest] = await Promise.all([selectMarketplaces(database), selectLatestCalls(database, LATEST)]);
      const marketplaces = all.map((one) => ({
        ...one,
        calls: latest.filter(({ marketplaceId }) => marketplaceId === one.id),
      }));
      if (!wantsJson(c)) return c.html(marketplacesPage({ ...c.var, marketplaces }));
      return json({ marketplaces: marketplaces.map((one) => ({ ...one, calls: one.calls.map(toJson) })) });
    }),
  );

  return routes;
}

function toJson({ operation, at, durationMs, outcome, elements }: Call) {
  return { operation, at, durationMs, outcome, elements };
}
