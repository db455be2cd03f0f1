import { packs } from './packs.ts';
import type { Pack, Source } from './rules.ts';

// Packs that were corrected after decisions rested on them. Nothing new is decided by them; what was decided under them
// finishes and replays to the letter, with its errors. The first editions took programs of partners for evidence of a
// rule, and knew nothing of who signs.

const PARTNER = 'program mitra';
const believed = <Rule extends Source>(rule: Rule): Rule => ({ ...rule, evidence: PARTNER });

export const firstEditions: readonly Pack[] = [
  asFirstWritten('pack-2021.2', 'pack-2021'),
  asFirstWritten('pack-2022-04.2', 'pack-2022-04'),
  { ...asFirstWritten('pack-2022-07.2', 'pack-2022-07'), until: '2024-12-31', notes: packNamed('pack-2023').notes },
  asFirstWritten('pack-2025-01.2', 'pack-2025-01'),
  asFirstWritten('pack-2025.2', 'pack-2025'),
];

function asFirstWritten(correctedId: string, id: string): Pack {
  const { signatures, approval, payments, handover, invoiceIsSlip, ...pack } = packNamed(correctedId);
  return {
    ...{ ...pack, id, payments: believed(payments), handover: believed(handover) },
    approval: approval && believed(approval),
    invoiceIsSlip: invoiceIsSlip && believed(invoiceIsSlip),
  };
}

function packNamed(id: string): Pack {
  const pack = packs.find((one) => one.id === id);
  if (!pack) throw new Error(`there is no rule pack ${id}`);
  return pack;
}
