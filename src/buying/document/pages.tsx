import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah } from '../../values/money.ts';
import type { Verification } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame?: Frame | undefined;
}

/** Where anybody types the code of a paper. */
export function verifyForm(view: View) {
  const { t } = view;
  return (
    <Page {...view} wide="slim" title={t('document.verify-title')}>
      <p>{t('document.verify-intro')}</p>
      <CodeField {...view} typed="" />
    </Page>
  );
}

/** The answer is the heading: genuine, with what the paper must say. */
export function genuinePage({ verification, checkedAt, sample, ...view }: View & Checked) {
  const { t, language } = view;
  const { kind, number, institution, issuedAt, zone, total, contentHash } = verification;
  const facts: readonly (readonly [string, string])[] = [
    ['document.kind', t(`document.kind-${kind}`)],
    ['document.number', number],
    ['document.institution', institution],
    ['document.issued-at', formatDate(issuedAt, language, zone)],
    ['document.total', formatRupiah(total)],
    ['document.content-hash', contentHash],
  ];
  return (
    <Page {...view} wide="slim" title={t(sample ? 'document.genuine-sample' : 'document.genuine')}>
      <p>{t('document.genuine-how')}</p>
      <dl class="pairs facts">
        {facts.map(([key, value]) => (
          <>
            <dt>{t(key)}</dt>
            <dd>{key === 'document.content-hash' ? breakable(value) : value}</dd>
          </>
        ))}
      </dl>
      <p class="soft">{checked(view, checkedAt)}</p>
      <p>
        <a href={`/verify?lang=${language}`}>{t('document.verify-again')}</a>
      </p>
    </Page>
  );
}

interface Checked {
  readonly verification: Verification;
  readonly checkedAt: Instant;
  readonly sample: boolean;
}

/** A code that nobody was given: what may have happened, and the field again. */
export function unknownPage({ typed, checkedAt, ...view }: View & { typed: string; checkedAt: Instant }) {
  const { t } = view;
  return (
    <Page {...view} wide="slim" title={t('document.not-known')}>
      <p>{t('document.not-known-how')}</p>
      <CodeField {...view} typed={typed} />
      <p class="soft">{checked(view, checkedAt)}</p>
    </Page>
  );
}

function CodeField({ t, language, typed }: View & { typed: string }) {
  return (
    <form class="stack" action="/verify" method="get">
      <input type="hidden" name="lang" value={language} />
      <div class="field">
        <label for="code">{t('document.verify-code')}</label>
        <input id="code" name="code" value={typed} autocomplete="off" autocapitalize="characters" spellcheck={false} />
      </div>
      <p>
        <button class="btn" type="submit">
          {t('document.verify-submit')}
        </button>
      </p>
    </form>
  );
}

function checked({ t, language }: View, at: Instant): string {
  const time = new Intl.DateTimeFormat('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' });
  return t('document.checked-at', { date: formatDate(at, language, 'Asia/Jakarta'), time: time.format(at) });
}

function formatDate(at: Instant, language: Language, timeZone: string): string {
  const locale = language === 'id' ? 'id-ID' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(at);
}

/** A hash may break after every eighth letter, so that it fits a phone. */
function breakable(hash: string) {
  return (hash.match(/.{1,8}/g) ?? []).map((part) => (
    <>
      {part}
      <wbr />
    </>
  ));
}
