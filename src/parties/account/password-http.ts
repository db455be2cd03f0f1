import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { described } from '../../platform/route.ts';
import { deviceOf, readSessionCookie } from '../../platform/session.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import { Problem } from '../../values/problem.ts';
import { type Deps, doorOf, nameLimit, secondStep, tryLimit } from './entering.ts';
import { askForReset } from './forgotten.ts';
import { enterByReset, readLink } from './links.ts';
import { askedPage, changePage, forgottenPage, resetPage } from './password-pages.tsx';
import { LONGEST } from './password-rules.ts';
import { changePassword, hashNewPassword, hasPassword, signIn } from './passwords.ts';

const identifier = z.string().trim().min(1).max(254);
const password = z.string().min(1).max(LONGEST);
const signing = z.object({ identifier, password }).meta({
  examples: [{ identifier: 'sri@contoh.go.id', password: 'tiga becak lewat pagi' }],
});
const asking = z.object({ identifier }).meta({ examples: [{ identifier: 'sri@contoh.go.id' }] });
const resetting = z.object({ newPassword: password }).meta({ examples: [{ newPassword: 'tiga becak lewat pagi' }] });
const changing = z.object({ password: z.string().max(LONGEST).optional(), newPassword: password }).meta({
  examples: [{ password: 'tiga becak lewat pagi', newPassword: 'hujan turun di ladang jagung' }],
});

const open = { who: 'anyone', page: 'text/html' } as const;
const entering = { ...open, status: 204, otherwise: secondStep } as const;
const canMail = z.object({ mail: z.boolean() });
const isOpen = z.object({ open: z.literal(true) });
const has = z.object({ hasPassword: z.boolean() });

const TRIES_FOR_NAME = 10;
const MAILS_FOR_NAME = 3;

/** In by what one knows, and back in when one does not know it any more. */
export function passwordRoutes(deps: Deps): Hono<WebEnv> {
  const { database, vault, clock, secure, hasMail = false } = deps;
  const routes = new Hono<WebEnv>();
  const letIn = doorOf(deps);
  const limitTries = tryLimit(deps);
  const [tries, mails] = [nameLimit(TRIES_FOR_NAME), nameLimit(MAILS_FOR_NAME)];
  const reader = (c: Context<WebEnv>): string => {
    if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
    return c.var.personId;
  };
  /** However it is spelled; and nothing that was written is kept in clear. */
  const named = (text: string) => vault.blindIndex('try', text.toLowerCase().replace(/[\s.-]/g, ''));

  routes.post(
    '/session/password-entry',
    described({ ...entering, name: 'enter-by-password', body: signing }, async (c, { body }) => {
      const asked = await body();
      await limitTries(c);
      const name = named(asked.identifier);
      await tries.spend(c, name);
      const entered = await signIn(database, vault, { ...asked, device: deviceOf(c), at: clock() });
      await tries.forget(name);
      return letIn(c, entered);
    }),
  );

  routes.get(
    '/session/forgotten',
    described({ ...open, name: 'read-forgotten', answer: canMail }, (c, { json }) =>
      wantsJson(c) ? json({ mail: hasMail }) : c.html(forgottenPage({ ...c.var, hasMail })),
    ),
  );

  routes.post(
    '/session/forgotten',
    described({ ...entering, name: 'ask-for-reset', body: asking }, async (c, { body }) => {
      const asked = await body();
      if (!hasMail) throw new Problem('unavailable', 'account/no-mail');
      await limitTries(c);
      await mails.spend(c, named(asked.identifier));
      const { language } = c.var;
      await database.transaction((tx) => askForReset(tx, vault, { ...asked, language, at: clock() }));
      return wantsJson(c) ? c.body(null, 204) : c.redirect(`/session/forgotten/sent?lang=${language}`, 303);
    }),
  );

  routes.get(
    '/session/forgotten/sent',
    described({ ...open, name: 'read-reset-sent', answer: canMail }, (c, { json }) =>
      wantsJson(c) ? json({ mail: hasMail }) : c.html(askedPage({ ...c.var, demo: deps.demo })),
    ),
  );

  routes.get(
    '/session/reset/:token',
    described({ ...open, name: 'read-reset-link', answer: isOpen }, async (c, { json }) => {
      await limitTries(c);
      const token = c.req.param('token') ?? '';
      await readLink(database, token, clock(), 'reset');
      c.header('cache-control', 'no-store');
      return wantsJson(c) ? json({ open: true }) : c.html(resetPage({ ...c.var, token }));
    }),
  );

  routes.post(
    '/session/reset/:token',
    described({ ...entering, name: 'reset-password', body: resetting }, async (c, { body }) => {
      const { newPassword } = await body();
      await limitTries(c);
      const opening = { token: c.req.param('token') ?? '', device: deviceOf(c), at: clock() };
      const personId = await readLink(database, opening.token, opening.at, 'reset');
      if (!personId) throw new Problem('missing', 'account/no-such-link');
      const hash = await hashNewPassword(database, vault, { personId, newPassword });
      return letIn(c, await database.transaction((tx) => enterByReset(tx, { ...opening, hash })));
    }),
  );

  routes.get(
    '/session/password',
    described({ name: 'read-password', who: 'signed-in', answer: has, page: 'text/html' }, async (c, { json }) => {
      const known = await hasPassword(database, reader(c));
      c.header('cache-control', 'no-store');
      return wantsJson(c) ? json({ hasPassword: known }) : c.html(changePage({ ...c.var, hasPassword: known }));
    }),
  );

  routes.post(
    '/session/password',
    described(
      { name: 'change-password', who: 'signed-in', status: 204, page: 'text/html', body: changing },
      async (c, { body }) => {
        const personId = reader(c);
        const asked = await body();
        await tries.spend(c, personId);
        const token = readSessionCookie(c, secure);
        await changePassword(database, vault, { ...asked, password: asked.password, personId, token, at: clock() });
        await tries.forget(personId);
        return wantsJson(c) ? c.body(null, 204) : c.redirect(`/session?lang=${c.var.language}`, 303);
      },
    ),
  );

  return routes;
}
