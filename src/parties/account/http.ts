import { Hono } from 'hono';
import { z } from 'zod';
import { described } from '../../platform/route.ts';
import { clearSessionCookie, deviceOf, endSession, readSessionCookie, sessionsOf } from '../../platform/session.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import { demoPeople, grantsOf, namesOf } from './actions.ts';
import { deviceRoutes } from './devices-http.ts';
import { type Deps, doorOf, secondStep, tryLimit } from './entering.ts';
import { enterByLink, enterDemo, enterFirst, readLink } from './links.ts';
import { firstPage, linkPage, sessionPage, signInPage } from './pages.tsx';
import { passwordRoutes } from './password-http.ts';
import { LONGEST } from './password-rules.ts';
import { hashNewPassword, hasPassword } from './passwords.ts';
import { isOwnPath } from './rules.ts';
import { secondFactorOf } from './second-factor.ts';
import { secondFactorRoutes } from './second-factor-http.ts';

const demoCode = z.string().regex(/^[a-z0-9-]{1,40}$/);
const trying = z.object({ demoCode }).meta({ examples: [{ demoCode: 'ratna' }] });
const going = z.object({ to: z.string().optional() });
const name = z.string().trim().min(1).max(120);
const email = z
  .string()
  .trim()
  .max(254)
  .transform((text) => text || undefined);
const first = z.object({ name, email: email.optional() }).meta({ examples: [{ name: 'Sri Lestari' }] });

const arriving = z.object({ newPassword: z.string().max(LONGEST).optional() });

const open = { who: 'anyone', page: 'text/html' } as const;
const entering = { ...open, status: 204, otherwise: secondStep } as const;
const demoPerson = z.object({ name: z.string(), demoCode: z.string(), roles: z.array(z.string()) });
const signIn = z.object({ demo: z.boolean(), people: z.array(demoPerson) });
const grantAnswer = z.object({
  ...{ id: z.uuid(), personId: z.uuid(), scope: z.enum(['institution', 'seller', 'marketplace', 'hub']) },
  ...{ scopeId: z.uuid(), role: z.string(), workUnitId: z.uuid().nullable(), decree: z.string() },
  ...{ validFrom: z.date(), validUntil: z.date().nullable(), institutionId: z.uuid().nullable() },
  ...{ sellerId: z.uuid().nullable(), marketplaceId: z.uuid().nullable(), placeName: z.string().nullable() },
});
const device = z.object({
  ...{ id: z.uuid(), at: z.date(), way: z.string(), device: z.string(), isCurrent: z.boolean() },
});
const session = z
  .object({
    ...{ personId: z.uuid(), name: z.string().nullable(), grants: z.array(grantAnswer) },
    ...{ hasPassword: z.boolean(), hasSecondFactor: z.boolean(), devices: z.array(device) },
  })
  .meta({ id: 'Session' });
const firstOpen = z.object({ open: z.literal(true) });
const named = z.object({ name: z.string().nullable() });

