import type { Role } from '../../parties/account/index.ts';
import { formatRupiah, type Sen } from '../../values/money.ts';
import { partsOf, pph22Of } from '../../values/tax.ts';
import {
  type Decision,
  type Facts,
  type FinanceRule,
  type Finding,
  isVerified,
  type OrderFacts,
  type Pack,
  type PaperDemand,
  type Path,
  type PaymentMeans,
  type Purse,
  type Source,
  type TaxAnswer,
} from './rules.ts';

/** A pack as it binds one purse. */
type Held = Omit<Pack, 'upToOnePayee'> & { readonly upToOnePayee: Pack['upToOnePayee'] | null };

/** What the pack says on these facts. The same facts give the same answer, today and in ten years. */
export function decideWith(edition: Pack, facts: Facts): Decision {
  refuseNonsense(facts);
  const pack = bindingOn(edition, facts.purse);
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

function bindingOn(pack: Pack, purse: Purse | undefined): Held {
  const { signatures, upToOnePayee, notes, ...others } = pack;
  const ofPurses = [upToOnePayee, ...notes, ...(signatures ? [signatures] : [])];
  if (purse === undefined && ofPurses.some((rule) => rule.purse !== undefined)) {
    throw new Error(`${pack.id} asks which purse pays, and the facts do not say it`);
  }
  const binds = (rule: FinanceRule) => rule.purse === undefined || rule.purse === purse;
  return {
    ...{ ...others, notes: notes.filter(binds), upToOnePayee: binds(upToOnePayee) ? upToOnePayee : null },
    ...(signatures && binds(signatures) ? { signatures } : {}),
  };
}

const costOf = ({ goods, shipping }: OrderFacts): Sen => goods + shipping;

function pathOf({ forms }: Held, total: Sen): Path {
  if (total <= forms.receiptUpTo) return 'receipt';
  return total <= forms.kuitansiUpTo ? 'kuitansi' : 'surat-pesanan';
}

function formOf({ forms }: Held, path: Path): Finding {
  const upTo = money('receiptUpTo', forms.receiptUpTo);
  const kuitansi = money('kuitansiUpTo', forms.kuitansiUpTo);
  return finding(`rulebook.form-${path}`, forms, { ...upTo, ...kuitansi });
}

function papersOf({ signatures }: Held, path: Path, total: Sen): PaperDemand[] {
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
function signatureReasons({ signatures }: Held, total: Sen): Finding[] {
  if (!signatures || total > signatures.sellerAbove) return [];
  return [finding('rulebook.no-signature', signatures, money('upTo', signatures.sellerAbove))];
}

/** The law's threshold, or the institution's own where that is lower. */
function approvalOf({ approval }: Held, own: Sen | null, total: Sen): { by: Role; reason: Finding } | null {
  if (approval && total > approval.above) {
    const details = { ...money('total', total), ...money('above', approval.above) };
    return { by: approval.by, reason: finding('rulebook.approval-above', approval, details) };
  }
  if (!approval || own === null || total <= own) return null;
  const details = { ...money('total', total), ...money('above', own) };
  const source = { article: 'Kebijakan instansi', evidence: 'data instansi' };
  return { by: approval.by, reason: finding('rulebook.approval-own', source, details) };
}

function taxOf({ ppn, withholding }: Held, order: OrderFacts, means: PaymentMeans): TaxAnswer {
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
function brokenDuties({ limit, smallOnly, payments }: Held, { orders, payment }: Facts, total: Sen): Finding[] {
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
function concerns({ smallOnly, domestic, upToOnePayee }: Held, { orders, payment }: Facts): Finding[] {
  const bigger = orders.filter(isBigger);
  const foreign = orders.filter(({ lines }) => lines.some(({ isDomestic }) => !isDomestic));
  const mayBeUp = payment !== 'LS' && upToOnePayee !== null;
  const large = mayBeUp ? orders.filter((order) => costOf(order) > upToOnePayee.amount) : [];
  return [
    ...(!smallOnly.isDuty && bigger.length > 0 ? [finding('rulebook.bigger-seller', smallOnly, which(bigger))] : []),
    ...(foreign.length > 0 ? [finding('rulebook.imported', domestic, which(foreign))] : []),
    ...(upToOnePayee && large.length > 0
      ? [finding('rulebook.up-limit', upToOnePayee, { ...which(large), ...money('limit', upToOnePayee.amount) })]
      : []),
  ];
}

function taxReasons(pack: Held, { orders }: Facts, means: PaymentMeans, taxes: readonly TaxAnswer[]): Finding[] {
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

function notesOn({ notes }: Held, on: string, path: Path): Finding[] {
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

function finding(code: string, source: Source, details: Readonly<Record<string, string>> = {}): Finding {
  return { code, article: source.article, verified: isVerified(source), details };
}
