import type { Child } from 'hono/jsx';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Bar, Empty, Field, Note, Table } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import type { BudgetLine, RowRefusal, TreeNode } from './rules.ts';

interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface UnitSums {
  readonly workUnitId: string;
  readonly ceiling: Sen;
  readonly lines: Sen;
  readonly available: Sen;
}

/** One work unit, and how far down its tree the reader has gone. */
interface Part {
  readonly unit: { readonly id: string; readonly name: string };
  readonly tree: readonly TreeNode[];
  readonly at: TreeNode | undefined;
  readonly lines: readonly BudgetLine[];
  readonly isLowest: boolean;
}

interface BudgetView extends Shown {
  readonly institutionId: string;
  readonly year: number;
  readonly years: readonly number[];
  readonly mayEdit: boolean;
  readonly formKey: string;
  readonly sums?: readonly UnitSums[];
  readonly names?: ReadonlyMap<string, string>;
  readonly part?: Part;
}

type Link = (to: { unit: string; at?: string }) => string;

/** The tree with what is left, opened one step at a time, so that thousands of rows stay a small page. */
export function budgetPage(view: BudgetView) {
  const { t, language, frame, institutionId, year, years, mayEdit, formKey, sums = [], names, part } = view;
  const base = `/institutions/${institutionId}/budget`;
  const link: Link = ({ unit, at }) =>
    `${base}?${new URLSearchParams({ year: String(year), unit, ...(at ? { at } : {}), lang: language })}`;
  const top = part ? part.tree.filter(({ parentId }) => parentId === null) : [];
  const whole = part ? totalOf(part.at ? [part.at] : top) : totalOf(sums);
  const title = titleOf(t, { year, lines: whole.lines, available: whole.available });
  const isEmpty = part ? part.tree.length === 0 : sums.length === 0;
  const strip = (
    <>
      <nav class="crumb" aria-label={t('budget.crumbs')}>
        {part ? <a href={link({ unit: 'all' })}>{t('budget.all-units')}</a> : t('budget.all-units')}
      </nav>
      {part && <span>{part.unit.name}</span>}
      {years.length > 1 && (
        <span>
          {t('budget.years')}:{' '}
          {years
            .filter((other) => other !== year)
            .map((other) => (
              <>
                <a href={`${base}?year=${other}&unit=all&lang=${language}`}>{other}</a>{' '}
              </>
            ))}
        </span>
      )}
    </>
  );
  return (
    <Page {...{ t, language, frame, title, strip }}>
      {isEmpty ? (
        <Empty drawing="map" title={t('budget.none-title')} text={t('budget.none')} />
      ) : (
        <>
          <p class="soft read">{t('budget.how')}</p>
          {part?.at && <Differing {...{ t, part, at: part.at }} />}
          <section class="tree card" aria-label={t('budget.tree')}>
            {part ? (
              <UnitTree {...{ t, part, link, whole: totalOf(top) }} />
            ) : (
              <ul>
                {sums.map(({ workUnitId, ceiling, available }) => (
                  <Leaf {...{ t, ceiling, available, href: link({ unit: workUnitId }) }}>
                    {names?.get(workUnitId) ?? t('budget.unit-unknown')}
                  </Leaf>
                ))}
              </ul>
            )}
          </section>
          {part?.isLowest && part.at && <Lines {...{ t, language, base, part, at: part.at, mayEdit, formKey }} />}
          {mayEdit && !part?.at && <Upload {...{ t, language, base, year, formKey }} />}
        </>
      )}
    </Page>
  );
}

function totalOf(parts: readonly { ceiling: Sen; lines: Sen; available: Sen }[]) {
  const sum = (of: 'ceiling' | 'lines' | 'available') => parts.reduce((all, one) => all + one[of], 0n);
  return { ceiling: sum('ceiling'), lines: sum('lines'), available: sum('available') };
}

function titleOf(t: Translate, { year, lines, available }: { year: number; lines: Sen; available: Sen }): string {
  if (lines === 0n) return t('budget.no-lines-title', { year });
  return t('budget.left-title', { year, amount: formatRupiah(available) });
}

interface LeafProps {
  readonly t: Translate;
  readonly href?: string;
  readonly ceiling: Sen;
  readonly available: Sen;
  readonly children?: Child;
}

function Leaf({ t, href, ceiling, available, children }: LeafProps) {
  return (
    <li class="leaf">
      <span>
        {href ? <a href={href}>{children}</a> : children}
        <br />
        <span class="soft n">{t('budget.ceiling', { amount: formatRupiah(ceiling) })}</span>
      </span>
      <span class="n">{formatRupiah(available)}</span>
    </li>
  );
}

