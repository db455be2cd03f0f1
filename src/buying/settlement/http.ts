import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, authorise, type Role } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { idempotencyKey, idParam, readBody, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { papersOf } from '../document/index.ts';
import { dayOf } from '../fulfilment/index.ts';
import { recordStep } from './actions.ts';
import { billPage, billsPage } from './pages.tsx';
import { type Bill, isDay, lsSteps, missingPapers, refusal, type Step, steps } from './rules.ts';
import { selectBill, selectBills } from './store.ts';

const number = z.string().trim().min(1).max(100);
const day = z.string().trim().refine(isDay);
const payment = z.object({ method: z.literal('UP'), reference: number, paidOn: day });
const recorded = z.object({ number, on: day });

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export function settlementRoutes({ database, clock }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId/bills';
  const actorOf = (c: Context<WebEnv>, roles?: readonly Role[]): Promise<Actor> =>
    authorise(database, { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), roles, at: clock() });

  routes.get(base, async (c) => {
    const actor = await actorOf(c);
    const bills = await selectBills(database, actor.institutionId);
    const papers = await papersOf(
      database,
      actor.institutionId,
      bills.flatMap(({ orderId, requestId }) => [orderId, requestId]),
    );
    const shown = bills.map((bill) => {
      const there = papers.filter(({ subject }) => subject === bill.orderId || subject === bill.requestId);
      return {
        bill,
        missing: missingPapers(bill, kindsIn(there)),
        there: kindsIn(there),
        open: openSteps(bill, actor),
      };
    });
    if (wantsJson(c)) return c.json({ bills: shown.map(({ bill, missing }) => toJson(bill, missing)) });
    const today = dayOf(clock(), bills[0]?.content.institution.zone);
    return c.html(billsPage({ ...c.var, institutionId: actor.institutionId, today, bills: shown }));
  });

  routes.get(`${base}/:billId`, async (c) => {
    const actor = await actorOf(c);
    const bill = await selectBill(database, actor.institutionId, idParam(c, 'billId'));
    if (!bill) throw new Problem('missing', 'settlement/none');
    const papers = await papersOf(database, actor.institutionId, [bill.orderId, bill.requestId]);
    const missing = missingPapers(bill, kindsIn(papers));
    if (wantsJson(c)) return c.json(toJson(bill, missing));
    const today = dayOf(clock(), bill.content.institution.zone);
    const shown = { bill, papers, missing, open: openSteps(bill, actor), today, key: crypto.randomUUID() };
    return c.html(billPage({ ...c.var, ...shown }));
  });

  routes.post(`${base}/:billId/payment`, async (c) => {
    const by = await actorOf(c, steps.pay.by);
    const { reference, paidOn } = await readBody(c, payment);
    return record(c, by, { step: 'pay', number: reference, day: paidOn });
  });

  for (const step of lsSteps) {
    routes.post(`${base}/:billId/${step}`, async (c) => {
      const by = await actorOf(c, steps[step].by);
      const { number, on } = await readBody(c, recorded);
      return record(c, by, { step, number, day: on });
    });
  }

  async function record(c: Context<WebEnv>, by: Actor, what: { step: Step; number: string; day: string }) {
    const asked = { by, at: clock(), key: await idempotencyKey(c), billId: idParam(c, 'billId') };
    const bill = await recordStep(database, { ...asked, ...what });
    if (wantsJson(c)) return c.json(toJson(bill, []));
    return c.redirect(`/institutions/${bill.institutionId}/bills/${bill.id}?lang=${c.var.language}`, 303);
  }

  return routes;
}

const kindsIn = (papers: readonly { readonly kind: string }[]): string[] => [
  ...new Set(papers.map(({ kind }) => kind)),
];

/** The steps that this reader may take now; at most one way of paying each. */
const openSteps = (bill: Bill, actor: Actor): Step[] =>
  (Object.keys(steps) as Step[]).filter((step) => refusal(bill, step, actor) === undefined);

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
function toJson(bill: Bill, missing: readonly string[]) {
  const { id, orderId, orderNumber, title, state, mismatches, sellerName, marketplaceName, method, tax, version } =
    bill;
  const { receivedOn, dueOn, reference, paidOn, payments, amount, invoiced } = bill;
  return {
    ...{ id, orderId, orderNumber, title, state, mismatches, sellerName, marketplaceName, payments, method, version },
    ...{ receivedOn, dueOn, reference, paidOn, missingPapers: missing, amountSen: String(amount) },
    invoicedSen: invoiced === null ? null : String(invoiced),
    tax: {
      ...{ collector: tax.collector, dppSen: String(tax.dpp), ppnSen: String(tax.ppn), pph22Sen: String(tax.pph22) },
      sellerReceivesSen: String(tax.sellerReceives),
    },
    steps: bill.steps.map(({ step, number, day }) => ({ step, number, day })),
  };
}
