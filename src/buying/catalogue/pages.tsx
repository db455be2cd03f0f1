import { formatMoment, formatNumber } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Field, Icon, Note, Plate, Tag } from '../../platform/parts.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import { grouped } from '../../values/grouped.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah } from '../../values/money.ts';
import {
  type Category,
  categories,
  type Domestic,
  domestics,
  type Found,
  LAST_PAGE,
  MOST_COMPARED,
  MOST_RANKED,
  type Offer,
  PAGE_SIZE,
  type Sort,
  sellerClasses,
  sorts,
  unitPriceOf,
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
  readonly class?: Offer['sellerClass'] | 'umk' | undefined;
  readonly seller?: string | undefined;
  readonly region?: string | undefined;
  readonly near?: 'regency' | 'province' | undefined;
  readonly from?: string | undefined;
  readonly domestic?: Domestic | undefined;
  readonly stock?: '1' | undefined;
  readonly minPrice?: bigint | undefined;
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
  /** The regency from which near is near. */
  readonly from: string | undefined;
  readonly marketplaces: readonly Place[];
  readonly regions: RegionNames;
}

/** Offers of all marketplaces side by side, with the filters that brought them. */
export function searchPage(view: View) {
  const { t, language, frame, asked, found } = view;
  const count = t(found.isEstimated ? 'catalogue.found-many' : 'catalogue.found', { count: found.total });
  const q = found.correctedTo ?? asked.q;
  const heading = q ? t('catalogue.found-for', { found: count, q }) : count;
  return (
    <Page
      {...{ t, language, frame, title: asked.q ? t('catalogue.search-for', { q: asked.q }) : t('catalogue.search') }}
      heading={null}
      scripts={['suggest']}
    >
      <div class="stack three">
        <SearchBox {...{ t, asked }} />
        <div class="split left">
          <Filters {...view} />
          <div class="stack">
            <h1>{heading}</h1>
            <PutRight {...view} />
            {found.offers.length === 0 ? <NothingFound {...view} /> : <Hits {...view} />}
            {frame?.who && <Save {...view} />}
          </div>
        </div>
        {found.offers.length > 1 && <CompareDock {...view} />}
      </div>
    </Page>
  );
}

/** Keeps these words and filters under a name. */
function Save({ t, language, asked }: View) {
  const address = addressOf({ ...asked, page: undefined }, language).replace(/^[^?]*\?/, '');
  return (
    <details class="more">
      <summary>{t('catalogue.save-this')}</summary>
      <form method="post" action="/searches" class="stack read" novalidate>
        <input type="hidden" name="address" value={address} />
        <Field name="name" label={t('catalogue.save-name')} value={asked.q} maxlength={100} />
        <div class="row">
          <button type="submit" class="btn quiet">
            {t('catalogue.save')}
          </button>
          <a href={`/searches?lang=${language}`}>{t('catalogue.saved-all')}</a>
        </div>
      </form>
    </details>
  );
}

/** What was searched for instead of what was typed. */
function PutRight({ t, language, asked, found }: View) {
  if (found.offers.length === 0) return null;
  if (found.isWidened) {
    return (
      <Note kind="plain" title={t('catalogue.widened')}>
        {t('catalogue.widened-explained')}
      </Note>
    );
  }
  if (!found.correctedTo || !asked.q) return null;
  return (
    <p class="s">
      {t('catalogue.corrected', { q: asked.q })}{' '}
      <a href={addressOf({ ...asked, q: `"${asked.q}"`, page: undefined }, language)}>{t('catalogue.as-typed')}</a>
    </p>
  );
}

const FORM = 'search';
const COMPARE = 'compare';

/** What is ticked in the list goes side by side. */
function CompareDock({ t, language }: View) {
  return (
    <form id={COMPARE} class="dock" method="get" action="/comparison" aria-label={t('catalogue.comparison')}>
      <input type="hidden" name="lang" value={language} />
      <div class="row apart">
        <span class="soft s">{t('catalogue.compare-hint', { most: MOST_COMPARED })}</span>
        <button type="submit" class="btn quiet">
          {t('catalogue.compare-go')}
        </button>
      </div>
    </form>
  );
}

/** It belongs to the form of the filters, so that new words keep them. */
function SearchBox({ t, asked }: Pick<View, 't' | 'asked'>) {
  return (
    <search class="row">
      <div class="find">
        <label class="vh" for="q">
          {t('catalogue.search')}
        </label>
        <Icon sign="search" />
        <input
          {...{ id: 'q', name: 'q', type: 'search', form: FORM, value: asked.q ?? '', maxlength: 200 }}
          list="titles"
          autocomplete="off"
        />
        <datalist id="titles" />
      </div>
      <button type="submit" class="btn quiet" form={FORM}>
        {t('catalogue.go')}
      </button>
    </search>
  );
}