interface UnitTreeProps {
  readonly t: Translate;
  readonly part: Part;
  readonly link: Link;
  readonly whole: { readonly available: Sen };
}

/** The way down to where the reader is stands open; beneath it, what can be opened next. */
function UnitTree({ t, part, link, whole }: UnitTreeProps) {
  const { unit, tree, at } = part;
  const byId = new Map(tree.map((node) => [node.id, node]));
  const way: TreeNode[] = [];
  for (let node = at; node; node = node.parentId === null ? undefined : byId.get(node.parentId)) way.unshift(node);
  const children = tree.filter(({ parentId }) => parentId === (at?.id ?? null));
  const beneath = (
    <ul>
      {children.map(({ id, name, code, ceiling, available }) => (
        <Leaf {...{ t, ceiling, available, href: link({ unit: unit.id, at: id }) }}>
          {name} <span class="soft n">{code}</span>
        </Leaf>
      ))}
    </ul>
  );
  const opened = way.reduceRight<Child>(
    (inside, { name, available, id }, depth) => (
      <ul>
        <li>
          <details open>
            <summary {...(id === at?.id ? { 'aria-current': 'true' } : {})}>
              {depth === way.length - 1 ? <b>{name}</b> : <span>{name}</span>}
              <span class="n">{formatRupiah(available)}</span>
            </summary>
            {inside}
          </details>
        </li>
      </ul>
    ),
    children.length > 0 ? beneath : null,
  );
  const above = way.at(-2);
  return (
    <>
      <details open>
        <summary>
          <b>{unit.name}</b>
          <span class="n">{formatRupiah(whole.available)}</span>
        </summary>
        {opened}
      </details>
      {at && (
        <p>
          <a href={link(above ? { unit: unit.id, at: above.id } : { unit: unit.id })}>
            {t('budget.up', { name: above?.name ?? unit.name })}
          </a>
        </p>
      )}
    </>
  );
}

/** Imported ceilings may contradict each other; the reader is told rather than shown a made-up sum. */
function Differing({ t, part, at }: { t: Translate; part: Part; at: TreeNode }) {
  const children = part.tree.filter(({ parentId }) => parentId === at.id);
  const below = children.reduce((sum, { ceiling }) => sum + ceiling, 0n);
  if (children.length === 0 || below === at.ceiling) return null;
  const title = t('budget.differs', { own: formatRupiah(at.ceiling), below: formatRupiah(below) });
  return (
    <Note kind="care" title={title}>
      <p>{t('budget.differs-why')}</p>
    </Note>
  );
}

interface LinesProps {
  readonly t: Translate;
  readonly language: Language;
  readonly base: string;
  readonly part: Part;
  readonly at: TreeNode;
  readonly mayEdit: boolean;
  readonly formKey: string;
}

function Lines({ t, language, base, part, at, mayEdit, formKey }: LinesProps) {
  const { lines } = part;
  const undivided = at.ceiling > at.lines ? at.ceiling - at.lines : 0n;
  return (
    <section class="stack three" aria-labelledby="lines">
      <div class="stack half">
        <h2 id="lines">{t('budget.lines', { count: lines.length })}</h2>
        <p class="soft s">
          {t('budget.ceiling', { amount: formatRupiah(at.ceiling) })}.{' '}
          {t('budget.undivided', { amount: formatRupiah(undivided) })}.
        </p>
      </div>
      {lines.length > 0 && (
        <>
          <Bar
            parts={[
              { tone: 'ink', label: t('budget.paid'), amount: at.paid, text: formatRupiah(at.paid) },
              { tone: 'grey', label: t('budget.committed'), amount: at.committed, text: formatRupiah(at.committed) },
              { tone: 'red', label: t('budget.reserved'), amount: at.reserved, text: formatRupiah(at.reserved) },
            ]}
            whole={at.lines}
            rest={{ label: t('budget.available'), text: formatRupiah(at.available) }}
          />
          <LineTable {...{ t, lines, at }} />
        </>
      )}
      {mayEdit && lines.map((line) => <Revise {...{ t, language, base, line, undivided, formKey }} />)}
      {mayEdit && <AddLine {...{ t, language, base, nodeId: at.id, undivided, formKey }} />}
    </section>
  );
}

const amounts = ['available', 'reserved', 'committed', 'paid'] as const;

