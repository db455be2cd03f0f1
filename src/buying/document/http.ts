import { type Context, Hono } from 'hono';
import { authorise } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { genuinePage, unknownPage, verifyForm } from './pages.tsx';
import { renderPaper } from './render-paper.ts';
import { type Paper, readCode, verificationOf } from './rules.ts';
import { selectPaper, selectPaperByCode } from './store.ts';

interface Needs {
  readonly database: Database;
  readonly clock: Clock;
  /** Where this hub answers: what the QR code of a paper leads to. */
  readonly baseUrl: string;
  readonly inWords?: (amount: Sen) => string;
  /** Papers of a demonstration say so on every page. */
  readonly sample?: boolean;
}

export function documentRoutes({ database, clock, baseUrl, inWords, sample = false }: Needs): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();

  routes.get('/institutions/:institutionId/papers/:paperId', async (c) => {
    const institutionId = idParam(c, 'institutionId');
    await authorise(database, { personId: c.var.personId, institutionId, at: clock() });
    const paper = await selectPaper(database, institutionId, idParam(c, 'paperId'));
    if (!paper) throw new Problem('missing', 'document/no-such-paper');
    if (wantsJson(c)) return c.json(toJson(paper));
    const pdf = await renderPaper(paper, { baseUrl, language: c.var.language, inWords, sample });
    return c.body(new Uint8Array(pdf).buffer, 200, {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${paper.number}.pdf"`,
      'cache-control': 'private, no-store',
    });
  });

  routes.get('/verify', (c) => {
    const typed = c.req.query('code')?.slice(0, 100).trim();
    if (!typed) return c.html(verifyForm(c.var));
    return c.redirect(`/verify/${encodeURIComponent(readCode(typed) ?? typed)}?lang=${c.var.language}`, 303);
  });

  routes.get('/verify/:code', async (c) => {
    const typed = c.req.param('code').slice(0, 100);
    const code = readCode(typed);
    const paper = code === undefined ? undefined : await selectPaperByCode(database, code);
    c.header('cache-control', 'no-store');
    return paper ? answerGenuine(c, paper) : answerUnknown(c, typed);
  });

  function answerGenuine(c: Context<WebEnv>, paper: Paper) {
    const verification = verificationOf(paper);
    if (!wantsJson(c)) return c.html(genuinePage({ ...c.var, verification, checkedAt: clock(), sample }));
    const { kind, number, institution, issuedAt, total, contentHash } = verification;
    return c.json({ genuine: true, sample, kind, number, institution, issuedAt, totalSen: String(total), contentHash });
  }

  function answerUnknown(c: Context<WebEnv>, typed: string) {
    if (wantsJson(c)) return c.json({ genuine: false }, 404);
    return c.html(unknownPage({ ...c.var, typed, checkedAt: clock() }), 404);
  }

  return routes;
}

function toJson({ id, kind, number, subject, content, contentHash, verifyCode, issuedAt }: Paper) {
  return { id, kind, number, subject, content, contentHash, verifyCode, issuedAt };
}
