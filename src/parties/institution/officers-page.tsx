import { formatDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Empty, Field, Note, Table } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { type Officer, roles } from '../account/index.ts';
import { daysOf, type Institution, type WorkUnit } from './rules.ts';

interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface View extends Shown {
  readonly institution: Institution;
  readonly units: readonly WorkUnit[];
  readonly officers: readonly Officer[];
  readonly today: Day;
  readonly formKey: string;
  /** Who looks: nobody needs a link for oneself. */
  readonly reader: string;
}

/** Who holds which role by which decree, and the forms to give one, to end one, and to let somebody in. */
export function officersPage({ t, language, frame, ...view }: View) {
  const { institution, units, officers, formKey, reader } = view;
  const { id, name, timeZone } = institution;
  const unitNames = new Map(units.map((unit) => [unit.id, unit.name]));
  const base = `/institutions/${id}`;
  const dates = (officer: Officer) => {
    const { validFrom, validUntil } = daysOf(officer, timeZone);
    const from = formatDate(validFrom, language);
    if (!validUntil) return t('account.since', { from });
    return t('account.between', { from, until: formatDate(validUntil, language) });
  };
  const strip = (
    <nav class="crumb" aria-label={t('institution.crumbs')}>
      <a href={`${base}?lang=${language}`}>{name}</a>
    </nav>
  );
  const columns = (['name', 'role', 'decree', 'dates'] as const).map((key) => ({
    key,
    label: t(`institution.officer-${key}`),
  }));
  return (
    <Page {...{ t, language, frame, title: t('institution.officers'), strip }}>
      {officers.length === 0 ? (
        <Empty drawing="map" title={t('institution.no-officers')} text={t('institution.no-officers-yet')} />
      ) : (
        <Table
          {...{ caption: t('institution.officers'), captionHidden: true, columns }}
          rows={officers.map((officer) => ({
            name: officer.name,
            role: (
              <span>
                {t(`account.role-${officer.role}`)}
                <br />
                <span class="soft s">
                  {officer.workUnitId ? (unitNames.get(officer.workUnitId) ?? '–') : t('institution.whole')}
                </span>
              </span>
            ),
            decree: officer.decree,
            dates: dates(officer),
          }))}
        />
      )}
      <details class="more" {...(officers.length < 2 ? { open: true } : {})}>
        <summary>{t('institution.appoint')}</summary>
        <Appoint {...{ t, language, base, units, today: view.today, formKey }} />
      </details>
      {officers.length > 0 && (
        <details class="more">
          <summary>{t('institution.links-and-endings')}</summary>
          <ul class="list">
            {officers.map((officer) => (
              <Keep {...{ t, language, base, officer, formKey, isOneself: officer.personId === reader }} />
            ))}
          </ul>
        </details>
      )}
    </Page>
  );
}

interface FormProps {
  readonly t: Translate;
  readonly language: Language;
  readonly base: string;
  readonly formKey: string;
}

function Appoint({ t, language, base, units, today, formKey }: FormProps & Pick<View, 'units' | 'today'>) {
  const active = units.filter((unit) => unit.active);
  return (
    <ActionForm
      action={`${base}/officers?lang=${language}`}
      label={t('institution.appoint-submit')}
      idempotencyKey={formKey}
    >
      <Field {...{ name: 'name', label: t('institution.officer-name'), autocomplete: 'off', maxlength: 120 }} />
      <Field
        {...{ name: 'nip', label: t('field.nip'), inputmode: 'numeric', autocomplete: 'off', maxlength: 40 }}
        hint={t('institution.nip-hint')}
      />
      <Field {...{ name: 'email', label: t('field.email'), type: 'email', autocomplete: 'off', maxlength: 254 }} />
      <Field
        {...{ name: 'role', label: t('field.role') }}
        options={roles.map((role) => ({ value: role, label: t(`account.role-${role}`) }))}
      />
      <Field
        {...{ name: 'workUnitId', label: t('field.workUnitId') }}
        options={[
          { value: '', label: t('institution.whole') },
          ...active.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Field {...{ name: 'decree', label: t('field.decree'), hint: t('institution.decree-hint'), maxlength: 200 }} />
      <Field {...{ name: 'validFrom', label: t('field.validFrom'), type: 'date', value: today }} />
      <Field
        {...{ name: 'validUntil', label: t('field.validUntil'), type: 'date', hint: t('institution.until-hint') }}
      />
    </ActionForm>
  );
}

function Keep({
  t,
  language,
  base,
  officer,
  formKey,
  isOneself,
}: FormProps & { officer: Officer; isOneself: boolean }) {
  const { id, personId, name, role } = officer;
  const about = `${name}, ${t(`account.role-${role}`)}`;
  return (
    <li>
      <span>{about}</span>
      <span class="row">
        {!isOneself && (
          <ActionForm
            {...{ action: `${base}/people/${personId}/link?lang=${language}`, label: t('institution.invite') }}
            {...{ kind: 'quiet', about: name, idempotencyKey: `${formKey}-${id}-link` }}
          />
        )}
        <ActionForm
          {...{ action: `${base}/officers/${id}/ending?lang=${language}`, label: t('institution.dismiss') }}
          {...{ kind: 'bare', about, idempotencyKey: `${formKey}-${id}` }}
        />
      </span>
    </li>
  );
}

interface LinkView extends Shown {
  readonly institutionId: string;
  readonly name: string;
  readonly link: string;
}

/** Shown once, to be handed over; the hub itself cannot show it again. */
export function linkPage({ t, language, frame, institutionId, name, link }: LinkView) {
  return (
    <Page {...{ t, language, frame, title: t('institution.link-title', { name }) }} wide="slim">
      <Note kind="care" title={t('institution.link-once')}>
        <p>{t('institution.link-how')}</p>
      </Note>
      <p>
        <code>{link}</code>
      </p>
      <p>
        <a class="btn quiet" href={`/institutions/${institutionId}/officers?lang=${language}`}>
          {t('institution.to-officers')}
        </a>
      </p>
    </Page>
  );
}
