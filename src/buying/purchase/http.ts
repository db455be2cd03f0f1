import { type Context, Hono } from 'hono';
import { type Actor, authorise, grantsOf, type Role } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import type { Live } from '../../platform/live.ts';
import { answerLive } from '../../platform/live-mark.tsx';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { selectOffers } from '../catalogue/index.ts';
import { submitRequest, takeStep } from './actions.ts';
import { alternativeToJson, requestAnswer, requestsAnswer, requestWithAlternatives, toJson } from './answers.ts';
import * as asks from './asks.ts';
import type { Outside } from './compose.ts';
import { addGood, changeRequest, draftRequest, wishAgain } from './draft.ts';
import { newRequestPage, requestsPage } from './pages.tsx';
import { requestPlacer } from './place-requests.ts';
import { replaceLost } from './replace-lost.ts';
import { requestPage } from './request-page.tsx';
import { alternativesOf, type Names, viewOf } from './request-view.ts';
import { markOf, type Request, steps } from './rules.ts';
import { selectDrafts, selectRequest, selectRequests } from './store.ts';

const office = { who: 'office', page: 'text/html' } as const;
const starting = { name: 'start-request', who: ['pp', 'ppk', 'kpa'], status: 303 } as const;
const listing = { ...office, name: 'list-requests', answer: requestsAnswer } as const;
const beginning = {
  name: 'open-request-form',
  who: steps.submit.by,
  query: asks.beginning,
  page: 'text/html',
} as const;
const reading = { ...office, name: 'read-request', answer: requestWithAlternatives } as const;
const following = { who: 'office', name: 'follow-request', page: 'text/event-stream' } as const;
const written = { keyed: true, answer: requestAnswer, page: 'text/html' } as const;
const drafting = {
  ...written,
  name: 'draft-request',
  who: steps.submit.by,
  body: asks.newRequest,
  status: 201,
} as const;
const changing = { ...written, name: 'change-request', who: steps.change.by, body: asks.change } as const;
const adding = { ...written, name: 'add-good', who: steps.change.by, body: asks.addition } as const;
const replacing = { ...written, name: 'replace-lost', who: steps.replace.by, body: asks.replacement } as const;
const repeating = {
  ...written,
  name: 'repeat-request',
  who: steps.submit.by,
  body: asks.nothing,
  status: 201,
} as const;
const submitting = { ...written, name: 'submit-request', who: steps.submit.by, body: asks.submission } as const;

interface Deps extends Outside, Names {
  readonly live: Live;
  readonly database: Database;
  readonly clock: Clock;
}

