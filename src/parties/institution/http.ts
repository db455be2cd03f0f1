import { Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { authorise } from '../account/index.ts';
import { institutionOf } from './actions.ts';
import { institutionPage } from './pages.tsx';
import { selectWorkUnits } from './store.ts';

export function institutionRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get('/institutions/:institutionId', async (c) => {
    const institutionId = idParam(c, 'institutionId');
    await authorise(database, { personId: c.var.personId, institutionId, at: clock() });
    const institution = await institutionOf(database, institutionId);
    const units = await selectWorkUnits(database, institutionId);
    if (!wantsJson(c)) return c.html(institutionPage({ ...c.var, institution, units }));
    const { approvalAbove, ...facts } = institution;
    return c.json({
      ...facts,
      approvalAboveSen: approvalAbove === null ? null : String(approvalAbove),
      workUnits: units.map(({ id, code, codeText, name, active }) => ({ id, code, codeText, name, active })),
    });
  });

  return routes;
}
