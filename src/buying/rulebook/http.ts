import { Hono } from 'hono';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { packs } from './packs.ts';
import { rulesPage } from './pages.tsx';

/** What the hub decides by, for everybody to read. */
export function rulebookRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/rules', (c) => {
    if (!wantsJson(c)) return c.html(rulesPage({ ...c.var, packs: packs.toReversed() }));
    const text = JSON.stringify({ packs }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    return c.body(text, 200, { 'content-type': 'application/json' });
  });
  return routes;
}
