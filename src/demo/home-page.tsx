import type { Language, Translate } from '../platform/i18n.ts';
import { type Frame, Page } from '../platform/page.tsx';
import { Plate } from '../platform/parts.tsx';

interface Shown {
  readonly demoCode: string;
  readonly name: string;
  readonly role: string;
  readonly work: string;
  readonly to: string;
}

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly people: readonly Shown[];
  readonly offices: readonly {
    readonly name: string;
    readonly people: readonly Pick<Shown, 'demoCode' | 'name' | 'role'>[];
  }[];
}

const drawings: Readonly<Record<string, string>> = { pp: 'basket', seller: 'chair' };
/** Steps of each role's walk; the sentences are `demo.walk-<role>-<step>`. */
const walks: Readonly<Record<string, number>> = {
  ...{ pp: 4, seller: 4, ppk: 4, treasurer: 4, ppspm: 3, bud: 3, administrator: 3, auditor: 3, steward: 3 },
};

export function homePage({ people, offices, ...view }: View) {
  const { t, language } = view;
  const buyer = people.find(({ role }) => role === 'pp');
  const [seller, ...sellers] = people.filter(({ role }) => role === 'seller');
  const others = [...people.filter(({ role }) => role !== 'pp' && role !== 'seller'), ...sellers];
  const everyone = offices.flatMap((one) => one.people).length;
  return (
    <Page {...view} title={t('demo.title')}>
      <div class="stack two read">
        <p class="l soft">{t('demo.lead')}</p>
        <p>
          <a href={`/offers?lang=${language}`}>{t('demo.look')}</a>
        </p>
      </div>
      {buyer && seller && (
        <section class="stack two" aria-labelledby="pair">
          <h2 id="pair">{t('demo.pair')}</h2>
          <p class="soft">{t('demo.pair-lead')}</p>
          <div class="cols">
            <Card {...view} who={buyer} isOpen />
            <Card {...view} who={seller} isOpen />
          </div>
        </section>
      )}
      <section class="stack two" aria-labelledby="others">
        <h2 id="others">{t('demo.others')}</h2>
        <div class="cols">
          {others.map((who) => (
            <Card {...view} who={who} />
          ))}
        </div>
      </section>
      {everyone > 0 && (
        <section class="stack two" aria-labelledby="everyone">
          <h2 id="everyone">{t('demo.everyone', { count: everyone, offices: offices.length })}</h2>
          <p class="soft">{t('demo.everyone-lead')}</p>
          <div class="cols">
            {offices.map(({ name, people: own }) => (
              <div class="stack half">
                <h3>{name}</h3>
                <ul>
                  {own.map((one) => (
                    <li>
                      <a href={`/session/demo/${one.demoCode}`}>{one.name}</a>
                      <span class="soft s">, {t(`account.role-${one.role}`)}</span>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        </section>
      )}
    </Page>
  );
}

interface CardProps extends Pick<View, 't' | 'language'> {
  readonly who: Shown;
  /** The walk stands there already; else behind a line of text. */
  readonly isOpen?: boolean;
}

function Card({ t, who, isOpen = false }: CardProps) {
  const { demoCode, name, role, work, to } = who;
  const walk = Array.from({ length: walks[role] ?? 0 }, (_, n) => t(`demo.walk-${role}-${n + 1}`));
  const steps = (
    <ol class="trail">
      {walk.map((text) => (
        <li class="next">{text}</li>
      ))}
    </ol>
  );
  return (
    <article class="card stack two">
      <div class="row nowrap">
        {isOpen && <Plate drawing={drawings[role] ?? 'basket'} size="mid" />}
        <div class="stack half">
          <h3>{name}</h3>
          <p class="soft s">{t(`account.role-${role}`)}</p>
          <p>
            <b>{work}</b>
          </p>
        </div>
      </div>
      <a class="btn quiet full" href={`/session/demo/${demoCode}?to=${encodeURIComponent(to)}`}>
        {t('demo.enter', { name })}
      </a>
      {isOpen ? (
        steps
      ) : (
        <details class="more">
          <summary>{t('demo.walk')}</summary>
          {steps}
        </details>
      )}
    </article>
  );
}
