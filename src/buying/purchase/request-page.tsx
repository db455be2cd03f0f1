import { formatMoment } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { LiveMark } from '../../platform/live-mark.tsx';
import { type Frame, Page } from '../../platform/page.tsx';
import { Note } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { rupiahInWords } from '../../values/terbilang.ts';
import { OrderCard, tagOf } from './order-card.tsx';
import { Beside, PayingLine } from './request-beside.tsx';
import { Law } from './request-law.tsx';
import { Steps } from './request-steps.tsx';
import type { Alternative } from './request-view.ts';
import { markOf, type Order, type Request, type Step, totalOf } from './rules.ts';

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
  /** The reasons that were given for flags; for those alone who decide or check. */
  readonly explained: readonly { readonly code: string; readonly justification: string }[];
  readonly line: { code: string; name: string; path: readonly string[]; ceiling: Sen; available: Sen } | undefined;
  readonly papers: readonly { id: string; kind: string; number: string }[];
  readonly marketplaces: ReadonlyMap<string, string>;
  readonly open: readonly Step[];
  readonly alternatives: readonly Alternative[];
  readonly createdBy: string;
  readonly approvedBy: string | undefined;
  /** The auditor is shown the way to the replay. */
  readonly mayReplay: boolean;
  readonly mayRepeat: boolean;
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
  const { t, language, frame, request, createdBy, approvedBy } = view;
  const isDeciding = view.open.includes('approve');
  const total = totalOf(request.orders);
  return (
    <Page {...{ t, language, title: request.title, frame }} scripts={['live']}>
      <div class="stack four">
        <LiveMark t={t} page={addressOf(request)} seen={markOf(request)} />
        <p class="row">
          <span class={tagOf(request.state)}>{t(`purchase.state-${request.state}`)}</span>
          <span class="soft n">{request.number}</span>
          <span class="soft">{t('purchase.made-by', { name: createdBy })}</span>
          {approvedBy && <span class="soft">{t('purchase.approved-by', { name: approvedBy })}</span>}
        </p>
        <StateNote t={t} request={request} />
        {view.explained.length > 0 && <Explained {...view} />}
        <div class={isDeciding ? 'split weave' : 'split'}>
          <div class="stack four">
            {request.orders.map((order, index) => (
              <OrderCard
                {...{ t, request, order, marketplace: view.marketplaces.get(order.marketplaceId) ?? '' }}
                firstPlace={view.open.includes('change') ? linesBefore(request.orders, index) : undefined}
              />
            ))}
            <div class="stack one">
              <dl class="pairs rule-ink">
                <dt class="sum">{t('purchase.total')}</dt>
                <dd class="sum">{formatRupiah(total)}</dd>
              </dl>
              <p class="soft s">{t('purchase.in-words', { words: rupiahInWords(total, language) })}</p>
            </div>
            {!isDeciding && <Steps {...view} />}
          </div>
          <aside class="stack four">
            {view.judgement && <Law {...view} judgement={view.judgement} />}
            {view.line && <PayingLine {...view} line={view.line} />}
            <Beside {...view} />
          </aside>
          {isDeciding && (
            <section class="card lift stack two" aria-labelledby="decide">
              <h2 id="decide">{t('purchase.decide')}</h2>
              <HeldUntil {...view} />
              <Steps {...view} />
            </section>
          )}
        </div>
      </div>
    </Page>
  );
}

/** How long there is to decide: the first hold that ends takes the others with it. */
function HeldUntil({ t, language, request: { orders } }: RequestView) {
  const [first] = orders
    .flatMap(({ state, heldUntil }) => (state === 'held' && heldUntil ? [heldUntil] : []))
    .toSorted((a, b) => a.getTime() - b.getTime());
  return first ? <p>{t('purchase.held-until', { moment: formatMoment(first, language) })}</p> : null;
}

/** What was flagged, each with the reason that the official gave. */
function Explained({ t, explained, createdBy }: RequestView) {
  return (
    <section class="stack" aria-labelledby="flags">
      <h2 id="flags">{t('purchase.flags')}</h2>
      {explained.map(({ code, justification }) => (
        <Note kind="care" title={t(code)}>
          <p>{t('purchase.his-reason', { name: createdBy, reason: justification })}</p>
        </Note>
      ))}
    </section>
  );
}

function StateNote({ t, request }: { readonly t: Translate; readonly request: Request }) {
  const { state, orders } = request;
  if (orders.some(({ uncertain }) => uncertain)) return <Note kind="care" title={t('purchase.note-unknown')} />;
  if (state === 'draft') return null;
  const kind = state === 'confirmed' ? 'good' : ['choosing', 'awaiting-approval'].includes(state) ? 'care' : 'plain';
  return <Note kind={kind} title={t(`purchase.note-${state}`)} />;
}

const addressOf = ({ institutionId, id }: Request): string => `/institutions/${institutionId}/requests/${id}`;

const linesBefore = (orders: readonly Order[], index: number): number =>
  orders.slice(0, index).reduce((sum, { lines }) => sum + lines.length, 0);