function Filters(view: View) {
  const { t, language, asked, marketplaces, found, from, regions } = view;
  const { facets } = found;
  const { q: _, sort: __, page: ___, from: ____, ...filters } = asked;
  const count = Object.values(filters).filter((one) => one !== undefined).length;
  const sortable = sorts.filter((sort) => (asked.q || sort !== 'fitting') && (from || sort !== 'nearest'));
  const counted = (label: string, number: number | undefined) =>
    number === undefined ? label : `${label} (${aboutNumber(number, facets.isEstimated, language)})`;
  const provinces = [...regions].filter(
    ([code]) => code.length === 2 && (facets.province[code] || asked.region === code),
  );
  const umk = (facets.class.micro ?? 0) + (facets.class.small ?? 0);
  return (
    <form id={FORM} class="stack" method="get" action="/offers" aria-label={t('catalogue.filters')}>
      <input type="hidden" name="lang" value={language} />
      {asked.seller && <input type="hidden" name="seller" value={asked.seller} />}
      {asked.from && <input type="hidden" name="from" value={asked.from} />}
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
            name="sort"
            label={t('catalogue.sort')}
            value={asked.sort ?? (asked.q ? 'fitting' : 'newest')}
            options={sortable.map((value) => ({ value, label: t(`catalogue.sort-${value}`) }))}
          />
          <Field
            name="category"
            label={t('catalogue.category')}
            value={asked.category}
            options={[
              { value: '', label: t('catalogue.all') },
              ...categories.map((value) => ({
                value,
                label: counted(t(`catalogue.category-${value}`), facets.category[value] ?? 0),
              })),
            ]}
          />
          <Facet
            {...view}
            name="class"
            label={t('catalogue.class')}
            answers={[
              { value: 'umk', label: t('catalogue.class-umk'), count: umk },
              ...sellerClasses.map((value) => ({
                value,
                label: t(`catalogue.class-${value}`),
                count: facets.class[value],
              })),
            ]}
          />
          <Facet
            {...view}
            name="marketplace"
            label={t('catalogue.marketplace')}
            answers={marketplaces.map(({ id, name }) => ({ value: id, label: name, count: facets.marketplace[id] }))}
          />
          {from && (
            <Facet
              {...view}
              name="near"
              label={t('catalogue.distance')}
              answers={[
                { value: 'regency', label: t('catalogue.near-regency'), count: facets.distance.regency },
                {
                  value: 'province',
                  label: t('catalogue.near-province'),
                  count: (facets.distance.regency ?? 0) + (facets.distance.province ?? 0),
                },
              ]}
            />
          )}
          <Field
            name="region"
            label={t('catalogue.province')}
            value={asked.region?.slice(0, 2)}
            options={[
              { value: '', label: t('catalogue.all') },
              ...provinces.map(([code, name]) => ({ value: code, label: counted(name, facets.province[code] ?? 0) })),
            ]}
          />
          <Facet
            {...view}
            name="domestic"
            label={t('catalogue.origin')}
            answers={domestics.map((value) => ({
              value,
              label: t(`catalogue.domestic-${value.replace(':', '')}`),
              count: facets.domestic[value],
            }))}
          />
          <fieldset class="stack one">
            <legend>{t('catalogue.price')}</legend>
            <p class="hint">{t('catalogue.max-price-hint')}</p>
            <Field
              {...{ name: 'minPrice', label: t('catalogue.min-price'), inputmode: 'numeric', maxlength: 20 }}
              value={asked.minPrice === undefined ? undefined : String(asked.minPrice)}
            />
            <Field
              {...{ name: 'maxPrice', label: t('catalogue.max-price'), inputmode: 'numeric', maxlength: 20 }}
              value={asked.maxPrice === undefined ? undefined : String(asked.maxPrice)}
            />
          </fieldset>
          <div class="dense">
            <label class="pick">
              <input type="checkbox" name="stock" value="1" checked={asked.stock === '1'} />
              {t('catalogue.only-stock')}
              <span class="n">{aboutNumber(facets.stocked, facets.isEstimated, language)}</span>
            </label>
          </div>
          <button type="submit" class="btn quiet full">
            {t('catalogue.apply')}
          </button>
          {count > 0 && (
            <a href={addressOf({ q: asked.q, sort: asked.sort, from: asked.from }, language)}>
              {t('catalogue.clear-filters')}
            </a>
          )}
        </div>
      </details>
    </form>
  );
}

interface FacetProps extends Pick<View, 't' | 'language' | 'asked' | 'found'> {
  readonly name: 'class' | 'marketplace' | 'near' | 'domestic';
  readonly label: string;
  readonly answers: readonly { readonly value: string; readonly label: string; readonly count: number | undefined }[];
}

