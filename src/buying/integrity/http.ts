import { Hono } from 'hono';
import { z } from 'zod';
import { authorise } from '../../parties/account/index.ts';
import { rootAnswer, rootJson } from '../../platform/audit-roots.tsx';
import type { Database } from '../../platform/database.ts';
import { proveInclusion } from '../../platform/roots.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { isDay, readDay } from '../../values/calendar.ts';
import type { Clock } from '../../values/instant.ts';
import { flagsOn, replay } from './actions.ts';
import { proofPage, replayPage } from './pages.tsx';

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

const writtenDay = z
  .string()
  .refine(isDay)
  .meta({ format: 'date', examples: ['2026-11-25'] });
const proofAnswer = z
  .object({
    institutionId: z.uuid(),
    proof: z
      .object({
        ...{ root: rootAnswer, seal: z.string(), hash: z.string(), holds: z.boolean() },
        path: z.array(z.object({ side: z.enum(['left', 'right']), hash: z.string() })),
      })
      .nullable(),
  })
  .meta({ id: 'AuditProof' });
const proving = {
  name: 'prove-audit',
  who: ['auditor'],
  query: z.object({ day: writtenDay.optional() }),
  answer: proofAnswer,
  page: 'text/html',
} as const;

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
      return c.html(replayPage({ ...c.var, institutionId, decisions, flags }));
    }),
  );

  routes.get(
    '/institutions/:institutionId/audit',
    described(proving, async (c, { who, query, json }) => {
      const institutionId = idParam(c, 'institutionId');
      await authorise(database, { personId: c.var.personId, institutionId, roles: who, at: clock() });
      const { day = '' } = query();
      const proof = await proveInclusion(database, institutionId, readDay(day));
      if (!wantsJson(c)) return c.html(proofPage({ ...c.var, proof }));
      if (!proof) return json({ institutionId, proof: null });
      const { root, head, path, holds } = proof;
      const { number, hash } = head;
      return json({ institutionId, proof: { root: rootJson(root), seal: String(number), hash, path, holds } });
    }),
  );

  return routes;
}
