import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { described, senText } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { authorise } from '../account/index.ts';
import { institutionOf } from './actions.ts';
import { institutionPage } from './pages.tsx';
import { kinds, timeZones } from './rules.ts';
import { selectWorkUnits } from './store.ts';

const workUnit = z.object({
  id: z.uuid(),
  code: z.string(),
  codeText: z.string(),
  name: z.string(),
  active: z.boolean(),
});
const answer = z
  .object({
    ...{ id: z.uuid(), code: z.string(), name: z.string(), kind: z.enum(kinds), regionCode: z.string().nullable() },
    ...{ address: z.string(), npwp: z.string().nullable(), timeZone: z.enum(timeZones), version: z.int() },
    ...{ approvalAboveSen: senText.nullable(), workUnits: z.array(workUnit) },
  })
  .meta({ id: 'Institution' });

export function institutionRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/institutions/:institutionId',
    described({ name: 'read-institution', who: 'office', answer, page: 'text/html' }, async (c, { json }) => {
      const institutionId = idParam(c, 'institutionId');
      await authorise(database, { personId: c.var.personId, institutionId, at: clock() });
      const institution = await institutionOf(database, institutionId);
      const units = await selectWorkUnits(database, institutionId);
      if (!wantsJson(c)) return c.html(institutionPage({ ...c.var, institution, units }));
      const { approvalAbove, ...facts } = institution;
      return json({
        ...facts,
        approvalAboveSen: approvalAbove === null ? null : String(approvalAbove),
        workUnits: units.map(({ id, code, codeText, name, active }) => ({ id, code, codeText, name, active })),
      });
    }),
  );

  return routes;
}
