import { Hono } from 'hono';
import { z } from 'zod';
import { dayText, described } from '../../platform/route.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { packInForce } from './actions.ts';
import { firstEditions } from './first-editions.ts';
import { rulesOf } from './list-rules.ts';
import { packs } from './packs.ts';
import { rulesPage } from './pages.tsx';
import type { Pack } from './rules.ts';

const query = z.object({ on: z.string().trim().max(20).meta({ format: 'date' }).optional() });
const rule = z.object({
  ...{ code: z.string(), details: z.record(z.string(), z.string()), sentence: z.string(), article: z.string() },
  ...{
    evidence: z.string().nullable(),
    seenIn: z.string().nullable(),
    purse: z.enum(['apbn', 'apbd']).nullable(),
    verified: z.boolean(),
    since: dayText.nullable(),
  },
});
const pack = z
  .object({ id: z.string(), from: dayText, until: dayText.nullable(), rules: z.array(rule) })
  .meta({ id: 'RulePack' });
/** `earlier` are editions that were corrected: what was decided under them finishes and replays under them. */
const answer = z.object({ packs: z.array(pack), earlier: z.array(pack) });

/** What the hub decides by, for everybody to read: all packs, the newest first, or `?on=2021-05-01` those of one day. */
export function rulebookRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/rules',
    described({ name: 'list-rules', who: 'anyone', query, answer, page: 'text/html' }, (c, { query: asked, json }) => {
      const { on = '' } = asked();
      // A form that was sent empty asks for all.
      const wanted = on === '' ? packs.toReversed() : [packInForce(on)];
      const earlier = firstEditions.filter((pack) => on === '' || isOf(on, pack)).toSorted(newestFirst);
      if (!wantsJson(c)) {
        return c.html(rulesPage({ ...c.var, packs: wanted.map(readable), earlier: earlier.map(readable), on }));
      }
      const told = (pack: Pack) => {
        const { rules, ...named } = readable(pack);
        return { ...named, rules: rules.map((rule) => ({ ...rule, sentence: c.var.t(rule.code, rule.details) })) };
      };
      return json({ packs: wanted.map(told), earlier: earlier.map(told) });
    }),
  );
  return routes;
}

const readable = (pack: Pack) => ({ id: pack.id, from: pack.from, until: pack.until, rules: rulesOf(pack) });

const isOf = (day: string, { from, until }: Pack): boolean => from <= day && (until === null || day <= until);

const newestFirst = (one: Pack, other: Pack): number =>
  other.from.localeCompare(one.from) || other.id.localeCompare(one.id);
