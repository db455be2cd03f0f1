import type { Translate } from '../../platform/i18n.ts';
import { LiveMark } from '../../platform/live-mark.tsx';
import { Page } from '../../platform/page.tsx';
import { ActionForm, Links, Note, Pairs, Table } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import { contents, moneySentence, type Shown, StateTag, WhilePaymentIsOpen } from './delivery-parts.tsx';
import { Journey } from './journey.tsx';
import type { Money } from './money.ts';
import { can, type Delivery, markOf, type Receipt } from './rules.ts';

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
    <Page {...{ t, language, frame, title, heading }} scripts={['live']}>
      <LiveMark t={t} page={address} seen={markOf(delivery, view.money)} />
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

/** What of the bill goes to the state, who collects it, and what reaches the seller. */
function TaxPairs({ t, tax }: { readonly t: Translate; readonly tax: Delivery['tax'] }) {
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
