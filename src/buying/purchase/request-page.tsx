import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Links, Note } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { type Order, type Request, type Step, totalOf } from './rules.ts';

/** What every page is told of its reader. */
export interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface RequestView extends Shown {
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
            {request.orders.map((order) => (
              <OrderCard {...{ t, request, order, marketplace: view.marketplaces.get(order.marketplaceId) ?? '' }} />
            ))}
            <dl class="pairs rule-ink">
              <dt class="sum">{t('purchase.total')}</dt>
              <dd class="sum">{formatRupiah(totalOf(request.orders))}</dd>
            </dl>
            <Actions {...view} />
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

interface CardProps {
  readonly t: Translate;
  readonly request: Request;
  readonly order: Order;
  readonly marketplace: string;
}

function OrderCard({ t, request, order, marketplace }: CardProps) {
  return (
    <section class="card stack">
      <div class="row apart">
        <h2 class="hh">
          {order.sellerName} <span class="soft">{t('purchase.at', { marketplace })}</span>
        </h2>
        <span class="row">
          <span class="tag line">{t(`purchase.class-${order.sellerClass}`)}</span>
          {order.state !== 'draft' && <span class={tagOf(order.state)}>{t(`purchase.order-${order.state}`)}</span>}
        </span>
      </div>
      <ul class="list open">
        {order.lines.map(({ title, unit, quantity, price, amount }) => (
          <li class="row apart">
            <span>
              <b>{title}</b>
              <br />
              <span class="soft s n">
                {quantity} × {formatRupiah(price)} {t('purchase.per', { unit })}
              </span>
            </span>
            <b class="n">{formatRupiah(amount)}</b>
          </li>
        ))}
      </ul>
      <dl class="pairs rule s">
        <dt>{t('purchase.shipping')}</dt>
        <dd>{formatRupiah(order.shipping)}</dd>
        <dt class="sum">{t('purchase.bill')}</dt>
        <dd class="sum">{formatRupiah(order.total)}</dd>
      </dl>
      {(order.state === 'rejected' || order.state === 'refused') && (
        <p class="hint">{t(`purchase.refusal-${order.refusal}`)}</p>
      )}
      {order.state === 'confirmed' && (
        <p>
          <a href={`/institutions/${request.institutionId}/deliveries/${order.id}`}>{t('purchase.to-delivery')}</a>
        </p>
      )}
    </section>
  );
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

function Actions({ t, request, open, judgement, key }: RequestView) {
  const address = `/institutions/${request.institutionId}/requests/${request.id}`;
  const has = (step: Step): boolean => open.includes(step);
  const total = formatRupiah(totalOf(request.orders));
  const flags = judgement?.flags ?? [];
  return (
    <div class="stack three">
      {has('submit') && (
        <form method="post" action={`${address}/submission`} class="stack">
          <input type="hidden" name="idempotency-key" value={`${key}-submit`} />
          {flags.map(({ code }) => (
            <div class="note care">
              <p>{t(code)}</p>
            </div>
          ))}
          {flags.length > 0 && (
            <div class="field">
              <label for="justification">{t('purchase.justify')}</label>
              <span class="hint">{t('purchase.justify-hint')}</span>
              <textarea id="justification" name="justification" maxlength={2000} required />
            </div>
          )}
          <button class="btn big" type="submit">
            {t('purchase.do-submit', { total })}
          </button>
          <p class="hint">{t('purchase.submit-hint')}</p>
        </form>
      )}
      {has('approve') && (
        <form method="post" action={`${address}/approval`}>
          <input type="hidden" name="idempotency-key" value={`${key}-approve`} />
          <button class="btn big" type="submit">
            {t('purchase.do-approve', { total })}
          </button>
        </form>
      )}
      {has('keep') && (
        <form method="post" action={`${address}/continuation`}>
          <input type="hidden" name="idempotency-key" value={`${key}-keep`} />
          <button class="btn big" type="submit">
            {t('purchase.do-keep', { total })}
          </button>
        </form>
      )}
      {has('reject') && <WithReason {...{ t, action: `${address}/rejection`, step: 'reject', key }} />}
      {has('cancel') && <WithReason {...{ t, action: `${address}/cancellation`, step: 'cancel', key }} />}
    </div>
  );
}

function WithReason(props: {
  readonly t: Translate;
  readonly action: string;
  readonly step: string;
  readonly key: string;
}) {
  const { t, action, step, key } = props;
  return (
    <details class="more">
      <summary>{t(`purchase.do-${step}`)}</summary>
      <form method="post" action={action} class="stack">
        <input type="hidden" name="idempotency-key" value={`${key}-${step}`} />
        <div class="field">
          <label for={`reason-${step}`}>{t('purchase.reason')}</label>
          <textarea id={`reason-${step}`} name="reason" maxlength={1000} required />
        </div>
        <button class="btn quiet" type="submit">
          {t(`purchase.do-${step}`)}
        </button>
      </form>
    </details>
  );
}

/** Good news, something to do, an end, or plain. */
export function tagOf(state: string): string {
  if (['confirmed', 'held'].includes(state)) return 'tag good';
  if (['choosing', 'awaiting-approval'].includes(state)) return 'tag care';
  if (['rejected', 'refused', 'expired', 'cancelled', 'declined'].includes(state)) return 'tag stop';
  return 'tag';
}
