import type { Role } from '../../parties/account/index.ts';
import type { Day } from '../../values/calendar.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { partsOf, pph22Of } from '../../values/tax.ts';

export type SellerClass = 'micro' | 'small' | 'medium' | 'large';
export type PaymentMeans = 'UP' | 'LS';
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

/** Who keeps tax back from what the seller receives, for one means of payment. */
export interface Withholding extends Source {
  readonly perMille: 5n | 15n;
  readonly collector: 'marketplace' | 'treasurer';
  /** Nothing is kept back up to this amount. */
  readonly upTo: Sen;
}

/** What else holds from a day on: said to the buyer, deciding nothing. */
export interface Note extends Source {
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
  readonly signatures?: Source & { readonly sellerAbove: Sen };
  /** That money leaves after the goods were handed over, where more than a purchase receipt is needed. */
  readonly handover: Source;
  readonly payments: Source & { readonly means: readonly [PaymentMeans, ...PaymentMeans[]] };
  readonly upToOnePayee: Source & { readonly amount: Sen };
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

/** What the pack says on these facts. The same facts give the same answer, today and in ten years. */
export function decideWith(pack: Pack, facts: Facts): Decision {
  refuseNonsense(facts);
  const total = facts.orders.reduce((sum, order) => sum + costOf(order), 0n);
  const path = pathOf(pack, total);
  const approval = approvalOf(pack, facts.policy.approvalAbove, total);
  const means = facts.payment ?? pack.payments.means[0];
  const taxes = facts.orders.map((order) => taxOf(pack, order, means));
  const broken = brokenDuties(pack, facts, total);
  const notes = notesOn(pack, facts.on, path);
  return {
    ...{ packId: pack.id, path, payments: pack.payments.means, approver: approval?.by ?? null, taxes },
    papers: papersOf(pack, path, total),
    stops: broken.filter(({ verified }) => verified),
    flags: [
      ...broken.filter(({ verified }) => !verified),
      ...concerns(pack, facts),
      ...notes.filter(({ verified }) => !verified),
    ],
    reasons: [
      formOf(pack, path),
      finding('rulebook.purchase-order-always', pack.purchaseOrder),
      ...signatureReasons(pack, total),
      ...(path === 'receipt' ? [] : [finding('rulebook.handover-first', pack.handover)]),
      ...(approval ? [approval.reason] : []),
      ...taxReasons(pack, facts, means, taxes),
      ...notes.filter(({ verified }) => verified),
    ],
  };
}

/** Whoever builds facts sums positive lines; anything else is a bug before us, not a purchase to decide. */
function refuseNonsense({ orders }: Facts): void {
  if (new Set(orders.map(({ key }) => key)).size < orders.length) throw new Error('two orders have the same key');
  const wrong = orders.find(({ goods, shipping }) => goods < 0n || shipping < 0n);
  if (wrong) throw new Error(`order ${wrong.key} has a negative amount`);
}

const costOf = ({ goods, shipping }: OrderFacts): Sen => goods + shipping;

function pathOf({ forms }: Pack, total: Sen): Path {
  if (total <= forms.receiptUpTo) return 'receipt';
  return total <= forms.kuitansiUpTo ? 'kuitansi' : 'surat-pesanan';
}

function formOf({ forms }: Pack, path: Path): Finding {
  const upTo = money('receiptUpTo', forms.receiptUpTo);
  const kuitansi = money('kuitansiUpTo', forms.kuitansiUpTo);
  return finding(`rulebook.form-${path}`, forms, { ...upTo, ...kuitansi });
}

function papersOf({ signatures }: Pack, path: Path, total: Sen): PaperDemand[] {
  const proof = { kind: path === 'receipt' ? 'payment-proof' : 'receipt', per: 'order', when: 'paid' } as const;
  const handover = { kind: 'handover', per: 'order', when: 'received' } as const;
  const papers: PaperDemand[] = [
    { kind: 'purchase-order', per: 'order', when: 'confirmed' },
    ...(path === 'receipt' ? [] : [handover]),
    proof,
  ];
  if (!signatures) return papers;
  const isSigned = total > signatures.sellerAbove;
  return papers.map((paper) => ({ ...paper, sellerSigns: isSigned && paper.kind !== 'payment-proof' }));
}

/** Said where nobody may ask the seller to sign. */
function signatureReasons({ signatures }: Pack, total: Sen): Finding[] {
  if (!signatures || total > signatures.sellerAbove) return [];
  return [finding('rulebook.no-signature', signatures, money('upTo', signatures.sellerAbove))];
}

/** The law's threshold, or the institution's own where that is lower. */
function approvalOf({ approval }: Pack, own: Sen | null, total: Sen): { by: Role; reason: Finding } | null {
  if (approval && total > approval.above) {
    const details = { ...money('total', total), ...money('above', approval.above) };
    return { by: approval.by, reason: finding('rulebook.approval-above', approval, details) };
  }
  if (!approval || own === null || total <= own) return null;
  const details = { ...money('total', total), ...money('above', own) };
  const source = { article: 'Kebijakan instansi', evidence: 'data instansi' };
  return { by: approval.by, reason: finding('rulebook.approval-own', source, details) };
}

function taxOf({ ppn, withholding }: Pack, order: OrderFacts, means: PaymentMeans): TaxAnswer {
  const { key, isPkp, goods, shipping } = order;
  const { perMille, collector, upTo } = withholding[means];
  const { dpp, ppn: added } = isPkp ? partsOf(goods, ppn.percent) : { dpp: goods, ppn: 0n };
  // PPh 22 counts the floor without PPN, PPN counts it with.
  const pph22 = dpp > upTo ? pph22Of(dpp, perMille) : 0n;
  const kept = pph22 + (goods > upTo ? added : 0n);
  return {
    ...{ key, dpp, ppn: added, pph22, collector: kept > 0n ? collector : 'nobody' },
    ...{ sellerReceives: goods + shipping - kept, buyerPays: goods + shipping },
  };
}

/** What a purchase must not be. A verified rule stops it, another one flags it. */
function brokenDuties({ limit, smallOnly, payments }: Pack, { orders, payment }: Facts, total: Sen): Finding[] {
  const bigger = orders.filter(isBigger);
  const means = payments.means.join(', ');
  return [
    ...(total > limit.amount
      ? [finding('rulebook.over-limit', limit, { ...money('total', total), ...money('limit', limit.amount) })]
      : []),
    ...(smallOnly.isDuty && bigger.length > 0 ? [finding('rulebook.not-small', smallOnly, which(bigger))] : []),
    ...(payment !== null && !payments.means.includes(payment)
      ? [finding('rulebook.other-payment', payments, { payment, means })]
      : []),
  ];
}

/** What a buyer should know before going on. */
function concerns({ smallOnly, domestic, upToOnePayee }: Pack, { orders, payment }: Facts): Finding[] {
  const bigger = orders.filter(isBigger);
  const foreign = orders.filter(({ lines }) => lines.some(({ isDomestic }) => !isDomestic));
  const large = payment === 'LS' ? [] : orders.filter((order) => costOf(order) > upToOnePayee.amount);
  const limit = money('limit', upToOnePayee.amount);
  return [
    ...(!smallOnly.isDuty && bigger.length > 0 ? [finding('rulebook.bigger-seller', smallOnly, which(bigger))] : []),
    ...(foreign.length > 0 ? [finding('rulebook.imported', domestic, which(foreign))] : []),
    ...(large.length > 0 ? [finding('rulebook.up-limit', upToOnePayee, { ...which(large), ...limit })] : []),
  ];
}

function taxReasons(pack: Pack, { orders }: Facts, means: PaymentMeans, taxes: readonly TaxAnswer[]): Finding[] {
  const { ppn, notPkp, withholding, invoiceIsSlip } = pack;
  const { collector, upTo } = withholding[means];
  const isKept = taxes.some((tax) => tax.collector !== 'nobody');
  const slip = collector === 'marketplace' && isKept ? invoiceIsSlip : null;
  return [
    ...(orders.some(({ isPkp }) => isPkp) ? [finding(`rulebook.ppn-${ppn.statutory}`, ppn)] : []),
    ...(orders.some(({ isPkp }) => !isPkp) ? [finding('rulebook.not-pkp', notPkp)] : []),
    ...(isKept ? [finding(`rulebook.pph22-${collector}`, withholding[means], money('upTo', upTo))] : []),
    ...(slip ? [finding('rulebook.invoice-is-slip', slip)] : []),
  ];
}

function notesOn({ notes }: Pack, on: string, path: Path): Finding[] {
  return notes
    .filter((note) => note.from <= on && (note.path === null || note.path === path))
    .map((note) => finding(note.code, note));
}

const isBigger = ({ sellerClass }: OrderFacts): boolean => sellerClass === 'medium' || sellerClass === 'large';

/** The orders meant, for programs; sentences say it without them. */
const which = (orders: readonly OrderFacts[]) => ({ orders: orders.map(({ key }) => key).join(', ') });

/** An amount twice: in sen for programs, and as a sentence says it. */
function money(name: string, amount: Sen): Readonly<Record<string, string>> {
  return { [`${name}Sen`]: String(amount), [name]: formatRupiah(amount) };
}

export const isVerified = ({ evidence }: Source): boolean => evidence !== null;

function finding(code: string, source: Source, details: Readonly<Record<string, string>> = {}): Finding {
  return { code, article: source.article, verified: isVerified(source), details };
}

const MONEY: ReadonlySet<string> = new Set(['goods', 'shipping', 'amount', 'approvalAbove']);

/** Facts as they were stored, in JSON with amounts as digits, ready to be decided upon again. */
export function readFacts(stored: string): Facts {
  return JSON.parse(stored, (name, value: unknown) =>
    MONEY.has(name) && typeof value === 'string' ? BigInt(value) : value,
  ) as Facts;
}
