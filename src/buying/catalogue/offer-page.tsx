import { formatDate, formatMoment, formatNumber } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Facts, Note, Plate, Table, Tag } from '../../platform/parts.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import { formatRupiah } from '../../values/money.ts';
import { MOST_COMPARED, type Offer, type PastPrice, unitPriceOf } from './rules.ts';
import { drawings, type Place } from './search-view.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly offer: Offer;
  readonly marketplaces: readonly Place[];
  /** The newest first. */
  readonly prices: readonly PastPrice[];
  /** Others who sell the same, the cheapest first. */
  readonly others: readonly Offer[];
  readonly regions: RegionNames;
}

/** One offer: what it is, who sells it, what it cost before, and the way into a request. */
export function offerPage(view: View) {
  const { t, language, frame, offer } = view;
  const marketplace = marketplaceOf(view);
  const measured = unitPriceOf(offer);
  const { title, category, isDomestic, tkdnPercent, description } = offer;
  const crumb = (
    <nav class="crumb" aria-label={t('catalogue.trail')}>
      <a href={`/offers?category=${category}&lang=${language}`}>{t(`catalogue.category-${category}`)}</a>
    </nav>
  );
  return (
    <Page {...{ t, language, frame, title, strip: crumb }} heading={null}>
      <div class="split weave">
        <div class="stack six">
          <div class="row start">
            <Plate drawing={drawings[category] ?? 'basket'} size="mid" />
            <div class="stack one grow">
              <h1>{title}</h1>
              {measured && (
                <p class="soft">{t(`catalogue.unit-price-${measured.per}`, { price: formatRupiah(measured.price) })}</p>
              )}
              <p class="row">
                {isDomestic && (
                  <Tag kind="good" sign="check">
                    {t('catalogue.domestic')}
                  </Tag>
                )}
                {tkdnPercent !== null && (
                  <Tag kind="line">{t('catalogue.tkdn', { percent: formatNumber(tkdnPercent, language) })}</Tag>
                )}
              </p>
            </div>
          </div>
          {description !== '' && description !== title && (
            <section class="stack read" aria-labelledby="about">
              <h2 id="about">{t('catalogue.about')}</h2>
              {description.split(/\n\s*\n/).map((paragraph) => (
                <p>{paragraph}</p>
              ))}
            </section>
          )}
        </div>
        <aside class="stack three stay">
          <IntoRequest {...{ t, language, frame: view.frame, offer }} />
          <SellerPart {...view} />
          {marketplace?.syncedAt && (
            <p class="soft s">
              {t('catalogue.told-by', {
                marketplace: marketplace.name,
                time: formatMoment(marketplace.syncedAt, language),
              })}
            </p>
          )}
        </aside>
        <div class="stack six">
          <Others {...view} />
          <Prices {...view} />
        </div>
      </div>
    </Page>
  );
}

const marketplaceOf = ({ marketplaces, offer }: Pick<View, 'marketplaces' | 'offer'>): Place | undefined =>
  marketplaces.find(({ id }) => id === offer.marketplaceId);

/** Everybody who sells the same, this offer among them, with the way to lay them side by side. */
function Others({ t, language, offer, others, marketplaces, regions }: View) {
  if (others.length === 0) return null;
  const all = [offer, ...others].sort((a, b) => (a.price < b.price ? -1 : 1));
  const names = new Map(marketplaces.map(({ id, name }) => [id, name]));
  const ids = [offer, ...others].slice(0, MOST_COMPARED).map(({ id }) => id);
  return (
    <section class="stack" aria-labelledby="others">
      <h2 id="others">{t('catalogue.sellers', { count: all.length })}</h2>
      <Table
        caption={t('catalogue.sellers-of', { title: offer.title })}
        captionHidden
        dense
        current={all.indexOf(offer)}
        columns={[
          { key: 'seller', label: t('catalogue.seller') },
          { key: 'class', label: t('catalogue.class') },
          { key: 'stock', label: t('catalogue.stock'), numeric: true },
          { key: 'price', label: t('catalogue.unit-price'), numeric: true },
        ]}
        rows={all.map((one) => ({
          seller: (
            <span>
              {one === offer ? (
                <b>{one.sellerName}</b>
              ) : (
                <a href={`/offers/${one.id}?lang=${language}`}>{one.sellerName}</a>
              )}
              <br />
              <span class="soft s">
                {regions.get(one.regionCode) ?? one.regionCode}, {names.get(one.marketplaceId)}
              </span>
            </span>
          ),
          class: <Tag kind="line">{t(`catalogue.class-${one.sellerClass}`)}</Tag>,
          stock: one.stock === 0 ? t('catalogue.sold-out') : formatNumber(one.stock, language),
          price: <b>{formatRupiah(one.price)}</b>,
        }))}
      />
      <a class="btn quiet" href={`/comparison?offers=${ids.join(',')}&lang=${language}`}>
        {t('catalogue.compare-these')}
      </a>
    </section>
  );
}

