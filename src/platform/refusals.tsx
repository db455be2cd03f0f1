import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { Problem, ProblemKind } from '../values/problem.ts';
import { fieldLabel, type Language, labelOf, type Translate, translator } from './i18n.ts';
import { KEY_FIELD, PAGE_FIELD, type Posted, readPosted } from './posted.ts';
import { ProblemPage, RefusalNote } from './problem-page.tsx';
import { refill, type Wrong } from './refill.ts';
import type { WebEnv } from './web.tsx';

const statusOf = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
} as const satisfies Record<ProblemKind, number>;

/** What answering a refusal needs of the site. */
export interface Asker {
  wantsJson(c: Context): boolean;
  languageOf(c: Context): Language;
  /** A page of ours as this reader sees it. */
  read(path: string, c: Context): Response | Promise<Response>;
}

/** In the environment of a page that is read for an answer: a refusal inside it is not answered in this way again. */
export const AGAIN = 'bangga-again';

interface Refusal {
  readonly t: Translate;
  readonly language: Language;
  readonly status: 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503;
  readonly title: string;
  readonly text: string;
  readonly ways: readonly Child[];
  readonly wrong: readonly (Wrong & { readonly label: string })[];
  readonly kind: 'missing' | 'broken' | 'refused';
  /** Whether the same once more may go well. */
  readonly isPassing: boolean;
  readonly code: string;
}

/** RFC 9457 for programs; for people the form as they sent it, with each reason beside its field. */
export async function answerProblem(c: Context<WebEnv>, problem: Problem, asker: Asker): Promise<Response> {
  const language = c.var.language ?? asker.languageOf(c);
  const t = c.var.t ?? translator(language);
  const status = statusOf[problem.kind];
  const title = t(problem.code, problem.details);
  const errors = problem.fields.map(({ name, reason, values }) => {
    return { name, reason: t(reason, { ...problem.details, ...values }) };
  });
  if (asker.wantsJson(c)) {
    const told = errors.map(({ name: field, reason }) => ({ field, reason }));
    // `type` is a stable name, `title` is for people.
    const body = {
      ...problem.details,
      type: problem.code,
      title,
      status,
      ...(told.length > 0 ? { errors: told } : {}),
    };
    return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
  }
  const { field } = problem.details;
  // Programs read a field by its name, people by its label.
  const heading =
    field === undefined ? title : t(problem.code, { ...problem.details, field: fieldLabel(t, language, field) });
  const wrong = errors.map((one) => ({ ...one, label: fieldLabel(t, language, one.name) }));
  const kind = problem.kind === 'missing' ? 'missing' : 'refused';
  const isPassing = ['unauthenticated', 'too-many', 'unavailable'].includes(problem.kind);
  const said = { t, language, status, title: heading, wrong, kind, isPassing, code: problem.code } as const;
  // Another site's form is not shown as if it were the reader's own.
  const posted = problem.code === 'platform/other-site' ? undefined : await postedIn(c);
  return answerPage(c, { ...said, ...wayOn(problem, t, posted) }, { posted, asker });
}

/** A bug of ours, without its details; what was written is not lost with it. */
export async function answerMistake(c: Context<WebEnv>, asker: Asker): Promise<Response> {
  const language = c.var.language ?? 'id';
  const t = c.var.t ?? translator(language);
  const title = t('platform.our-mistake');
  const code = 'platform/our-mistake';
  if (asker.wantsJson(c)) {
    return c.body(JSON.stringify({ type: code, title, status: 500 }), 500, {
      'content-type': 'application/problem+json',
    });
  }
  const posted = c.req.method === 'POST' ? await postedIn(c) : undefined;
  const said = { t, language, status: 500, title, text: t('platform.go-back'), ways: [], wrong: [] } as const;
  return answerPage(c, { ...said, kind: 'broken', isPassing: true, code }, { posted, asker });
}

interface Ground {
  readonly posted: Posted | undefined;
  readonly asker: Asker;
}