/** The front door: who are you, and what may you do. */
export function accountRoutes(deps: Deps): Hono<WebEnv> {
  const { database, vault, clock, demo, secure, namePlaces = async () => new Map<string, string>() } = deps;
  const routes = new Hono<WebEnv>();
  const limitTries = tryLimit(deps);

  const letIn = doorOf(deps);
  routes.route('/', passwordRoutes(deps));
  routes.route('/', deviceRoutes(deps));
  routes.route('/', secondFactorRoutes(deps));

  routes.get(
    '/session/new',
    described({ ...open, name: 'list-ways-in', answer: signIn }, async (c, { json }) => {
      const people = demo ? await demoPeople(database, vault, clock()) : [];
      if (wantsJson(c)) return json({ demo, people });
      return c.html(signInPage({ ...c.var, demo, people }));
    }),
  );

  routes.get(
    '/session',
    described({ name: 'read-session', who: 'signed-in', answer: session, page: 'text/html' }, async (c, { json }) => {
      const { personId } = c.var;
      if (!personId && !wantsJson(c)) return c.redirect(`/session/new?lang=${c.var.language}`, 303);
      if (!personId) throw new Problem('unauthenticated', 'account/who-are-you');
      const grants = await grantsOf(database, personId, clock());
      const mine = { personId, token: readSessionCookie(c, secure), at: clock() };
      const [names, places, sessions, has, second] = await Promise.all([
        ...[namesOf(database, vault, [personId]), namePlaces(grants)],
        ...[sessionsOf(database, mine), hasPassword(database, personId), secondFactorOf(database, personId)],
      ] as const);
      const hasSecondFactor = second !== undefined;
      const devices = sessions.map(({ hasSecondFactor: _, ...one }) => one);
      const shown = grants.map((one) => ({ ...one, placeName: places.get(one.scopeId) ?? null }));
      c.header('cache-control', 'no-store');
      if (wantsJson(c))
        return json({
          personId,
          name: names.get(personId) ?? null,
          grants: shown,
          hasPassword: has,
          devices,
          hasSecondFactor,
        });
      return c.html(
        sessionPage({ ...c.var, name: names.get(personId), grants: shown, hasPassword: has, devices, hasSecondFactor }),
      );
    }),
  );

  routes.post(
    '/session',
    described({ ...entering, name: 'enter-demo', body: trying }, async (c, { body }) => {
      refuseUnlessDemo(demo);
      await limitTries(c);
      const { demoCode: code } = await body();
      return letIn(c, await database.transaction((tx) => enterDemo(tx, { code, device: deviceOf(c), at: clock() })));
    }),
  );

  // A link in the terminal: one click, and the visitor is in. Sample data alone is behind it.
  routes.get(
    '/session/demo/:code',
    described({ ...entering, name: 'enter-demo-link', query: going }, async (c, { query }) => {
      refuseUnlessDemo(demo);
      await limitTries(c);
      const { to = `/?lang=${c.var.language}` } = query();
      if (!isOwnPath(to)) throw new Problem('invalid', 'account/not-our-address');
      const code = demoCode.safeParse(c.req.param('code'));
      if (!code.success) throw new Problem('missing', 'account/no-such-demo-person');
      return letIn(
        c,
        await database.transaction((tx) => enterDemo(tx, { code: code.data, device: deviceOf(c), at: clock() })),
        to,
      );
    }),
  );

  routes.post(
    '/session/end',
    described({ ...entering, name: 'end-session' }, async (c) => {
      await endSession(database, readSessionCookie(c, secure));
      clearSessionCookie(c, secure);
      return wantsJson(c) ? c.body(null, 204) : c.redirect(`/session/new?lang=${c.var.language}`, 303);
    }),
  );

  routes.get(
    '/session/first/:token',
    described({ ...open, name: 'read-first-link', answer: firstOpen }, async (c, { json }) => {
      await limitTries(c);
      const token = c.req.param('token') ?? '';
      if (await readLink(database, token, clock())) throw new Problem('missing', 'account/no-such-link');
      c.header('cache-control', 'no-store');
      return wantsJson(c) ? json({ open: true }) : c.html(firstPage({ ...c.var, token }));
    }),
  );

  routes.post(
    '/session/first/:token',
    described({ ...entering, name: 'enter-first', body: first }, async (c, { body }) => {
      await limitTries(c);
      const token = c.req.param('token') ?? '';
      const person = await body();
      const decree = c.var.t('account.first-decree');
      const asked = { ...person, token, decree, device: deviceOf(c), at: clock() };
      return letIn(c, await database.transaction((tx) => enterFirst(tx, vault, asked)));
    }),
  );

  routes.get(
    '/session/link/:token',
    described({ ...open, name: 'read-login-link', answer: named }, async (c, { json }) => {
      await limitTries(c);
      const token = c.req.param('token') ?? '';
      const personId = await readLink(database, token, clock());
      if (!personId) throw new Problem('missing', 'account/no-such-link');
      const name = (await namesOf(database, vault, [personId])).get(personId);
      c.header('cache-control', 'no-store');
      return wantsJson(c) ? json({ name: name ?? null }) : c.html(linkPage({ ...c.var, token, name }));
    }),
  );

  routes.post(
    '/session/link/:token',
    described({ ...entering, name: 'enter-by-link', body: arriving }, async (c, { body }) => {
      await limitTries(c);
      const { newPassword } = await body();
      const opening = { token: c.req.param('token') ?? '', device: deviceOf(c), at: clock() };
      const personId = await readLink(database, opening.token, opening.at);
      if (!personId) throw new Problem('missing', 'account/no-such-link');
      const hash = newPassword ? await hashNewPassword(database, vault, { personId, newPassword }) : undefined;
      return letIn(c, await database.transaction((tx) => enterByLink(tx, { ...opening, hash })));
    }),
  );

  return routes;
}

function refuseUnlessDemo(demo: boolean): void {
  if (!demo) throw new Problem('missing', 'platform/no-such-page');
}
