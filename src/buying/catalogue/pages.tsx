import { Page } from '../../platform/page.tsx';
import { Empty, Field, Icon, Note } from '../../platform/parts.tsx';
import { Filters } from './filters.tsx';
import { Hits } from './hits.tsx';
import { MOST_COMPARED } from './rules.ts';
import { addressOf, COMPARE, FORM, type View } from './search-view.ts';

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
