import { formatDate } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Links, Note, Pairs, Tag, Trail } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import { rupiahInWords } from '../../values/terbilang.ts';
import { Proofs } from './bill-parts.tsx';
import type { Way } from './decide-tax.ts';
import { awaitedRole, type Bill, lsSteps, type Step, steps } from './rules.ts';
import { StepForm } from './step-form.tsx';
import { TaxCard } from './tax-card.tsx';

interface BillView {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly bill: Bill;
  readonly papers: readonly { readonly id: string; readonly kind: string; readonly number: string }[];
  readonly missing: readonly string[];
  readonly open: readonly Step[];
  /** What the rules say for each way of paying. */
  readonly ways: readonly Way[];
  readonly today: string;
  /** Made anew for every page shown: a double click sends the same key twice. */
  readonly key: string;
}

const stateTags = { mismatch: 'stop', due: 'care', spp: 'plain', spm: 'plain', paid: 'good' } as const;

export function billPage(view: BillView) {
  const { t, language, frame, bill, papers, missing, open } = view;
  const { institutionId, orderId, sellerName: seller, state, marketplaceName: marketplace } = bill;
  const title = t(state === 'paid' ? 'settlement.bill-paid' : 'settlement.bill', {
    amount: formatRupiah(bill.amount),
    seller,
  });
  const heading = (
    <div class="stack half">
      <h1>{title}</h1>
      <p class="soft">{t('settlement.in-words', { words: rupiahInWords(bill.amount, language) })}</p>
    </div>
  );
  const there = [...new Set(papers.map(({ kind }) => kind))];
  const isComplete = missing.length === 0;
  const awaited = awaitedRole(bill);
  return (
    <Page {...{ t, language, frame, title, heading }}>
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
      {!isComplete && state !== 'paid' && (
        <Note kind="care" title={t('settlement.wait-papers')}>
          <p>{t('settlement.wait-papers-how')}</p>
        </Note>
      )}
      {isComplete && awaited && open.length === 0 && (
        <Note kind="plain" title={t('settlement.waits', { who: t(`account.role-${awaited}`) })}>
          <p>{t(state === 'due' ? 'settlement.waits-how-due' : 'settlement.waits-how-ls')}</p>
        </Note>
      )}
      <div class="split">
        <div class="stack four">
          {isComplete && open.map((step) => <StepForm {...view} {...{ step, isMain: step === open[0] }} />)}
          {hasLs(bill) && <LsSteps {...{ t, language, bill }} />}
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
          <MatchCard {...{ t, language, bill }} />
          <TaxCard {...view} />
        </aside>
      </div>
    </Page>
  );
}

const hasLs = ({ method, state, payments }: Bill): boolean =>
  method === 'LS' || (method === null && state === 'due' && payments.includes('LS'));

type Part = Pick<BillView, 't' | 'language' | 'bill'>;

/** The three papers of the treasury, numbered: what was recorded, what is missing next and who records it, what follows. */
function LsSteps({ t, language, bill }: Part) {
  const done = bill.steps.length;
  const isPlan = bill.method === null;
  const trail = lsSteps.map((step, index) => {
    const recorded = bill.steps[index];
    const who = t(`account.role-${steps[step].by[0]}`);
    const title = t(`settlement.ls-${step}`, { place: index + 1 });
    if (recorded) {
      const date = formatDate(recorded.day as Day, language);
      const text = t('settlement.ls-done', { number: recorded.number, date, who });
      return { title, text, state: 'done' as const };
    }
    const isNow = index === done && !isPlan;
    const said = isPlan ? 'settlement.ls-by' : isNow ? 'settlement.ls-now' : 'settlement.ls-next';
    return { title, text: t(said, { who }), state: turn(isNow) };
  });
  return (
    <section class="stack two" aria-labelledby="ls">
      <h2 id="ls">{t(isPlan ? 'settlement.ls-plan' : 'settlement.ls-so-far', { done, all: lsSteps.length })}</h2>
      <Trail steps={trail} />
    </section>
  );
}

const turn = (isNow: boolean) => (isNow ? ('now' as const) : ('next' as const));

function MatchCard({ t, language, bill }: Part) {
  const { marketplaceName: marketplace, invoiced } = bill;
  const bound = bill.budgetMoves.reduce((sum, { amount }) => sum + amount, 0n);
  return (
    <section class="card lift stack" aria-labelledby="match">
      <h2 id="match">{t('settlement.match')}</h2>
      <Pairs
        small
        lines={[
          { label: t('settlement.by-order'), amount: bill.amount },
          { label: t('settlement.by-budget'), amount: bound },
          {
            label: t('settlement.by-invoice', { marketplace }),
            ...(invoiced === null ? { text: t('settlement.not-told') } : { amount: invoiced }),
          },
          { label: t('settlement.received-on'), text: formatDate(bill.receivedOn as Day, language) },
          { label: t('settlement.planned'), text: formatDate(bill.dueOn as Day, language) },
        ]}
      />
      <p class="hint">{t('settlement.planned-why')}</p>
    </section>
  );
}
