import { Field } from '../../platform/forms.tsx';
import type { Translate } from '../../platform/i18n.ts';
import { formatRupiah } from '../../values/money.ts';
import { CHANGE_FORM } from './order-card.tsx';
import { Replacing } from './replacing.tsx';
import type { RequestView } from './request-page.tsx';
import { type Step, totalOf } from './rules.ts';

/** What the reader may do with the request now. */
export function Steps(view: RequestView) {
  const { t, request, open, key } = view;
  const address = `/institutions/${request.institutionId}/requests/${request.id}`;
  const has = (step: Step): boolean => open.includes(step);
  const total = formatRupiah(totalOf(request.orders));
  return (
    <div class="stack three">
      {has('submit') && <Draft {...view} />}
      {has('replace') && <Replacing {...view} />}
      {has('approve') && (
        <form method="post" action={`${address}/approval`} class="stack one">
          <input type="hidden" name="idempotency-key" value={`${key}-approve`} />
          <button class="btn big" type="submit">
            {t('purchase.do-approve', { total })}
          </button>
          <p class="hint">{t('purchase.final')}</p>
        </form>
      )}
      {has('keep') && (
        <form method="post" action={`${address}/continuation`}>
          <input type="hidden" name="idempotency-key" value={`${key}-keep`} />
          <button class={has('replace') ? 'btn quiet' : 'btn big'} type="submit">
            {t('purchase.do-keep', { total })}
          </button>
        </form>
      )}
      {has('reject') && <WithReason {...{ t, action: `${address}/rejection`, step: 'reject', key }} />}
      {has('cancel') && !has('approve') && (
        <WithReason {...{ t, action: `${address}/cancellation`, step: 'cancel', key }} />
      )}
    </div>
  );
}

/**
 * One form with two buttons, each with a key of its own: what was typed and not saved goes along with the submission, so
 * that it is never lost unseen.
 */
function Draft({ t, request, judgement, key }: RequestView) {
  const address = `/institutions/${request.institutionId}/requests/${request.id}`;
  const total = formatRupiah(totalOf(request.orders));
  const flags = judgement?.flags ?? [];
  return (
    <form id={CHANGE_FORM} method="post" action={`${address}/lines`} class="stack three">
      <div class="row">
        <button class="btn quiet" type="submit" name="idempotency-key" value={`${key}-change`}>
          {t('purchase.do-change')}
        </button>
        <a href="/offers">{t('purchase.add-more')}</a>
        <span class="hint">{t('purchase.change-hint')}</span>
      </div>
      {flags.map(({ code }) => (
        <div class="note care">
          <p>{t(code)}</p>
        </div>
      ))}
      {flags.length > 0 && (
        <Field name="justification" label={t('purchase.justify')} hint={t('purchase.justify-hint')} lines={3} />
      )}
      <div class="stack one">
        <button
          {...{ class: 'btn big', type: 'submit', formaction: `${address}/submission` }}
          {...{ name: 'idempotency-key', value: `${key}-submit` }}
        >
          {t('purchase.do-submit', { total })}
        </button>
        <p class="hint">{t('purchase.submit-hint')}</p>
      </div>
    </form>
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
