import { formatDate, formatMoment } from '../../platform/formats.ts';
import { ActionForm, Field, Icon } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import { clockOf, contents, moneySentence, type Shown } from './delivery-parts.tsx';
import type { Money } from './money.ts';
import type { Delivery } from './rules.ts';

interface TaskView extends Shown {
  readonly delivery: Delivery;
  readonly act: boolean;
  readonly key: string;
}

/** The one thing to do next, in the largest letters of the page. */
export function Task({ t, language, delivery, act, key }: TaskView) {
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
export function YourMoney({ t, language, delivery, money }: MoneyView) {
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
