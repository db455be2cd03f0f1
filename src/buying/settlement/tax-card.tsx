import type { Translate } from '../../platform/i18n.ts';
import { type MoneyLine, Pairs, Tag } from '../../platform/parts.tsx';
import type { Way } from './decide-tax.ts';
import { type Bill, transferOf } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly bill: Bill;
  readonly ways: readonly Way[];
}

/** The tax of the way that was chosen; while that is open, of each way side by side. */
export function TaxCard({ t, bill, ways }: View) {
  const { taxFor } = bill;
  const shown = taxFor === null ? ways : ways.filter(({ method }) => method === taxFor);
  // A bill that was paid before ways were told apart keeps the tax that it was paid with.
  const blocks = bill.state === 'paid' && taxFor === null ? [{ method: bill.method, tax: bill.tax }] : shown;
  return (
    <section class="card sand stack" aria-labelledby="tax">
      <h2 id="tax">{t('settlement.tax')}</h2>
      {blocks.length > 1 && <p class="s">{t('settlement.tax-open')}</p>}
      {blocks.map((way) => (
        <div class="stack one">
          <h3>{t(blocks.length > 1 ? 'settlement.tax-if' : 'settlement.tax-as', { method: way.method ?? '' })}</h3>
          <Pairs small lines={linesOf(t, bill, way.tax)} />
          {'rule' in way && way.rule && (
            <p class="hint">
              {t(way.rule.code, way.rule.details)} {way.rule.article}{' '}
              {!way.rule.verified && <Tag kind="care">{t('rulebook.unverified')}</Tag>}
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function linesOf(t: Translate, { amount, marketplaceName: marketplace }: Bill, tax: Bill['tax']): MoneyLine[] {
  return [
    { label: t('settlement.dpp'), amount: tax.dpp },
    { label: 'PPN', amount: tax.ppn },
    { label: 'PPh 22', amount: tax.pph22 },
    { label: t('settlement.collector'), text: t(`settlement.collector-${tax.collector}`, { marketplace }) },
    { label: t('settlement.transfer', { marketplace }), amount: transferOf({ amount, tax }) },
    { label: t('settlement.seller-receives'), amount: tax.sellerReceives },
  ];
}
