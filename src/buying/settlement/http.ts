import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, authorise, type Role } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { dayText, described, senText } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { papersOf } from '../document/index.ts';
import { dayOf } from '../fulfilment/index.ts';
import { recordStep } from './actions.ts';
import { billPage } from './bill-page.tsx';
import { type Way, waysOf } from './decide-tax.ts';
import { billsPage } from './pages.tsx';
import { type Bill, isDay, lsSteps, missingPapers, refusal, type Step, steps } from './rules.ts';
import { selectBill, selectBills } from './store.ts';

const number = z.string().trim().min(1).max(100);
const day = z
  .string()
  .trim()
  .refine(isDay)
  .meta({ format: 'date', examples: ['2026-11-25'] });
const payment = z
  .object({ method: z.literal('UP'), reference: number, paidOn: day })
  .meta({ examples: [{ method: 'UP', reference: 'TRF-0412', paidOn: '2026-11-26' }] });
const recorded = z.object({ number, on: day }).meta({ examples: [{ number: '0098/SPP-LS/2026', on: '2026-11-26' }] });

const tax = z.object({
  ...{ collector: z.string(), dppSen: senText, ppnSen: senText, pph22Sen: senText, sellerReceivesSen: senText },
});
const rule = z.object({ code: z.string(), article: z.string(), verified: z.boolean() });
const way = z.object({ method: z.enum(['UP', 'LS']), tax, rule: rule.nullable() });
const billAnswer = z
  .object({
    ...{ id: z.uuid(), orderId: z.uuid(), orderNumber: z.string(), title: z.string(), version: z.int() },
    state: z.enum(['mismatch', 'due', 'spp', 'spm', 'paid']),
    mismatches: z.array(z.enum(['quantity', 'money', 'budget', 'invoice'])),
    ...{ sellerName: z.string(), marketplaceName: z.string() },
    ...{ payments: z.array(z.string()), method: z.enum(['UP', 'LS']).nullable() },
    ...{ receivedOn: dayText, dueOn: dayText, reference: z.string().nullable(), paidOn: dayText.nullable() },
    ...{ missingPapers: z.array(z.string()), amountSen: senText, invoicedSen: senText.nullable() },
    tax,
    taxFor: z.enum(['UP', 'LS']).nullable(),
    steps: z.array(z.object({ step: z.enum(['spp', 'spm', 'sp2d']), number: z.string(), day: dayText })),
  })
  .meta({ id: 'Bill' });
/** One bill also says how it would be taxed in each way in which it may be paid. */
const fullAnswer = billAnswer.extend({ ways: z.array(way) }).meta({ id: 'BillWithWays' });
const billsAnswer = z.object({ bills: z.array(billAnswer) });

const office = { who: 'office', page: 'text/html' } as const;
const listing = { ...office, name: 'list-bills', answer: billsAnswer } as const;
const reading = { ...office, name: 'read-bill', answer: fullAnswer } as const;
const written = { page: 'text/html', answer: billAnswer, keyed: true } as const;
const paying = { ...written, name: 'pay-bill', who: steps.pay.by, body: payment } as const;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

export function settlementRoutes({ database, clock }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId/bills';
  const actorOf = (c: Context<WebEnv>, roles?: readonly Role[]): Promise<Actor> =>
    authorise(database, { personId: c.var.personId, institutionId: idParam(c, 'institutionId'), roles, at: clock() });

  routes.get(
    base,
    described(listing, async (c, { json }) => {
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
      if (wantsJson(c)) return json({ bills: shown.map(({ bill, missing }) => toJson(bill, missing)) });
      const today = dayOf(clock(), bills[0]?.content.institution.zone);
      return c.html(billsPage({ ...c.var, institutionId: actor.institutionId, today, bills: shown }));
    }),
  );

  routes.get(
    `${base}/:billId`,
    described(reading, async (c, { json }) => {
      const actor = await actorOf(c);
      const bill = await selectBill(database, actor.institutionId, idParam(c, 'billId'));
      if (!bill) throw new Problem('missing', 'settlement/none');
      const papers = await papersOf(database, actor.institutionId, [bill.orderId, bill.requestId]);
      const missing = missingPapers(bill, kindsIn(papers));
      const ways = await waysOf(database, bill);
      if (wantsJson(c)) return json({ ...toJson(bill, missing), ways: ways.map(toWay) });
      const today = dayOf(clock(), bill.content.institution.zone);
      const shown = { bill, papers, missing, ways, open: openSteps(bill, actor), today, key: crypto.randomUUID() };
      return c.html(billPage({ ...c.var, ...shown }));
    }),
  );

  routes.post(
    `${base}/:billId/payment`,
    described(paying, async (c, { who, body, key, json }) => {
      const by = await actorOf(c, who);
      const { reference, paidOn } = await body();
      const bill = await record(c, by, await key(), { step: 'pay', number: reference, day: paidOn });
      return wantsJson(c) ? json(toJson(bill, [])) : backTo(c, bill);
    }),
  );

  for (const step of lsSteps) {
    const recording = { ...written, name: `record-${step}`, who: steps[step].by, body: recorded } as const;
    routes.post(
      `${base}/:billId/${step}`,
      described(recording, async (c, { who, body, key, json }) => {
        const by = await actorOf(c, who);
        const { number, on } = await body();
        const bill = await record(c, by, await key(), { step, number, day: on });
        return wantsJson(c) ? json(toJson(bill, [])) : backTo(c, bill);
      }),
    );
  }

  function record(c: Context<WebEnv>, by: Actor, key: string, what: { step: Step; number: string; day: string }) {
    return recordStep(database, { by, at: clock(), key, billId: idParam(c, 'billId'), ...what });
  }

  return routes;
}

const backTo = (c: Context<WebEnv>, { institutionId, id }: Bill) =>
  c.redirect(`/institutions/${institutionId}/bills/${id}?lang=${c.var.language}`, 303);

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
    ...{ tax: toTax(tax), taxFor: bill.taxFor },
    steps: bill.steps.map(({ step, number, day }) => ({ step, number, day })),
  };
}

function toTax({ collector, dpp, ppn, pph22, sellerReceives }: Bill['tax']) {
  const sums = { dppSen: String(dpp), ppnSen: String(ppn), pph22Sen: String(pph22) };
  return { collector, ...sums, sellerReceivesSen: String(sellerReceives) };
}

function toWay({ method, tax, rule }: Way) {
  const named = rule && { code: rule.code, article: rule.article, verified: rule.verified };
  return { method, tax: toTax(tax), rule: named ?? null };
}
