import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, authorise, grantsOf, type Role } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import { grouped } from '../../values/grouped.ts';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { selectOffers } from '../catalogue/index.ts';
import { papersOf } from '../document/index.ts';
import { changeRequest, draftRequest, submitRequest, takeStep } from './actions.ts';
import { requestAnswer, requestsAnswer, toJson } from './answers.ts';
import type { Outside } from './compose.ts';
import { judgeEach } from './judge.ts';
import { newRequestPage, requestsPage } from './pages.tsx';
import { requestPlacer } from './place-requests.ts';
import { requestPage } from './request-page.tsx';
import { type Request, refusal, type Step, steps } from './rules.ts';
import { selectRequest, selectRequests } from './store.ts';

const MOST_PIECES = 100_000;
const piecesOf = (own: readonly { readonly quantity: number }[]) => own.reduce((sum, one) => sum + one.quantity, 0);
const quantity = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(MOST_PIECES));
const wishes = z
  .array(z.object({ offerId: z.uuid(), quantity }))
  .min(1)
  .max(100)
  // An offer that is wished for twice becomes one line, and that line has the same limit.
  .refine((all) => [...grouped(all, ({ offerId }) => offerId).values()].every((own) => piecesOf(own) <= MOST_PIECES));
const text = (max: number) => z.string().trim().min(1).max(max);
const newRequest = z
  .object({
    title: text(200),
    budgetLineId: z.uuid(),
    shipTo: z.string().regex(/^\d{2}\.\d{2}$/),
    address: text(300),
    lines: wishes,
    /** Asks and submits in one step; left out, a draft is kept. */
    submit: z.boolean().default(false),
    justification: z.string().trim().max(2000).optional(),
  })
  .meta({
    examples: [
      {
        title: 'Kursi ruang layanan',
        budgetLineId: '01a21111-0000-7000-8000-00000000000f',
        shipTo: '19.02',
        address: 'Jl. Melur 14',
        lines: [{ offerId: '01a21111-0000-7000-8000-00000000000f', quantity: 2 }],
      },
    ],
  });
const change = z
  .object({ lines: wishes })
  .meta({ examples: [{ lines: [{ offerId: '01a21111-0000-7000-8000-00000000000f', quantity: 3 }] }] });
const submission = z
  .object({ justification: z.string().trim().max(2000).optional() })
  .meta({ examples: [{ justification: 'Kebutuhan yang sudah direncanakan.' }] });
const withReason = z.object({ reason: text(1000) }).meta({ examples: [{ reason: 'Tidak jadi diperlukan.' }] });
const nothing = z.object({}).loose();
const wanted = z.object({ offer: z.uuid().optional(), quantity: quantity.optional() }).loose();

const office = { who: 'office', page: 'text/html' } as const;
const starting = { name: 'start-request', who: ['pp', 'ppk', 'kpa'], status: 303 } as const;
const listing = { ...office, name: 'list-requests', answer: requestsAnswer } as const;
const beginning = { name: 'open-request-form', who: steps.submit.by, query: wanted, page: 'text/html' } as const;
const reading = { ...office, name: 'read-request', answer: requestAnswer } as const;
const written = { keyed: true, answer: requestAnswer, page: 'text/html' } as const;
const drafting = { ...written, name: 'draft-request', who: steps.submit.by, body: newRequest, status: 201 } as const;
const changing = { ...written, name: 'change-request', who: steps.change.by, body: change } as const;
const submitting = { ...written, name: 'submit-request', who: steps.submit.by, body: submission } as const;

/** What the pages show of names that other rooms know. */
export interface Names {
  readonly personName: (id: string) => Promise<string>;
  readonly marketplaceName: (id: string) => Promise<string>;
  readonly placeOf: (institutionId: string) => Promise<{ regionCode: string; address: string }>;
}

interface Deps extends Outside, Names {
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
      const place = await deps.placeOf(institutionId);
      return c.html(
        newRequestPage({ ...c.var, institutionId, offer, quantity, lines, place, key: crypto.randomUUID() }),
      );
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
      if (wantsJson(c)) return json(toJson(request));
      const isOpen = request.state === 'draft';
      const [judgement] = isOpen ? await judgeEach(database, deps.policiesOf, [request], clock()) : [];
      const line = await budget.findLine(database, actor.institutionId, request.budgetLineId);
      const papers = await papersOf(
        database,
        actor.institutionId,
        request.orders.map(({ id }) => id),
      );
      const marketplaces = new Map(
        await Promise.all(
          request.orders.map(
            async ({ marketplaceId }) => [marketplaceId, await deps.marketplaceName(marketplaceId)] as const,
          ),
        ),
      );
      const open = (Object.keys(steps) as Step[]).filter((step) => !refusal(request, step, actor));
      const createdBy = await deps.personName(request.createdBy);
      const approvedBy = request.approvedBy ? await deps.personName(request.approvedBy) : undefined;
      const shown = { request, judgement, line, papers, marketplaces, open, createdBy, approvedBy };
      const mayReplay = actor.roles.includes('auditor');
      return c.html(requestPage({ ...c.var, ...shown, mayReplay, key: crypto.randomUUID() }));
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
    `${base}/:requestId/submission`,
    described(submitting, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const { justification } = await body();
      const asked = { by, at: clock(), key: await key(), requestId: idParam(c, 'requestId') };
      const request = await submitRequest(database, deps, { ...asked, justification: justification || undefined });
      return wantsJson(c) ? json(toJson(request)) : backTo(c, request);
    }),
  );

  for (const [noun, step] of [
    ['continuation', 'keep'],
    ['approval', 'approve'],
  ] as const) {
    const going = { ...written, name: `${step}-request`, who: steps[step].by, body: nothing } as const;
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
    const ending = { ...written, name: `${step}-request`, who: steps[step].by, body: withReason } as const;
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
