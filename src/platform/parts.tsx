import type { Child } from 'hono/jsx';
import { formatRupiah, type Sen } from '../values/money.ts';
import { Icon, Plate, type Sign } from './icons.tsx';

export { ActionForm, Choices, Field, fieldId } from './forms.tsx';
export { type Drawing, drawings, Icon, Plate, type Sign } from './icons.tsx';
export { Table } from './table.tsx';

interface NoteProps {
  /** `good` done, `care` explain or wait, `stop` refused, `plain` news. */
  readonly kind: 'good' | 'care' | 'stop' | 'plain';
  readonly title: string;
  readonly sign?: Sign;
  readonly children?: Child;
}

const noteSigns = { good: 'check', care: 'flag', stop: 'stop', plain: 'info' } as const satisfies Record<string, Sign>;

/** One message with its way on. */
export function Note({ kind, title, sign, children }: NoteProps) {
  return (
    <div class={kind === 'plain' ? 'note' : `note ${kind}`}>
      <Icon sign={sign ?? noteSigns[kind]} />
      <p>
        <b>{title}</b>
      </p>
      {children}
    </div>
  );
}

interface TagProps {
  readonly kind?: 'plain' | 'good' | 'care' | 'red' | 'stop' | 'line';
  readonly sign?: Sign;
  readonly children?: Child;
}

/** A state or a class in at most three words. */
export function Tag({ kind = 'plain', sign, children }: TagProps) {
  return (
    <span class={kind === 'plain' ? 'tag' : `tag ${kind}`}>
      {sign && <Icon sign={sign} />}
      {children}
    </span>
  );
}

interface LinksProps {
  readonly links: readonly { readonly href: string; readonly label: string; readonly number: string }[];
}

/** Things with a name and a number, each leading to itself. */
export function Links({ links }: LinksProps) {
  return (
    <ul class="list tightly">
      {links.map(({ href, label, number }) => (
        <li>
          <a href={href}>
            {label} <span class="n">{number}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** An amount, words where there is none (`Tidak ada`), or the sum of all amounts above it. */
export type MoneyLine =
  | { readonly label: Child; readonly amount: Sen }
  | { readonly label: Child; readonly text: string }
  | { readonly label: Child; readonly sum: true };

/** Money that adds up: a sum is counted here from the lines above it, so that it cannot say anything else. */
export function Pairs({ lines, small = false }: { readonly lines: readonly MoneyLine[]; readonly small?: boolean }) {
  let soFar: Sen = 0n;
  const shown = lines.map((line) => {
    if ('text' in line) return { label: line.label, value: line.text, look: {} };
    if ('sum' in line) return { label: line.label, value: formatRupiah(soFar), look: { class: 'sum' } };
    soFar += line.amount;
    return { label: line.label, value: formatRupiah(line.amount), look: {} };
  });
  return (
    <dl class={small ? 'pairs s' : 'pairs'}>
      {shown.map(({ label, value, look }) => (
        <>
          <dt {...look}>{label}</dt>
          <dd {...look}>{value}</dd>
        </>
      ))}
    </dl>
  );
}

/** Name and value, where nothing is added. */
export function Facts({ rows }: { readonly rows: readonly { readonly label: Child; readonly value: Child }[] }) {
  return (
    <dl class="pairs facts">
      {rows.map(({ label, value }) => (
        <>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
}

interface TrailStep {
  readonly title: Child;
  readonly text?: Child;
  readonly state: 'done' | 'now' | 'next';
}

/** What happened, what is now, what comes. */
export function Trail({ steps }: { readonly steps: readonly TrailStep[] }) {
  const looks = { done: {}, now: { 'aria-current': 'step' }, next: { class: 'next' } } as const;
  return (
    <ol class="trail">
      {steps.map(({ title, text, state }) => (
        <li {...looks[state]}>
          <b>{title}</b>
          {text && <span class={state === 'done' ? 'soft s' : 's'}>{text}</span>}
        </li>
      ))}
    </ol>
  );
}

interface EmptyProps {
  readonly drawing: string;
  readonly title: string;
  /** What will be here. */
  readonly text: string;
  /** The rank of its title below the headings around it. */
  readonly level?: 2 | 3;
  /** The first step to it. */
  readonly children?: Child;
}

/** Nothing here yet: what will be, and the first step to it. */
export function Empty({ drawing, title, text, level = 2, children }: EmptyProps) {
  return (
    <div class="card quiet-space">
      <Plate drawing={drawing} size="tile" />
      {level === 2 ? <h2 class="hh">{title}</h2> : <h3>{title}</h3>}
      <p class="soft">{text}</p>
      {children}
    </div>
  );
}

interface BarPart {
  /** `ink` paid, `grey` bound, `red` what this page is about. */
  readonly tone: 'ink' | 'grey' | 'red';
  readonly label: string;
  readonly amount: bigint;
  /** The amount as it is read: `Rp14.200.000`. */
  readonly text: string;
}

interface BarProps {
  readonly parts: readonly BarPart[];
  readonly whole: bigint;
  /** What is left of the whole, in words. */
  readonly rest?: { readonly label: string; readonly text: string };
}

const barClasses = { ink: 'a', grey: 'b', red: 'c' } as const;
const barFills = { ink: 'var(--ink)', grey: 'var(--edge)', red: 'var(--red)' } as const;

/** Parts of one whole, drawn to scale and said in words. */
export function Bar({ parts, whole, rest }: BarProps) {
  const used = parts.reduce((sum, { amount }) => sum + amount, 0n);
  const full = whole > used ? whole : used;
  const percent = (amount: bigint) => `${full === 0n ? 0 : Number((amount * 1000n) / full) / 10}%`;
  let from = 0n;
  const drawn = parts.map(({ tone, amount }) => {
    const rect = { class: barClasses[tone], x: percent(from), width: percent(amount) };
    from += amount;
    return rect;
  });
  return (
    <div class="stack one">
      <svg class="bar" aria-hidden="true">
        {drawn.map((rect) => (
          <rect {...rect} height="100%" />
        ))}
      </svg>
      <ul class="key">
        {parts.map(({ tone, label, text }) => (
          <li>
            <svg viewBox="0 0 1 1" aria-hidden="true">
              <rect width="1" height="1" fill={barFills[tone]} />
            </svg>
            {label} <span class="n">{text}</span>
          </li>
        ))}
        {rest && (
          <li>
            {rest.label} <b class="n">{rest.text}</b>
          </li>
        )}
      </ul>
    </div>
  );
}
