import type { Translate } from '../../platform/i18n.ts';
import { formatRupiah } from '../../values/money.ts';
import type { Line, Order, Request } from './rules.ts';

/** The form that changes a draft; its fields stand in the cards above it. */
export const CHANGE_FORM = 'change';

interface CardProps {
  readonly t: Translate;
  readonly request: Request;
  readonly order: Order;
  readonly marketplace: string;
  /** Where the first of its lines stands among those of the request; undefined when they cannot be changed. */
  readonly firstPlace: number | undefined;
}

export function OrderCard({ t, request, order, marketplace, firstPlace }: CardProps) {
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
        {order.lines.map((line, index) => (
          <li class="row apart">
            <span>
              <b>{line.title}</b>
              <br />
              {firstPlace === undefined ? (
                <span class="soft s n">
                  {line.quantity} × {formatRupiah(line.price)} {t('purchase.per', { unit: line.unit })}
                </span>
              ) : (
                <Changeable {...{ t, line, place: firstPlace + index }} />
              )}
            </span>
            <b class="n">{formatRupiah(line.amount)}</b>
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

/** A quantity that can still be changed. */
function Changeable({ t, line, place }: { readonly t: Translate; readonly line: Line; readonly place: number }) {
  const id = `quantity-${place}`;
  return (
    <span class="row s soft">
      <input type="hidden" form={CHANGE_FORM} name={`lines.${place}.offerId`} value={line.offerId} />
      <label class="vh" for={id}>
        {t('purchase.quantity-of', { title: line.title })}
      </label>
      <input
        {...{ id, form: CHANGE_FORM, name: `lines.${place}.quantity`, class: 'qty', inputmode: 'numeric' }}
        value={String(line.quantity)}
      />
      <span class="n">
        × {formatRupiah(line.price)} {t('purchase.per', { unit: line.unit })}
      </span>
    </span>
  );
}

/** Good news, something to do, an end, or plain. */
export function tagOf(state: string): string {
  if (['confirmed', 'held'].includes(state)) return 'tag good';
  if (['choosing', 'awaiting-approval'].includes(state)) return 'tag care';
  if (['rejected', 'refused', 'expired', 'cancelled', 'declined'].includes(state)) return 'tag stop';
  return 'tag';
}
