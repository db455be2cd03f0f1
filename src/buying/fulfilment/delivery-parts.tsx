import { formatDate, type Zone, zones } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import type { Frame } from '../../platform/page.tsx';
import { Tag } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import type { Money } from './money.ts';
import type { Delivery, DeliveryState } from './rules.ts';

export interface Shown {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
}

/** The clock on the office's wall. */
export function clockOf({ content }: Delivery): Zone {
  const zone = content.institution.zone ?? '';
  return zone in zones ? (zone as Zone) : 'Asia/Jakarta';
}

const tags = {
  waiting: 'care',
  accepted: 'plain',
  shipped: 'red',
  'partly-received': 'care',
  received: 'good',
  declined: 'stop',
  cancelled: 'stop',
} as const satisfies Record<DeliveryState, string>;

export function StateTag({ t, state }: { readonly t: Translate; readonly state: DeliveryState }) {
  return <Tag kind={tags[state]}>{t(`fulfilment.state-${state}`)}</Tag>;
}

export const contents = ({ lines }: Delivery): string =>
  lines.map(({ quantity, unit, title }) => `${quantity} ${unit} ${title}`).join(', ');

/** When the money comes, in one sentence. */
export function moneySentence(t: Translate, language: Language, money: Money | undefined): string {
  if (!money) return t('fulfilment.money-later');
  return t(`fulfilment.money-${money.state}`, { date: formatDate(money.on as Day, language) });
}

interface OpenView {
  readonly t: Translate;
  readonly delivery: Delivery;
  readonly money: Money | undefined;
}

/** The tax is that of the first way of paying; whoever reads it early must know that the other may change it. */
export function WhilePaymentIsOpen({ t, delivery: { state, payments }, money }: OpenView) {
  const [means = '', ...others] = payments;
  const isOver = state === 'declined' || state === 'cancelled' || money?.state === 'paid';
  if (isOver || others.length === 0 || money?.method) return null;
  return <p class="hint">{t('fulfilment.tax-if', { means, others: others.join(', ') })}</p>;
}
