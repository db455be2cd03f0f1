import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { described } from '../../platform/route.ts';
import { deviceOf, readSessionCookie, sessionStrength } from '../../platform/session.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import { namesOf } from './actions.ts';
import { type Deps, doorOf, nameLimit, tryLimit } from './entering.ts';
import { readLink } from './links.ts';
import { addressOf, endSecondFactor, enterBySecond, offeredSecret, secondFactorOf, setUp } from './second-factor.ts';
import { codesPage, secondFactorPage, secondStepPage } from './second-factor-pages.tsx';

const code = z.object({ otp: z.string().trim().min(6).max(40) }).meta({ examples: [{ otp: '123456' }] });
const own = { who: 'signed-in', page: 'text/html' } as const;
const state = z.object({
  state: z.enum(['none', 'active', 'exempt']),
  /** What the telephone is told, as long as there is none. */
  address: z.string().nullable(),
  recoveryCodes: z.number().int(),
});
const codes = z.object({ recoveryCodes: z.array(z.string()) });
const isOpen = z.object({ open: z.literal(true) });

const TRIES = 10;

/** A code of the telephone beside what one knows: set up, given at every log-in, taken away. */
export function secondFactorRoutes(deps: Deps): Hono<WebEnv> {
  const { database, vault, clock, secure } = deps;
  const routes = new Hono<WebEnv>();
  const letIn = doorOf(deps);
  const limitTries = tryLimit(deps);
  const tries = nameLimit(TRIES);
  const mine = async (c: Context<WebEnv>) => {
    const { personId } = c.var;
    const session = await sessionStrength(database, readSessionCookie(c, secure), clock());
    if (!personId || !session) throw new Problem('unauthenticated', 'account/who-are-you');
    return { personId, sessionId: session.id, isDemo: session.way === 'demo' };
  };

  routes.get(
    '/session/second-factor',
    described({ ...own, name: 'read-second-factor', answer: state }, async (c, { json }) => {
      const { isDemo, ...who } = await mine(c);
      const kept = await secondFactorOf(database, who.personId);
      c.header('cache-control', 'no-store');
      const name = (await namesOf(database, vault, [who.personId])).get(who.personId) ?? '–';
      const secret = offeredSecret(vault, who);
      const shown = { state: isDemo ? 'exempt' : kept ? 'active' : 'none', left: Number(kept?.left ?? 0) } as const;
      const address = shown.state === 'none' ? addressOf(secret, name) : null;
      if (wantsJson(c)) return json({ state: shown.state, address, recoveryCodes: shown.left });
      return c.html(secondFactorPage({ ...c.var, ...shown, address, secret: secret.base32 }));
    }),
  );

  routes.post(
    '/session/second-factor',
    described(
      { ...own, name: 'set-second-factor', body: code, answer: codes, status: 201 },
      async (c, { body, json }) => {
        const { isDemo, ...who } = await mine(c);
        const { otp } = await body();
        if (isDemo) throw new Problem('conflict', 'account/demo-exempt');
        await tries.spend(c, who.personId);
        const made = await database.transaction((tx) => setUp(tx, vault, { ...who, otp, at: clock() }));
        await tries.forget(who.personId);
        c.header('cache-control', 'no-store');
        return wantsJson(c) ? json({ recoveryCodes: made }) : c.html(codesPage({ ...c.var, codes: made }), 201);
      },
    ),
  );

  routes.post(
    '/session/second-factor/ending',
    described({ ...own, name: 'end-second-factor', body: code, status: 204 }, async (c, { body }) => {
      const { personId } = await mine(c);
      const { otp } = await body();
      await tries.spend(c, personId);
      await database.transaction((tx) => endSecondFactor(tx, vault, { personId, otp, at: clock() }));
      await tries.forget(personId);
      return wantsJson(c) ? c.body(null, 204) : c.redirect(`/session/second-factor?lang=${c.var.language}`, 303);
    }),
  );

  routes.get(
    '/session/second-step/:token',
    described({ who: 'anyone', page: 'text/html', name: 'read-second-step', answer: isOpen }, async (c, { json }) => {
      await limitTries(c);
      const token = c.req.param('token') ?? '';
      await readLink(database, token, clock(), 'second-factor');
      c.header('cache-control', 'no-store');
      return wantsJson(c) ? json({ open: true }) : c.html(secondStepPage({ ...c.var, token }));
    }),
  );

  routes.post(
    '/session/second-step/:token',
    described(
      { who: 'anyone', page: 'text/html', status: 204, name: 'enter-by-second-step', body: code },
      async (c, { body }) => {
        const { otp } = await body();
        await limitTries(c);
        const token = c.req.param('token') ?? '';
        const personId = await readLink(database, token, clock(), 'second-factor');
        await tries.spend(c, personId ?? token);
        const second = { token, otp, device: deviceOf(c), at: clock() };
        const entered = await database.transaction((tx) => enterBySecond(tx, vault, second));
        await tries.forget(personId ?? token);
        return letIn(c, entered);
      },
    ),
  );

  return routes;
}
