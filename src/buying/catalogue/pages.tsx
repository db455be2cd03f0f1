import { formatMoment, formatNumber } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Field, Icon, Note, Plate, Tag } from '../../platform/parts.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah } from '../../values/money.ts';
import {
  type Category,
  categories,
  type Found,
  MOST_COUNTED,
  type Offer,
  PAGE_SIZE,
  type Sort,
  sellerClasses,
  sorts,
} from './rules.ts';

/** The drawing that stands for goods without a photograph. */
export const drawings: Readonly<Partial<Record<Category, string>>> = {
  ...{
    food: 'snack',
    furniture: 'chair',
    stationery: 'pencil',
    souvenir: 'pot',
    fashion: 'uniform',
    creative: 'camera',
  },
};

/** The filters as the address names them; `maxPrice` in whole rupiah. */
export interface Asked {
  readonly q?: string | undefined;
  readonly category?: Category | undefined;
  readonly marketplace?: string | undefined;
  readonly class?: Offer['sellerClass'] | undefined;
  readonly seller?: string | undefined;
  readonly maxPrice?: bigint | undefined;
  readonly sort?: Sort | undefined;
  readonly page?: number | undefined;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly syncedAt: Instant | null;
}

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly asked: Asked;
  readonly found: Found;
  /** How many there would be without the filters, where there are none with them. */
  readonly withoutFilters: number;
  readonly marketplaces: readonly Place[];
  readonly regions: RegionNames;
}

/** Offers of all marketplaces side by side, with the filters that brought them. */
export function searchPage(view: View) {
  const { t, language, frame, asked, found } = view;
  const isCapped = found.total >= MOST_COUNTED;
  const count = t(isCapped ? 'catalogue.found-many' : 'catalogue.found', { count: found.total });
  const heading = asked.q ? t('catalogue.found-for', { found: count, q: asked.q }) : count;
  return (
    <Page
      {...{ t, language, frame, title: asked.q ? t('catalogue.search-for', { q: asked.q }) : t('catalogue.search') }}
      heading={null}
    >
      <div class="stack three">
        <SearchBox {...{ t, asked }} />
        <div class="split left">
          <Filters {...view} />
          <div class="stack">
            <h1>{heading}</h1>
            {found.isWidened && found.total > 0 && (
              <Note kind="plain" title={t('catalogue.widened')}>
                {t('catalogue.widened-explained')}
              </Note>
            )}
            {found.offers.length === 0 ? <NothingFound {...view} /> : <Hits {...view} />}
          </div>
        </div>
      </div>
    </Page>
  );
}

const FORM = 'search';

/** It belongs to the form of the filters, so that new words keep them. */
function SearchBox({ t, asked }: Pick<View, 't' | 'asked'>) {
  return (
    <search class="row">
      <div class="find">
        <label class="vh" for="q">
          {t('catalogue.search')}
        </label>
        <Icon sign="search" />
        <input id="q" name="q" type="search" form={FORM} value={asked.q ?? ''} maxlength={200} />
      </div>
      <button type="submit" class="btn quiet" form={FORM}>
        {t('catalogue.go')}
      </button>
    </search>
  );
}

function Filters({ t, language, asked, marketplaces, found }: View) {
  const all = { value: '', label: t('catalogue.all') };
  const active = [asked.category, asked.marketplace, asked.class, asked.maxPrice, asked.seller];
  const count = active.filter((one) => one !== undefined).length;
  const sortable = asked.q ? sorts : sorts.filter((sort) => sort !== 'fitting');
  return (
    <form id={FORM} class="stack" method="get" action="/offers" aria-label={t('catalogue.filters')}>
      <input type="hidden" name="lang" value={language} />
      {asked.seller && <input type="hidden" name="seller" value={asked.seller} />}
      <details class="more always">
        <summary>{t('catalogue.filter', { count })}</summary>
        <div class="stack three">
          {asked.seller && (
            <p>
              {t('catalogue.only-seller', { seller: found.offers[0]?.sellerName ?? t('catalogue.this-seller') })}{' '}
              <a href={addressOf({ ...asked, seller: undefined, page: undefined }, language)}>
                {t('catalogue.all-sellers')}
              </a>
            </p>
          )}
          <Field
            name="category"
            label={t('catalogue.category')}
            value={asked.category}
            options={[all, ...categories.map((value) => ({ value, label: t(`catalogue.category-${value}`) }))]}
          />
          <Field
            name="marketplace"
            label={t('catalogue.marketplace')}
            value={asked.marketplace}
            options={[all, ...marketplaces.map(({ id, name }) => ({ value: id, label: name }))]}
          />
          <Field
            name="class"
            label={t('catalogue.class')}
            value={asked.class}
            options={[all, ...sellerClasses.map((value) => ({ value, label: t(`catalogue.class-${value}`) }))]}
          />
          <Field
            name="maxPrice"
            label={t('catalogue.max-price')}
            hint={t('catalogue.max-price-hint')}
            value={asked.maxPrice === undefined ? undefined : String(asked.maxPrice)}
            inputmode="numeric"
            maxlength={20}
          />
          <Field
            name="sort"
            label={t('catalogue.sort')}
            value={asked.sort ?? sortable[0]}
            options={sortable.map((value) => ({ value, label: t(`catalogue.sort-${value}`) }))}
          />
          <button type="submit" class="btn quiet full">
            {t('catalogue.apply')}
          </button>
        </div>
      </details>
    </form>
  );
}

