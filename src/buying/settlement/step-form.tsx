import type { Translate } from '../../platform/i18n.ts';
import { ActionForm, Field, Note, Tag } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import type { Way } from './decide-tax.ts';
import { type Bill, type Method, type Step, steps, transferOf } from './rules.ts';

interface StepView {
  readonly t: Translate;
  readonly bill: Bill;
  /** What the rules say for each way of paying. */
  readonly ways: readonly Way[];
  readonly today: string;
  readonly key: string;
  readonly step: Step;
  readonly isMain: boolean;
}

/** One form a step; where both ways are allowed the first stands open and the other behind a line of text. */
export function StepForm({ t, bill, ways, today, key, step, isMain }: StepView) {
  const noun = step === 'pay' ? 'payment' : step;
  const method: Method = steps[step].method;
  const way = ways.find((one) => one.method === method);
  const transfer = transferOf({ amount: bill.amount, tax: way?.tax ?? bill.tax });
  const amount = formatRupiah(transfer);
  const sums = { amount, gross: formatRupiah(bill.amount), kept: formatRupiah(bill.amount - transfer) };
  const names = step === 'pay' ? { number: 'reference', day: 'paidOn' } : { number: 'number', day: 'on' };
  const form = (
    <ActionForm
      action={`/institutions/${bill.institutionId}/bills/${bill.id}/${noun}`}
      label={t(`settlement.do-${step}`, { amount })}
      kind={isMain ? 'main' : 'quiet'}
      idempotencyKey={`${key}-${step}`}
      fields={step === 'pay' ? { method: 'UP' } : {}}
    >
      <p class="soft s">{t(`settlement.how-${step}`, { ...sums, marketplace: bill.marketplaceName })}</p>
      {(way?.flags ?? []).map(({ code, details, article, verified }) => (
        <Note kind="care" title={t(code, details)}>
          <p>
            {article} {!verified && <Tag kind="care">{t('rulebook.unverified')}</Tag>}
          </p>
        </Note>
      ))}
      <Field id={`${step}-number`} name={names.number} label={t(`settlement.number-${step}`)} maxlength={100} />
      <Field id={`${step}-day`} name={names.day} label={t('settlement.day')} type="date" value={today} />
    </ActionForm>
  );
  if (isMain) {
    return (
      <section class="stack two" aria-labelledby={`do-${step}`}>
        <h2 id={`do-${step}`}>{t(`settlement.to-${step}`, { amount })}</h2>
        {form}
      </section>
    );
  }
  return (
    <details class="more">
      <summary>{t(`settlement.to-${step}`, { amount })}</summary>
      {form}
    </details>
  );
}
