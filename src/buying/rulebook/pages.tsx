import { formatDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Field, Tag } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';

interface Rule {
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly article: string;
  readonly evidence: string | null;
  readonly seenIn: string | null;
  readonly purse: 'apbn' | 'apbd' | null;
  readonly verified: boolean;
  readonly since: Day | null;
}

interface ShownPack {
  readonly id: string;
  readonly from: Day;
  readonly until: Day | null;
  readonly rules: readonly Rule[];
}

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly packs: readonly ShownPack[];
  /** Editions that were corrected. */
  readonly earlier: readonly ShownPack[];
  /** The day that was asked for; empty when all packs are shown. */
  readonly on: string;
}

/** The packs, the newest first: every rule with its article, and whether we read it ourselves. */
export function rulesPage({ t, language, frame, packs, earlier, on }: View) {
  return (
    <Page {...{ t, language, title: t('rulebook.title'), frame }}>
      <p class="soft read">{t('rulebook.intro')}</p>
      <form method="get" action="/rules" class="row">
        <Field {...{ name: 'on', label: t('rulebook.on-day'), type: 'date', value: on }} />
        <button type="submit" class="btn quiet">
          {t('rulebook.show-day')}
        </button>
        {on !== '' && <a href="/rules">{t('rulebook.show-all')}</a>}
      </form>
      {packs.map((pack) => (
        <PackCard {...{ t, language, pack, isInForce: pack.until === null }} />
      ))}
      {earlier.length > 0 && (
        <details class="more" id="earlier">
          <summary>{t('rulebook.earlier', { count: earlier.length })}</summary>
          <div class="stack">
            <p class="soft read">{t('rulebook.earlier-how')}</p>
            {earlier.map((pack) => (
              <PackCard {...{ t, language, pack, isInForce: false }} />
            ))}
          </div>
        </details>
      )}
    </Page>
  );
}

interface PackView extends Pick<View, 't' | 'language'> {
  readonly pack: ShownPack;
  readonly isInForce: boolean;
}

function PackCard({ t, language, pack, isInForce }: PackView) {
  // Editions of the same days are told apart by their ids.
  const name = `${pack.id}-name ${pack.id}-edition`;
  return (
    <section class="card stack" id={pack.id} aria-labelledby={name}>
      <div class="row apart start">
        <h2 id={`${pack.id}-name`}>{between(t, language, pack)}</h2>
        {isInForce && (
          <Tag kind="good" sign="check">
            {t('rulebook.in-force')}
          </Tag>
        )}
      </div>
      <p class="soft s" id={`${pack.id}-edition`}>
        {pack.id}
      </p>
      <ul class="list tightly">
        {pack.rules.map((rule) => (
          <RuleRow {...{ t, language, rule }} />
        ))}
      </ul>
    </section>
  );
}

function between(t: Translate, language: Language, { from, until }: ShownPack): string {
  const first = formatDate(from, language);
  if (until === null) return t('rulebook.since', { from: first });
  return t('rulebook.between', { from: first, until: formatDate(until, language) });
}

function RuleRow({ t, language, rule }: Pick<View, 't' | 'language'> & { readonly rule: Rule }) {
  const { code, details, article, evidence, seenIn, purse, since } = rule;
  return (
    <li class="stack half">
      <span>{t(code, details)}</span>
      <span class="soft s">
        {article}
        {since !== null && `, ${t('rulebook.from-day', { from: formatDate(since, language) })}`}
        {evidence !== null && `. ${t('rulebook.read-in', { evidence })}`}
        {seenIn !== null && `. ${t('rulebook.seen-in', { seenIn })}`}{' '}
        {purse && <Tag>{t(`rulebook.only-${purse}`)}</Tag>}{' '}
        {evidence === null && (
          <Tag kind="care" sign="flag">
            {t('rulebook.unverified')}
          </Tag>
        )}
      </span>
    </li>
  );
}
