import { formatDate, formatMoment, formatShortDate, type Zone, zones } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Empty, Links, Note, Pairs, Table, Tag, Trail } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import type { Delivery, DeliveryState, Money, Receipt } from './rules.ts';
import { can } from './rules.ts';

export interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

/** The clock on the office's wall. */
export function clockOf({ content }: Delivery): Zone {
  const zone = content.institution.zone ?? '';
  return zone in zones ? (zone as Zone) : 'Asia/Jakarta';
}

const tags = {
  waiting: 'care',
  accepted: 'plain',
  shipped: 'red',
  'partly-received': 'care',
  received: 'good',
  declined: 'stop',
  cancelled: 'stop',
} as const satisfies Record<DeliveryState, string>;

export function StateTag({ t, state }: { readonly t: Translate; readonly state: DeliveryState }) {
  return <Tag kind={tags[state]}>{t(`fulfilment.state-${state}`)}</Tag>;
}

export const contents = ({ lines }: Delivery): string =>
  lines.map(({ quantity, unit, title }) => `${quantity} ${unit} ${title}`).join(', ');

interface ListView extends Shown {
  readonly institutionId: string;
  readonly deliveries: readonly Delivery[];
}

/** What is on its way to the office. */
export function deliveriesPage({ t, language, frame, institutionId, deliveries }: ListView) {
  const title = t('fulfilment.list');
  return (
    <Page {...{ t, language, frame, title }}>
      {deliveries.length === 0 ? (
        <Empty drawing="basket" title={t('fulfilment.list-empty')} text={t('fulfilment.list-empty-how')} />
      ) : (
        <Table
          caption={title}
          captionHidden
          columns={[
            { key: 'goods', label: t('fulfilment.goods') },
            { key: 'seller', label: t('fulfilment.seller') },
            { key: 'state', label: t('fulfilment.state') },
            { key: 'ordered', label: t('fulfilment.ordered') },
            { key: 'total', label: t('fulfilment.total'), numeric: true },
          ]}
          rows={deliveries.map((one) => ({
            goods: <a href={`/institutions/${institutionId}/deliveries/${one.orderId}`}>{contents(one)}</a>,
            seller: one.sellerName,
            state: <StateTag t={t} state={one.state} />,
            ordered: formatShortDate(one.at, language, clockOf(one)),
            total: formatRupiah(one.total),
          }))}
        />
      )}
    </Page>
  );
}

interface DeliveryView extends Shown {
  readonly delivery: Delivery;
  readonly receipts: readonly Receipt[];
  readonly papers: readonly { readonly id: string; readonly kind: string; readonly number: string }[];
  readonly money: Money | undefined;
  readonly canReceive: boolean;
  /** Made anew for every page shown: a double click sends the same key twice. */
  readonly key: string;
}

/** The office's view: the answer as heading, the journey, what to count, the money, the papers. */
export function deliveryPage(view: DeliveryView) {
  const { t, language, frame, delivery, receipts, papers, canReceive, key } = view;
  const { institutionId, orderId, state, sellerName: seller, marketplaceName: marketplace, orderNumber } = delivery;
  const address = `/institutions/${institutionId}/deliveries/${orderId}`;
  const title = t(`fulfilment.head-${state}`);
  const refused = receipts.some(({ report }) => report === 'refused');
  const heading = (
    <div class="stack one">
      <p>
        <StateTag t={t} state={state} />
      </p>
      <h1>{title}</h1>
      <p class="soft">
        {t('fulfilment.about', { goods: contents(delivery), seller, marketplace })} <span class="n">{orderNumber}</span>
        .
        {delivery.parcel && (
          <>
            {' '}
            {t('fulfilment.parcel-is', { courier: delivery.courier ?? '' })} <span class="n">{delivery.parcel}</span>.
          </>
        )}
      </p>
    </div>
  );
  return (
    <Page {...{ t, language, frame, title, heading }}>
      {state === 'declined' && (
        <Note kind="stop" title={t('fulfilment.declined-title')}>
          <p>{t('fulfilment.declined-how', { reason: delivery.reason ?? '–' })}</p>
        </Note>
      )}
      {refused && (
        <Note kind="care" title={t('fulfilment.report-refused', { marketplace })}>
          <p>{t('fulfilment.report-refused-how')}</p>
        </Note>
      )}
      <div class="split">
        <div class="stack four">
          {canReceive && <ReceiveForm {...{ t, delivery, address, key }} />}
          <Journey {...view} />
          <Goods {...view} />
        </div>
        <aside class="stack four">
          <MoneyCard {...view} />
          <section class="stack one" aria-labelledby="papers">
            <h2 id="papers">{t('fulfilment.papers')}</h2>
            {papers.length === 0 && <p class="soft">{t('fulfilment.no-papers')}</p>}
            <Links
              links={papers.map(({ id, kind, number }) => ({
                href: `/institutions/${institutionId}/papers/${id}`,
                label: t(`document.kind-${kind}`),
                number,
              }))}
            />
          </section>
          {(can(state, 'accept') || can(state, 'ship')) && (
            <section class="stack one" aria-labelledby="ask">
              <h2 id="ask">{t('fulfilment.ask')}</h2>
              <p class="soft">{t('fulfilment.ask-how', { marketplace })}</p>
              <ActionForm
                action={`${address}/inquiry`}
                label={t('fulfilment.ask-do', { marketplace })}
                kind="quiet"
                idempotencyKey={`${key}-ask`}
              />
            </section>
          )}
        </aside>
      </div>
    </Page>
  );
}

