import { Hono } from 'hono';
import { z } from 'zod';
import { readQuery, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { packInForce } from './actions.ts';
import { rulesOf } from './list-rules.ts';
import { packs } from './packs.ts';
import { rulesPage } from './pages.tsx';

const asked = z.object({ on: z.string().trim().max(20).optional() });

/** What the hub decides by, for everybody to read: all packs, the newest first, or `?on=2021-05-01` that of one day. */
export function rulebookRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/rules', (c) => {
    const { on = '' } = readQuery(c, asked);
    // A form that was sent empty asks for all.
    const wanted = on === '' ? packs.toReversed() : [packInForce(on)];
    const shown = wanted.map((pack) => ({ id: pack.id, from: pack.from, until: pack.until, rules: rulesOf(pack) }));
    if (!wantsJson(c)) return c.html(rulesPage({ ...c.var, packs: shown, on }));
    const rules = (pack: (typeof shown)[number]) =>
      pack.rules.map((rule) => ({ ...rule, sentence: c.var.t(rule.code, rule.details) }));
    return c.json({ packs: shown.map((pack) => ({ ...pack, rules: rules(pack) })) });
  });
  return routes;
}