export function purchaseRoutes(deps: Deps): Hono<WebEnv> {
  const { database, clock } = deps;
  const placeRequest = requestPlacer(database, deps);
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId/requests';
  const actorOf = (c: Context<WebEnv>, roles?: readonly Role[]): Promise<Actor> => {
    const who = { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() };
    return authorise(database, roles ? { ...who, roles } : who);
  };

  routes.get(
    '/requests/new',
    described(starting, async (c) => {
      if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
      const grants = await grantsOf(database, c.var.personId);
      const own = grants.find(
        ({ role, institutionId }) => institutionId && steps.submit.by.some((one) => one === role),
      );
      if (!own) throw new Problem('forbidden', 'purchase/not-your-step');
      const query = new URL(c.req.url).search;
      return c.redirect(`/institutions/${own.institutionId}/requests/new${query}`, 303);
    }),
  );

  routes.get(
    base,
    described(listing, async (c, { json }) => {
      const { institutionId } = await actorOf(c);
      const requests = await selectRequests(database, institutionId);
      if (wantsJson(c))
        return json({ requests: requests.map(({ total, ...one }) => ({ ...one, totalSen: String(total) })) });
      return c.html(requestsPage({ ...c.var, institutionId, requests }));
    }),
  );

  routes.get(
    `${base}/new`,
    described(beginning, async (c, { who, query }) => {
      const { institutionId, workUnitId } = await actorOf(c, who);
      const { offer: offerId, quantity = 1 } = query();
      const [offer] = offerId ? await selectOffers(database, [offerId]) : [];
      if (!offer) return c.redirect('/offers', 303);
      const year = clock().getUTCFullYear();
      const lines = await budget.linesOf(database, institutionId, { year, workUnitId: workUnitId ?? undefined });
      const [place, drafts] = await Promise.all([
        deps.placeOf(institutionId),
        selectDrafts(database, institutionId, c.var.personId ?? ''),
      ]);
      const asked = { institutionId, offer, quantity, lines, place, drafts };
      return c.html(newRequestPage({ ...c.var, ...asked, key: crypto.randomUUID() }));
    }),
  );

  routes.post(
    base,
    described(drafting, async (c, { who, body, key: keyOf, json }) => {
      const by = await actorOf(c, who);
      const { submit, justification, ...request } = await body();
      const key = await keyOf();
      const made = submit
        ? await placeRequest({ by, at: clock(), key, request, justification: justification || undefined })
        : await draftRequest(database, deps, { by, at: clock(), key, request });
      return wantsJson(c) ? json(toJson(made)) : backTo(c, made);
    }),
  );

  routes.get(
    `${base}/:requestId`,
    described(reading, async (c, { json }) => {
      const actor = await actorOf(c);
      const request = await selectRequest(database, actor.institutionId, idParam(c, 'requestId'));
      if (!request) throw new Problem('missing', 'purchase/none');
      const alternatives = await alternativesOf(database, deps, { request, actor });
      if (wantsJson(c)) return json({ ...toJson(request), alternatives: alternatives.map(alternativeToJson) });
      const view = await viewOf(deps, request, actor);
      const mayRepeat =
        request.state !== 'draft' && actor.roles.some((role) => steps.submit.by.some((one) => one === role));
      return c.html(requestPage({ ...c.var, ...view, alternatives, mayRepeat, key: crypto.randomUUID() }));
    }),
  );

  routes.get(
    `${base}/:requestId/changes`,
    described(following, async (c) => {
      const { institutionId, personId } = await actorOf(c);
      const find = () => selectRequest(database, institutionId, idParam(c, 'requestId'));
      const request = await find();
      if (!request) throw new Problem('missing', 'purchase/none');
      const mark = async () => markOf((await find()) ?? request);
      return answerLive(c, deps.live, { personId, subjects: [request.id], mark });
    }),
  );

  routes.post(
    `${base}/:requestId/lines`,
    described(changing, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const { lines } = await body();
      const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
      const request = await changeRequest(database, deps, { ...asked, lines });
      return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
    }),
  );

  routes.post(
    `${base}/:requestId/goods`,
    described(adding, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const good = await body();
      const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
      const request = await addGood(database, deps, { ...asked, good });
      return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
    }),
  );

  routes.post(
    `${base}/:requestId/repetition`,
    described(repeating, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      await body();
      const old = await selectRequest(database, by.institutionId, idParam(c, 'requestId'));
      if (!old) throw new Problem('missing', 'purchase/none');
      const made = await draftRequest(database, deps, { by, at: clock(), key: await key(), request: wishAgain(old) });
      return wantsJson(c) ? json(toJson(made)) : backTo(c, made);
    }),
  );

  routes.post(
    `${base}/:requestId/replacement`,
    described(replacing, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const { lines, justification } = await body();
      const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
      const request = await replaceLost(database, deps, { ...asked, lines, justification: justification || undefined });
      return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
    }),
  );

  routes.post(
    `${base}/:requestId/submission`,
    described(submitting, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const { justification, lines: seen } = await body();
      const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
      const why = justification || undefined;
      const request = await submitRequest(database, deps, { ...asked, justification: why, seen });
      return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
    }),
  );

  for (const [noun, step] of [
    ['continuation', 'keep'],
    ['approval', 'approve'],
  ] as const) {
    const going = { ...written, name: `${step}-request`, who: steps[step].by, body: asks.nothing } as const;
    routes.post(
      `${base}/:requestId/${noun}`,
      described(going, async (c, { who, body, key, json }) => {
        const by = await actorOf(c, who);
        await body();
        const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
        const request = await takeStep(database, { ...asked, choice: { step } });
        return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
      }),
    );
  }

  for (const [noun, step] of [
    ['rejection', 'reject'],
    ['cancellation', 'cancel'],
  ] as const) {
    const ending = { ...written, name: `${step}-request`, who: steps[step].by, body: asks.withReason } as const;
    routes.post(
      `${base}/:requestId/${noun}`,
      described(ending, async (c, { who, body, key, json }) => {
        const by = await actorOf(c, who);
        const { reason } = await body();
        const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
        const request = await takeStep(database, { ...asked, choice: { step, reason } });
        return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
      }),
    );
  }

  return routes;
}

function backTo(c: Context<WebEnv>, { institutionId, id }: Request) {
  return c.redirect(`/institutions/${institutionId}/requests/${id}?lang=${c.var.language}`, 303);
}
