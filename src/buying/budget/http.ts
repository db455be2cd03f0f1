import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, authorise, type Role } from '../../parties/account/index.ts';
import { listWorkUnits } from '../../parties/institution/index.ts';
import { sha256 } from '../../platform/content-hash.ts';
import type { Database } from '../../platform/database.ts';
import { once } from '../../platform/idempotency.ts';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { addLine, reviseLine } from './actions.ts';
import { budgetAnswer, fileAnswer, lineAnswer, lineJson, nodeJson, rowsRefusedAnswer, unitJson } from './answers.ts';
import { addLinesFile, RowsRefused } from './lines-file.ts';
import { budgetPage } from './pages.tsx';
import { reportPage } from './report-page.tsx';
import { readRupiah, rollUp } from './rules.ts';
import * as store from './store.ts';

const rupiahText = z.union([z.string().max(40), z.number().int().nonnegative().safe()]).transform((written, issues) => {
  const amount = readRupiah(String(written));
  if (amount === undefined) issues.addIssue({ code: 'custom', message: 'not rupiah' });
  return amount ?? z.NEVER;
});
const text = (max: number) => z.string().trim().min(1).max(max);
const newLine = z.object({ nodeId: z.uuid(), code: text(40), name: text(300), ceilingRupiah: rupiahText }).meta({
  examples: [
    {
      nodeId: '01a21111-0000-7000-8000-00000000000f',
      code: '5.2.02.05',
      name: 'Belanja modal mebel',
      ceilingRupiah: 'Rp25.000.000',
    },
  ],
});
const revision = z
  .object({ ceilingRupiah: rupiahText, basis: text(200) })
  .meta({ examples: [{ ceilingRupiah: 30_000_000, basis: 'Perubahan APBD' }] });
const year = z.coerce.number().int().min(2000).max(2999);
const linesFile = z.object({ year, file: z.file() });
const place = z.object({
  year: year.optional(),
  unit: z.union([z.uuid(), z.literal('all')]).optional(),
  at: z.uuid().optional(),
});

/** Who may enter and revise the budget: the institution's administrator alone. */
const editors: readonly Role[] = ['administrator'];

const viewing = { name: 'read-budget', who: 'office', query: place, answer: budgetAnswer, page: 'text/html' } as const;
const written = { who: editors, keyed: true, page: 'text/html' } as const;
const adding = { ...written, name: 'add-budget-line', body: newLine, answer: lineAnswer, status: 201 } as const;
const revising = { ...written, name: 'revise-budget-line', body: revision, answer: lineAnswer } as const;
const uploading = {
  ...written,
  name: 'add-budget-lines-file',
  body: linesFile,
  answer: fileAnswer,
  status: 201,
  otherwise: { 422: rowsRefusedAnswer },
} as const;