function LineTable({ t, lines, at }: { t: Translate; lines: readonly BudgetLine[]; at: TreeNode }) {
  const row = (one: Pick<BudgetLine, (typeof amounts)[number]>, ceiling: Sen) => ({
    ceiling: formatRupiah(ceiling),
    ...{ available: formatRupiah(one.available), reserved: formatRupiah(one.reserved) },
    ...{ committed: formatRupiah(one.committed), paid: formatRupiah(one.paid) },
  });
  return (
    <Table
      caption={t('budget.lines', { count: lines.length })}
      captionHidden
      columns={[
        { key: 'account', label: t('budget.account') },
        { key: 'ceiling', label: t('budget.ceiling-label'), numeric: true },
        ...amounts.map((key) => ({ key, label: t(`budget.${key}`), numeric: true })),
      ]}
      rows={lines.map((line) => ({
        account: (
          <span>
            {line.name}
            <br />
            <span class="soft n">{line.code}</span>
          </span>
        ),
        ...row(line, line.ceiling),
      }))}
      total={{ account: t('budget.total'), ...row(at, at.lines) }}
    />
  );
}

interface FormProps {
  readonly t: Translate;
  readonly language: Language;
  readonly base: string;
  readonly formKey: string;
}

function Revise({ t, language, base, line, undivided, formKey }: FormProps & { line: BudgetLine; undivided: Sen }) {
  const { id, name, code, ceiling, available } = line;
  const least = t('budget.revise-least', { amount: formatRupiah(ceiling - available) });
  const most = t('budget.add-left', { amount: formatRupiah(ceiling + undivided) });
  return (
    <details class="more">
      <summary>
        {t('budget.revise')}: {name}
      </summary>
      <ActionForm
        action={`${base}/lines/${id}/revision?lang=${language}`}
        label={t('budget.revise-submit')}
        kind="quiet"
        about={code}
        idempotencyKey={`${formKey}-${id}`}
      >
        <Field
          name="ceilingRupiah"
          id={`ceiling-${id}`}
          label={t('budget.add-ceiling')}
          hint={`${least}. ${most}.`}
          inputmode="numeric"
          value={String(ceiling / 100n)}
        />
        <Field
          name="basis"
          id={`basis-${id}`}
          label={t('budget.revise-basis')}
          hint={t('budget.revise-basis-hint')}
          maxlength={200}
        />
      </ActionForm>
    </details>
  );
}

function AddLine({ t, language, base, nodeId, undivided, formKey }: FormProps & { nodeId: string; undivided: Sen }) {
  return (
    <details class="more">
      <summary>{t('budget.add')}</summary>
      <ActionForm
        action={`${base}/lines?lang=${language}`}
        label={t('budget.add-submit')}
        idempotencyKey={formKey}
        fields={{ nodeId }}
      >
        <Field name="code" label={t('budget.add-code')} hint={t('budget.add-code-hint')} maxlength={40} />
        <Field name="name" label={t('budget.add-name')} maxlength={300} />
        <Field
          name="ceilingRupiah"
          label={t('budget.add-ceiling')}
          hint={t('budget.add-left', { amount: formatRupiah(undivided) })}
          inputmode="numeric"
        />
      </ActionForm>
    </details>
  );
}

function Upload({ t, language, base, year, formKey }: FormProps & { year: number }) {
  return (
    <details class="more">
      <summary>{t('budget.file')}</summary>
      <ActionForm
        action={`${base}/lines-file?lang=${language}`}
        label={t('budget.file-submit')}
        idempotencyKey={formKey}
        fields={{ year: String(year) }}
        files
      >
        <Field
          name="file"
          label={t('budget.file-label')}
          hint={t('budget.file-hint')}
          type="file"
          accept=".csv,text/csv"
        />
      </ActionForm>
    </details>
  );
}

interface ReportView extends Shown {
  readonly title: string;
  readonly rows: readonly (RowRefusal & { readonly written: string })[];
  readonly back: string;
}

export function reportPage({ t, language, frame, title, rows, back }: ReportView) {
  return (
    <Page {...{ t, language, frame, title }}>
      <p class="read">{t('budget.report-again')}</p>
      <Table
        caption={t('budget.report')}
        columns={[
          { key: 'line', label: t('budget.report-line') },
          { key: 'written', label: t('budget.report-written') },
          { key: 'reason', label: t('budget.report-reason') },
        ]}
        rows={rows.map(({ line, written, reason, values }) => ({
          line: String(line),
          written,
          reason: <span class="tell">{t(reason, values)}</span>,
        }))}
      />
      <p>
        <a class="btn quiet" href={back}>
          {t('budget.report-back')}
        </a>
      </p>
    </Page>
  );
}
