import type { Reader } from '../../platform/database.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

export type PaymentStatus = 'unknown' | 'waiting' | 'paid' | 'refunded';

/** The port to whoever collects QRIS payments. Every operation bears repetition with the same id. */
export interface Payments {
  /** Asks for a payment that may be made until then; answers the text of the QR code. */
  open(ask: PaymentAsk): Promise<string>;
  /** The only truth on a payment: a notice that one was made is only a reason to ask. */
  statusOf(reader: Reader, id: string): Promise<PaymentStatus>;
  /** Gives a payment back; one that was given back already stays so. */
  refund(id: string): Promise<void>;
}

export interface PaymentAsk {
  readonly id: string;
  readonly buyerId: string;
  readonly amount: Sen;
  readonly until: Instant;
  /** Who sells, as the wallet shows it. */
  readonly merchant: string;
  readonly reference: string;
}
