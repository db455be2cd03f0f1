import { formatDate, formatShortDate, formatWeekday } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { ActionForm, Empty, Facts, Field, Icon, Links, Note, Tag } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { type Bill, lsSteps, type Step, transferOf } from './rules.ts';

interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

interface Listed {
  readonly bill: Bill;
  readonly there: readonly string[];
  readonly missing: readonly string[];
  readonly open: readonly Step[];
}

interface ListView extends Shown {
  readonly institutionId: string;
  readonly today: string;
  readonly bills: readonly Listed[];
}

/** What is due, by day: the answer as heading, one action a bill. */
export function billsPage({ t, language, frame, institutionId, today, bills }: ListView) {
  const owed = bills.filter(({ bill }) => bill.state !== 'paid');
  const paid = bills.filter(({ bill }) => bill.state === 'paid');
  const ready = owed.filter(({ bill, missing }) => bill.state === 'due' && missing.length === 0);
  const sum = (list: readonly Listed[]): Sen => list.reduce((total, { bill }) => total + bill.amount, 0n);
  const title = ready.length > 0 ? t('settlement.ready', { count: ready.length }) : t('settlement.none-ready');
  const heading = (
    <div class="stack half">
      <h1>{title}</h1>
      <p class="soft">
        {formatWeekday(today as Day, language)}.{' '}
        {owed.length > 0 && t('settlement.owed', { count: owed.length, total: formatRupiah(sum(owed)) })}
      </p>
    </div>
  );
  const first = ready.find(({ open }) => open.length > 0);
  const days = [...new Set(owed.map(({ bill }) => bill.dueOn))];
  return (
    <Page {...{ t, language, frame, title, heading }}>
      {bills.length === 0 && <Empty drawing="receipt" title={t('settlement.empty')} text={t('settlement.empty-how')} />}
      <div class="split">
        <div class="stack four">
          {days.map((day, index) => {
            const ofDay = owed.filter(({ bill }) => bill.dueOn === day);
            return (
              <section class="stack" aria-labelledby={`day-${index}`}>
                <div class="row apart base">
                  <h2 id={`day-${index}`}>{t('settlement.due-by', { date: formatWeekday(day as Day, language) })}</h2>
                  <span class="soft s">
                    {t('settlement.day-sum', { count: ofDay.length, total: formatRupiah(sum(ofDay)) })}{' '}
                    {day < today && <Tag kind="stop">{t('settlement.late')}</Tag>}
                  </span>
                </div>
                <ul class="list">
                  {ofDay.map((one) => (
                    <BillRow {...{ t, language, institutionId, isFirst: one === first, ...one }} />
                  ))}
                </ul>
              </section>
            );
          })}
          {paid.length > 0 && (
            <section class="stack" aria-labelledby="paid">
              <h2 id="paid">{t('settlement.paid-last')}</h2>
              <ul class="list">
                {paid.map((one) => (
                  <BillRow {...{ t, language, institutionId, isFirst: one === first, ...one }} />
                ))}
              </ul>
            </section>
          )}
        </div>
        <aside class="stack four">
          <section class="card sand stack one" aria-labelledby="ways">
            <h2 id="ways">{t('settlement.up-or-ls')}</h2>
            <p class="s">{t('settlement.up-is')}</p>
            <p class="s">{t('settlement.ls-is')}</p>
          </section>
        </aside>
      </div>
    </Page>
  );
}

interface RowView extends Listed {
  /** The one that is paid next: the page's main action. */
  readonly isFirst: boolean;
  readonly t: Translate;
  readonly language: Language;
  readonly institutionId: string;
}

function BillRow({ t, language, institutionId, isFirst, bill, there, missing, open }: RowView) {
  const address = `/institutions/${institutionId}/bills/${bill.id}`;
  const [next] = open;
  return (
    <li class="bill">
      <span class={bill.method === 'LS' ? 'tag line kind' : 'tag kind'}>
        {bill.method ?? bill.payments.join(' / ')}
      </span>
      <div class="stack one">
        <div class="row apart base">
          <h3>
            <a href={address}>{bill.sellerName}</a>
          </h3>
          <b class="l n">{formatRupiah(bill.amount)}</b>
        </div>
        <p class="soft s">
          {bill.title}, {bill.marketplaceName}. <span class="n">{bill.orderNumber}</span>
        </p>
        {bill.method === 'LS' && <Dots {...{ t, language, bill }} />}
        <Proofs {...{ t, language, bill, there, missing }} />
      </div>
      <div class="bill-do">
        {next && missing.length === 0 && (
          <a class={isFirst ? 'btn' : 'btn quiet'} href={address}>
            {t(`settlement.to-${next}`, { amount: formatRupiah(transferOf(bill)) })}
            <span class="vh"> {bill.sellerName}</span>
          </a>
        )}
      </div>
    </li>
  );
}

interface ProofsView {
  readonly t: Translate;
  readonly language: Language;
  readonly bill: Bill;
  readonly there: readonly string[];
  readonly missing: readonly string[];
}

