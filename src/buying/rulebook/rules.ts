import type { Role } from '../../parties/account/index.ts';
import type { Sen } from '../../values/money.ts';
import { partsOf, pph22Of } from '../../values/tax.ts';

export type SellerClass = 'micro' | 'small' | 'medium' | 'large';
export type PaymentMeans = 'UP' | 'LS';
export type Path = 'receipt' | 'kuitansi' | 'work-order';
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
}

export interface TaxAnswer {
  readonly key: string;
  readonly dpp: Sen;
  readonly ppn: Sen;
  readonly pph22: Sen;
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

/** A limit or duty of a pack, with where it stands. */
export interface Source {
  readonly article: string;
  readonly verified: boolean;
}

type Day = `${number}-${number}-${number}`;

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
  /** Whether every purchase at a marketplace has its Surat Pesanan. */
  readonly purchaseOrder: Source;
  readonly payments: Source & { readonly means: readonly PaymentMeans[]; readonly upUpTo: Sen };
  readonly ppn: Source & { readonly percent: 10 | 11 };
  readonly pph22: Source & {
    readonly perMille: 5n | 15n;
    readonly collector: 'marketplace' | 'treasurer';
    readonly from: Sen;
  };
  readonly domestic: Source;
}

/** What the pack says on these facts. The same facts give the same answer, today and in ten years. */
export function decideWith(pack: Pack, facts: Facts): Decision {
  const total = facts.orders.reduce((sum, { goods, shipping }) => sum + goods + shipping, 0n);
  const path = pathOf(pack, total);
  const own = facts.policy.approvalAbove;
  const above = pack.approval && (own !== null && own < pack.approval.above ? own : pack.approval.above);
  const needsApproval = above !== null && total > above;
  return {
    packId: pack.id,
    path,
    payments: pack.payments.means,
    approver: needsApproval && pack.approval ? pack.approval.by : null,
    papers: papersOf(path),
    taxes: facts.orders.map((order) => taxOf(pack, order)),
    stops: findings(pack, facts, total).filter(({ verified }) => verified),
    flags: [...findings(pack, facts, total).filter(({ verified }) => !verified), ...warnings(pack, facts, total)],
    reasons: reasonsOf(pack, path, total, needsApproval ? above : null),
  };
}

function pathOf({ forms }: Pack, total: Sen): Path {
  if (total <= forms.receiptUpTo) return 'receipt';
  return total <= forms.kuitansiUpTo ? 'kuitansi' : 'work-order';
}

function papersOf(path: Path): PaperDemand[] {
  const proof = { kind: path === 'receipt' ? 'payment-proof' : 'receipt', per: 'order', when: 'paid' } as const;
  const handover = { kind: 'handover', per: 'order', when: 'received' } as const;
  return [
    { kind: 'purchase-order', per: 'order', when: 'confirmed' },
    ...(path === 'receipt' ? [] : [handover]),
    proof,
  ];
}

function taxOf({ ppn, pph22 }: Pack, { key, isPkp, goods, shipping }: OrderFacts): TaxAnswer {
  const { dpp, ppn: tax } = isPkp ? partsOf(goods, ppn.percent) : { dpp: goods, ppn: 0n };
  const withheld = goods >= pph22.from ? pph22Of(dpp, pph22.perMille) : 0n;
  return {
    ...{ key, dpp, ppn: tax, pph22: withheld, collector: withheld > 0n ? pph22.collector : 'nobody' },
    ...{ sellerReceives: dpp - withheld + shipping, buyerPays: goods + shipping },
  };
}

function findings({ limit, smallOnly }: Pack, { orders }: Facts, total: Sen): Finding[] {
  const big = orders.filter(({ sellerClass }) => sellerClass === 'medium' || sellerClass === 'large');
  const details = { totalSen: String(total), limitSen: String(limit.amount) };
  const { article, verified } = limit;
  return [
    ...(total > limit.amount ? [{ code: 'rulebook.over-limit', article, verified, details }] : []),
    ...(smallOnly.isDuty && big.length > 0
      ? [{ code: 'rulebook.not-small', article: smallOnly.article, verified: smallOnly.verified, details: {} }]
      : []),
  ];
}

function warnings({ smallOnly, domestic, payments }: Pack, { orders }: Facts, total: Sen): Finding[] {
  const big = orders.some(({ sellerClass }) => sellerClass === 'medium' || sellerClass === 'large');
  const foreign = orders.some(({ lines }) => lines.some(({ isDomestic }) => !isDomestic));
  return [
    ...(!smallOnly.isDuty && big ? [finding('rulebook.bigger-seller', smallOnly)] : []),
    ...(foreign ? [finding('rulebook.imported', domestic)] : []),
    ...(total > payments.upUpTo ? [finding('rulebook.up-limit', { article: payments.article, verified: false })] : []),
  ];
}

function reasonsOf(pack: Pack, path: Path, total: Sen, above: Sen | null): Finding[] {
  const amounts = { totalSen: String(total), aboveSen: String(above ?? 0n) };
  return [
    finding(`rulebook.form-${path}`, pack.forms),
    finding('rulebook.purchase-order-always', pack.purchaseOrder),
    ...(pack.approval && above !== null
      ? [{ ...finding('rulebook.approval-above', pack.approval), details: amounts }]
      : []),
    finding(`rulebook.ppn-${pack.ppn.percent}`, pack.ppn),
    finding(`rulebook.pph22-${pack.pph22.collector}`, pack.pph22),
  ];
}

function finding(code: string, { article, verified }: Source): Finding {
  return { code, article, verified, details: {} };
}
