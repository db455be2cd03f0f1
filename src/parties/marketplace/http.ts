import { Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { marketplacesPage } from './pages.tsx';
import type { Call } from './rules.ts';
import { selectLatestCalls, selectMarketplaces } from './store.ts';

const LATEST = 8;

/** Which marketplaces the hub speaks with and how well that goes: no prices, no orders and no people, so no log-in. */
export function marketplaceRoutes({ database }: { database: Database }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get('/marketplaces', async (c) => {
    const [all, latest] = await Promise.all([selectMarketplaces(database), selectLatestCalls(database, LATEST)]);
    const marketplaces = all.map((one) => ({
      ...one,
      calls: latest.filter(({ marketplaceId }) => marketplaceId === one.id),
    }));
    if (!wantsJson(c)) return c.html(marketplacesPage({ ...c.var, marketplaces }));
    return c.json({ marketplaces: marketplaces.map((one) => ({ ...one, calls: one.calls.map(toJson) })) });
  });

  return routes;
}

function toJson({ operation, at, durationMs, outcome, elements }: Call) {
  return { operation, at, durationMs, outcome, elements };
}
