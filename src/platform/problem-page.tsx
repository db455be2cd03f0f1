import type { Child } from 'hono/jsx';
import { Field, fieldId } from './forms.tsx';
import type { Language, Translate } from './i18n.ts';
import { type Frame, Page } from './page.tsx';
import { Note, Plate } from './parts.tsx';

interface PostedField {
  readonly name: string;
  /** Without one the value goes along unseen. */
  readonly label?: string | undefined;
  readonly value: string;
  readonly reason?: string | undefined;
}

export interface ProblemPageProps {
  readonly t: Translate;
  readonly language: Language;
  readonly frame?: Frame | undefined;
  readonly title: string;
  /** The figures and the rule, in one plain sentence. */
  readonly text?: string | undefined;
  /** The article and the rule pack, in small type. */
  readonly law?: string | undefined;
  /** `missing` page, `broken` by us, or refused with a reason. */
  readonly kind?: 'missing' | 'broken' | 'refused';
  /** The ways on: links, or sentences. Nobody is left at a closed door. */
  readonly ways?: readonly Child[];
  readonly wrong?: readonly { readonly label: string; readonly reason: string }[];
  /** The posted answers once more, so that nothing has to be written twice. */
  readonly again?: { readonly action: string; readonly fields: readonly PostedField[] } | undefined;
}

/** Names what is not possible, why, and the way on; what was written stands ready to be corrected. */
export function ProblemPage(props: ProblemPageProps) {
  const { t, language, frame, title, text, law, kind = 'refused', ways = [], wrong = [], again } = props;
  const shown = again?.fields.filter(({ label }) => label !== undefined) ?? [];
  if (kind !== 'refused') return <Lost {...{ ...props, kind, ways }} />;
  const heading = (
    <div class="stack one read">
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {law && <p class="soft s">{law}</p>}
    </div>
  );
  return (
    <Page {...{ t, language, title, frame, heading }}>
      <div class="stack four read">
        {wrong.length > 0 && <WrongFields {...{ t, wrong, fields: shown }} />}
        {again && (
          <form class="stack three" method="post" action={again.action} novalidate>
            {shown.length > 0 && <p>{t('platform.still-here')}</p>}
            {again.fields.map((field) => (
              <Posted {...field} />
            ))}
            <button type="submit" class="btn">
              {t('platform.send-again')}
            </button>
          </form>
        )}
        {ways.length > 0 && (
          <section class="stack one" aria-labelledby="ways">
            <h2 id="ways">{t('platform.you-can')}</h2>
            <ul class="stack one">
              {ways.map((way) => (
                <li>{way}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Page>
  );
}

/** Nothing was refused: the page is not there, or we broke it. */
function Lost({ t, language, frame, title, text, kind, ways = [] }: ProblemPageProps) {
  return (
    <Page {...{ t, language, title, frame }} wide="slim" heading={null}>
      <div class="card quiet-space">
        <Plate drawing={kind === 'missing' ? 'map' : 'pot'} size="tile" />
        <h1>{title}</h1>
        {text && <p class="soft">{text}</p>}
        {ways.map((way) => (
          <div>{way}</div>
        ))}
      </div>
    </Page>
  );
}

interface WrongFieldsProps {
  readonly t: Translate;
  readonly wrong: readonly { readonly label: string; readonly reason: string }[];
  readonly fields: readonly PostedField[];
}

/** A summary whose lines lead to the fields below, where these are shown. */
function WrongFields({ t, wrong, fields }: WrongFieldsProps) {
  return (
    <Note kind="stop" title={t('platform.fix-fields', { count: wrong.length })}>
      <ul class="stack half">
        {wrong.map(({ label, reason }) => {
          const field = fields.find((one) => one.label === label);
          const name = field ? <a href={`#${fieldId(field.name)}`}>{label}</a> : <b>{label}</b>;
          return (
            <li>
              {name}: {reason}
            </li>
          );
        })}
      </ul>
    </Note>
  );
}

const LONG = 80;

function Posted({ name, label, value, reason }: PostedField) {
  if (label === undefined) return <input type="hidden" {...{ name, value }} />;
  // A password is never written into a page.
  if (/password|secret|pin$/i.test(name)) return <Field {...{ name, label, error: reason }} type="password" />;
  const lines = value.length > LONG || value.includes('\n') ? { lines: 4 } : {};
  return <Field {...{ name, label, value, error: reason, ...lines }} />;
}
