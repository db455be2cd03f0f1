import type { Role } from '../../parties/account/index.ts';
import type { Day } from '../../values/calendar.ts';
import type { Sen } from '../../values/money.ts';

export type SellerClass = 'micro' | 'small' | 'medium' | 'large';
export type PaymentMeans = 'UP' | 'LS';
/** Whose budget pays: the state's, or a region's. Each has its own rules of finance. */
export type Purse = 'apbn' | 'apbd';
export type Path = 'receipt' | 'kuitansi' | 'surat-pesanan';
export type PaperKind = 'purchase-order' | 'handover' | 'receipt' | 'payment-proof';

export interface OrderFacts {
  readonly key: string;
  readonly sellerClass: SellerClass;
  readonly isPkp: boolean;
  /** What the goods cost, PPN included where there is any. */
  readonly goods: Sen;
  readonly shipping: Sen;
  readonly lines: readonly {
    readonly category: string;
    readonly amount: Sen;
    readonly isDomestic: boolean;
    readonly tkdnPercent: number | null;
  }[];
}

/** All that a decision rests on. */
export interface Facts {
  /** The civil day, `2026-11-25`. */
  readonly on: string;
  /** Facts that were stored before any pack asked for it do not say it. */
  readonly purse?: Purse;
  readonly policy: { readonly approvalAbove: Sen | null };
  /** Null while it is open; then the tax is that of the first means that the pack allows. */
  readonly payment: PaymentMeans | null;
  readonly orders: readonly OrderFacts[];
}

export interface Finding {
  /** The key of its sentence. */
  readonly code: string;
  readonly article: string;
  /** A rule that was not yet checked against its source may flag, never stop. */
  readonly verified: boolean;
  readonly details: Readonly<Record<string, string>>;
}

export interface PaperDemand {
  readonly kind: PaperKind;
  readonly per: 'order' | 'request';
  readonly when: 'confirmed' | 'received' | 'paid';
  /** Whether the seller signs it; where the pack has no rule on it, as is usual for the kind. */
  readonly sellerSigns?: boolean;
}

export interface TaxAnswer {
  readonly key: string;
  readonly dpp: Sen;
  readonly ppn: Sen;
  readonly pph22: Sen;
  /** Who keeps back PPh 22, and PPN where there is any. Where it is nobody, the seller pays its own PPN. */
  readonly collector: 'marketplace' | 'treasurer' | 'nobody';
  readonly sellerReceives: Sen;
  readonly buyerPays: Sen;
}

export interface Decision {
  readonly packId: string;
  readonly path: Path;
  readonly payments: readonly PaymentMeans[];
  readonly approver: Role | null;
  /** Exactly these papers: asking a seller for more is not allowed. */
  readonly papers: readonly PaperDemand[];
  readonly taxes: readonly TaxAnswer[];
  readonly stops: readonly Finding[];
  readonly flags: readonly Finding[];
  readonly reasons: readonly Finding[];
}

/** Where a rule stands, and where we read it; a rule without evidence is not yet verified. */
export interface Source {
  readonly article: string;
  readonly evidence: string | null;
  /** Where it was seen at work without being read: what a partner's program does is a practice, not a rule. */
  readonly seenIn?: string;
}

/** A rule of finance. */
export interface FinanceRule extends Source {
  /** It binds money of this purse alone; without it, both. */
  readonly purse?: Purse;
}

/** Who keeps tax back from what the seller receives, for one means of payment. */
export interface Withholding extends Source {
  readonly perMille: 5n | 15n;
  readonly collector: 'marketplace' | 'treasurer';
  /** Nothing is kept back up to this amount. */
  readonly upTo: Sen;
}

/** What else holds from a day on: said to the buyer, deciding nothing. */
export interface Note extends FinanceRule {
  readonly code: string;
  readonly from: Day;
  /** On this path alone; null on all. */
  readonly path: Path | null;
}

/** The rules in force between two days, as data. */
export interface Pack {
  readonly id: string;
  readonly from: Day;
  /** The last day; null while it is in force. */
  readonly until: Day | null;
  /** What one purchase may cost at most on this path. */
  readonly limit: Source & { readonly amount: Sen };
  /** Whether sellers must be micro or small. */
  readonly smallOnly: Source & { readonly isDuty: boolean };
  /** Above this amount somebody else approves; null when the procurement officer decides alone. */
  readonly approval: (Source & { readonly above: Sen; readonly by: Role }) | null;
  /** Up to these amounts a purchase receipt, or a kuitansi, is enough. */
  readonly forms: Source & { readonly receiptUpTo: Sen; readonly kuitansiUpTo: Sen };
  /** That every purchase at a marketplace has its Surat Pesanan. */
  readonly purchaseOrder: Source;
  /** The seller signs nothing for a purchase up to this amount; without the rule, papers are signed as is usual. */
  readonly signatures?: FinanceRule & { readonly sellerAbove: Sen };
  /** That money leaves after the goods were handed over, where more than a purchase receipt is needed. */
  readonly handover: Source;
  readonly payments: Source & { readonly means: readonly [PaymentMeans, ...PaymentMeans[]] };
  /** What may be paid to one payee from UP. */
  readonly upToOnePayee: FinanceRule & { readonly amount: Sen };
  /** `percent` is what is due on the DPP, `statutory` how the law words it. */
  readonly ppn: Source & { readonly percent: 10 | 11; readonly statutory: 10 | 11 | 12 };
  /** That a seller who is no PKP adds no PPN. */
  readonly notPkp: Source;
  readonly withholding: Readonly<Record<PaymentMeans, Withholding>>;
  /** That the marketplace's invoice is the tax slip, so that no other may be asked for. */
  readonly invoiceIsSlip: Source | null;
  readonly domestic: Source;
  readonly notes: readonly Note[];
}

export const isVerified = ({ evidence }: Source): boolean => evidence !== null;

const MONEY: ReadonlySet<string> = new Set(['goods', 'shipping', 'amount', 'approvalAbove']);

/** Facts as they were stored, in JSON with amounts as digits, ready to be decided upon again. */
export function readFacts(stored: string): Facts {
  return JSON.parse(stored, (name, value: unknown) =>
    MONEY.has(name) && typeof value === 'string' ? BigInt(value) : value,
  ) as Facts;
}
