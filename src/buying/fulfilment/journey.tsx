import { formatMoment } from '../../platform/formats.ts';
import { Trail } from '../../platform/parts.tsx';
import { clockOf, moneySentence, type Shown } from './delivery-parts.tsx';
import type { Money } from './money.ts';
import type { Delivery, Receipt } from './rules.ts';

interface JourneyView extends Shown {
  readonly delivery: Delivery;
  readonly receipts: readonly Receipt[];
  readonly money: Money | undefined;
}

/** What happened to the order, what comes next, and when the money comes. */
export function Journey({ t, language, delivery, receipts, money }: JourneyView) {
  const { state, at, answeredAt, shippedAt } = delivery;
  const zone = clockOf(delivery);
  const when = (moment: Date | null) => (moment ? formatMoment(moment, language, zone) : undefined);
  const isOver = state === 'declined' || state === 'cancelled';
  const arrivals = receipts.map(({ at, isComplete, lines }) => ({
    title: t(isComplete ? 'fulfilment.step-received' : 'fulfilment.step-part'),
    text: `${when(at)}. ${lines.map((line) => `${line.quantity} ${nameOf(delivery, line.lineId)}`).join(', ')}.`,
    state: 'done' as const,
  }));
  const ahead = [
    ...(state === 'waiting'
      ? [{ title: t('fulfilment.step-accepted'), text: t('fulfilment.step-accepted-wait') }]
      : []),
    ...(state === 'waiting' || state === 'accepted'
      ? [{ title: t('fulfilment.step-shipped'), text: t('fulfilment.step-shipped-wait') }]
      : []),
    ...(state !== 'received'
      ? [{ title: t('fulfilment.step-received'), text: t('fulfilment.step-received-wait') }]
      : []),
    ...(money?.state !== 'paid' ? [{ title: t('fulfilment.step-paid'), text: moneySentence(t, language, money) }] : []),
  ].map((step, index) => ({ ...step, state: index === 0 ? ('now' as const) : ('next' as const) }));
  const done = [
    { title: t('fulfilment.step-ordered'), text: when(at), state: 'done' as const },
    ...(answeredAt
      ? [
          {
            title: t(state === 'declined' ? 'fulfilment.step-declined' : 'fulfilment.step-accepted'),
            text: when(answeredAt),
            state: 'done' as const,
          },
        ]
      : []),
    ...(shippedAt ? [{ title: t('fulfilment.step-shipped'), text: when(shippedAt), state: 'done' as const }] : []),
    ...arrivals,
    ...(money?.state === 'paid'
      ? [{ title: t('fulfilment.step-paid'), text: moneySentence(t, language, money), state: 'done' as const }]
      : []),
  ];
  return (
    <section class="stack" aria-labelledby="journey">
      <h2 id="journey">{t('fulfilment.journey')}</h2>
      <Trail steps={[...done, ...(isOver ? [] : ahead)]} />
    </section>
  );
}

const nameOf = ({ lines }: Delivery, lineId: string): string => {
  const line = lines.find((one) => one.lineId === lineId);
  return line ? `${line.unit} ${line.title}` : '';
};