interface FormView {
  readonly t: Translate;
  readonly delivery: Delivery;
  readonly address: string;
  readonly key: string;
}

/** Everything is filled in as if all had arrived, so that the usual case is one press. */
function ReceiveForm({ t, delivery, address, key }: FormView) {
  const open = delivery.lines.filter(({ quantity, received }) => received < quantity);
  return (
    <section class="stack three" aria-labelledby="count" id="receive">
      <h2 id="count">{t('fulfilment.count')}</h2>
      <ActionForm action={`${address}/receipts`} label={t('fulfilment.do-receive')} idempotencyKey={`${key}-receive`}>
        {open.map(({ lineId, title, unit, quantity, received }, index) => (
          <div class="card stack">
            <p>
              <b>{title}</b>
              <br />
              <span class="soft">
                {t('fulfilment.ordered-received', { quantity: String(quantity), received: String(received), unit })}
              </span>
            </p>
            <input type="hidden" name={`lines.${index}.lineId`} value={lineId} />
            <div class="row apart">
              <label for={`arrived-${index}`}>
                <b>{t('fulfilment.arrived')}</b>
                <span class="vh"> {title}</span>
              </label>
              <input
                class="qty"
                id={`arrived-${index}`}
                name={`lines.${index}.quantity`}
                inputmode="numeric"
                autocomplete="off"
                value={String(quantity - received)}
              />
            </div>
          </div>
        ))}
        <p class="hint">{t('fulfilment.receive-hint')}</p>
      </ActionForm>
    </section>
  );
}

function Journey({ t, language, delivery, receipts, money }: DeliveryView) {
  const { state, at, answeredAt, shippedAt } = delivery;
  const zone = clockOf(delivery);
  const when = (moment: Date | null) => (moment ? formatMoment(moment, language, zone) : undefined);
  const isOver = state === 'declined' || state === 'cancelled';
  const arrivals = receipts.map(({ at, isComplete, lines }) => ({
    title: t(isComplete ? 'fulfilment.step-received' : 'fulfilment.step-part'),
    text: `${when(at)}. ${lines.map((line) => `${line.quantity} ${nameOf(delivery, line.lineId)}`).join(', ')}.`,
    state: 'done' as const,
  }));
  const ahead = [
    ...(state === 'waiting'
      ? [{ title: t('fulfilment.step-accepted'), text: t('fulfilment.step-accepted-wait') }]
      : []),
    ...(state === 'waiting' || state === 'accepted'
      ? [{ title: t('fulfilment.step-shipped'), text: t('fulfilment.step-shipped-wait') }]
      : []),
    ...(state !== 'received'
      ? [{ title: t('fulfilment.step-received'), text: t('fulfilment.step-received-wait') }]
      : []),
    ...(money?.state !== 'paid' ? [{ title: t('fulfilment.step-paid'), text: moneySentence(t, language, money) }] : []),
  ].map((step, index) => ({ ...step, state: index === 0 ? ('now' as const) : ('next' as const) }));
  const done = [
    { title: t('fulfilment.step-ordered'), text: when(at), state: 'done' as const },
    ...(answeredAt
      ? [
          {
            title: t(state === 'declined' ? 'fulfilment.step-declined' : 'fulfilment.step-accepted'),
            text: when(answeredAt),
            state: 'done' as const,
          },
        ]
      : []),
    ...(shippedAt ? [{ title: t('fulfilment.step-shipped'), text: when(shippedAt), state: 'done' as const }] : []),
    ...arrivals,
    ...(money?.state === 'paid'
      ? [{ title: t('fulfilment.step-paid'), text: moneySentence(t, language, money), state: 'done' as const }]
      : []),
  ];
  return (
    <section class="stack" aria-labelledby="journey">
      <h2 id="journey">{t('fulfilment.journey')}</h2>
      <Trail steps={[...done, ...(isOver ? [] : ahead)]} />
    </section>
  );
}

