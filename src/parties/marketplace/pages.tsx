import { formatMoment, formatNumber, formatShortDate, formatTime } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Field, Table, Tag } from '../../platform/parts.tsx';
import type { Call, Marketplace } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly marketplaces: readonly (Marketplace & { readonly calls: readonly Call[] })[];
  /** For the steward, who may suspend and readmit. */
  readonly formKey?: string | undefined;
}

/** Each marketplace with its standing, its last synchronisation and its last calls. */
export function marketplacesPage({ t, language, frame, marketplaces, formKey }: View) {
  return (
    <Page {...{ t, language, frame, title: t('marketplace.list') }}>
      {marketplaces.length === 0 && <p>{t('marketplace.list-empty')}</p>}
      <div class="stack six">
        {marketplaces.map(({ id, name, state, syncedAt, calls }) => (
          <section class="stack two">
            <div class="row apart start">
              <div class="stack one">
                <h2>{name}</h2>
                <p class="soft">
                  {syncedAt
                    ? t('marketplace.synced', { time: formatMoment(syncedAt, language) })
                    : t('marketplace.never-synced')}
                </p>
              </div>
              <Tag {...(state === 'admitted' ? { kind: 'good', sign: 'check' } : { kind: 'stop', sign: 'stop' })}>
                {t(`marketplace.state-${state}`)}
              </Tag>
            </div>
            {calls.length === 0 ? <p>{t('marketplace.no-calls')}</p> : <Calls {...{ t, language, name, calls }} />}
            {formKey && <Move {...{ t, language, id, name, state, formKey }} />}
          </section>
        ))}
      </div>
    </Page>
  );
}

interface MoveProps extends Pick<Marketplace, 'id' | 'name' | 'state'> {
  readonly t: Translate;
  readonly language: Language;
  readonly formKey: string;
}

function Move({ t, language, id, name, state, formKey }: MoveProps) {
  const [noun, label] =
    state === 'admitted'
      ? (['suspension', t('marketplace.suspend', { name })] as const)
      : (['readmission', t('marketplace.readmit', { name })] as const);
  return (
    <details class="more">
      <summary>{label}</summary>
      <ActionForm
        action={`/marketplaces/${id}/${noun}?lang=${language}`}
        {...{ label, kind: 'quiet', idempotencyKey: `${formKey}-${id}` }}
      >
        <Field
          {...{ name: 'reason', id: `reason-${id}`, label: t('marketplace.reason'), lines: 2, maxlength: 500 }}
          hint={t(`marketplace.${noun}-hint`)}
        />
      </ActionForm>
    </details>
  );
}

interface CallsProps {
  readonly t: Translate;
  readonly language: Language;
  readonly name: string;
  readonly calls: readonly Call[];
}

function Calls({ t, language, name, calls }: CallsProps) {
  const column = <Key extends string>(key: Key, numeric = false) => ({
    ...{ key, label: t(`marketplace.column-${key}`), numeric },
  });
  return (
    <Table
      caption={t('marketplace.calls', { name })}
      columns={[
        column('operation'),
        column('at'),
        column('outcome'),
        column('elements', true),
        column('duration', true),
      ]}
      rows={calls.map(({ operation, at, outcome, elements, durationMs }) => ({
        operation: t(`marketplace.operation-${operation}`),
        at: `${formatShortDate(at, language)} ${formatTime(at, language)}`,
        outcome: t(`marketplace.outcome-${outcome}`),
        elements: formatNumber(elements, language),
        duration: `${formatNumber(durationMs, language)} ms`,
      }))}
    />
  );
}
