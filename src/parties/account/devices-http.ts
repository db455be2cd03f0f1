import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { recordAudit } from '../../platform/audit.ts';
import { described } from '../../platform/route.ts';
import { endOtherSessions, endSessionById, readSessionCookie } from '../../platform/session.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import type { Deps } from './entering.ts';
import { HUB } from './rules.ts';

const others = z.object({ which: z.literal('others') }).meta({ examples: [{ which: 'others' }] });
const ending = { who: 'signed-in', status: 204, page: 'text/html' } as const;

/** One's own sessions, ended from wherever one is. */
export function deviceRoutes({ database, clock, secure }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const reader = (c: Context<WebEnv>): string => {
    if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
    return c.var.personId;
  };
  const back = (c: Context<WebEnv>) =>
    wantsJson(c) ? c.body(null, 204) : c.redirect(`/session?lang=${c.var.language}#devices`, 303);

  routes.post(
    '/session/devices/:sessionId/ending',
    described({ ...ending, name: 'end-one-session' }, async (c) => {
      const personId = reader(c);
      const sessionId = idParam(c, 'sessionId');
      await database.transaction(async (tx) => {
        if (!(await endSessionById(tx, personId, sessionId))) throw new Problem('missing', 'account/no-such-session');
        const entry = { tenantId: HUB, at: clock(), by: personId, subject: personId, action: 'session.ended' };
        await recordAudit(tx, { ...entry, content: { sessionId } });
      });
      return back(c);
    }),
  );

  routes.post(
    '/session/devices/ending',
    described({ ...ending, name: 'end-other-sessions', body: others }, async (c, { body }) => {
      const personId = reader(c);
      await body();
      await database.transaction(async (tx) => {
        const count = await endOtherSessions(tx, personId, readSessionCookie(c, secure));
        const entry = { tenantId: HUB, at: clock(), by: personId, subject: personId, action: 'session.ended' };
        await recordAudit(tx, { ...entry, content: { others: count } });
      });
      return back(c);
    }),
  );

  return routes;
}
