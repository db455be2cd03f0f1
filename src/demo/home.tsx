import { Hono } from 'hono';
import { z } from 'zod';
import { findByCode } from '../parties/institution/index.ts';
import type { Database } from '../platform/database.ts';
import { described } from '../platform/route.ts';
import { type WebEnv, wantsJson } from '../platform/web.tsx';
import type { Clock } from '../values/instant.ts';
import { Problem } from '../values/problem.ts';
import { homePage } from './home-page.tsx';
import { nextWork } from './next-work.ts';
import { ministry, shallowOffices } from './offices.ts';
import { ministryPeople, regencyPeople, shallowPeople } from './officials.ts';
import { people, shopkeepers } from './world.ts';

const answer = z.object({
  people: z.array(
    z.object({ demoCode: z.string(), name: z.string(), role: z.string(), work: z.string(), to: z.string() }),
  ),
});
const reading = { name: 'read-demo', who: 'anyone', answer, page: 'text/html' } as const;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly demo: boolean;
}

/** Where one who tries the hub begins: anybody, and the next thing that this person would do. */
export function demoRoutes({ database, clock, demo }: Deps): Hono<WebEnv> {
  return new Hono<WebEnv>().get(
    '/demo',
    described(reading, async (c, { json }) => {
      if (!demo) throw new Problem('missing', 'platform/no-such-page');
      const { t } = c.var;
      const known = [...people, ...shopkeepers.map((one) => ({ ...one, role: 'seller' as const }))];
      const found = await Promise.all(
        known.map(async ({ demoCode, name, role }) => {
          const next = await nextWork(database, demoCode, clock());
          const { work = 'none', count = 0, to = '/' } = next ?? {};
          return next ? [{ demoCode, name, role, work: t(`demo.work-${work}`, { count }), to }] : [];
        }),
      );
      const shown = found.flat();
      if (wantsJson(c)) return json({ people: shown });
      const isLarge = (await findByCode(database, ministry.code)) !== undefined;
      return c.html(homePage({ ...c.var, people: shown, offices: isLarge ? everyOffice() : [] }));
    }),
  );
}

/** The large world by office; the small one is all on the cards. */
function everyOffice() {
  const named = (rows: readonly (readonly [demoCode: string, name: string, role: string, unit?: number])[]) =>
    rows.map(([demoCode, name, role]) => ({ demoCode, name, role }));
  const regency = people.filter(({ role }) => role !== 'steward');
  return [
    { name: 'Kabupaten Teluk Kenanga (contoh)', people: [...regency, ...named(regencyPeople)] },
    { name: ministry.name, people: named(ministryPeople) },
    ...shallowOffices.map(({ name }, place) => ({ name, people: named(shallowPeople[place] ?? []) })),
  ];
}
