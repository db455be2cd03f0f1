import { formatRupiah } from '../../values/money.ts';
import type { RequestView } from './request-page.tsx';

/** Which reasons speak for which answer, by how their codes begin; the rest stands below. */
const speaksFor = {
  path: /\.(form-|purchase-order-)/,
  approver: /\.approval-/,
  papers: /\.(handover-|no-signature|invoice-is-slip)/,
  tax: /\.(ppn-|not-pkp|pph22-)/,
} as const;

type Judged = RequestView & { readonly judgement: NonNullable<RequestView['judgement']> };

function Why({ t, decision, of }: Pick<RequestView, 't'> & { decision: Judged['judgement']['decision']; of: RegExp }) {
  return (
    <>
      {decision.reasons
        .filter(({ code }) => of.test(code))
        .map(({ code, article, verified, details }) => (
          <dd class="s">
            {t(code, details)} <span class="soft">{article}</span>
            {!verified && <span class="tag care">{t('purchase.unverified')}</span>}
          </dd>
        ))}
    </>
  );
}

export function Law({ t, judgement: { decision } }: Judged) {
  const others = decision.reasons.filter(({ code }) => !Object.values(speaksFor).some((one) => one.test(code)));
  const tax = decision.taxes.reduce((sum, { pph22 }) => sum + pph22, 0n);
  const ppn = decision.taxes.reduce((sum, one) => sum + one.ppn, 0n);
  return (
    <section class="card lift stack law" aria-labelledby="law">
      <h2 id="law">{t('purchase.law')}</h2>
      {decision.stops.map((finding) => (
        <div class="note stop stack half">
          <p>{t(finding.code, finding.details)}</p>
          <p class="s">{finding.article}</p>
        </div>
      ))}
      <dl class="stack">
        <div class="rule">
          <dt>{t('purchase.path')}</dt>
          <dd>
            <b>{t(`rulebook.path-${decision.path}`)}</b>
          </dd>
          <Why {...{ t, decision, of: speaksFor.path }} />
        </div>
        <div class="rule">
          <dt>{t('purchase.approver')}</dt>
          <dd>
            <b>{t(decision.approver ? `account.role-${decision.approver}` : 'purchase.no-approver')}</b>
          </dd>
          <Why {...{ t, decision, of: speaksFor.approver }} />
        </div>
        <div class="rule">
          <dt>{t('purchase.papers')}</dt>
          <dd>
            <b>{[...new Set(decision.papers.map(({ kind }) => t(`document.kind-${kind}`)))].join(', ')}</b>
          </dd>
          <Why {...{ t, decision, of: speaksFor.papers }} />
        </div>
        <div class="rule">
          <dt>{t('purchase.tax')}</dt>
          <dd>
            <span class="n">PPN {formatRupiah(ppn)}</span>, <span class="n">PPh 22 {formatRupiah(tax)}</span>
          </dd>
          <Why {...{ t, decision, of: speaksFor.tax }} />
        </div>
      </dl>
      <details class="more">
        <summary>{t('purchase.articles')}</summary>
        <ul class="stack one s">
          {[...others, ...decision.flags].map(({ code, article, verified, details }) => (
            <li>
              {t(code, details)} <span class="soft">{article}</span>
              {!verified && <span class="tag care">{t('purchase.unverified')}</span>}
            </li>
          ))}
        </ul>
      </details>
      <p class="hint">{t('purchase.pack', { pack: decision.packId })}</p>
    </section>
  );
}
