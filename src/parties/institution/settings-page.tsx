import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Field } from '../../platform/parts.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import type { Institution } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly institution: Institution;
  readonly regions: RegionNames;
  readonly formKey: string;
}

/** What an import does not bring: where the institution is and from which amount somebody has to approve. */
export function settingsPage({ t, language, frame, institution, regions, formKey }: View) {
  const { id, name, address, regionCode, npwp, approvalAbove } = institution;
  const region = regionCode === null ? undefined : regions.get(regionCode);
  const strip = (
    <nav class="crumb" aria-label={t('institution.crumbs')}>
      <a href={`/institutions/${id}?lang=${language}`}>{name}</a>
    </nav>
  );
  return (
    <Page {...{ t, language, frame, title: t('institution.settings'), strip }} wide="slim">
      <ActionForm
        action={`/institutions/${id}/settings?lang=${language}`}
        label={t('institution.settings-submit')}
        idempotencyKey={formKey}
      >
        <Field
          {...{ name: 'address', label: t('institution.address'), value: address, lines: 2, maxlength: 500 }}
          hint={t('institution.address-hint')}
        />
        <Field
          {...{ name: 'regionCode', label: t('institution.region'), value: regionCode ?? '', maxlength: 5 }}
          hint={region ? t('institution.region-now', { region }) : t('institution.region-hint')}
        />
        <Field
          {...{ name: 'npwp', label: t('institution.npwp'), value: npwp ?? '', inputmode: 'numeric', maxlength: 25 }}
          hint={t('institution.npwp-hint')}
        />
        <Field
          {...{ name: 'approvalAboveRupiah', label: t('institution.approval-from'), inputmode: 'numeric' }}
          value={approvalAbove === null ? '' : String(approvalAbove / 100n)}
          hint={t('institution.approval-hint')}
        />
      </ActionForm>
    </Page>
  );
}
