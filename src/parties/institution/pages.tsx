import { zones } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Facts, Table } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import type { Institution, WorkUnit } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly institution: Institution;
  readonly units: readonly WorkUnit[];
  /** For the administrator. */
  readonly mayKeep: boolean;
}

const FIRST = 30;

export function institutionPage({ t, language, frame, institution, units, mayKeep }: View) {
  const { id, name, code, kind, regionCode, address, npwp, timeZone, approvalAbove } = institution;
  const unknown = t('institution.not-said');
  const approval =
    approvalAbove === null
      ? t('institution.no-approval-rule')
      : t('institution.approval-above', { amount: formatRupiah(approvalAbove) });
  return (
    <Page {...{ t, language, frame, title: name }}>
      <div class="read">
        <Facts
          rows={[
            { label: t('institution.code'), value: code },
            { label: t('institution.kind'), value: t(`institution.kind-${kind}`) },
            { label: t('institution.region'), value: regionCode ?? unknown },
            { label: t('institution.address'), value: address || unknown },
            { label: t('institution.npwp'), value: npwp ?? unknown },
            { label: t('institution.time-zone'), value: zones[timeZone] },
            { label: t('institution.approval'), value: approval },
          ]}
        />
      </div>
      <p class="row">
        <a class="btn quiet" href={`/institutions/${id}/budget?lang=${language}`}>
          {t('institution.to-budget')}
        </a>
        <a class="btn quiet" href={`/institutions/${id}/requests?lang=${language}`}>
          {t('institution.to-requests')}
        </a>
        {mayKeep && (
          <>
            <a class="btn quiet" href={`/institutions/${id}/officers?lang=${language}`}>
              {t('institution.to-officers')}
            </a>
            <a class="btn quiet" href={`/institutions/${id}/settings?lang=${language}`}>
              {t('institution.to-settings')}
            </a>
          </>
        )}
      </p>
      {units.length === 0 ? (
        <Empty drawing="map" title={t('institution.no-units')} text={t('institution.no-units-yet')} />
      ) : (
        <section class="stack" aria-labelledby="units">
          <h2 id="units">{t('institution.units', { count: units.length })}</h2>
          <UnitTable {...{ t, units: units.slice(0, FIRST) }} />
          {units.length > FIRST && (
            <details class="more">
              <summary>{t('institution.more-units', { count: units.length - FIRST })}</summary>
              <UnitTable {...{ t, units: units.slice(FIRST) }} />
            </details>
          )}
        </section>
      )}
    </Page>
  );
}

function UnitTable({ t, units }: { t: Translate; units: readonly WorkUnit[] }) {
  return (
    <Table
      caption={t('institution.unit')}
      captionHidden
      dense
      columns={[
        { key: 'name', label: t('institution.unit') },
        { key: 'code', label: t('institution.unit-code') },
        { key: 'state', label: t('institution.unit-state') },
      ]}
      rows={units.map(({ name, code, codeText, active }) => ({
        name,
        code: codeText || code,
        state: t(active ? 'institution.active' : 'institution.inactive'),
      }))}
    />
  );
}
