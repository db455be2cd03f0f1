import { Page } from '../../platform/page.tsx';
import { Table } from '../../platform/parts.tsx';
import type { Shown } from './line-parts.tsx';
import type { RowRefusal } from './rules.ts';

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
