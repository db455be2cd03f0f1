import type { Child } from 'hono/jsx';
import { formatDate, formatMoment } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Field, Note, Table, Tag } from '../../platform/parts.tsx';
import type { Instant } from '../../values/instant.ts';
import { NewPassword, SignInForm } from './password-pages.tsx';
import type { Grant } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface DemoPerson {
  readonly name: string;
  readonly demoCode: string;
  readonly roles: readonly Grant['role'][];
}

/** How one comes in: by password; in demo mode as anybody too. */
export function signInPage({ demo, people, ...view }: View & { demo: boolean; people: readonly DemoPerson[] }) {
  const { t } = view;
  const heading = (
    <div class="stack one">
      <h1>{t('account.sign-in')}</h1>
      <p class="soft">{t('account.sign-in-lead')}</p>
    </div>
  );
  if (!demo) {
    return (
      <Page {...view} title={t('account.sign-in')} heading={heading} wide="slim">
        <SignInForm {...view} />
        <div class="stack one rule">
          <h2>{t('account.invite-title')}</h2>
          <p>{t('account.invite')}</p>
          <p class="soft">{t('account.invite-first')}</p>
        </div>
      </Page>
    );
  }
  return (
    <Page {...view} title={t('account.sign-in')} heading={null}>
      <div class="split even">
        <div class="stack three">
          {heading}
          <div class="stack three">
            <SignInForm {...view} />
            <p class="soft rule">{t('account.no-password-yet')}</p>
          </div>
        </div>
        <DemoPeople {...view} people={people} />
      </div>
    </Page>
  );
}

