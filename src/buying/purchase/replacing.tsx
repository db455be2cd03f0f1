import { ActionForm, Choices, Field } from '../../platform/forms.tsx';
import { formatRupiah } from '../../values/money.ts';
import type { RequestView } from './request-page.tsx';
import type { Alternative } from './request-view.ts';

/** For each good that was lost: again, the next best, or without it. */
export function Replacing({ t, request, alternatives, key }: RequestView) {
  const address = `/institutions/${request.institutionId}/requests/${request.id}/replacement`;
  return (
    <section class="card lift stack three" aria-labelledby="replacing">
      <h2 id="replacing">{t('purchase.replacing')}</h2>
      <ActionForm action={address} label={t('purchase.do-replace')} idempotencyKey={`${key}-replace`}>
        {alternatives.map((alternative, place) => (
          <div class="stack one">
            <input type="hidden" name={`lines.${place}.quantity`} value={String(alternative.line.quantity)} />
            <Choices
              name={`lines.${place}.offerId`}
              label={`${alternative.line.title}, ${alternative.line.quantity} ${alternative.line.unit}`}
              {...choicesOf(t, alternative)}
            />
          </div>
        ))}
        <details class="more">
          <summary>{t('purchase.justify-if-asked')}</summary>
          <Field name="justification" label={t('purchase.justify')} hint={t('purchase.justify-hint')} lines={3} />
        </details>
      </ActionForm>
    </section>
  );
}

const LAPSED = ['expired', 'releasing', 'cancelled'];

function choicesOf(t: RequestView['t'], { order, line, offers }: Alternative) {
  const again = {
    value: line.offerId,
    label: t('purchase.again', { seller: order.sellerName }),
    hint: t('purchase.again-hint'),
  };
  const others = offers.map((offer) => ({
    value: offer.id,
    label: (
      <>
        <b>{offer.title}</b>{' '}
        <span class="n">
          {line.quantity} × {formatRupiah(offer.price)}
        </span>
      </>
    ),
    hint: t('purchase.alternative', { seller: offer.sellerName, marketplace: offer.marketplaceName }),
  }));
  const without = { value: '', label: t('purchase.without') };
  // What only ran out of time is most likely still wanted as it was; what the marketplace refused is not to be had.
  const options = LAPSED.includes(order.state) ? [again, ...others, without] : [...others, without];
  return { options, value: options[0]?.value ?? '' };
}
