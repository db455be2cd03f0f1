import { packs } from './packs.ts';
import type { FinanceRule, Pack, Source } from './rules.ts';

// Packs that were corrected after decisions rested on them. Nothing new is decided by them; what was decided under them
// finishes and replays to the letter, with its errors.

// The second editions did not ask which purse pays, and held regions and ministries to the finance rules of both.
const secondEditions: readonly Pack[] = [
  asBeforePurses('pack-2020.2', 'pack-2020'),
  asBeforePurses('pack-2021.3', 'pack-2021.2'),
  asBeforePurses('pack-2022-04.3', 'pack-2022-04.2'),
  asBeforePurses('pack-2022-07.3', 'pack-2022-07.2'),
  asBeforePurses('pack-2023.2', 'pack-2023'),
  asBeforePurses('pack-2025-01.3', 'pack-2025-01.2'),
  asBeforePurses('pack-2025.3', 'pack-2025.2'),
];

// The first editions took programs of partners for evidence of a rule, and knew nothing of who signs.
const PARTNER = 'program mitra';
const believed = <Rule extends Source>(rule: Rule): Rule => ({ ...rule, evidence: PARTNER });

export const firstEditions: readonly Pack[] = [
  asFirstWritten('pack-2021.2', 'pack-2021'),
  asFirstWritten('pack-2022-04.2', 'pack-2022-04'),
  {
    ...asFirstWritten('pack-2022-07.2', 'pack-2022-07'),
    ...{ until: '2024-12-31', notes: named(secondEditions, 'pack-2023').notes },
  },
  asFirstWritten('pack-2025-01.2', 'pack-2025-01'),
  asFirstWritten('pack-2025.2', 'pack-2025'),
  ...secondEditions,
];

function asBeforePurses(correctedId: string, id: string): Pack {
  const { signatures, upToOnePayee, notes, ...pack } = named(packs, correctedId);
  return {
    ...{ ...pack, id, upToOnePayee: ofBoth(upToOnePayee) },
    notes: notes.filter(({ code }) => code !== 'rulebook.up-region').map(ofBoth),
    ...(signatures ? { signatures: ofBoth(signatures) } : {}),
  };
}

function ofBoth<Rule extends FinanceRule>({ purse, ...rule }: Rule): Omit<Rule, 'purse'> {
  return rule;
}

function asFirstWritten(correctedId: string, id: string): Pack {
  const { signatures, approval, payments, handover, invoiceIsSlip, ...pack } = named(secondEditions, correctedId);
  return {
    ...{ ...pack, id, payments: believed(payments), handover: believed(handover) },
    approval: approval && believed(approval),
    invoiceIsSlip: invoiceIsSlip && believed(invoiceIsSlip),
  };
}

function named(all: readonly Pack[], id: string): Pack {
  const pack = all.find((one) => one.id === id);
  if (!pack) throw new Error(`there is no rule pack ${id}`);
  return pack;
}
