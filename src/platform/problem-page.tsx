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

interface WrongAnswer {
  readonly name: string;
  readonly label: string;
  readonly reason: string;
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
  readonly wrong?: readonly WrongAnswer[];
  /** Files were sent, which a page cannot give back. */
  readonly hasFiles?: boolean;
  /** The posted answers once more, so that nothing has to be written twice. */
  readonly again?: { readonly action: string; readonly fields: readonly PostedField[] } | undefined;
}

/** Names what is not possible, why, and the way on; what was written stands ready to be corrected. */
export function ProblemPage(props: ProblemPageProps) {
  const {
    t,
    language,
    frame,
    title,
    text,
    law,
    kind = 'refused',
    ways = [],
    wrong = [],
    hasFiles = false,
    again,
  } = props;
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
            {shown.length > 0 && <p>{t(wrong.length > 0 ? 'platform.still-here' : 'platform.nothing-lost')}</p>}
            {hasFiles && <p>{t('platform.file-again')}</p>}
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
  readonly wrong: readonly WrongAnswer[];
  readonly fields: readonly PostedField[];
}

/** A summary whose lines lead to the fields below, where these are shown. */
function WrongFields({ t, wrong, fields }: WrongFieldsProps) {
  const ids = new Map(fields.map(({ name }) => [name, fieldId(name)]));
  return (
    <Note kind="stop" title={t('platform.fix-fields', { count: wrong.length })}>
      <Reasons {...{ wrong, ids }} />
    </Note>
  );
}

function Reasons({
  wrong,
  ids,
}: {
  readonly wrong: readonly WrongAnswer[];
  readonly ids: ReadonlyMap<string, string>;
}) {
  return (
    <ul class="stack half">
      {wrong.map(({ name, label, reason }) => {
        const id = ids.get(name);
        return (
          <li>
            {id === undefined ? <b>{label}</b> : <a href={`#${id}`}>{label}</a>}: {reason}
          </li>
        );
      })}
    </ul>
  );
}

interface RefusalNoteProps {
  readonly t: Translate;
  readonly title: string;
  readonly wrong: readonly WrongAnswer[];
  /** Where the reasons stand on this page. */
  readonly ids: ReadonlyMap<string, string>;
  readonly ways: readonly Child[];
  readonly hasFiles: boolean;
  /** A button was pressed, and nothing written. */
  readonly isBlank: boolean;
}

/** Above the page on which the refused form stands, filled as it was sent. */
export function RefusalNote({ t, title, wrong, ids, ways, hasFiles, isBlank }: RefusalNoteProps) {
  const isOne = wrong.length === 1 && wrong[0]?.reason === title;
  return (
    <div role="alert">
      <Note kind="stop" title={wrong.length > 1 ? t('platform.fix-fields', { count: wrong.length }) : title}>
        {wrong.length > 0 && !isOne && <Reasons {...{ wrong, ids }} />}
        {!isBlank && <p>{t(ids.size > 0 ? 'platform.still-here' : 'platform.nothing-lost')}</p>}
        {hasFiles && <p>{t('platform.file-again')}</p>}
        {ways.map((way) => (
          <p>{way}</p>
        ))}
      </Note>
    </div>
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
