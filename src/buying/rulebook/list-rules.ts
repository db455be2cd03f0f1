import type { Day } from '../../values/calendar.ts';
import { formatRupiah } from '../../values/money.ts';
import { type FinanceRule, isVerified, type Pack, type Purse } from './rules.ts';

/** One rule of a pack, ready to be read. */
export interface Rule extends Omit<FinanceRule, 'seenIn' | 'purse'> {
  /** The key of its sentence. */
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly verified: boolean;
  readonly seenIn: string | null;
  /** The purse that it binds; null for both. */
  readonly purse: Purse | null;
  /** The first day, where the rule is younger than its pack. */
  readonly since: Day | null;
}

/** Every rule of a pack, in the order of a purchase: what may be bought, who decides, which papers, which money, which tax. */
export function rulesOf(pack: Pack): readonly Rule[] {
  const { limit, smallOnly, approval, forms, payments, upToOnePayee, ppn, withholding, invoiceIsSlip, signatures } =
    pack;
  const formLimits = { receipt: formatRupiah(forms.receiptUpTo), kuitansi: formatRupiah(forms.kuitansiUpTo) };
  return [
    rule('rulebook.rule-limit', limit, { amount: formatRupiah(limit.amount) }),
    rule(smallOnly.isDuty ? 'rulebook.rule-small-only' : 'rulebook.rule-small-first', smallOnly),
    rule('rulebook.rule-domestic', pack.domestic),
    approval
      ? rule('rulebook.rule-approval', approval, { amount: formatRupiah(approval.above) })
      : rule('rulebook.rule-no-approval', limit),
    rule('rulebook.purchase-order-always', pack.purchaseOrder),
    ...(signatures
      ? [rule('rulebook.rule-signatures', signatures, { upTo: formatRupiah(signatures.sellerAbove) })]
      : []),
    rule('rulebook.rule-forms', forms, formLimits),
    rule('rulebook.rule-handover', pack.handover, { receipt: formLimits.receipt }),
    rule('rulebook.rule-payments', payments, { means: payments.means.join(', ') }),
    rule('rulebook.up-limit', upToOnePayee, { limit: formatRupiah(upToOnePayee.amount) }),
    rule(`rulebook.ppn-${ppn.statutory}`, ppn),
    rule('rulebook.not-pkp', pack.notPkp),
    ...payments.means.map((means) => {
      const { collector, upTo } = withholding[means];
      return rule(`rulebook.rule-pph22-${collector}`, withholding[means], { means, upTo: formatRupiah(upTo) });
    }),
    ...(invoiceIsSlip ? [rule('rulebook.invoice-is-slip', invoiceIsSlip)] : []),
    ...pack.notes.map((note) => ({ ...rule(note.code, note), since: note.from > pack.from ? note.from : null })),
  ];
}

function rule(code: string, source: FinanceRule, details: Readonly<Record<string, string>> = {}): Rule {
  const { article, evidence, seenIn = null, purse = null } = source;
  return { code, details, article, evidence, seenIn, purse, verified: isVerified(source), since: null };
}
