import { Hono } from 'hono';
import { z } from 'zod';
import type { Database } from '../../platform/database.ts';
import { ActionForm } from '../../platform/forms.tsx';
import { Page } from '../../platform/page.tsx';
import { Note } from '../../platform/parts.tsx';
import { described } from '../../platform/route.ts';
import { idParam, type WebEnv } from '../../platform/web.tsx';
import type { Clock, Instant } from '../../values/instant.ts';
import { formatRupiah } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { movePayment, selectPayment } from './store.ts';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  /** The bank's word that money came. */
  readonly onPaid: (paid: { readonly buyerId: string; readonly id: string; readonly at: Instant }) => Promise<void>;
}

/** The wallet of the demonstration: whoever holds the code may pay, as with any QR code on a counter. */
export function qrisSandboxRoutes({ database, clock, onPaid }: Deps): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const anyone = { who: 'anyone', page: 'text/html' } as const;

  routes.get(
    '/qris/:paymentId',
    described({ ...anyone, name: 'open-wallet' }, async (c) => {
      const payment = await selectPayment(database, idParam(c, 'paymentId'));
      if (!payment) throw new Problem('missing', 'qris/none');
      const { t, language, frame } = c.var;
      const total = formatRupiah(payment.amount);
      const isOpen = payment.state === 'waiting' && payment.until > clock();
      return c.html(
        <Page {...{ t, language, frame, title: t('qris.title'), wide: 'slim' }}>
          <Note kind="care" title={t('qris.sandbox')} />
          {isOpen ? (
            <ActionForm
              action={`/qris/${payment.id}/payment`}
              {...{ label: t('qris.do-pay', { total }), idempotencyKey: payment.id, wide: true }}
            />
          ) : (
            <p>{t(payment.state === 'waiting' ? 'qris.over' : `qris.${payment.state}`, { total })}</p>
          )}
          <p>
            <a href={`/me/purchases/${payment.id}`}>{t('qris.back')}</a>
          </p>
        </Page>,
      );
    }),
  );

  const paying = { ...anyone, name: 'pay-by-wallet', body: z.object({}).loose(), status: 303 } as const;
  routes.post(
    '/qris/:paymentId/payment',
    described(paying, async (c, { body }) => {
      await body();
      const payment = await selectPayment(database, idParam(c, 'paymentId'));
      if (!payment) throw new Problem('missing', 'qris/none');
      const at = clock();
      if (payment.state === 'waiting' && payment.until <= at) throw new Problem('conflict', 'qris/over');
      await movePayment(database, payment.id, 'waiting', 'paid');
      await onPaid({ buyerId: payment.buyerId, id: payment.id, at });
      return c.redirect(`/me/purchases/${payment.id}?lang=${c.var.language}`, 303);
    }),
  );
  return routes;
}
