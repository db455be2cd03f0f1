import type { Child } from 'hono/jsx';
import type { Translate } from '../../platform/i18n.ts';
import { Page } from '../../platform/page.tsx';
import { Empty, Note } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { Lines, type Part, type Shown, Upload } from './line-parts.tsx';
import type { TreeNode } from './rules.ts';

interface UnitSums {
  readonly workUnitId: string;
  readonly ceiling: Sen;
  readonly lines: Sen;
  readonly available: Sen;
}

interface BudgetView extends Shown {
  readonly institutionId: string;
  readonly year: number;
  readonly years: readonly number[];
  readonly mayEdit: boolean;
  readonly formKey: string;
  readonly sums?: readonly UnitSums[];
  readonly names?: ReadonlyMap<string, string>;
  readonly part?: Part;
}

type Link = (to: { unit: string; at?: string }) => string;

/** The tree with what is left, opened one step at a time, so that thousands of rows stay a small page. */
export function budgetPage(view: BudgetView) {
  const { t, language, frame, institutionId, year, years, mayEdit, formKey, sums = [], names, part } = view;
  const base = `/institutions/${institutionId}/budget`;
  const link: Link = ({ unit, at }) =>
    `${base}?${new URLSearchParams({ year: String(year), unit, ...(at ? { at } : {}), lang: language })}`;
  const top = part ? part.tree.filter(({ parentId }) => parentId === null) : [];
  const whole = part ? totalOf(part.at ? [part.at] : top) : totalOf(sums);
  const title = titleOf(t, { year, lines: whole.lines, available: whole.available });
  const isEmpty = part ? part.tree.length === 0 : sums.length === 0;
  const strip = (
    <>
      <nav class="crumb" aria-label={t('budget.crumbs')}>
        {part ? <a href={link({ unit: 'all' })}>{t('budget.all-units')}</a> : t('budget.all-units')}
      </nav>
      {part && <span>{part.unit.name}</span>}
      {years.length > 1 && (
        <span>
          {t('budget.years')}:{' '}
          {years
            .filter((other) => other !== year)
            .map((other) => (
              <>
                <a href={`${base}?year=${other}&unit=all&lang=${language}`}>{other}</a>{' '}
              </>
            ))}
        </span>
      )}
    </>
  );
  return (
    <Page {...{ t, language, frame, title, strip }}>
      {isEmpty ? (
        <Empty drawing="map" title={t('budget.none-title')} text={t('budget.none')} />
      ) : (
        <>
          <p class="soft read">{t('budget.how')}</p>
          {part?.at && <Differing {...{ t, part, at: part.at }} />}
          <section class="tree card" aria-label={t('budget.tree')}>
            {part ? (
              <UnitTree {...{ t, part, link, whole: totalOf(top) }} />
            ) : (
              <ul>
                {sums.map(({ workUnitId, ceiling, available }) => (
                  <Leaf {...{ t, ceiling, available, href: link({ unit: workUnitId }) }}>
                    {names?.get(workUnitId) ?? t('budget.unit-unknown')}
                  </Leaf>
                ))}
              </ul>
            )}
          </section>
          {part?.isLowest && part.at && <Lines {...{ t, language, base, part, at: part.at, mayEdit, formKey }} />}
          {mayEdit && !part?.at && <Upload {...{ t, language, base, year, formKey }} />}
        </>
      )}
    </Page>
  );
}

function totalOf(parts: readonly { ceiling: Sen; lines: Sen; available: Sen }[]) {
  const sum = (of: 'ceiling' | 'lines' | 'available') => parts.reduce((all, one) => all + one[of], 0n);
  return { ceiling: sum('ceiling'), lines: sum('lines'), available: sum('available') };
}

function titleOf(t: Translate, { year, lines, available }: { year: number; lines: Sen; available: Sen }): string {
  if (lines === 0n) return t('budget.no-lines-title', { year });
  return t('budget.left-title', { year, amount: formatRupiah(available) });
}

interface LeafProps {
  readonly t: Translate;
  readonly href?: string;
  readonly ceiling: Sen;
  readonly available: Sen;
  readonly children?: Child;
}

function Leaf({ t, href, ceiling, available, children }: LeafProps) {
  return (
    <li class="leaf">
      <span>
        {href ? <a href={href}>{children}</a> : children}
        <br />
        <span class="soft n">{t('budget.ceiling', { amount: formatRupiah(ceiling) })}</span>
      </span>
      <span class="n">{formatRupiah(available)}</span>
    </li>
  );
}

interface UnitTreeProps {
  readonly t: Translate;
  readonly part: Part;
  readonly link: Link;
  readonly whole: { readonly available: Sen };
}

/** The way down to where the reader is stands open; beneath it, what can be opened next. */
function UnitTree({ t, part, link, whole }: UnitTreeProps) {
  const { unit, tree, at } = part;
  const byId = new Map(tree.map((node) => [node.id, node]));
  const way: TreeNode[] = [];
  for (let node = at; node; node = node.parentId === null ? undefined : byId.get(node.parentId)) way.unshift(node);
  const children = tree.filter(({ parentId }) => parentId === (at?.id ?? null));
  const beneath = (
    <ul>
      {children.map(({ id, name, code, ceiling, available }) => (
        <Leaf {...{ t, ceiling, available, href: link({ unit: unit.id, at: id }) }}>
          {name} <span class="soft n">{code}</span>
        </Leaf>
      ))}
    </ul>
  );
  const opened = way.reduceRight<Child>(
    (inside, { name, available, id }, depth) => (
      <ul>
        <li>
          <details open>
            <summary {...(id === at?.id ? { 'aria-current': 'true' } : {})}>
              {depth === way.length - 1 ? <b>{name}</b> : <span>{name}</span>}
              <span class="n">{formatRupiah(available)}</span>
            </summary>
            {inside}
          </details>
        </li>
      </ul>
    ),
    children.length > 0 ? beneath : null,
  );
  const above = way.at(-2);
  return (
    <>
      <details open>
        <summary>
          <b>{unit.name}</b>
          <span class="n">{formatRupiah(whole.available)}</span>
        </summary>
        {opened}
      </details>
      {at && (
        <p>
          <a href={link(above ? { unit: unit.id, at: above.id } : { unit: unit.id })}>
            {t('budget.up', { name: above?.name ?? unit.name })}
          </a>
        </p>
      )}
    </>
  );
}

/** Imported ceilings may contradict each other; the reader is told rather than shown a made-up sum. */
function Differing({ t, part, at }: { t: Translate; part: Part; at: TreeNode }) {
  const children = part.tree.filter(({ parentId }) => parentId === at.id);
  const below = children.reduce((sum, { ceiling }) => sum + ceiling, 0n);
  if (children.length === 0 || below === at.ceiling) return null;
  const title = t('budget.differs', { own: formatRupiah(at.ceiling), below: formatRupiah(below) });
  return (
    <Note kind="care" title={title}>
      <p>{t('budget.differs-why')}</p>
    </Note>
  );
}