/** One question with how many offers each answer would leave. */
function Facet({ t, language, asked, found, name, label, answers }: FacetProps) {
  const taken = asked[name];
  return (
    <fieldset class="dense">
      <legend>{label}</legend>
      <label class="pick">
        <input type="radio" name={name} value="" checked={taken === undefined} />
        {t('catalogue.all')}
      </label>
      {answers.map(({ value, label: answer, count = 0 }) => (
        <label class="pick">
          <input type="radio" name={name} value={value} checked={taken === value} />
          {answer}
          <span class="n">{aboutNumber(count, found.facets.isEstimated, language)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Counted in a sample, a number says so. */
const aboutNumber = (number: number, isEstimated: boolean, language: Language): string =>
  `${isEstimated && number > 0 ? '± ' : ''}${formatNumber(number, language)}`;

function Hits({ t, language, asked, found, marketplaces, regions, from }: View) {
  const page = asked.page ?? 1;
  const first = (page - 1) * PAGE_SIZE + 1;
  const range = { first: formatNumber(first, language), last: formatNumber(first + found.offers.length - 1, language) };
  const names = new Map(marketplaces.map(({ id, name }) => [id, name]));
  const goods = [...grouped(found.offers, (offer) => offer.goods).values()];
  return (
    <>
      <p class="soft s">
        {t('catalogue.price-explained')} {freshness(marketplaces, language, t)}{' '}
        {found.isEstimated && t('catalogue.most-ranked', { count: MOST_RANKED })}
      </p>
      <ul class="list hits">
        {goods.map((offers) => (
          <Hit {...{ t, language, offers, names, regions, from }} />
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
          {found.hasMore && page < LAST_PAGE && (
            <a class="btn quiet" rel="next" href={addressOf({ ...asked, page: page + 1 }, language)}>
              {t('catalogue.next')}
            </a>
          )}
        </span>
      </nav>
    </>
  );
}

interface HitProps extends Pick<View, 't' | 'language' | 'regions' | 'from'> {
  /** The same goods, the best first. */
  readonly offers: readonly Offer[];
  readonly names: ReadonlyMap<string, string>;
}

function Hit({ t, language, offers, ...rest }: HitProps) {
  const [offer, ...others] = offers;
  if (!offer) return null;
  const { id, title, price, unit, category } = offer;
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
        <About {...{ t, language, offer, ...rest }} />
        {others.length > 0 && (
          <details class="more">
            <summary>{t('catalogue.other-sellers', { count: others.length })}</summary>
            <ul class="list tightly">
              {others.map((other) => (
                <li class="stack half">
                  <p class="row apart base">
                    <a href={`/offers/${other.id}?lang=${language}`}>
                      {other.sellerName}
                      <span class="vh">, {other.title}</span>
                    </a>
                    <b class="n">{formatRupiah(other.price)}</b>
                  </p>
                  <About {...{ t, language, offer: other, ...rest }} isShort />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

interface AboutProps extends Omit<HitProps, 'offers'> {
  readonly offer: Offer;
  /** The seller is named already. */
  readonly isShort?: boolean;
}

function About({ t, language, offer, names, regions, from, isShort = false }: AboutProps) {
  const { unit, sellerId, sellerName, sellerClass, stock, isDomestic, tkdnPercent, regionCode, marketplaceId } = offer;
  const marketplace = names.get(marketplaceId);
  const measured = unitPriceOf(offer);
  const near = from === undefined ? undefined : nearness(regionCode, from);
  return (
    <>
      <p class="s">
        {!isShort && (
          <>
            <a href={`/sellers/${sellerId}?lang=${language}`}>{sellerName}</a>,{' '}
          </>
        )}
        <span class="soft">
          {regions.get(regionCode) ?? regionCode}
          {marketplace && `, ${marketplace}`}
          {measured && `. ${t(`catalogue.unit-price-${measured.per}`, { price: formatRupiah(measured.price) })}`}
        </span>
      </p>
      <p class="row">
        <Tag kind="line">{t(`catalogue.class-${sellerClass}`)}</Tag>
        {near && <Tag kind="line">{t(`catalogue.near-${near}`)}</Tag>}
        {isDomestic && (
          <Tag kind="good" sign="check">
            {tkdnPercent === null
              ? t('catalogue.domestic')
              : t('catalogue.tkdn', { percent: formatNumber(tkdnPercent, language) })}
          </Tag>
        )}
        {stock === 0 ? (
          <Tag kind="care">{t('catalogue.sold-out')}</Tag>
        ) : (
          <span class="soft s">{t('catalogue.in-stock', { count: formatNumber(stock, language), unit })}</span>
        )}
        <label class="pick s">
          <input type="checkbox" name="offers" value={offer.id} form={COMPARE} />
          {t('catalogue.compare')}
          <span class="vh">
            {' '}
            {offer.title}, {sellerName}
          </span>
        </label>
      </p>
    </>
  );
}

function nearness(regionCode: string, from: string): 'regency' | 'province' | undefined {
  if (regionCode === from) return 'regency';
  return regionCode.slice(0, 2) === from.slice(0, 2) ? 'province' : undefined;
}

/** A way on instead of an empty list. */
function NothingFound({ t, language, asked, found }: View) {
  const { base, isEstimated } = found.facets;
  const isFiltered = Object.keys(asked).some((name) => !['q', 'sort', 'page', 'from'].includes(name));
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
      {isFiltered && asked.q && base > 0 && (
        <a class="btn quiet" href={addressOf({ q: asked.q }, language)}>
          {t(isEstimated ? 'catalogue.without-filters-about' : 'catalogue.without-filters', { count: base })}
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