async function answerPage(c: Context<WebEnv>, refusal: Refusal, { posted, asker }: Ground): Promise<Response> {
  const { t, language, status, title, kind, wrong, ways, text } = refusal;
  if (posted) c.header('cache-control', 'no-store');
  const page = posted && (await standingForm(c, refusal, { posted, asker }));
  if (page !== undefined) return c.html(page, status);
  const frame = c.var.frame && posted?.page ? { ...c.var.frame, path: posted.page } : c.var.frame;
  const again = posted && formAgain(posted, refusal);
  const back = posted?.page && posted.method === 'post' ? [<a href={posted.page}>{t('platform.to-form')}</a>] : [];
  const shown = again ? { text: undefined, kind: 'refused' as const } : { text, kind };
  const lost = { hasFiles: posted?.hasFiles ?? false };
  const all = [...ways, ...back];
  return c.html(<ProblemPage {...{ t, language, frame, title, wrong, again, ways: all, ...shown, ...lost }} />, status);
}

async function postedIn(c: Context<WebEnv>): Promise<Posted | undefined> {
  const isInner = (c.env as Record<string, unknown> | undefined)?.[AGAIN] === true;
  return isInner ? undefined : readPosted(c);
}

/** The page where the form stands, filled as it was sent; nothing where that page is gone or has no such form now. */
async function standingForm(c: Context<WebEnv>, refusal: Refusal, { posted, asker }: Required<Ground>) {
  if (!posted || (posted.method === 'get' && refusal.status !== 422)) return undefined;
  const places = posted.method === 'get' ? [posted.page, posted.action] : [posted.page];
  for (const place of new Set(places)) {
    if (place === undefined) continue;
    const answer = await asker.read(place, c);
    if (answer.status !== 200 || !answer.headers.get('content-type')?.startsWith('text/html')) continue;
    const { wrong, code } = refusal;
    const fresh = isKeySpent(code) ? [KEY_FIELD] : [];
    const filled = refill(await answer.text(), { posted: { ...posted, page: place }, wrong, fresh });
    if (!filled) continue;
    const note = (
      <RefusalNote {...{ ...refusal, ids: filled.ids, hasFiles: posted.hasFiles, isBlank: isBlank(posted) }} />
    );
    return filled.page.replace(/(<main\b[^>]*>\s*<div[^>]*>)/, (begin) => `${begin}${note}`);
  }
  return undefined;
}

/** Nothing was written: a button was pressed. */
function isBlank({ values }: Posted): boolean {
  return [...values.keys()].every((name) => name === KEY_FIELD);
}

/** With the same key the same answer would come again. */
function isKeySpent(code: string): boolean {
  return code === 'platform/other-body' || code === 'platform/key-missing';
}

const CODED = /^[\da-f]{8}-[\da-f-]{27}$/;

/** The answers as a form of their own, where the page that asked for them is not there any more. */
function formAgain(posted: Posted, { t, language, wrong, isPassing, code }: Refusal) {
  if (posted.method === 'get') return undefined;
  const written = [...posted.values].flatMap(([name, values]) => values.map((value) => ({ name, value })));
  const fields = written.map(({ name, value }) => {
    const isShown = name !== KEY_FIELD && !CODED.test(value);
    const label = isShown ? labelOf(t, language, name) : undefined;
    const isSpent = name === KEY_FIELD && isKeySpent(code);
    const reason = wrong.find((one) => one.name === name)?.reason;
    return { name, value: isSpent ? crypto.randomUUID() : value, label, reason };
  });
  // A button that cannot help is not offered once more.
  if (!isPassing && fields.every(({ label }) => label === undefined)) return undefined;
  const mark = posted.page ? [{ name: PAGE_FIELD, value: posted.page }] : [];
  return { action: posted.action, fields: [...mark, ...fields] };
}

/** Nobody is left at a closed door. */
function wayOn(
  { code, kind, details }: Problem,
  t: Translate,
  posted: Posted | undefined,
): Pick<Refusal, 'text' | 'ways'> {
  if (code === 'platform/no-such-page') {
    return { text: t('platform.lost-address'), ways: [<a href="/">{t('platform.to-home')}</a>] };
  }
  // What has to be done first has a page of its own.
  if (details.way?.startsWith('/'))
    return { text: t('platform.go-back'), ways: [<a href={details.way}>{t(`${code}-way`)}</a>] };
  // Beside a form that waits, the door opens in a window of its own.
  const beside = posted?.method === 'post' && !isBlank(posted);
  const door = beside ? (
    <a href="/session/new" target="_blank" rel="noopener">
      {t('platform.sign-in-beside')}
    </a>
  ) : (
    <a href="/session/new">{t('platform.sign-in')}</a>
  );
  return { text: t('platform.go-back'), ways: kind === 'unauthenticated' ? [door] : [] };
}
