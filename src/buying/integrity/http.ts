import { Hono } from 'hono';
import { authorise } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { flagsOn, replay } from './actions.ts';
import { replayPage } from './pages.tsx';

/** The auditor's view: what was decided on a request, and whether it comes out the same today. */
export function integrityRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/institutions/:institutionId/decisions/:requestId', async (c) => {
    const institutionId = idParam(c, 'institutionId');
    const requestId = idParam(c, 'requestId');
    await authorise(database, { personId: c.var.personId, institutionId, roles: ['auditor'], at: clock() });
    const decisions = await replay(database, institutionId, requestId);
    const flags = await flagsOn(database, institutionId, requestId);
    if (wantsJson(c)) return c.json({ decisions, flags });
    return c.html(replayPage({ ...c.var, decisions, flags }));
  });
  return routes;
}
