import { ActionForm, Links } from '../../platform/parts.tsx';
import { formatRupiah } from '../../values/money.ts';
import type { RequestView } from './request-page.tsx';
import { totalOf } from './rules.ts';

/** The line that pays, under the names above it, and what is left there. */
export function PayingLine({ t, request, line }: RequestView & { readonly line: NonNullable<RequestView['line']> }) {
  const isDraft = request.state === 'draft';
  const left = isDraft ? line.available - totalOf(request.orders) : line.available;
  return (
    <section class="card stack one" aria-labelledby="line">
      <h2 id="line">{t('purchase.which-line')}</h2>
      {line.path.length > 0 && <p class="crumb">{line.path.join(' › ')}</p>}
      <p>
        <b>{line.name}</b>
        <br />
        <span class="soft n">{line.code}</span>
      </p>
      <dl class="pairs">
        <dt>{t('purchase.ceiling')}</dt>
        <dd>{formatRupiah(line.ceiling)}</dd>
        {isDraft && (
          <>
            <dt>{t('purchase.available')}</dt>
            <dd>{formatRupiah(line.available)}</dd>
          </>
        )}
        <dt class="sum">{t(isDraft ? 'purchase.after' : 'purchase.left-now')}</dt>
        <dd class="sum">{formatRupiah(left)}</dd>
      </dl>
    </section>
  );
}

export function Beside({ t, request, papers, mayReplay, mayRepeat, open, key }: RequestView) {
  const address = `/institutions/${request.institutionId}`;
  return (
    <>
      {mayReplay && request.state !== 'draft' && (
        <p>
          <a href={`${address}/decisions/${request.id}`}>{t('purchase.to-replay')}</a>
        </p>
      )}
      {papers.length > 0 && (
        <section class="stack one">
          <h2>{t('purchase.papers')}</h2>
          <Links
            links={papers.map(({ id, kind, number }) => ({
              href: `${address}/papers/${id}`,
              label: t(`document.kind-${kind}`),
              number,
            }))}
          />
        </section>
      )}
      {mayRepeat && !open.includes('approve') && (
        <section class="stack one">
          <ActionForm
            action={`${address}/requests/${request.id}/repetition`}
            label={t('purchase.do-repeat')}
            kind="quiet"
            idempotencyKey={`${key}-repeat`}
          />
          <p class="hint">{t('purchase.repeat-hint')}</p>
        </section>
      )}
    </>
  );
}
