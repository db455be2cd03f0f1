import { Hono } from 'hono';
import { z } from 'zod';
import { authorise } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { flagsOn, replay } from './actions.ts';
import { replayPage } from './pages.tsx';

const answer = z
  .object({
    decisions: z.array(
      z.object({ packId: z.string(), at: z.date(), facts: z.string(), answer: z.string(), same: z.boolean() }),
    ),
    flags: z.array(
      z.object({
        ...{ institutionId: z.uuid(), requestId: z.uuid(), code: z.string(), details: z.string() },
        ...{ justification: z.string(), at: z.date() },
      }),
    ),
  })
  .meta({ id: 'Replay' });
const replaying = { name: 'replay-decisions', who: ['auditor'], answer, page: 'text/html' } as const;

/** The auditor's view: what was decided on a request, and whether it comes out the same today. */
export function integrityRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/institutions/:institutionId/decisions/:requestId',
    described(replaying, async (c, { who, json }) => {
      const institutionId = idParam(c, 'institutionId');
      const requestId = idParam(c, 'requestId');
      await authorise(database, { personId: c.var.personId, institutionId, roles: who, at: clock() });
      const decisions = await replay(database, institutionId, requestId);
      const flags = await flagsOn(database, institutionId, requestId);
      if (wantsJson(c)) return json({ decisions, flags });
      return c.html(replayPage({ ...c.var, decisions, flags }));
    }),
  );
  return routes;
}
