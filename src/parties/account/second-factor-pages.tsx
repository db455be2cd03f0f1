import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Field, Note } from '../../platform/parts.tsx';
import { qrPath } from '../../platform/qr.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface StateView extends View {
  readonly state: 'none' | 'active' | 'exempt';
  readonly address: string | null;
  readonly secret: string;
  /** Recovery codes that were not used yet. */
  readonly left: number;
}

/** What it is, why it is asked for, and how it is set up: two steps with one code. */
export function secondFactorPage({ state, address, secret, left, ...view }: StateView) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.second-factor')} wide="slim">
      {state === 'exempt' && (
        <Note kind="plain" title={t('account.second-factor-demo')}>
          <p>{t('account.second-factor-demo-text')}</p>
        </Note>
      )}
      {state === 'none' && address !== null && <SetUp {...view} address={address} secret={secret} />}
      {state === 'active' && (
        <>
          <Note kind="good" title={t('account.second-factor-active')}>
            <p>{t('account.second-factor-left', { left: String(left) })}</p>
          </Note>
          <form class="stack three" method="post" action={`/session/second-factor/ending?lang=${language}`} novalidate>
            <h2>{t('account.second-factor-move')}</h2>
            <p>{t('account.second-factor-move-text')}</p>
            <Code t={t} hint={t('account.second-step-hint')} />
            <button type="submit" class="btn quiet">
              {t('account.second-factor-end')}
            </button>
          </form>
        </>
      )}
      <p>
        <a href={`/session?lang=${language}`}>{t('account.back-to-you')}</a>
      </p>
    </Page>
  );
}

function SetUp({ t, language, address, secret }: View & { address: string; secret: string }) {
  const { path, size } = qrPath(address);
  return (
    <>
      <p>{t('account.second-factor-lead')}</p>
      <section class="stack two" aria-labelledby="scan">
        <h2 id="scan">{t('account.second-factor-scan')}</h2>
        <p>{t('account.second-factor-scan-text')}</p>
        <svg viewBox={`0 0 ${size} ${size}`} width="240" height="240" role="img" aria-labelledby="qr">
          <title id="qr">{t('account.second-factor-qr')}</title>
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" shape-rendering="crispEdges" />
        </svg>
        <p class="s">
          {t('account.second-factor-by-hand')}
          <br />
          <span class="mono">{secret.match(/.{1,4}/g)?.join(' ')}</span>
        </p>
      </section>
      <form class="stack three" method="post" action={`/session/second-factor?lang=${language}`} novalidate>
        <h2>{t('account.second-factor-confirm')}</h2>
        <Code t={t} hint={t('account.second-factor-confirm-hint')} />
        <button type="submit" class="btn big full">
          {t('account.second-factor-submit')}
        </button>
      </form>
    </>
  );
}

function Code({ t, hint }: Pick<View, 't'> & { hint: string }) {
  return (
    <Field
      {...{ name: 'otp', label: t('field.otp'), hint, autocomplete: 'one-time-code', maxlength: 40, required: true }}
    />
  );
}

/** Shown once: who leaves this page without them has only the telephone. */
export function codesPage({ codes, ...view }: View & { codes: readonly string[] }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.codes')} wide="slim">
      <Note kind="good" title={t('account.second-factor-active')}>
        <p>{t('account.codes-lead')}</p>
      </Note>
      <ul class="list tightly">
        {codes.map((code) => (
          <li>
            <b class="mono n">{code}</b>
          </li>
        ))}
      </ul>
      <a class="btn big full" href={`/?lang=${language}`}>
        {t('account.codes-kept')}
      </a>
    </Page>
  );
}

/** The second step of a log-in. */
export function secondStepPage({ token, ...view }: View & { token: string }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.second-step')} wide="slim">
      <form class="stack three" method="post" action={`/session/second-step/${token}?lang=${language}`} novalidate>
        <p>{t('account.second-step-lead')}</p>
        <Code t={t} hint={t('account.second-step-hint')} />
        <button type="submit" class="btn big full">
          {t('account.link-submit')}
        </button>
        <p class="soft s">{t('account.second-step-lost')}</p>
      </form>
    </Page>
  );
}
