import { formatDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Empty } from '../../platform/parts.tsx';
import type { SavedSearch } from './saved-searches.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly searches: readonly SavedSearch[];
}

/** A person's own searches: run one again, or forget it. */
export function savedSearchesPage({ t, language, frame, searches }: View) {
  return (
    <Page {...{ t, language, frame, title: t('catalogue.saved') }}>
      {searches.length === 0 ? (
        <Empty drawing="basket" title={t('catalogue.saved-none')} text={t('catalogue.saved-how')}>
          <a class="btn quiet" href={`/offers?lang=${language}`}>
            {t('catalogue.search')}
          </a>
        </Empty>
      ) : (
        <ul class="list read">
          {searches.map(({ id, name, address, at }) => (
            <li class="row apart">
              <span>
                <a href={`/offers?${address ? `${address}&` : ''}lang=${language}`}>
                  <b>{name}</b>
                </a>
                <br />
                <span class="soft s">{t('catalogue.saved-on', { date: formatDate(at, language) })}</span>
              </span>
              <ActionForm
                action={`/searches/${id}/removal`}
                label={t('catalogue.forget')}
                kind="quiet"
                about={name}
                idempotencyKey={id}
              />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
