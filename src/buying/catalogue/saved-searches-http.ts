import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { forgetSearch, savedSearches, saveSearch } from './saved-searches.ts';
import { savedSearchesPage } from './saved-searches-page.tsx';

const saved = z.object({ id: z.uuid(), name: z.string(), address: z.string(), at: z.date() });
const list = z.object({ searches: z.array(saved) }).meta({ id: 'SavedSearches' });
const saving = z
  .object({ name: z.string().trim().min(1).max(100), address: z.string().max(1500) })
  .meta({ examples: [{ name: 'Kursi di provinsi kami', address: 'q=kursi&near=province' }] });

const listing = { name: 'list-searches', who: 'signed-in', answer: list, page: 'text/html' } as const;
const keeping = { name: 'save-search', who: 'signed-in', body: saving, status: 303 } as const;
const forgetting = { name: 'forget-search', who: 'signed-in', status: 303 } as const;

/** What a person searches for again and again. Saving the same twice keeps one, so no key is needed. */
export function savedSearchRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/searches',
    described(listing, async (c, { json }) => {
      const searches = await savedSearches(database, readerOf(c));
      return wantsJson(c) ? json({ searches }) : c.html(savedSearchesPage({ ...c.var, searches }));
    }),
  );
  routes.post(
    '/searches',
    described(keeping, async (c, { body }) => {
      const personId = readerOf(c);
      const { name, address } = await body();
      await saveSearch(database, { personId, name, address: plain(address), at: clock() });
      return c.redirect('/searches', 303);
    }),
  );
  routes.post(
    '/searches/:searchId/removal',
    described(forgetting, async (c) => {
      const personId = readerOf(c);
      await forgetSearch(database, { personId, id: idParam(c, 'searchId') });
      return c.redirect('/searches', 303);
    }),
  );
  return routes;
}

function readerOf(c: Context<WebEnv>): string {
  if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
  return c.var.personId;
}

/** As an address has it, in one order, so that the same search is the same text. */
function plain(address: string): string {
  const wanted = new URLSearchParams(address);
  for (const name of ['lang', 'page']) wanted.delete(name);
  wanted.sort();
  return String(wanted);
}
