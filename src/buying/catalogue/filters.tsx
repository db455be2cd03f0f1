import { formatNumber } from '../../platform/formats.ts';
import type { Language } from '../../platform/i18n.ts';
import { Field } from '../../platform/parts.tsx';
import { categories, domestics, sellerClasses, sorts } from './rules.ts';
import { addressOf, FORM, type View } from './search-view.ts';

/** What narrows the search, each answer with how many offers it would leave. */
export function Filters(view: View) {
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
