import { ActionForm } from '../../platform/forms.tsx';
import { Page } from '../../platform/page.tsx';
import { Table } from '../../platform/parts.tsx';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { tagOf } from './order-card.tsx';
import type { Shown } from './request-page.tsx';

interface ListView extends Shown {
  readonly institutionId: string;
  readonly requests: readonly { id: string; number: string; title: string; state: string; total: Sen }[];
}

export function requestsPage({ t, language, frame, institutionId, requests }: ListView) {
  const columns = [
    { key: 'title', label: t('purchase.title') },
    { key: 'number', label: t('purchase.number') },
    { key: 'state', label: t('purchase.state') },
    { key: 'total', label: t('purchase.total'), numeric: true },
  ] as const;
  const rows = requests.map(({ id, number, title, state, total }) => ({
    title: <a href={`/institutions/${institutionId}/requests/${id}`}>{title}</a>,
    number,
    state: <span class={tagOf(state)}>{t(`purchase.state-${state}`)}</span>,
    total: formatRupiah(total),
  }));
  return (
    <Page {...{ t, language, title: t('purchase.list'), frame }}>
      {requests.length === 0 ? (
        <div class="quiet-space">
          <p>{t('purchase.list-empty')}</p>
          <a class="btn" href="/offers">
            {t('purchase.find')}
          </a>
        </div>
      ) : (
        <Table caption={t('purchase.list')} captionHidden columns={columns} rows={rows} />
      )}
    </Page>
  );
}

interface NewView extends Shown {
  readonly institutionId: string;
  readonly offer: { id: string; title: string; price: Sen; unit: string; stock: number; sellerName: string };
  readonly quantity: number;
  readonly lines: readonly { id: string; code: string; name: string; available: Sen }[];
  readonly place: { regionCode: string; address: string };
  /** Drafts of the reader's own, to which the good may be added instead. */
  readonly drafts: readonly { id: string; number: string; title: string }[];
  readonly key: string;
}

export function newRequestPage(view: NewView) {
  const { t, language, frame, institutionId, offer, quantity, lines, place, drafts, key } = view;
  return (
    <Page {...{ t, language, title: t('purchase.new', { title: offer.title }), frame }}>
      {drafts.length > 0 && <ToDraft {...view} />}
      <form method="post" action={`/institutions/${institutionId}/requests`} class="stack three read">
        <input type="hidden" name="idempotency-key" value={key} />
        <input type="hidden" name="lines.0.offerId" value={offer.id} />
        <input type="hidden" name="shipTo" value={place.regionCode} />
        <p class="soft">
          {offer.sellerName}, <span class="n">{formatRupiah(offer.price)}</span>{' '}
          {t('purchase.per', { unit: offer.unit })}
        </p>
        <div class="field">
          <label for="quantity">{t('purchase.quantity')}</label>
          <span class="hint">{t('purchase.stock-left', { stock: String(offer.stock) })}</span>
          <input
            id="quantity"
            class="qty"
            name="lines.0.quantity"
            inputmode="numeric"
            value={String(quantity)}
            required
          />
        </div>
        <div class="field">
          <label for="title">{t('purchase.for-what')}</label>
          <span class="hint">{t('purchase.for-what-hint')}</span>
          <input id="title" name="title" maxlength={200} value={offer.title} required />
        </div>
        <div class="field">
          <label for="line">{t('purchase.which-line')}</label>
          <select id="line" name="budgetLineId" required>
            {lines.map(({ id, code, name, available }) => (
              <option value={id}>
                {name} · {code} · {t('purchase.left', { amount: formatRupiah(available) })}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="address">{t('purchase.address')}</label>
          <input id="address" name="address" maxlength={300} value={place.address} required />
        </div>
        <button class="btn big" type="submit">
          {t('purchase.draft-it')}
        </button>
      </form>
    </Page>
  );
}

/** A request over several sellers and marketplaces begins with a draft that is added to. */
function ToDraft({ t, institutionId, offer, quantity, drafts, key }: NewView) {
  return (
    <section class="card stack one read" aria-labelledby="drafts">
      <h2 id="drafts">{t('purchase.to-draft')}</h2>
      <ul class="list">
        {drafts.map(({ id, number, title }, index) => (
          <li class="row apart">
            <span>
              {title} <span class="soft s n">{number}</span>
            </span>
            <ActionForm
              action={`/institutions/${institutionId}/requests/${id}/goods`}
              label={t('purchase.do-add')}
              {...{ kind: 'quiet', about: title, idempotencyKey: `${key}-add-${index}` }}
              fields={{ offerId: offer.id, quantity: String(quantity) }}
            />
          </li>
        ))}
      </ul>
      <p class="hint">{t('purchase.or-new')}</p>
    </section>
  );
}