function Hits({ t, language, asked, found, marketplaces, regions }: View) {
  const page = asked.page ?? 1;
  const first = (page - 1) * PAGE_SIZE + 1;
  const range = { first: formatNumber(first, language), last: formatNumber(first + found.offers.length - 1, language) };
  const names = new Map(marketplaces.map(({ id, name }) => [id, name]));
  return (
    <>
      <p class="soft s">
        {t('catalogue.price-explained')} {freshness(marketplaces, language, t)}
      </p>
      <ul class="list hits">
        {found.offers.map((offer) => (
          <Hit
            {...{
              t,
              language,
              offer,
              marketplace: names.get(offer.marketplaceId),
              region: regions.get(offer.regionCode),
            }}
          />
        ))}
      </ul>
      <nav class="row apart" aria-label={t('catalogue.pages')}>
        <span class="soft s">{t('catalogue.range', range)}</span>
        <span class="row">
          {page > 1 && (
            <a class="btn quiet" rel="prev" href={addressOf({ ...asked, page: page - 1 }, language)}>
              {t('catalogue.previous')}
            </a>
          )}
          {found.hasMore && (
            <a class="btn quiet" rel="next" href={addressOf({ ...asked, page: page + 1 }, language)}>
              {t('catalogue.next')}
            </a>
          )}
        </span>
      </nav>
    </>
  );
}

interface HitProps extends Pick<View, 't' | 'language'> {
  readonly offer: Offer;
  readonly marketplace: string | undefined;
  readonly region: string | undefined;
}

function Hit({ t, language, offer, marketplace, region }: HitProps) {
  const { id, title, price, unit, sellerId, sellerName, sellerClass, stock, category, isDomestic, regionCode } = offer;
  return (
    <li class="hit">
      <Plate drawing={drawings[category] ?? 'basket'} size="mid" />
      <div class="stack half">
        <div class="row apart base">
          <h2 class="hh">
            <a href={`/offers/${id}?lang=${language}`}>{title}</a>
          </h2>
          <span>
            <b class="n">{formatRupiah(price)}</b> <span class="soft s">{t('catalogue.per', { unit })}</span>
          </span>
        </div>
        <p class="s">
          <a href={`/sellers/${sellerId}?lang=${language}`}>{sellerName}</a>
          <span class="soft">
            , {region ?? regionCode}
            {marketplace && `, ${marketplace}`}
          </span>
        </p>
        <p class="row">
          <Tag kind="line">{t(`catalogue.class-${sellerClass}`)}</Tag>
          {isDomestic && (
            <Tag kind="good" sign="check">
              {t('catalogue.domestic')}
            </Tag>
          )}
          {stock === 0 ? (
            <Tag kind="care">{t('catalogue.sold-out')}</Tag>
          ) : (
            <span class="soft s">{t('catalogue.in-stock', { count: formatNumber(stock, language), unit })}</span>
          )}
        </p>
      </div>
    </li>
  );
}

/** A way on instead of an empty list. */
function NothingFound({ t, language, asked, withoutFilters }: View) {
  const page = asked.page ?? 1;
  return (
    <Empty
      drawing="basket"
      title={t('catalogue.nothing')}
      text={t(asked.q ? 'catalogue.nothing-words' : 'catalogue.nothing-filters')}
    >
      {page > 1 && (
        <a class="btn quiet" href={addressOf({ ...asked, page: undefined }, language)}>
          {t('catalogue.first-page')}
        </a>
      )}
      {withoutFilters > 0 && (
        <a class="btn quiet" href={addressOf({ q: asked.q }, language)}>
          {t('catalogue.without-filters', { count: withoutFilters })}
        </a>
      )}
      <a class="btn quiet" href={addressOf({}, language)}>
        {t('catalogue.see-all')}
      </a>
    </Empty>
  );
}

/** The oldest word among the marketplaces shown, so that the sentence is true of every row. */
function freshness(marketplaces: readonly Place[], language: Language, t: Translate): string {
  const times = marketplaces.flatMap(({ syncedAt }) => (syncedAt ? [syncedAt] : []));
  const [oldest] = times.sort((a, b) => a.getTime() - b.getTime());
  return oldest ? t('catalogue.as-of', { time: formatMoment(oldest, language) }) : '';
}

function addressOf(asked: Partial<Asked>, language: Language): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) wanted.set(name, String(value));
  wanted.set('lang', language);
  return `/offers?${wanted}`;
}
