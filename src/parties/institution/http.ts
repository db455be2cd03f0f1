import { type Context, Hono } from 'hono';
import type { Database } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { regionNames } from '../../platform/region-names.ts';
import { described } from '../../platform/route.ts';
import type { Vault } from '../../platform/vault.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { dayAt } from '../../values/calendar.ts';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { authorise, inviteOfficer, officersOf, type Role } from '../account/index.ts';
import { institutionOf } from './actions.ts';
import * as answers from './answers.ts';
import { institutionJson, officerJson } from './answers.ts';
import { appoint, dismiss } from './appoint.ts';
import { linkPage, officersPage } from './officers-page.tsx';
import { institutionPage } from './pages.tsx';
import { clockOf, type Institution } from './rules.ts';
import { changeSettings } from './settings.ts';
import { settingsPage } from './settings-page.tsx';
import { selectWorkUnits } from './store.ts';

/** Who looks after the institution, its people and their decrees. */
const keepers: readonly Role[] = ['administrator'];
const kept = { who: keepers, page: 'text/html' } as const;
const looking = { ...kept, name: 'read-settings', answer: answers.answer } as const;
const changing = {
  ...kept,
  name: 'change-settings',
  keyed: true,
  body: answers.settings,
  answer: answers.answer,
} as const;
const listing = { ...kept, name: 'list-officers', answer: answers.officersAnswer } as const;
const appointing = {
  ...kept,
  name: 'appoint-officer',
  keyed: true,
  body: answers.appointment,
  answer: answers.officerAnswer,
  status: 201,
} as const;
const dismissing = { ...kept, name: 'dismiss-officer', keyed: true, status: 204 } as const;
const inviting = { ...kept, name: 'invite-officer', answer: answers.linkAnswer, status: 201 } as const;

interface Deps {
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly baseUrl: string;
}

/** The institution as its people see it, and as its administrator keeps it. */
export function institutionRoutes({ database, vault, clock, baseUrl }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId';
  const enter = (c: Context<WebEnv>, wanted?: readonly Role[]) =>
    authorise(database, {
      ...{ personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() },
      roles: wanted,
    });
  const answerFor = async (institution: Institution) =>
    institutionJson(institution, await selectWorkUnits(database, institution.id));

  routes.get(
    base,
    described(
      { name: 'read-institution', who: 'office', answer: answers.answer, page: 'text/html' },
      async (c, { json }) => {
        const actor = await enter(c);
        const institution = await institutionOf(database, actor.institutionId);
        if (wantsJson(c)) return json(await answerFor(institution));
        const units = await selectWorkUnits(database, institution.id);
        const mayKeep = actor.roles.some((role) => keepers.includes(role));
        return c.html(institutionPage({ ...c.var, institution, units, mayKeep }));
      },
    ),
  );

  routes.get(
    `${base}/settings`,
    described(looking, async (c, { who, json }) => {
      const institution = await institutionOf(database, (await enter(c, who)).institutionId);
      if (wantsJson(c)) return json(await answerFor(institution));
      const regions = await regionNames();
      return c.html(settingsPage({ ...c.var, institution, regions, formKey: crypto.randomUUID() }));
    }),
  );

  routes.post(
    `${base}/settings`,
    described(changing, async (c, { who, body, key, json }) => {
      const { institutionId, personId: by } = await enter(c, who);
      const { approvalAboveRupiah: approvalAbove, ...wanted } = await body();
      const at = clock();
      const content = { action: 'institution.settings', by, ...wanted, approvalAbove };
      const keyed = { tenantId: institutionId, key: await key(), at, body: content };
      const asked = { institutionId, ...wanted, approvalAbove, by, at };
      await database.transaction((tx) =>
        once(tx, keyed, async () => {
          await changeSettings(tx, asked);
          return institutionId;
        }),
      );
      if (wantsJson(c)) return json(await answerFor(await institutionOf(database, institutionId)));
      return c.redirect(`/institutions/${institutionId}?lang=${c.var.language}`, 303);
    }),
  );

  routes.get(
    `${base}/officers`,
    described(listing, async (c, { who, json }) => {
      const { institutionId, personId } = await enter(c, who);
      const institution = await institutionOf(database, institutionId);
      const officers = await officersOf(database, vault, { institutionId, at: clock() });
      if (wantsJson(c)) return json({ officers: officers.map((one) => officerJson(one, institution)) });
      const units = await selectWorkUnits(database, institutionId);
      const today = dayAt(clock(), clockOf(institution.timeZone));
      const view = { ...c.var, institution, units, officers, today, formKey: crypto.randomUUID() };
      return c.html(officersPage({ ...view, reader: personId }));
    }),
  );

  routes.post(
    `${base}/officers`,
    described(appointing, async (c, { who, body, key, json }) => {
      const { institutionId, personId: by } = await enter(c, who);
      const { validFrom, validUntil, nip, email, ...wanted } = await body();
      const at = clock();
      const asked = {
        ...{ ...wanted, nip: nip ?? undefined, email: email ?? undefined, institutionId, by, at },
        ...{ validFrom, validUntil },
      };
      // A plain hash of a short number could be guessed, so the person goes in under a key.
      const { name, ...place } = wanted;
      const person = vault.blindIndex('appointment', JSON.stringify([name, nip, email]));
      const content = { action: 'appoint', by, person, ...place, validFrom, validUntil };
      const keyed = { tenantId: institutionId, key: await key(), at, body: content };
      const id = await database.transaction((tx) => once(tx, keyed, () => appoint(tx, vault, asked)));
      const officer = (await officersOf(database, vault, { institutionId, at })).find((one) => one.id === id);
      if (!wantsJson(c)) return c.redirect(`/institutions/${institutionId}/officers?lang=${c.var.language}`, 303);
      if (!officer) throw new Problem('missing', 'account/no-such-grant');
      return json(officerJson(officer, await institutionOf(database, institutionId)));
    }),
  );

  routes.post(
    `${base}/officers/:grantId/ending`,
    described(dismissing, async (c, { who, key }) => {
      const { institutionId, personId: by } = await enter(c, who);
      const asked = { institutionId, grantId: idParam(c, 'grantId'), by, at: clock() };
      const { grantId, at } = asked;
      const keyed = { tenantId: institutionId, key: await key(), at, body: { action: 'dismiss', by, grantId } };
      await database.transaction((tx) =>
        once(tx, keyed, async () => {
          await dismiss(tx, vault, asked);
          return grantId;
        }),
      );
      if (wantsJson(c)) return c.body(null, 204);
      return c.redirect(`/institutions/${institutionId}/officers?lang=${c.var.language}`, 303);
    }),
  );

  // A link opens a door, so it is shown once and nothing that could repeat it is kept.
  routes.post(
    `${base}/people/:personId/link`,
    described(inviting, async (c, { who, json }) => {
      const { institutionId, personId: by } = await enter(c, who);
      const asked = { institutionId, personId: idParam(c, 'personId'), by, at: clock() };
      const token = await database.transaction((tx) => inviteOfficer(tx, asked));
      const link = `${baseUrl}/session/link/${token}`;
      c.header('cache-control', 'no-store');
      if (wantsJson(c)) return json({ link });
      const officers = await officersOf(database, vault, asked);
      const name = officers.find(({ personId }) => personId === asked.personId)?.name ?? '–';
      return c.html(linkPage({ ...c.var, institutionId, name, link }), 201);
    }),
  );

  return routes;
}