/** What is there, and in bold what is missing. */
function Proofs({ t, language, bill, there, missing }: ProofsView) {
  const { tax, state, mismatches, marketplaceName: marketplace } = bill;
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
        {t(`settlement.tax-${tax.collector}`, { pph22: formatRupiah(tax.pph22), marketplace })}
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

/** SPP, SPM and SP2D with number and day. */
function Dots({ t, language, bill }: Pick<ProofsView, 't' | 'language' | 'bill'>) {
  const done = bill.steps.length;
  return (
    <ol class="dots three" aria-label={t('settlement.ls-stages')}>
      {lsSteps.map((step, index) => {
        const recorded = bill.steps[index];
        return (
          <li {...(recorded ? { class: 'done' } : index === done ? { 'aria-current': 'step' as const } : {})}>
            <b>{step.toUpperCase()}</b>
            <br />
            {recorded ? (
              <>
                {t('settlement.no', { number: recorded.number })}
                <br />
                {formatShortDate(recorded.day as Day, language)}
              </>
            ) : (
              t('settlement.not-yet')
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface BillView extends Shown {
  readonly bill: Bill;
  readonly papers: readonly { readonly id: string; readonly kind: string; readonly number: string }[];
  readonly missing: readonly string[];
  readonly open: readonly Step[];
  readonly today: string;
  /** Made anew for every page shown: a double click sends the same key twice. */
  readonly key: string;
}

const stateTags = { mismatch: 'stop', due: 'care', spp: 'plain', spm: 'plain', paid: 'good' } as const;

export function billPage(view: BillView) {
  const { t, language, frame, bill, papers, missing, open } = view;
  const { institutionId, orderId, sellerName: seller, state, tax, marketplaceName: marketplace } = bill;
  const title = t(state === 'paid' ? 'settlement.bill-paid' : 'settlement.bill', {
    amount: formatRupiah(bill.amount),
    seller,
  });
  const there = [...new Set(papers.map(({ kind }) => kind))];
  return (
    <Page {...{ t, language, frame, title }}>
      <p class="row">
        <Tag kind={stateTags[state]}>{t(`settlement.state-${state}`)}</Tag>
        <a href={`/institutions/${institutionId}/deliveries/${orderId}`}>{t('settlement.to-order')}</a>
        <span class="soft n">{bill.orderNumber}</span>
      </p>
      {state === 'mismatch' && (
        <Note kind="stop" title={t('settlement.mismatch-title')}>
          <p>{t('settlement.mismatch-how', { marketplace })}</p>
        </Note>
      )}
      {missing.length > 0 && state !== 'paid' && (
        <Note kind="care" title={t('settlement.wait-papers')}>
          <p>{t('settlement.wait-papers-how')}</p>
        </Note>
      )}
      <div class="split">
        <div class="stack four">
          {bill.method === 'LS' && <Dots {...{ t, language, bill }} />}
          {missing.length === 0 && open.map((step) => <StepForm {...view} {...{ step, isMain: step === open[0] }} />)}
          {state === 'paid' && bill.report === 'refused' && (
            <Note kind="care" title={t('settlement.report-refused', { marketplace })}>
              <p>{t('settlement.report-refused-how')}</p>
            </Note>
          )}
          <section class="stack one" aria-labelledby="proofs">
            <h2 id="proofs">{t('settlement.proofs')}</h2>
            <Proofs {...{ t, language, bill, there, missing }} />
            <Links
              links={papers.map(({ id, kind, number }) => ({
                href: `/institutions/${institutionId}/papers/${id}`,
                label: t(`document.kind-${kind}`),
                number,
              }))}
            />
          </section>
        </div>
        <aside class="stack four">
          <section class="card lift stack" aria-labelledby="match">
            <h2 id="match">{t('settlement.match')}</h2>
            <Facts
              rows={[
                { label: t('settlement.by-order'), value: formatRupiah(bill.amount) },
                {
                  label: t('settlement.by-budget'),
                  value: formatRupiah(bill.budgetMoves.reduce((sum, { amount }) => sum + amount, 0n)),
                },
                {
                  label: t('settlement.by-invoice', { marketplace }),
                  value: bill.invoiced === null ? t('settlement.not-told') : formatRupiah(bill.invoiced),
                },
                { label: t('settlement.received-on'), value: formatDate(bill.receivedOn as Day, language) },
                { label: t('settlement.planned'), value: formatDate(bill.dueOn as Day, language) },
              ]}
            />
            <p class="hint">{t('settlement.planned-why')}</p>
          </section>
          <section class="card sand stack" aria-labelledby="tax">
            <h2 id="tax">{t('settlement.tax')}</h2>
            <Facts
              rows={[
                { label: t('settlement.dpp'), value: formatRupiah(tax.dpp) },
                { label: 'PPN', value: formatRupiah(tax.ppn) },
                { label: 'PPh 22', value: formatRupiah(tax.pph22) },
                {
                  label: t('settlement.collector'),
                  value: t(`settlement.collector-${tax.collector}`, { marketplace }),
                },
                { label: t('settlement.seller-receives'), value: formatRupiah(tax.sellerReceives) },
              ]}
            />
          </section>
        </aside>
      </div>
    </Page>
  );
}

/** One form a step; where both ways are allowed the first stands open and the other behind a line of text. */
function StepForm({ t, bill, today, key, step, isMain }: BillView & { readonly step: Step; readonly isMain: boolean }) {
  const noun = step === 'pay' ? 'payment' : step;
  const amount = formatRupiah(transferOf(bill));
  const names = step === 'pay' ? { number: 'reference', day: 'paidOn' } : { number: 'number', day: 'on' };
  const form = (
    <ActionForm
      action={`/institutions/${bill.institutionId}/bills/${bill.id}/${noun}`}
      label={t(`settlement.do-${step}`, { amount })}
      kind={isMain ? 'main' : 'quiet'}
      idempotencyKey={`${key}-${step}`}
      fields={step === 'pay' ? { method: 'UP' } : {}}
    >
      <p class="soft s">{t(`settlement.how-${step}`, { amount, marketplace: bill.marketplaceName })}</p>
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
