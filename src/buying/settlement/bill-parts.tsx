import { formatDate, formatShortDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { Icon } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import { type Bill, lsSteps, steps } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly bill: Bill;
}

interface ProofsView extends View {
  readonly there: readonly string[];
  readonly missing: readonly string[];
}

/** What is there, and in bold what is missing. */
export function Proofs({ t, language, bill, there, missing }: ProofsView) {
  const { tax, state, mismatches, marketplaceName: marketplace } = bill;
  const taxSaid = t(`settlement.tax-${tax.collector}`, { pph22: formatRupiah(tax.pph22), marketplace });
  const isOpen = bill.taxFor === null && state !== 'paid' && bill.payments.length > 1;
  const names = (kinds: readonly string[]) => kinds.map((kind) => t(`document.kind-${kind}`)).join(', ');
  return (
    <ul class="proofs s">
      {mismatches.map((what) => (
        <li class="miss">
          <Icon sign="flag" />
          <b>{t(`settlement.mismatch-${what}`)}</b>
        </li>
      ))}
      {there.length > 0 && (
        <li>
          <Icon sign="check" />
          {t('settlement.papers-there', { papers: names(there) })}
        </li>
      )}
      {missing.length > 0 && (
        <li class="miss">
          <Icon sign="flag" />
          <b>{t('settlement.papers-missing', { papers: names(missing) })}</b>
        </li>
      )}
      <li>
        <Icon sign="document" />
        {isOpen ? t('settlement.tax-guess', { method: bill.payments[0] ?? '', said: taxSaid }) : taxSaid}
      </li>
      {state === 'paid' && bill.paidOn && (
        <li>
          <Icon sign="check" />
          {t('settlement.paid-line', {
            date: formatDate(bill.paidOn as Day, language),
            reference: bill.reference ?? '',
          })}
        </li>
      )}
    </ul>
  );
}

/** SPP, SPM and SP2D in a row: number and day, or whose turn it is. */
export function LsDots({ t, language, bill }: View) {
  const done = bill.steps.length;
  return (
    <ol class="dots three" aria-label={t('settlement.ls-stages')}>
      {lsSteps.map((step, index) => {
        const recorded = bill.steps[index];
        return (
          <li {...(recorded ? { class: 'done' } : index === done ? { 'aria-current': 'step' as const } : {})}>
            <b>{step.toUpperCase()}</b>
            <br />
            {recorded && (
              <>
                {t('settlement.no', { number: recorded.number })}
                <br />
                {formatShortDate(recorded.day as Day, language)}
              </>
            )}
            {!recorded && index === done && t('settlement.waits', { who: t(`account.role-${steps[step].by[0]}`) })}
            {!recorded && index !== done && t('settlement.not-yet')}
          </li>
        );
      })}
    </ol>
  );
}