function DemoPeople({ t, language, people }: View & { people: readonly DemoPerson[] }) {
  if (people.length === 0) {
    return <Empty drawing="basket" title={t('account.try-empty-title')} text={t('account.try-empty')} />;
  }
  return (
    <section class="stack" aria-labelledby="try">
      <div class="stack half">
        <h2 id="try">{t('account.try-as')}</h2>
        <p class="soft">{t('account.try-lead')}</p>
      </div>
      <form method="post" action={`/session?lang=${language}`}>
        <ul class="list duo">
          {people.map(({ name, demoCode, roles }) => (
            <li>
              <span>
                <b>{name}</b>
                {roles.length > 0 && `, ${roles.map((role) => t(`account.role-${role}`)).join(', ')}`}
                {roles[0] && (
                  <>
                    <br />
                    <span class="soft s">{t(`account.does-${roles[0]}`)}</span>
                  </>
                )}
              </span>
              <button type="submit" class="btn quiet" name="demoCode" value={demoCode}>
                {t('account.try')}
                <span class="vh"> {t('account.try-about', { name })}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </section>
  );
}

/** An empty hub and its first steward. */
export function firstPage({ token, ...view }: View & { token: string }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.first-title')} wide="slim">
      <p>{t('account.first-lead')}</p>
      <form class="stack three" method="post" action={`/session/first/${token}?lang=${language}`}>
        <Field name="name" label={t('account.name')} autocomplete="name" maxlength={120} required />
        <Field
          {...{ name: 'email', label: t('account.email'), hint: t('account.email-hint') }}
          {...{ type: 'email', autocomplete: 'email', maxlength: 254 }}
        />
        <button type="submit" class="btn big full">
          {t('account.first-submit')}
        </button>
      </form>
    </Page>
  );
}

/** Asks for one click, so that a mail program that looks at the link does not use it up. */
export function linkPage({ token, name, ...view }: View & { token: string; name: string | undefined }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.link-title', { name: name ?? t('account.unnamed') })} wide="slim">
      <form class="stack three" method="post" action={`/session/link/${token}?lang=${language}`} novalidate>
        <p class="soft">{t('account.link-lead')}</p>
        <NewPassword t={t} optional />
        <button type="submit" class="btn big full">
          {t('account.link-submit')}
        </button>
      </form>
    </Page>
  );
}

interface SessionView extends View {
  readonly name: string | undefined;
  readonly grants: readonly (Grant & { readonly placeName: string | null })[];
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly devices: readonly Device[];
}

interface Device {
  readonly id: string;
  readonly at: Instant;
  readonly way: string;
  readonly device: string;
  readonly isCurrent: boolean;
}

/** Who am I here, what may I do where, and since when; and the way out. */
export function sessionPage({ name, grants, hasPassword, hasSecondFactor, devices, ...view }: SessionView) {
  const { t, language } = view;
  const columns = (['role', 'place', 'decree', 'dates'] as const).map((key) => ({
    key,
    label: t(`account.column-${key}`),
  }));
  const rows = grants.map((grant) => ({
    role: t(`account.role-${grant.role}`) as Child,
    place: grant.placeName ?? t(`account.at-${grant.scope}`),
    decree: grant.decree,
    dates: dates(view, grant),
  }));
  return (
    <Page {...view} title={name ?? t('account.unnamed')}>
      {grants.length === 0 ? (
        <Note kind="plain" title={t('account.no-roles')}>
          <p>{t('account.no-roles-lead')}</p>
        </Note>
      ) : (
        <Table {...{ caption: t('account.your-roles'), columns, rows }} />
      )}
      <section class="stack one read" aria-labelledby="password">
        <h2 id="password">{t('account.password')}</h2>
        <p>{t(hasPassword ? 'account.password-known' : 'account.password-none')}</p>
        <p>
          <a href={`/session/password?lang=${language}`}>
            {t(hasPassword ? 'account.password-change' : 'account.password-make')}
          </a>
        </p>
      </section>
      <section class="stack one read" aria-labelledby="second-factor">
        <h2 id="second-factor">{t('account.second-factor')}</h2>
        <p>{t(hasSecondFactor ? 'account.second-factor-active' : 'account.second-factor-none')}</p>
        <p>
          <a href={`/session/second-factor?lang=${language}`}>
            {t(hasSecondFactor ? 'account.second-factor-manage' : 'account.second-factor-begin')}
          </a>
        </p>
      </section>
      <Devices {...view} devices={devices} />
      <form method="post" action={`/session/end?lang=${language}`}>
        <button type="submit" class="btn quiet">
          {t('account.sign-out')}
        </button>
      </form>
    </Page>
  );
}

/** Where one is signed in, and the way to end each of them from here. */
function Devices({ t, language, devices }: View & { devices: readonly Device[] }) {
  return (
    <section class="stack two read" aria-labelledby="devices">
      <div class="stack half">
        <h2 id="devices">{t('account.devices')}</h2>
        <p class="soft s">{t('account.devices-lead')}</p>
      </div>
      <ul class="list duo">
        {devices.map(({ id, at, way, device, isCurrent }) => (
          <li>
            <span>
              <b>{deviceName(t, device)}</b>
              <br />
              <span class="soft s">
                {t('account.device-since', { at: formatMoment(at, language), way: t(`account.way-${way}`) })}
              </span>
            </span>
            {isCurrent ? (
              <Tag kind="good" sign="check">
                {t('account.device-current')}
              </Tag>
            ) : (
              <form method="post" action={`/session/devices/${id}/ending?lang=${language}`}>
                <button type="submit" class="btn quiet">
                  {t('account.device-end')}
                  <span class="vh"> {deviceName(t, device)}</span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <form method="post" action={`/session/devices/ending?lang=${language}`}>
          <button type="submit" class="btn quiet" name="which" value="others">
            {t('account.devices-end')}
          </button>
        </form>
      )}
    </section>
  );
}

/** `Chrome/Android` → `Chrome di Android` */
function deviceName(t: Translate, device: string): string {
  const [browser, system] = device.split('/');
  if (browser && system) return t('account.device-on', { browser, system });
  return browser || system || t('account.device-unknown');
}

function dates({ t, language }: View, { validFrom, validUntil }: Grant): string {
  const from = formatDate(validFrom, language);
  if (!validUntil) return t('account.since', { from });
  const lastMoment = new Date(validUntil.getTime() - 1); // the end itself no longer belongs to it
  return t('account.between', { from, until: formatDate(lastMoment, language) });
}
