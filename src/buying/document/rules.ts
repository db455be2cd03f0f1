import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

/** Every kind of paper, with the letters that its number begins with. */
export const prefixes = {
  'purchase-order': 'SP',
  handover: 'BAST',
  receipt: 'KW',
  'payment-proof': 'BP',
  'withholding-slip': 'BPU',
  comparison: 'BB',
} as const;

export type PaperKind = keyof typeof prefixes;
export const kinds = Object.keys(prefixes) as PaperKind[];

/** The papers that bind the seller too, so the seller has a place to sign unless the rules of the day say otherwise. */
const usuallySigned: Readonly<Record<PaperKind, boolean>> = {
  'purchase-order': true,
  handover: true,
  receipt: true,
  'payment-proof': false,
  'withholding-slip': false,
  comparison: false,
};

/** What the paper says, complete in itself: it reads the same when sellers and officials have long changed. */
export interface PaperContent {
  /** `zone` is the IANA zone of the institution's days; without it, WIB. */
  readonly institution: {
    readonly name: string;
    readonly address: string;
    readonly code: string;
    readonly zone?: string;
  };
  readonly workUnit: string;
  /** The number of the request. */
  readonly reference: string;
  /** The number of the order at the marketplace. */
  readonly orderNumber: string;
  readonly marketplace: string;
  readonly seller: { readonly name: string; readonly classLabelKey: string };
  readonly budgetLine: { readonly code: string; readonly name: string };
  readonly rup?: string;
  readonly lines: readonly PaperLine[];
  /** What leads from the lines to the total: shipping, tax. The key is a sentence's. */
  readonly totals: readonly { readonly key: string; readonly amount: string }[];
  readonly total: string;
  readonly officials: readonly { readonly roleKey: string; readonly name: string; readonly nip?: string }[];
  readonly notes: readonly { readonly key: string; readonly values: Readonly<Record<string, string>> }[];
  /** The rules that the paper rests on, as the pack of that day words them. */
  readonly articles: readonly string[];
  /** Those of `articles` that nobody has checked against their source yet. */
  readonly unverified?: readonly string[];
  readonly packId: string;
  /** Whether the rules that the paper rests on let the seller sign it; left out, it is signed as is usual for its kind. */
  readonly sellerSigns?: boolean;
}

/** Whether the paper has a place for the seller to sign. */
export const hasSellerSign = ({ kind, content }: Pick<Paper, 'kind' | 'content'>): boolean =>
  content.sellerSigns ?? usuallySigned[kind];

/** Amounts are sen in decimal digits, as everywhere in stored content. */
export interface PaperLine {
  readonly title: string;
  readonly quantity: number | string;
  readonly unit: string;
  readonly price: string;
  readonly amount: string;
}

export interface Series {
  readonly institutionId: string;
  readonly kind: PaperKind;
  readonly year: number;
}

export interface Paper extends Series {
  readonly id: string;
  readonly sequence: number;
  readonly number: string;
  readonly subject: string;
  readonly content: PaperContent;
  readonly contentHash: string;
  readonly verifyCode: string;
  readonly issuedAt: Instant;
  readonly issuedBy: string;
}

/** `SP-2026-000412` */
export function numberOf({ kind, year }: Series, sequence: number): string {
  return `${prefixes[kind]}-${year}-${String(sequence).padStart(6, '0')}`;
}

export const seriesKey = ({ institutionId, kind, year }: Series): string => `${institutionId} ${kind} ${year}`;

export interface SeriesCount extends Series {
  readonly count: number;
}

/** How many numbers each series must give, in the one order in which series are locked. */
export function countBySeries(wanted: readonly Series[]): SeriesCount[] {
  const counts = new Map<string, SeriesCount>();
  for (const { institutionId, kind, year } of wanted) {
    const key = seriesKey({ institutionId, kind, year });
    counts.set(key, { institutionId, kind, year, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

/** The sequence of each wanted paper, in the order asked, where the series now end at `lasts`. */
export function spreadNumbers(wanted: readonly Series[], lasts: ReadonlyMap<string, number>): number[] {
  const left = new Map(countBySeries(wanted).map((series) => [seriesKey(series), series.count]));
  return wanted.map((one) => {
    const key = seriesKey(one);
    const last = lasts.get(key);
    const count = left.get(key) ?? 0;
    if (last === undefined || count > last) throw new Error(`the series ${key} gave too few numbers`);
    left.set(key, count - 1);
    return last - count + 1;
  });
}

/** A paper without goods or with an amount that is no number is a bug of the room that asked for it. */
export function assertContent({ lines, totals, total }: PaperContent): void {
  const amounts = [total, ...lines.flatMap(({ price, amount }) => [price, amount]), ...totals.map((one) => one.amount)];
  const wrong = amounts.find((amount) => !/^-?\d{1,18}$/.test(amount));
  if (wrong !== undefined) throw new Error(`a paper's amount is sen in digits, not ${JSON.stringify(wrong)}`);
  if (lines.length === 0) throw new Error('a paper needs at least one line');
}

// Crockford's letters: none of them is taken for another on a bad copy.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_BYTES = 15;

/** 120 random bits as 24 letters. */
export function codeFrom(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}

/** What was typed from a paper, as it was printed; undefined when it cannot be a code. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .slice(0, 100)
    .toUpperCase()
    .replace(/[\s\-–.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{24}$/.test(code) ? code : undefined;
}

/** In groups of four, to be read aloud and typed. */
export const printCode = (code: string): string => (code.match(/.{1,4}/g) ?? []).join('-');

/** What anybody with the code may know: enough to compare with the paper in hand, and no person. */
export interface Verification {
  readonly kind: PaperKind;
  readonly number: string;
  readonly institution: string;
  readonly issuedAt: Instant;
  readonly zone: string;
  readonly total: Sen;
  readonly contentHash: string;
}

export function verificationOf({ kind, number, content, issuedAt, contentHash }: Paper): Verification {
  const { institution, total } = content;
  const zone = zoneOf(content);
  return { kind, number, institution: institution.name, issuedAt, zone, total: BigInt(total), contentHash };
}

export const zoneOf = ({ institution }: PaperContent): string => institution.zone ?? 'Asia/Jakarta';
