import { formatMoment, formatNumber } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { Plate, Tag } from '../../platform/parts.tsx';
import { grouped } from '../../values/grouped.ts';
import { formatRupiah } from '../../values/money.ts';
import { LAST_PAGE, MOST_RANKED, type Offer, PAGE_SIZE, unitPriceOf } from './rules.ts';
import { addressOf, COMPARE, drawings, type Place, type View } from './search-view.ts';

/** The offers of one page, the same goods together, and the way to the next. */
export function Hits({ t, language, asked, found, marketplaces, regions, from }: View) {
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

/** The oldest word among the marketplaces shown, so that the sentence is true of every row. */
function freshness(marketplaces: readonly Place[], language: Language, t: Translate): string {
  const times = marketplaces.flatMap(({ syncedAt }) => (syncedAt ? [syncedAt] : []));
  const [oldest] = times.sort((a, b) => a.getTime() - b.getTime());
  return oldest ? t('catalogue.as-of', { time: formatMoment(oldest, language) }) : '';
}