function IntoRequest({ t, language, frame, offer }: Pick<View, 't' | 'language' | 'frame' | 'offer'>) {
  const { id, price, unit, stock } = offer;
  const count = formatNumber(stock, language);
  return (
    <form class="card lift stack" method="get" action="/requests/new">
      <h2>
        <span class="n">{formatRupiah(price)}</span> <span class="soft s">{t('catalogue.per', { unit })}</span>
      </h2>
      {stock === 0 ? (
        <Note kind="care" title={t('catalogue.sold-out')}>
          {t('catalogue.sold-out-explained')}
        </Note>
      ) : (
        <>
          <input type="hidden" name="lang" value={language} />
          <input type="hidden" name="offer" value={id} />
          <div class="row apart">
            <label for="quantity">
              <b>{t('catalogue.quantity')}</b>
              <br />
              <span class="hint">{t('catalogue.in-stock', { count, unit })}</span>
            </label>
            <input class="qty" id="quantity" name="quantity" inputmode="numeric" value="1" maxlength={6} />
          </div>
          <button type="submit" class="btn full">
            {t('catalogue.into-request')}
          </button>
          {frame?.demo && (
            <button type="submit" class="btn quiet full" formaction="/me/purchases/new">
              {t('catalogue.for-oneself')}
            </button>
          )}
        </>
      )}
      <p class="hint">{t('catalogue.checked-again')}</p>
    </form>
  );
}

function SellerPart(view: View) {
  const { t, language, offer, regions } = view;
  const marketplace = marketplaceOf(view);
  const { sellerId, sellerName, sellerClass, isPkp, regionCode, weightGrams } = offer;
  const place = [regions.get(regionCode) ?? regionCode, regions.get(regionCode.slice(0, 2))].filter(Boolean).join(', ');
  const rows = [
    ...(marketplace ? [{ label: t('catalogue.marketplace'), value: marketplace.name }] : []),
    { label: t('catalogue.place'), value: place },
    { label: t('catalogue.class'), value: t(`catalogue.class-${sellerClass}`) },
    { label: t('catalogue.tax'), value: t(isPkp ? 'catalogue.pkp' : 'catalogue.not-pkp') },
    { label: t('catalogue.weight'), value: t('catalogue.grams', { grams: formatNumber(weightGrams, language) }) },
  ];
  return (
    <section class="stack one" aria-labelledby="seller">
      <h2 id="seller">{t('catalogue.seller')}</h2>
      <p>
        <a href={`/sellers/${sellerId}?lang=${language}`}>
          <b>{sellerName}</b>
        </a>
      </p>
      <Facts rows={rows} />
      <p>
        <Tag kind="care" sign="person">
          {t('catalogue.class-declared')}
        </Tag>
      </p>
    </section>
  );
}

function Prices(view: View) {
  const { t, language, offer, prices } = view;
  const marketplace = marketplaceOf(view);
  const amounts = prices.map(({ price }) => price).sort((a, b) => (a < b ? -1 : 1));
  const [lowest] = amounts;
  const first = prices.at(-1);
  if (lowest === undefined || !first) return null;
  const hasMoved = prices.length > 1;
  const since = formatDate(first.at, language);
  return (
    <section class="stack" aria-labelledby="prices">
      <h2 id="prices">{t('catalogue.prices')}</h2>
      <p>
        {hasMoved
          ? t('catalogue.price-moved', { count: prices.length - 1, since, lowest: formatRupiah(lowest) })
          : t('catalogue.price-still', { since })}
      </p>
      {hasMoved && (
        <>
          <Chart {...{ t, language, prices, until: marketplace?.syncedAt?.getTime() ?? 0 }} />
          <details class="more">
            <summary>{t('catalogue.as-table')}</summary>
            <Table
              caption={t('catalogue.prices-of', { title: offer.title })}
              captionHidden
              columns={[
                { key: 'since', label: t('catalogue.since') },
                { key: 'price', label: t('catalogue.unit-price'), numeric: true },
              ]}
              rows={prices.map(({ at, price }) => ({ since: formatDate(at, language), price: formatRupiah(price) }))}
            />
          </details>
        </>
      )}
    </section>
  );
}

interface ChartProps extends Pick<View, 't' | 'language' | 'prices'> {
  /** How far the newest price is known to hold, in milliseconds. */
  readonly until: number;
}

const TOP = 12;
const BOTTOM = 108;

/** A price holds until the next one, so the line goes in steps; drawn twice, so that its text is 14 px everywhere. */
function Chart({ t, language, prices, until }: ChartProps) {
  const steps = prices.toReversed().map(({ at, price }) => ({ at: at.getTime(), price: Number(price) }));
  const from = steps[0]?.at ?? 0;
  const to = Math.max(until, steps.at(-1)?.at ?? 0, from + 1);
  const low = Math.min(...steps.map(({ price }) => price));
  const high = Math.max(...steps.map(({ price }) => price), low + 1);
  const now = prices[0]?.price ?? 0n;
  const label = t('catalogue.chart', {
    now: formatRupiah(now),
    low: formatRupiah(BigInt(low)),
    high: formatRupiah(BigInt(high)),
  });
  const y = (price: number) => Math.round(BOTTOM - ((price - low) / (high - low)) * (BOTTOM - TOP));
  const drawn = (width: number, look: string) => {
    const x = (at: number) => Math.round(((at - from) / (to - from)) * width);
    const [head, ...tail] = steps;
    const path = `M0 ${y(head?.price ?? low)}${tail.map(({ at, price }) => `H${x(at)}V${y(price)}`).join('')}H${width}`;
    return (
      <svg class={`chart ${look}`} viewBox={`0 0 ${width} 156`} role="img" aria-label={label}>
        <line x1="0" x2={width} y1="128" y2="128" />
        <path class="now" d={path} />
        <text x="0" y="150">
          {formatDate(new Date(from), language)}
        </text>
        <text class="e" x={width} y="150">
          {formatDate(new Date(to), language)}
        </text>
      </svg>
    );
  };
  return (
    <figure>
      {drawn(720, 'wide-only')}
      {drawn(328, 'narrow-only')}
    </figure>
  );
}