const nameOf = ({ lines }: Delivery, lineId: string): string => {
  const line = lines.find((one) => one.lineId === lineId);
  return line ? `${line.unit} ${line.title}` : '';
};

/** When the money comes, in one sentence. */
export function moneySentence(t: Translate, language: Language, money: Money | undefined): string {
  if (!money) return t('fulfilment.money-later');
  return t(`fulfilment.money-${money.state}`, { date: formatDate(money.on as Day, language) });
}

function Goods({ t, delivery }: DeliveryView) {
  return (
    <Table
      caption={t('fulfilment.content')}
      tight
      columns={[
        { key: 'title', label: t('fulfilment.goods') },
        { key: 'quantity', label: t('fulfilment.quantity'), numeric: true },
        { key: 'received', label: t('fulfilment.arrived'), numeric: true },
        { key: 'price', label: t('fulfilment.price'), numeric: true },
        { key: 'amount', label: t('fulfilment.amount'), numeric: true },
      ]}
      rows={delivery.lines.map(({ title, quantity, received, price }) => ({
        title,
        quantity: String(quantity),
        received: String(received),
        price: formatRupiah(price),
        amount: formatRupiah(price * BigInt(quantity)),
      }))}
    />
  );
}

function MoneyCard({ t, language, delivery, money }: DeliveryView) {
  const { lines, shipping, tax } = delivery;
  const goods = lines.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n);
  return (
    <section class="card lift stack" aria-labelledby="money">
      <h2 id="money">{t('fulfilment.money')}</h2>
      <Pairs
        lines={[
          { label: t('fulfilment.goods'), amount: goods },
          { label: t('fulfilment.shipping'), amount: shipping },
          { label: t('fulfilment.office-pays'), sum: true },
        ]}
      />
      <TaxPairs {...{ t, tax }} />
      <WhilePaymentIsOpen {...{ t, delivery, money }} />
      <p class="hint">{moneySentence(t, language, money)}</p>
    </section>
  );
}

interface OpenView {
  readonly t: Translate;
  readonly delivery: Delivery;
  readonly money: Money | undefined;
}

/** The tax is that of the first way of paying; whoever reads it early must know that the other may change it. */
export function WhilePaymentIsOpen({ t, delivery: { state, payments }, money }: OpenView) {
  const [means = '', ...others] = payments;
  const isOver = state === 'declined' || state === 'cancelled' || money?.state === 'paid';
  if (isOver || others.length === 0 || money?.method) return null;
  return <p class="hint">{t('fulfilment.tax-if', { means, others: others.join(', ') })}</p>;
}

/** What of the bill goes to the state, who collects it, and what reaches the seller. */
export function TaxPairs({ t, tax }: { readonly t: Translate; readonly tax: Delivery['tax'] }) {
  return (
    <Pairs
      small
      lines={[
        { label: t('fulfilment.ppn-inside'), text: tax.ppn === 0n ? t('fulfilment.none') : formatRupiah(tax.ppn) },
        { label: t(`fulfilment.pph22-${tax.collector}`), text: formatRupiah(tax.pph22) },
        { label: t('fulfilment.seller-receives'), text: formatRupiah(tax.sellerReceives) },
      ]}
    />
  );
}
