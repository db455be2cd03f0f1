import { formatWeekday } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Tag } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { LsDots, Proofs } from './bill-parts.tsx';
import { awaitedRole, type Bill, type Step, transferOf } from './rules.ts';

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
  const awaited = awaitedRole(bill);
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
        {bill.method === 'LS' && <LsDots {...{ t, language, bill }} />}
        <Proofs {...{ t, language, bill, there, missing }} />
      </div>
      <div class="bill-do">
        {next && missing.length === 0 && (
          <a class={isFirst ? 'btn' : 'btn quiet'} href={address}>
            {t(`settlement.to-${next}`, { amount: formatRupiah(transferOf(bill)) })}
            <span class="vh"> {bill.sellerName}</span>
          </a>
        )}
        {!next && awaited && missing.length === 0 && (
          <p class="soft s">{t('settlement.waits', { who: t(`account.role-${awaited}`) })}</p>
        )}
      </div>
    </li>
  );
}
