import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Field, Note } from '../../platform/parts.tsx';
import { LONGEST, SHORTEST } from './password-rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

/** E-mail, NIP or telephone, and the password. */
export function SignInForm({ t, language }: View) {
  return (
    <form class="stack three" method="post" action={`/session/password-entry?lang=${language}`} novalidate>
      <Identifier t={t} />
      <Field
        {...{ name: 'password', label: t('field.password'), type: 'password', autocomplete: 'current-password' }}
        {...{ maxlength: LONGEST, required: true }}
      />
      <button type="submit" class="btn big full">
        {t('account.link-submit')}
      </button>
      <p>
        <a href={`/session/forgotten?lang=${language}`}>{t('account.forgotten')}</a>
      </p>
    </form>
  );
}

function Identifier({ t }: Pick<View, 't'>) {
  return (
    <Field
      {...{ name: 'identifier', label: t('field.identifier'), autocomplete: 'username', inputmode: 'email' }}
      {...{ maxlength: 254, required: true }}
    />
  );
}

/** A password to be chosen: what makes it good is said before, not after. */
export function NewPassword({ t, optional = false }: Pick<View, 't'> & { optional?: boolean }) {
  const hint = t(optional ? 'account.password-hint-later' : 'account.password-hint', { least: String(SHORTEST) });
  return (
    <Field
      {...{ name: 'newPassword', label: t('field.newPassword'), hint, type: 'password' }}
      {...{ autocomplete: 'new-password', maxlength: LONGEST, required: !optional }}
    />
  );
}

/** The way back in, by mail where there is any. */
export function forgottenPage({ hasMail, ...view }: View & { hasMail: boolean }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.forgotten')} wide="slim">
      {hasMail ? (
        <form class="stack three" method="post" action={`/session/forgotten?lang=${language}`} novalidate>
          <p>{t('account.forgotten-lead')}</p>
          <Identifier t={t} />
          <button type="submit" class="btn big full">
            {t('account.forgotten-submit')}
          </button>
          <p class="soft s">{t('account.forgotten-no-email')}</p>
        </form>
      ) : (
        <p>{t('account/no-mail')}</p>
      )}
      <p>
        <a href={`/session/new?lang=${language}`}>{t('account.back-to-sign-in')}</a>
      </p>
    </Page>
  );
}

/** The same for everybody: whether the name is known is told to its mailbox alone. */
export function askedPage({ demo, ...view }: View & { demo: boolean }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.asked')} wide="slim">
      <p>{t('account.asked-lead')}</p>
      {demo && (
        <Note kind="care" title={t('platform.mail-simulated')}>
          <p>
            <a href={`/mail?lang=${language}`}>{t('account.asked-simulated')}</a>
          </p>
        </Note>
      )}
      <p class="soft">{t('account.forgotten-no-email')}</p>
    </Page>
  );
}

export function resetPage({ token, ...view }: View & { token: string }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t('account.reset-title')} wide="slim">
      <form class="stack three" method="post" action={`/session/reset/${token}?lang=${language}`} novalidate>
        <p>{t('account.reset-lead')}</p>
        <NewPassword t={t} />
        <button type="submit" class="btn big full">
          {t('account.password-submit-enter')}
        </button>
      </form>
    </Page>
  );
}

/** Another password, or the first one. */
export function changePage({ hasPassword, ...view }: View & { hasPassword: boolean }) {
  const { t, language } = view;
  return (
    <Page {...view} title={t(hasPassword ? 'account.password-change' : 'account.password-make')} wide="slim">
      <form class="stack three" method="post" action={`/session/password?lang=${language}`} novalidate>
        <p>{t(hasPassword ? 'account.password-change-lead' : 'account.password-make-lead')}</p>
        {hasPassword && (
          <Field
            {...{ name: 'password', label: t('account.password-now'), type: 'password' }}
            {...{ autocomplete: 'current-password', maxlength: LONGEST, required: true }}
          />
        )}
        <NewPassword t={t} />
        <button type="submit" class="btn big full">
          {t('account.password-submit')}
        </button>
      </form>
      <p>
        <a href={`/session?lang=${language}`}>{t('account.back-to-you')}</a>
      </p>
    </Page>
  );
}
