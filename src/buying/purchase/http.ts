import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, authorise, grantsOf, type Role } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { idempotencyKey, idParam, readBody, readQuery, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import * as budget from '../budget/index.ts';
import { selectOffers } from '../catalogue/index.ts';
import { papersOf } from '../document/index.ts';
import { changeRequest, draftRequest, judge, type Outside, submitRequest, takeStep } from './actions.ts';
import { newRequestPage, requestsPage } from './pages.tsx';
import { requestPage } from './request-page.tsx';
import { type Request, refusal, type Step, steps, totalOf } from './rules.ts';
import { selectRequest, selectRequests } from './store.ts';

const quantity = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(100_000));
const wishes = z
  .array(z.object({ offerId: z.uuid(), quantity }))
  .min(1)
  .max(100);
const text = (max: number) => z.string().trim().min(1).max(max);
const newRequest = z.object({
  title: text(200),
  budgetLineId: z.uuid(),
  shipTo: z.string().regex(/^\d{2}\.\d{2}$/),
  address: text(300),
  lines: wishes,
});
const change = z.object({ lines: wishes });
const submission = z.object({ justification: z.string().trim().max(2000).optional() });
const withReason = z.object({ reason: text(1000) });
const nothing = z.object({}).loose();
const wanted = z.object({ offer: z.uuid().optional(), quantity: quantity.optional() }).loose();

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
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId/requests';
  const actorOf = (c: Context<WebEnv>, roles?: readonly Role[]): Promise<Actor> => {
    const who = { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() };
    return authorise(database, roles ? { ...who, roles } : who);
  };

  routes.get('/requests/new', async (c) => {
    if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
    const grants = await grantsOf(database, c.var.personId);
    const own = grants.find(({ role, institutionId }) => institutionId && steps.submit.by.some((one) => one === role));
    if (!own) throw new Problem('forbidden', 'purchase/not-your-step');
    const query = new URL(c.req.url).search;
    return c.redirect(`/institutions/${own.institutionId}/requests/new${query}`, 303);
  });

  routes.get(base, async (c) => {
    const { institutionId } = await actorOf(c);
    const requests = await selectRequests(database, institutionId);
    if (wantsJson(c))
      return c.json({ requests: requests.map((one) => ({ ...one, total: undefined, totalSen: String(one.total) })) });
    return c.html(requestsPage({ ...c.var, institutionId, requests }));
  });

  routes.get(`${base}/new`, async (c) => {
    const { institutionId, workUnitId } = await actorOf(c, steps.submit.by);
    const { offer: offerId, quantity = 1 } = readQuery(c, wanted);
    const [offer] = offerId ? await selectOffers(database, [offerId]) : [];
    if (!offer) return c.redirect('/offers', 303);
    const year = clock().getUTCFullYear();
    const lines = await budget.linesOf(database, institutionId, { year, workUnitId: workUnitId ?? undefined });
    const place = await deps.placeOf(institutionId);
    return c.html(newRequestPage({ ...c.var, institutionId, offer, quantity, lines, place, key: crypto.randomUUID() }));
  });

  routes.post(base, async (c) => {
    const by = await actorOf(c, steps.submit.by);
    const request = await readBody(c, newRequest);
    const made = await draftRequest(database, deps, { by, at: clock(), key: await idempotencyKey(c), request });
    return answer(c, made, 201);
  });

  routes.get(`${base}/:requestId`, async (c) => {
    const actor = await actorOf(c);
    const request = await selectRequest(database, actor.institutionId, idParam(c, 'requestId'));
    if (!request) throw new Problem('missing', 'purchase/none');
    if (wantsJson(c)) return c.json(toJson(request));
    const judgement = request.state === 'draft' ? await judge(database, deps, request, clock()) : undefined;
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
  });

  routes.post(`${base}/:requestId/lines`, async (c) => {
    const by = await actorOf(c, steps.change.by);
    const { lines } = await readBody(c, change);
    const asked = { by, at: clock(), key: await idempotencyKey(c), requestId: idParam(c, 'requestId') };
    return answer(c, await changeRequest(database, deps, { ...asked, lines }), 200);
  });

  routes.post(`${base}/:requestId/submission`, async (c) => {
    const by = await actorOf(c, steps.submit.by);
    const { justification } = await readBody(c, submission);
    const asked = { by, at: clock(), key: await idempotencyKey(c), requestId: idParam(c, 'requestId') };
    return answer(c, await submitRequest(database, deps, { ...asked, justification: justification || undefined }), 200);
  });

  for (const [noun, step] of [
    ['continuation', 'keep'],
    ['approval', 'approve'],
  ] as const) {
    routes.post(`${base}/:requestId/${noun}`, async (c) => {
      const by = await actorOf(c, steps[step].by);
      await readBody(c, nothing);
      const asked = { by, at: clock(), key: await idempotencyKey(c), requestId: idParam(c, 'requestId') };
      return answer(c, await takeStep(database, { ...asked, choice: { step } }), 200);
    });
  }

  for (const [noun, step] of [
    ['rejection', 'reject'],
    ['cancellation', 'cancel'],
  ] as const) {
    routes.post(`${base}/:requestId/${noun}`, async (c) => {
      const by = await actorOf(c, steps[step].by);
      const { reason } = await readBody(c, withReason);
      const asked = { by, at: clock(), key: await idempotencyKey(c), requestId: idParam(c, 'requestId') };
      return answer(c, await takeStep(database, { ...asked, choice: { step, reason } }), 200);
    });
  }

  return routes;
}

function answer(c: Context<WebEnv>, request: Request, status: 200 | 201) {
  if (wantsJson(c)) return c.json(toJson(request), status);
  return c.redirect(`/institutions/${request.institutionId}/requests/${request.id}?lang=${c.var.language}`, 303);
}

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
function toJson(request: Request) {
  return {
    ...{ id: request.id, number: request.number, title: request.title, state: request.state, version: request.version },
    ...{ packId: request.packId, approver: request.approver, totalSen: String(totalOf(request.orders)) },
    orders: request.orders.map((order) => ({
      ...{ id: order.id, number: order.number, marketplaceId: order.marketplaceId, seller: order.sellerName },
      ...{ state: order.state, uncertain: order.uncertain, externalId: order.externalId, refusal: order.refusal },
      ...{ heldUntil: order.heldUntil, totalSen: String(order.total), version: order.version },
      lines: order.lines.map(({ id, offerId, externalId, title, quantity, price, amount }) => ({
        ...{ id, offerId, externalId, title, quantity, priceSen: String(price), amountSen: String(amount) },
      })),
    })),
  };
}
