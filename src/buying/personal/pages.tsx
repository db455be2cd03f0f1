import { ActionForm, Field } from '../../platform/forms.tsx';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Note, Table } from '../../platform/parts.tsx';
import { Qr } from '../../platform/qr.tsx';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { may, type Purchase } from './rules.ts';

interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

/** Said on every page of the room, so that nobody mistakes it for the office's money. */
const Own = ({ t }: { readonly t: Translate }) => <p class="hint">{t('personal.own-money')}</p>;

export function purchasesPage({ t, language, frame, purchases }: Shown & { readonly purchases: readonly Purchase[] }) {
  const columns = [
    { key: 'title', label: t('personal.good') },
    { key: 'number', label: t('personal.number') },
    { key: 'state', label: t('personal.state') },
    { key: 'total', label: t('personal.total'), numeric: true },
  ] as const;
  const rows = purchases.map(({ id, number, title, quantity, state, total }) => ({
    title: (
      <a href={`/me/purchases/${id}`}>
        {quantity} × {title}
      </a>
    ),
    ...{ number, state: <span class={tagOf(state)}>{t(`personal.state-${state}`)}</span>, total: formatRupiah(total) },
  }));
  return (
    <Page {...{ t, language, frame, title: t('personal.list') }}>
      <Own t={t} />
      {purchases.length === 0 ? (
        <div class="quiet-space">
          <p>{t('personal.list-empty')}</p>
          <a class="btn" href="/offers">
            {t('personal.find')}
          </a>
        </div>
      ) : (
        <Table caption={t('personal.list')} captionHidden columns={columns} rows={rows} />
      )}
    </Page>
  );
}

interface NewView extends Shown {
  readonly offer: { id: string; title: string; price: Sen; unit: string; stock: number; sellerName: string };
  readonly quantity: number;
  readonly home: { regionCode: string; address: string } | undefined;
  readonly marketplace: string;
  readonly key: string;
}

export function newPurchasePage({ t, language, frame, offer, quantity, home, marketplace, key }: NewView) {
  return (
    <Page {...{ t, language, frame, title: t('personal.new', { title: offer.title }), wide: 'slim' }}>
      <p>
        {t('personal.sold-by', { seller: offer.sellerName, marketplace })} <b class="n">{formatRupiah(offer.price)}</b>{' '}
        {t('personal.per', { unit: offer.unit })}
      </p>
      <Own t={t} />
      <ActionForm
        action="/me/purchases"
        label={t('personal.do-place')}
        idempotencyKey={key}
        fields={{ offerId: offer.id }}
      >
        <Field
          {...{
            name: 'quantity',
            label: t('personal.quantity'),
            inputmode: 'numeric',
            quantity: true,
            value: quantity,
          }}
          hint={t('personal.stock-left', { stock: String(offer.stock) })}
          required
        />
        <Field
          {...{ name: 'shipTo', label: t('personal.region'), hint: t('personal.region-hint'), inputmode: 'decimal' }}
          {...{ maxlength: 5, required: true, value: home?.regionCode }}
        />
        <Field
          {...{ name: 'address', label: t('personal.address'), hint: t('personal.address-hint'), maxlength: 300 }}
          {...{ autocomplete: 'street-address', required: true, lines: 2, value: '' }}
        />
      </ActionForm>
    </Page>
  );
}

interface View extends Shown {
  readonly purchase: Purchase;
  readonly marketplace: string;
  readonly wallet: string | undefined;
  readonly now: Instant;
  readonly key: string;
}

export function purchasePage({ t, language, frame, purchase, marketplace, wallet, now, key }: View) {
  const { id, number, state, title, sellerName, quantity, price, shipping, total, unit, qris, heldUntil } = purchase;
  const minutes = heldUntil ? Math.max(0, Math.round((heldUntil.getTime() - now.getTime()) / 60_000)) : 0;
  const left =
    minutes < 120
      ? t('personal.minutes-left', { minutes })
      : t('personal.hours-left', { hours: Math.floor(minutes / 60) });
  const kind = state === 'confirmed' ? 'good' : state === 'awaiting-payment' ? 'care' : 'plain';
  return (
    <Page {...{ t, language, frame, title, wide: 'slim' }}>
      <p class="row">
        <span class={tagOf(state)}>{t(`personal.state-${state}`)}</span>
        <span class="soft n">{number}</span>
      </p>
      <Note kind={kind} title={t(`personal.note-${state}`)} />
      {state === 'awaiting-payment' && qris && (
        <section class="card lift stack two" aria-labelledby="pay">
          <h2 id="pay">{t('personal.pay', { total: formatRupiah(total) })}</h2>
          <Qr text={qris} label={t('personal.qr', { total: formatRupiah(total) })} />
          <p class="hint">{t('personal.pay-hint', { left })}</p>
          {wallet && (
            <p>
              <a class="btn" href={wallet}>
                {t('personal.wallet')}
              </a>
            </p>
          )}
          <p>
            <a href={`/me/purchases/${id}`}>{t('personal.look-again')}</a>
          </p>
        </section>
      )}
      <section class="card stack">
        <h2 class="hh">
          {sellerName} <span class="soft">{t('personal.at', { marketplace })}</span>
        </h2>
        <dl class="pairs">
          <dt>
            {quantity} × {formatRupiah(price)} {t('personal.per', { unit })}
          </dt>
          <dd>{formatRupiah(price * BigInt(quantity))}</dd>
          <dt>{t('personal.shipping')}</dt>
          <dd>{formatRupiah(shipping)}</dd>
          <dt class="sum">{t('personal.total')}</dt>
          <dd class="sum">{formatRupiah(total)}</dd>
        </dl>
        <Own t={t} />
      </section>
      {may(purchase, 'cancel') && (
        <ActionForm
          action={`/me/purchases/${id}/cancellation`}
          {...{ label: t('personal.do-cancel'), kind: 'bare', idempotencyKey: key }}
        />
      )}
    </Page>
  );
}

function tagOf(state: string): string {
  if (state === 'confirmed') return 'tag good';
  if (state === 'awaiting-payment') return 'tag care';
  return ['rejected', 'expired', 'cancelled', 'refunded'].includes(state) ? 'tag stop' : 'tag';
}
