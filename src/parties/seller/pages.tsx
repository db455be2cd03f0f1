import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Facts, Tag } from '../../platform/parts.tsx';
import type { Seller } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly seller: Seller;
  readonly regionName: string | undefined;
  readonly provinceName: string | undefined;
  /** Where this seller's offers are listed. */
  readonly offers: string;
}

/** The public page of one seller. */
export function sellerPage({ t, language, frame, seller, regionName, provinceName, offers }: View) {
  const place = [regionName ?? seller.regionCode, provinceName].filter((part) => part !== undefined);
  return (
    <Page {...{ t, language, frame, title: seller.name }}>
      <div class="stack three read">
        <Facts
          rows={[
            { label: t('seller.class'), value: t(`seller.class-${seller.sellerClass}`) },
            { label: t('seller.place'), value: place.join(', ') },
            { label: t('seller.tax'), value: t(seller.isPkp ? 'seller.pkp' : 'seller.not-pkp') },
          ]}
        />
        <p>
          <Tag kind="care" sign="person">
            {t('seller.evidence-marketplace')}
          </Tag>
        </p>
        <p class="soft s">{t('seller.evidence-explained')}</p>
        <p>
          <a class="btn" href={`${offers}&lang=${language}`}>
            {t('seller.see-offers')}
          </a>
        </p>
      </div>
    </Page>
  );
}
