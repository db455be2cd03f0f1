import { formatDate } from '../../platform/formats.ts';
import { Page } from '../../platform/page.tsx';
import { Empty, Note, Pairs } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import { clockOf, contents, type Shown, StateTag, WhilePaymentIsOpen } from './delivery-parts.tsx';
import type { Money } from './money.ts';
import type { Delivery } from './rules.ts';
import { Task, YourMoney } from './seller-parts.tsx';

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