export function budgetRoutes({ database, clock }: { database: Database; clock: Clock }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const base = '/institutions/:institutionId/budget';
  const actorOf = (c: Context<WebEnv>, roles?: readonly Role[]): Promise<Actor> =>
    authorise(database, {
      ...{ personId: c.var.personId, institutionId: idParam(c, 'institutionId'), at: clock() },
      roles,
    });

  routes.get(
    base,
    described(viewing, async (c, { query, json }) => {
      const { institutionId, roles, workUnitId: own } = await actorOf(c);
      const asked = query();
      const years = (await store.selectYears(database, institutionId)).map((one) => one.year);
      const now = clock().getUTCFullYear();
      const shown = asked.year ?? years.find((one) => one <= now) ?? years[0] ?? now;
      const units = await listWorkUnits(database, institutionId);
      const wantedUnit = asked.unit === 'all' ? undefined : (asked.unit ?? own ?? undefined);
      const unit = units.find(({ id }) => id === wantedUnit);
      if (asked.unit && asked.unit !== 'all' && !unit) throw new Problem('missing', 'budget/no-such-node');
      const view = { institutionId, year: shown, years };
      if (!unit) {
        const sums = await store.selectUnitSums(database, institutionId, shown);
        const names = new Map(units.map(({ id, name }) => [id, name]));
        if (wantsJson(c)) return json({ ...view, workUnits: sums.map((one) => unitJson(one, names)) });
        const mayEdit = roles.some((role) => editors.includes(role));
        return c.html(budgetPage({ ...c.var, ...view, mayEdit, sums, names, formKey: crypto.randomUUID() }));
      }
      const tree = rollUp(await store.selectTree(database, institutionId, { year: shown, workUnitId: unit.id }));
      const at = tree.find(({ id }) => id === asked.at);
      if (asked.at && !at) throw new Problem('missing', 'budget/no-such-node');
      const lines = at ? await store.selectLinesUnder(database, institutionId, [at.id]) : [];
      if (wantsJson(c)) {
        const body = { unit: { id: unit.id, name: unit.name }, nodes: tree.map(nodeJson), lines: lines.map(lineJson) };
        return json({ ...view, ...body });
      }
      const account = await accountPosition(institutionId, shown);
      const mayEdit = roles.some((role) => editors.includes(role));
      const part = { unit, tree, at, lines, isLowest: at !== undefined && at.position + 1 === account };
      return c.html(budgetPage({ ...c.var, ...view, mayEdit, part, formKey: crypto.randomUUID() }));
    }),
  );

  routes.post(
    `${base}/lines`,
    described(adding, async (c, { who, body: read, key, json }) => {
      const { institutionId, personId: by } = await actorOf(c, who);
      const { ceilingRupiah: ceiling, ...wanted } = await read();
      const asked = { institutionId, ...wanted, ceiling, by, at: clock() };
      const keyed = { tenantId: institutionId, key: await key(), at: asked.at };
      const body = { action: 'budget.line-added', by, ...wanted, ceiling };
      const id = await database.transaction((tx) => once(tx, { ...keyed, body }, () => addLine(tx, asked)));
      const line = await lineNow(institutionId, id);
      return wantsJson(c) ? json(lineJson(line)) : backTo(c, institutionId, line);
    }),
  );

  routes.post(
    `${base}/lines/:lineId/revision`,
    described(revising, async (c, { who, body: read, key, json }) => {
      const { institutionId, personId: by } = await actorOf(c, who);
      const { ceilingRupiah: ceiling, basis } = await read();
      const lineId = idParam(c, 'lineId');
      const asked = { institutionId, lineId, ceiling, basis, by, at: clock() };
      const keyed = { tenantId: institutionId, key: await key(), at: asked.at };
      const body = { action: 'budget.line-revised', by, lineId, ceiling, basis };
      await database.transaction((tx) => once(tx, { ...keyed, body }, () => reviseLine(tx, asked)));
      const line = await lineNow(institutionId, lineId);
      return wantsJson(c) ? json(lineJson(line)) : backTo(c, institutionId, line);
    }),
  );

  routes.post(
    `${base}/lines-file`,
    described(uploading, async (c, { who, body: read, key, json }) => {
      const { institutionId, personId: by } = await actorOf(c, who);
      const { year: wantedYear, file } = await read();
      const source = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      const asked = { institutionId, year: wantedYear, file: source, by, at: clock() };
      const keyed = { tenantId: institutionId, key: await key(), at: asked.at };
      const body = { action: 'budget.lines-added', by, year: wantedYear, hash: sha256(hex(source.bytes)) };
      const back = `/institutions/${institutionId}/budget?year=${wantedYear}&unit=all&lang=${c.var.language}`;
      try {
        const added = await database.transaction((tx) =>
          once(tx, { ...keyed, body }, async () => String(await addLinesFile(tx, asked))),
        );
        return wantsJson(c) ? json({ added: Number(added) }) : c.redirect(back, 303);
      } catch (refused) {
        if (!(refused instanceof RowsRefused)) throw refused;
        return answerReport(c, refused, back);
      }
    }),
  );

  async function accountPosition(institutionId: string, shown: number): Promise<number | undefined> {
    const opened = (await store.selectYears(database, institutionId)).find((one) => one.year === shown);
    if (!opened) return undefined;
    return (await store.selectSegments(database, opened.chart)).find(({ isAccount }) => isAccount)?.position;
  }

  async function lineNow(institutionId: string, lineId: string) {
    const line = await store.selectLine(database, institutionId, lineId);
    if (!line) throw new Problem('missing', 'budget/no-such-line');
    return line;
  }

  return routes;
}

type LineAtNode = NonNullable<Awaited<ReturnType<typeof store.selectLine>>>;

function backTo(c: Context<WebEnv>, institutionId: string, { year, workUnitId: unit, nodeId }: LineAtNode) {
  const where = new URLSearchParams({ year: String(year), unit, at: nodeId });
  return c.redirect(`/institutions/${institutionId}/budget?${where}&lang=${c.var.language}`, 303);
}

function answerReport(c: Context<WebEnv>, { code, details, rows }: RowsRefused, back: string) {
  const { t } = c.var;
  const title = t(code, details);
  if (!wantsJson(c)) return c.html(reportPage({ ...c.var, title, rows, back }), 422);
  const told = rows.map(({ line, written, reason, values }) => ({ line, written, reason: t(reason, values) }));
  const body = { type: code, title, status: 422, rows: told };
  return c.body(JSON.stringify(body), 422, { 'content-type': 'application/problem+json' });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
