import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { authorise } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { described, senText } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { genuinePage, unknownPage, verifyForm } from './pages.tsx';
import { renderPaper } from './render-paper.ts';
import { kinds, type Paper, readCode, verificationOf } from './rules.ts';
import { selectPaper, selectPaperByCode } from './store.ts';

const labelled = z.object({ code: z.string(), name: z.string() });
const content = z.object({
  institution: z.object({ name: z.string(), address: z.string(), code: z.string(), zone: z.string().optional() }),
  ...{ workUnit: z.string(), reference: z.string(), orderNumber: z.string(), marketplace: z.string() },
  ...{ seller: z.object({ name: z.string(), classLabelKey: z.string() }), budgetLine: labelled },
  rup: z.string().optional(),
  lines: z.array(
    z.object({
      ...{ title: z.string(), quantity: z.union([z.number(), z.string()]), unit: z.string() },
      ...{ price: senText, amount: senText },
    }),
  ),
  ...{ totals: z.array(z.object({ key: z.string(), amount: senText })), total: senText },
  officials: z.array(z.object({ roleKey: z.string(), name: z.string(), nip: z.string().optional() })),
  notes: z.array(z.object({ key: z.string(), values: z.record(z.string(), z.string()) })),
  ...{ articles: z.array(z.string()), unverified: z.array(z.string()).optional(), packId: z.string() },
  sellerSigns: z.boolean().optional(),
});
const paperAnswer = z
  .object({
    ...{ id: z.uuid(), kind: z.enum(kinds), number: z.string(), subject: z.uuid(), content },
    ...{ contentHash: z.string(), verifyCode: z.string(), issuedAt: z.date() },
  })
  .meta({ id: 'Paper' });
const genuine = z
  .object({
    ...{ genuine: z.literal(true), sample: z.boolean(), kind: z.enum(kinds), number: z.string() },
    ...{ institution: z.string(), issuedAt: z.date(), totalSen: senText, contentHash: z.string() },
  })
  .meta({ id: 'Verification' });
const notGenuine = z.object({ genuine: z.literal(false) });
const typedCode = z.object({ code: z.string().optional() });

const reading = { name: 'read-paper', who: 'office', answer: paperAnswer, page: 'application/pdf' } as const;
const asking = { name: 'ask-verification', who: 'anyone', query: typedCode, page: 'text/html' } as const;
const verifying = {
  name: 'verify-paper',
  who: 'anyone',
  answer: genuine,
  otherwise: { 404: notGenuine },
  page: 'text/html',
} as const;

interface Needs {
  readonly database: Database;
  readonly clock: Clock;
  /** Where this hub answers: what the QR code of a paper leads to. */
  readonly baseUrl: string;
  /** Papers of a demonstration say so on every page. */
  readonly sample?: boolean;
}

export function documentRoutes({ database, clock, baseUrl, sample = false }: Needs): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get(
    '/institutions/:institutionId/papers/:paperId',
    described(reading, async (c, { json }) => {
      const institutionId = idParam(c, 'institutionId');
      await authorise(database, { personId: c.var.personId, institutionId, at: clock() });
      const paper = await selectPaper(database, institutionId, idParam(c, 'paperId'));
      if (!paper) throw new Problem('missing', 'document/no-such-paper');
      if (wantsJson(c)) return json(toJson(paper));
      const pdf = await renderPaper(paper, { baseUrl, language: c.var.language, sample });
      return c.body(new Uint8Array(pdf).buffer, 200, {
        'content-type': 'application/pdf',
        'content-disposition': `inline; filename="${paper.number}.pdf"`,
        'cache-control': 'private, no-store',
      });
    }),
  );

  routes.get(
    '/verify',
    described(asking, (c, { query }) => {
      const typed = query().code?.slice(0, 100).trim();
      if (!typed) return c.html(verifyForm(c.var));
      return c.redirect(`/verify/${encodeURIComponent(readCode(typed) ?? typed)}?lang=${c.var.language}`, 303);
    }),
  );

  routes.get(
    '/verify/:code',
    described(verifying, async (c, { json }) => {
      const typed = (c.req.param('code') ?? '').slice(0, 100);
      const code = readCode(typed);
      const paper = code === undefined ? undefined : await selectPaperByCode(database, code);
      c.header('cache-control', 'no-store');
      if (!paper) return answerUnknown(c, typed);
      const verification = verificationOf(paper);
      if (!wantsJson(c)) return c.html(genuinePage({ ...c.var, verification, checkedAt: clock(), sample }));
      const { kind, number, institution, issuedAt, total, contentHash } = verification;
      return json({ genuine: true, sample, kind, number, institution, issuedAt, totalSen: String(total), contentHash });
    }),
  );

  function answerUnknown(c: Context<WebEnv>, typed: string) {
    if (wantsJson(c)) return c.json({ genuine: false }, 404);
    return c.html(unknownPage({ ...c.var, typed, checkedAt: clock() }), 404);
  }

  return routes;
}

function toJson({ id, kind, number, subject, content, contentHash, verifyCode, issuedAt }: Paper) {
  return { id, kind, number, subject, content, contentHash, verifyCode, issuedAt };
}
