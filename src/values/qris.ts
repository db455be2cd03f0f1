import type { Sen } from './money.ts';

/** What a wallet has to know to pay: who receives, how much, and under which reference. */
export interface QrisAsk {
  /** At most 25 letters. */
  readonly merchant: string;
  readonly city: string;
  readonly amount: Sen;
  /** At most 25 letters and digits. */
  readonly reference: string;
}

const field = (id: string, value: string): string => `${id}${String(value.length).padStart(2, '0')}${value}`;

const plain = (text: string, most: number): string =>
  text
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .slice(0, most);

/**
 * The text of a dynamic QRIS code: EMVCo's merchant-presented QR (QR-MPM 1.1) with Indonesia's national fields, whole
 * rupiah, its checksum last. The receiver's national number is the sandbox's own and belongs to no real merchant.
 */
export function qrisPayload({ merchant, city, amount, reference }: QrisAsk): string {
  if (amount <= 0n || amount % 100n !== 0n) throw new Error('a wallet pays whole rupiah');
  const account = field('00', 'ID.CO.QRIS.WWW') + field('02', 'ID0000000000000') + field('03', 'UMI');
  const body = [
    field('00', '01'), // version of the format
    field('01', '12'), // good for one payment
    field('51', account),
    field('52', '5399'), // general merchandise
    field('53', '360'), // rupiah
    field('54', String(amount / 100n)),
    field('58', 'ID'),
    field('59', plain(merchant, 25)),
    field('60', plain(city, 15)),
    field('62', field('01', plain(reference, 25))),
  ].join('');
  const open = `${body}6304`;
  return open + checksum(open);
}

/** CRC-16/CCITT-FALSE, as EMVCo asks for: four hexadecimal letters. */
export function checksum(text: string): string {
  let crc = 0xffff;
  for (const letter of new TextEncoder().encode(text)) {
    crc ^= letter << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
