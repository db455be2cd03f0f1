import { formatDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { formatRupiah } from '../../values/money.ts';
import type { Pack, Source } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly packs: readonly Pack[];
}

export function rulesPage({ t, language, frame, packs }: View) {
  return (
    <Page {...{ t, language, title: t('rulebook.title'), frame }}>
      <p class="soft read">{t('rulebook.intro')}</p>
      {packs.map((pack) => (
        <section class="card stack">
          <h2>
            {pack.id}
            {pack.until === null && <span class="tag good">{t('rulebook.in-force')}</span>}
          </h2>
          <p class="soft s">
            {t(pack.until === null ? 'rulebook.since' : 'rulebook.between', {
              from: formatDate(pack.from, language),
              until: pack.until === null ? '' : formatDate(pack.until, language),
            })}
          </p>
          <ul class="list tightly">
            {rulesOf(t, pack).map(({ text, source }) => (
              <li class="stack half">
                <span>{text}</span>
                <span class="soft s">
                  {source.article} {!source.verified && <span class="tag care">{t('rulebook.unverified')}</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
}

function rulesOf(t: Translate, pack: Pack): { text: string; source: Source }[] {
  const { limit, smallOnly, approval, forms, purchaseOrder, payments, ppn, pph22, domestic } = pack;
  const forms2 = { receipt: formatRupiah(forms.receiptUpTo), kuitansi: formatRupiah(forms.kuitansiUpTo) };
  return [
    { text: t('rulebook.rule-limit', { amount: formatRupiah(limit.amount) }), source: limit },
    { text: t(smallOnly.isDuty ? 'rulebook.rule-small-only' : 'rulebook.rule-small-first'), source: smallOnly },
    ...(approval
      ? [{ text: t('rulebook.rule-approval', { amount: formatRupiah(approval.above) }), source: approval }]
      : []),
    { text: t('rulebook.rule-forms', forms2), source: forms },
    { text: t('rulebook.purchase-order-always'), source: purchaseOrder },
    { text: t('rulebook.rule-payments', { means: payments.means.join(', ') }), source: payments },
    { text: t(`rulebook.ppn-${ppn.percent}`), source: ppn },
    { text: t(`rulebook.pph22-${pph22.collector}`), source: pph22 },
    { text: t('rulebook.rule-domestic'), source: domestic },
  ];
}
