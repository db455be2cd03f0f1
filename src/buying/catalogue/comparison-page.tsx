import type { Child } from 'hono/jsx';
import { formatNumber } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Facts, Note, Table } from '../../platform/parts.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import { formatRupiah } from '../../values/money.ts';
import { MOST_COMPARED, type Offer, unitPriceOf } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly offers: readonly Offer[];
  /** How many were asked for and are not shown. */
  readonly missing: number;
  /** Marketplaces by id. */
  readonly names: ReadonlyMap<string, string>;
  readonly regions: RegionNames;
}

interface Row {
  readonly label: string;
  readonly values: readonly string[];
}

/** Up to five offers side by side: first what differs, then what is the same for all. */
export function comparisonPage(view: View) {
  const { t, language, frame, offers, missing } = view;
  const title = t('catalogue.comparison');
  if (offers.length === 0) {
    return (
      <Page {...{ t, language, frame, title }}>
        <Empty
          drawing="basket"
          title={t('catalogue.compare-nothing')}
          text={t('catalogue.compare-how', { most: MOST_COMPARED })}
        >
          <a class="btn quiet" href={`/offers?lang=${language}`}>
            {t('catalogue.search')}
          </a>
        </Empty>
      </Page>
    );
  }
  const rows = rowsOf(view);
  const differing = rows.filter(({ values }) => new Set(values).size > 1);
  const same = rows.filter(({ values }) => new Set(values).size === 1 && values[0] !== NONE);
  const prices = offers.map(({ price }) => price);
  const [cheapest = 0n] = prices.toSorted((a, b) => (a < b ? -1 : 1));
  const columns = offers.map(({ sellerName, marketplaceId }, place) => ({
    key: `o${place}`,
    label: `${sellerName}, ${view.names.get(marketplaceId) ?? ''}`,
    numeric: false,
  }));
  const cellsOf = (cells: readonly Child[]) => Object.fromEntries(cells.map((cell, place) => [`o${place}`, cell]));
  return (
    <Page {...{ t, language, frame, title }}>
      {missing > 0 && (
        <Note kind="care" title={t('catalogue.compare-missing', { count: missing })}>
          {t('catalogue.compare-missing-explained', { most: MOST_COMPARED })}
        </Note>
      )}
      <section class="stack" aria-labelledby="differences">
        <h2 id="differences">{t('catalogue.differences')}</h2>
        <Table
          caption={t('catalogue.differences')}
          captionHidden
          columns={[{ key: 'what', label: t('catalogue.compared') }, ...columns]}
          rows={[
            {
              what: t('catalogue.goods'),
              ...cellsOf(offers.map(({ id, title: name }) => <a href={`/offers/${id}?lang=${language}`}>{name}</a>)),
            },
            {
              what: t('catalogue.unit-price'),
              ...cellsOf(
                offers.map(({ price }) => (
                  <span>
                    <b class="n">{formatRupiah(price)}</b>
                    <br />
                    <span class="soft s">
                      {price === cheapest
                        ? t('catalogue.cheapest')
                        : t('catalogue.dearer', { more: formatRupiah(price - cheapest) })}
                    </span>
                  </span>
                )),
              ),
            },
            ...differing.map(({ label, values }) => ({ what: label, ...cellsOf(values) })),
            {
              what: t('catalogue.into-request'),
              ...cellsOf(
                offers.map(({ id, stock, sellerName }) =>
                  stock === 0 ? (
                    t('catalogue.sold-out')
                  ) : (
                    <a class="btn quiet" href={`/requests/new?offer=${id}&quantity=1&lang=${language}`}>
                      {t('catalogue.choose')}
                      <span class="vh"> {sellerName}</span>
                    </a>
                  ),
                ),
              ),
            },
          ]}
        />
      </section>
      {same.length > 0 && (
        <section class="stack read" aria-labelledby="same">
          <h2 id="same">{t('catalogue.same')}</h2>
          <Facts rows={same.map(({ label, values }) => ({ label, value: values[0] ?? NONE }))} />
        </section>
      )}
      <p class="soft s">{t('catalogue.compare-share')}</p>
    </Page>
  );
}

const NONE = '–';

function rowsOf({ t, language, offers, names, regions }: View): Row[] {
  const row = (label: string, told: (offer: Offer) => string): Row => ({
    label: t(label),
    values: offers.map(told),
  });
  const place = (code: string) => [regions.get(code) ?? code, regions.get(code.slice(0, 2))].filter(Boolean).join(', ');
  return [
    row('catalogue.measured', (offer) => {
      const measured = unitPriceOf(offer);
      return measured ? t(`catalogue.unit-price-${measured.per}`, { price: formatRupiah(measured.price) }) : NONE;
    }),
    row('catalogue.unit', ({ unit }) => unit),
    row('catalogue.class', ({ sellerClass }) => t(`catalogue.class-${sellerClass}`)),
    row('catalogue.place', ({ regionCode }) => place(regionCode)),
    row('catalogue.marketplace', ({ marketplaceId }) => names.get(marketplaceId) ?? NONE),
    row('catalogue.stock', ({ stock, unit }) =>
      stock === 0 ? t('catalogue.sold-out') : `${formatNumber(stock, language)} ${unit}`,
    ),
    row('catalogue.origin', ({ isDomestic, tkdnPercent }) =>
      tkdnPercent !== null
        ? t('catalogue.tkdn', { percent: formatNumber(tkdnPercent, language) })
        : t(isDomestic ? 'catalogue.domestic' : 'catalogue.not-told'),
    ),
    row('catalogue.tax', ({ isPkp }) => t(isPkp ? 'catalogue.pkp' : 'catalogue.not-pkp')),
    row('catalogue.weight', ({ weightGrams }) =>
      weightGrams === 0 ? NONE : t('catalogue.grams', { grams: formatNumber(weightGrams, language) }),
    ),
    row('catalogue.category', ({ category }) => t(`catalogue.category-${category}`)),
  ];
}
