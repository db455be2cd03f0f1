import { formatDate, formatMoment } from '../../platform/formats.ts';
import { Page } from '../../platform/page.tsx';
import { ActionForm, Empty, Field, Icon, Note, Pairs } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import { clockOf, contents, moneySentence, type Shown, StateTag, WhilePaymentIsOpen } from './pages.tsx';
import type { Delivery, Money } from './rules.ts';

interface ListView extends Shown {
  readonly sellerId: string;
  /** The newest first. */
  readonly deliveries: readonly Delivery[];
  readonly money: ReadonlyMap<string, Money>;
  /** Whether the order's marketplace lets the hub act for the seller. */
  readonly canAct: (delivery: Delivery) => boolean;
  readonly key: string;
}

/** A seller's phone home: one thing to do, the money that comes, all orders. */
export function sellerOrdersPage(view: ListView) {
  const { t, language, frame, sellerId, deliveries, money } = view;
  const oldestFirst = deliveries.toReversed();
  const next =
    oldestFirst.find(({ state }) => state === 'waiting') ?? oldestFirst.find(({ state }) => state === 'accepted');
  const owed = oldestFirst.filter(({ state }) => state === 'received' || state === 'partly-received');
  const title = t('fulfilment.your-orders');
  return (
    <Page {...{ t, language, frame, title }} wide="slim">
      {next ? (
        <Task {...view} {...{ delivery: next, act: view.canAct(next) }} />
      ) : (
        <Empty drawing="basket" title={t('fulfilment.nothing-to-do')} text={t('fulfilment.nothing-to-do-how')} />
      )}
      {owed.length > 0 && (
        <section class="stack" aria-labelledby="money">
          <h2 id="money">{t('fulfilment.your-money')}</h2>
          {owed.map((delivery) => (
            <YourMoney {...view} {...{ delivery, money: money.get(delivery.orderId) }} />
          ))}
        </section>
      )}
      {deliveries.length > 0 && (
        <section class="stack" aria-labelledby="all">
          <h2 id="all">{t('fulfilment.all-orders')}</h2>
          <ul class="list">
            {deliveries.map((delivery) => (
              <li>
                <a class="go" href={`/sellers/${sellerId}/orders/${delivery.orderId}`}>
                  <span class="grow">
                    <b>{contents(delivery)}</b>
                    <br />
                    <span class="soft s">
                      {delivery.content.workUnit}, {formatDate(delivery.at, language, clockOf(delivery))}
                    </span>
                    <br />
                    <StateTag t={t} state={delivery.state} />
                  </span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}

interface OrderView extends Shown {
  readonly delivery: Delivery;
  readonly money: Money | undefined;
  readonly canAct: boolean;
  readonly key: string;
}

export function sellerOrderPage(view: OrderView) {
  const { t, language, frame, delivery, money, canAct, key } = view;
  const { sellerId, state, lines, shipping, tax } = delivery;
  const goods = lines.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n);
  const isOpen = state === 'waiting' || state === 'accepted';
  const isOwed = ['shipped', 'partly-received', 'received'].includes(state);
  return (
    <Page {...{ t, language, frame, title: t(`fulfilment.seller-head-${state}`) }} wide="slim">
      <p class="soft">
        <a href={`/sellers/${sellerId}/orders`}>{t('fulfilment.your-orders')}</a>{' '}
        <span class="n">{delivery.orderNumber}</span>
      </p>
      {isOpen && <Task {...{ t, language, frame, delivery, act: canAct, key }} />}
      {state === 'declined' && (
        <Note kind="plain" title={t('fulfilment.you-declined')}>
          <p>{delivery.reason}</p>
        </Note>
      )}
      {isOwed && <YourMoney {...{ t, language, frame, delivery, money }} />}
      <section class="stack one" aria-labelledby="content">
        <h2 id="content">{t('fulfilment.content')}</h2>
        <ul class="list">
          {lines.map(({ title, unit, quantity, price, received }) => (
            <li class="row apart">
              <span>
                <b>{title}</b>
                <br />
                <span class="soft s n">
                  {quantity} {unit} × {formatRupiah(price)}
                </span>
                {received > 0 && (
                  <>
                    <br />
                    <span class="soft s">{t('fulfilment.office-has', { received: String(received) })}</span>
                  </>
                )}
              </span>
              <b class="n">{formatRupiah(price * BigInt(quantity))}</b>
            </li>
          ))}
        </ul>
        <Pairs
          lines={[
            { label: t('fulfilment.goods'), amount: goods },
            { label: t('fulfilment.shipping'), amount: shipping },
            { label: t('fulfilment.office-pays'), sum: true },
          ]}
        />
        <Pairs
          small
          lines={[
            ...(tax.ppn > 0n ? [{ label: t('fulfilment.ppn-inside'), text: formatRupiah(tax.ppn) }] : []),
            { label: t(`fulfilment.pph22-${tax.collector}`), text: formatRupiah(tax.pph22) },
            { label: t('fulfilment.you-receive'), text: formatRupiah(tax.sellerReceives) },
          ]}
        />
        <WhilePaymentIsOpen {...{ t, delivery, money }} />
        <p class="hint">{t('fulfilment.tax-why')}</p>
      </section>
    </Page>
  );
}

interface TaskView extends Shown {
  readonly delivery: Delivery;
  readonly act: boolean;
  readonly key: string;
}

/** The one thing to do next, in the largest letters of the page. */
function Task({ t, language, delivery, act, key }: TaskView) {
  const { sellerId, orderId, state, content, marketplaceName: marketplace } = delivery;
  const address = `/sellers/${sellerId}/orders/${orderId}`;
  const goods = contents(delivery);
  return (
    <>
      <section class="task stack three" aria-labelledby="task">
        <div class="stack one">
          <p>
            <b>{t('fulfilment.one-thing')}</b>
          </p>
          <h2 class="title" id="task">
            {t(state === 'waiting' ? 'fulfilment.task-accept' : 'fulfilment.task-ship', { goods })}
          </h2>
          <p>
            {content.workUnit}, {content.institution.name}
          </p>
        </div>
        <div class="row apart base">
          <span class="giant-sm n">{formatRupiah(delivery.tax.sellerReceives)}</span>
          <span>{t('fulfilment.for-you')}</span>
        </div>
        {act && state === 'waiting' && (
          <ActionForm
            action={`${address}/acceptance`}
            label={t('fulfilment.do-accept')}
            idempotencyKey={`${key}-accept`}
            wide
          />
        )}
        {!act && <p>{t('fulfilment.act-there', { marketplace })}</p>}
        <p class="row nowrap s">
          <Icon sign="clock" />
          <span>{t('fulfilment.ordered-at', { moment: formatMoment(delivery.at, language, clockOf(delivery)) })}</span>
        </p>
      </section>
      {act && state === 'waiting' && (
        <details class="more">
          <summary>{t('fulfilment.cannot')}</summary>
          <ActionForm
            action={`${address}/refusal`}
            label={t('fulfilment.do-decline')}
            kind="quiet"
            idempotencyKey={`${key}-decline`}
          >
            <Field
              name="reason"
              label={t('fulfilment.why')}
              hint={t('fulfilment.why-hint')}
              lines={3}
              maxlength={500}
            />
          </ActionForm>
        </details>
      )}
      {act && state === 'accepted' && (
        <section class="stack two" aria-labelledby="ship">
          <h2 id="ship">{t('fulfilment.sent-with')}</h2>
          <ActionForm
            action={`${address}/shipment`}
            label={t('fulfilment.do-ship')}
            idempotencyKey={`${key}-ship`}
            wide
          >
            <Field name="courier" label={t('fulfilment.courier')} hint={t('fulfilment.courier-hint')} maxlength={100} />
            <Field name="parcel" label={t('fulfilment.parcel')} hint={t('fulfilment.parcel-hint')} maxlength={100} />
          </ActionForm>
        </section>
      )}
    </>
  );
}

interface MoneyView extends Shown {
  readonly delivery: Delivery;
  readonly money: Money | undefined;
}

/** How much comes, when, and where it is now. */
function YourMoney({ t, language, delivery, money }: MoneyView) {
  const { state, tax, content, sellerId, orderId } = delivery;
  const isReceived = state === 'received';
  const isPaid = money?.state === 'paid';
  const date = money ? formatDate(money.on as Day, language) : '';
  const stages = [
    { label: t('fulfilment.dot-received'), done: isReceived },
    { label: t('fulfilment.dot-papers'), done: isReceived && money !== undefined },
    { label: t('fulfilment.dot-treasurer'), done: isPaid },
    { label: t('fulfilment.dot-paid'), done: isPaid },
  ];
  const now = stages.findIndex(({ done }) => !done);
  return (
    <div class="card stack">
      <div class="fig">
        <p class="soft">
          {money ? t(isPaid ? 'fulfilment.paid-on' : 'fulfilment.planned-on', { date }) : t('fulfilment.not-yet')}
        </p>
        <b>{formatRupiah(tax.sellerReceives)}</b>
      </div>
      <ol class="dots" aria-label={t('fulfilment.stages')}>
        {stages.map(({ label, done }, index) => (
          <li {...(done ? { class: 'done' } : index === now ? { 'aria-current': 'step' as const } : {})}>{label}</li>
        ))}
      </ol>
      <p class="soft s">
        {t('fulfilment.from-office', {
          office: content.workUnit,
          goods: contents(delivery),
          pph22: formatRupiah(tax.pph22),
        })}
      </p>
      <p class="s">{moneySentence(t, language, money)}</p>
      {!isPaid && (
        <p class="row nowrap s">
          <Icon sign="message" />
          <span>{t('fulfilment.late-how')}</span>
        </p>
      )}
      <a href={`/sellers/${sellerId}/orders/${orderId}`}>{t('fulfilment.details')}</a>
    </div>
  );
}
