import type { Language, Translate } from '../../platform/i18n.ts';
import type { Frame } from '../../platform/page.tsx';
import { ActionForm, Bar, Field, Table } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import type { BudgetLine, TreeNode } from './rules.ts';

export interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

/** One work unit, and how far down its tree the reader has gone. */
export interface Part {
  readonly unit: { readonly id: string; readonly name: string };
  readonly tree: readonly TreeNode[];
  readonly at: TreeNode | undefined;
  readonly lines: readonly BudgetLine[];
  readonly isLowest: boolean;
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

export function Lines({ t, language, base, part, at, mayEdit, formKey }: LinesProps) {
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

export function Upload({ t, language, base, year, formKey }: FormProps & { year: number }) {
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
