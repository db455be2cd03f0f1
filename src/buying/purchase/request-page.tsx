import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Links, Note } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { OrderCard, tagOf } from './order-card.tsx';
import { Steps } from './request-steps.tsx';
import type { Alternative } from './request-view.ts';
import { type Order, type Request, type Step, totalOf } from './rules.ts';

/** What every page is told of its reader. */
export interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

export interface RequestView extends Shown {
  readonly request: Request;
  readonly judgement:
    | {
        readonly decision: {
          packId: string;
          path: string;
          approver: string | null;
          papers: readonly { kind: string }[];
          taxes: readonly { pph22: Sen; ppn: Sen }[];
          stops: readonly Finding[];
          flags: readonly Finding[];
          reasons: readonly Finding[];
        };
        readonly flags: readonly { code: string; details: Readonly<Record<string, string>> }[];
      }
    | undefined;
  readonly line: { code: string; name: string; ceiling: Sen; available: Sen } | undefined;
  readonly papers: readonly { id: string; kind: string; number: string }[];
  readonly marketplaces: ReadonlyMap<string, string>;
  readonly open: readonly Step[];
  readonly alternatives: readonly Alternative[];
  readonly createdBy: string;
  readonly approvedBy: string | undefined;
  /** The auditor is shown the way to the replay. */
  readonly mayReplay: boolean;
  /** Made anew for every page shown: a double click sends the same key twice. */
  readonly key: string;
}

interface Finding {
  readonly code: string;
  readonly article: string;
  readonly verified: boolean;
  readonly details: Readonly<Record<string, string>>;
}

export function requestPage(view: RequestView) {
  const { t, language, frame, request, line, papers, createdBy, approvedBy } = view;
  return (
    <Page {...{ t, language, title: request.title, frame }}>
      <div class="stack four">
        <p class="row">
          <span class={tagOf(request.state)}>{t(`purchase.state-${request.state}`)}</span>
          <span class="soft n">{request.number}</span>
          <span class="soft">{t('purchase.made-by', { name: createdBy })}</span>
          {approvedBy && <span class="soft">{t('purchase.approved-by', { name: approvedBy })}</span>}
        </p>
        <StateNote t={t} request={request} />
        <div class="split">
          <div class="stack four">
            {request.orders.map((order, index) => (
              <OrderCard
                {...{ t, request, order, marketplace: view.marketplaces.get(order.marketplaceId) ?? '' }}
                firstPlace={view.open.includes('change') ? linesBefore(request.orders, index) : undefined}
              />
            ))}
            <dl class="pairs rule-ink">
              <dt class="sum">{t('purchase.total')}</dt>
              <dd class="sum">{formatRupiah(totalOf(request.orders))}</dd>
            </dl>
            <Steps {...view} />
          </div>
          <aside class="stack four">
            {view.judgement && <Law {...view} />}
            {line && (
              <section class="card stack one">
                <h2>{t('purchase.which-line')}</h2>
                <p>
                  <b>{line.name}</b>
                  <br />
                  <span class="soft n">{line.code}</span>
                </p>
                <dl class="pairs">
                  <dt>{t('purchase.ceiling')}</dt>
                  <dd>{formatRupiah(line.ceiling)}</dd>
                  <dt class="sum">{t('purchase.available')}</dt>
                  <dd class="sum">{formatRupiah(line.available)}</dd>
                </dl>
              </section>
            )}
            {view.mayReplay && request.state !== 'draft' && (
              <p>
                <a href={`/institutions/${request.institutionId}/decisions/${request.id}`}>{t('purchase.to-replay')}</a>
              </p>
            )}
            {papers.length > 0 && (
              <section class="stack one">
                <h2>{t('purchase.papers')}</h2>
                <Links
                  links={papers.map(({ id, kind, number }) => ({
                    href: `/institutions/${request.institutionId}/papers/${id}`,
                    label: t(`document.kind-${kind}`),
                    number,
                  }))}
                />
              </section>
            )}
          </aside>
        </div>
      </div>
    </Page>
  );
}

function StateNote({ t, request }: { readonly t: Translate; readonly request: Request }) {
  const { state, orders } = request;
  if (orders.some(({ uncertain }) => uncertain)) return <Note kind="care" title={t('purchase.note-unknown')} />;
  if (state === 'draft') return null;
  const kind = state === 'confirmed' ? 'good' : ['choosing', 'awaiting-approval'].includes(state) ? 'care' : 'plain';
  return <Note kind={kind} title={t(`purchase.note-${state}`)} />;
}

function Law({ t, judgement }: RequestView) {
  if (!judgement) return null;
  const { decision } = judgement;
  const tax = decision.taxes.reduce((sum, { pph22 }) => sum + pph22, 0n);
  const ppn = decision.taxes.reduce((sum, one) => sum + one.ppn, 0n);
  return (
    <section class="card lift stack law" aria-labelledby="law">
      <h2 id="law">{t('purchase.law')}</h2>
      {decision.stops.map((finding) => (
        <div class="note stop stack half">
          <p>{t(finding.code, finding.details)}</p>
          <p class="s">{finding.article}</p>
        </div>
      ))}
      <dl class="stack">
        <div class="rule">
          <dt>{t('purchase.path')}</dt>
          <dd>
            <b>{t(`rulebook.path-${decision.path}`)}</b>
          </dd>
        </div>
        <div class="rule">
          <dt>{t('purchase.approver')}</dt>
          <dd>
            <b>{t(decision.approver ? `account.role-${decision.approver}` : 'purchase.no-approver')}</b>
          </dd>
        </div>
        <div class="rule">
          <dt>{t('purchase.papers')}</dt>
          <dd>
            <b>{[...new Set(decision.papers.map(({ kind }) => t(`document.kind-${kind}`)))].join(', ')}</b>
          </dd>
        </div>
        <div class="rule">
          <dt>{t('purchase.tax')}</dt>
          <dd>
            <span class="n">PPN {formatRupiah(ppn)}</span>, <span class="n">PPh 22 {formatRupiah(tax)}</span>
          </dd>
        </div>
      </dl>
      <details class="more">
        <summary>{t('purchase.articles')}</summary>
        <ul class="stack one s">
          {[...decision.reasons, ...decision.flags].map(({ code, article, verified, details }) => (
            <li>
              {t(code, details)} <span class="soft">{article}</span>
              {!verified && <span class="tag care">{t('purchase.unverified')}</span>}
            </li>
          ))}
        </ul>
      </details>
      <p class="hint">{t('purchase.pack', { pack: decision.packId })}</p>
    </section>
  );
}

const linesBefore = (orders: readonly Order[], index: number): number =>
  orders.slice(0, index).reduce((sum, { lines }) => sum + lines.length, 0);
