import { rupiah } from '../../values/money.ts';
import type { Pack } from './rules.ts';

/** The packs, the oldest first. A day before the first, or in a gap, has no rules to decide by. */
export const packs: readonly Pack[] = [
  {
    id: 'pack-2020',
    from: '2020-08-17',
    until: '2021-02-01',
    limit: { amount: rupiah(50_000_000), article: 'LKPP, Bela Pengadaan 2020', verified: true },
    smallOnly: { isDuty: true, article: 'LKPP, Bela Pengadaan 2020', verified: true },
    approval: null,
    forms: {
      receiptUpTo: rupiah(10_000_000),
      kuitansiUpTo: rupiah(50_000_000),
      article: 'Perpres 16/2018 Pasal 28',
      verified: true,
    },
    purchaseOrder: { article: 'Perpres 16/2018 Pasal 28 ayat (6)', verified: true },
    payments: { means: ['UP'], upUpTo: rupiah(50_000_000), article: 'PMK 190/2012', verified: false },
    ppn: { percent: 10, article: 'UU 42/2009 Pasal 7', verified: false },
    pph22: { perMille: 15n, collector: 'treasurer', from: rupiah(2_000_001), article: 'PMK 34/2017', verified: false },
    domestic: { article: 'Perpres 16/2018 Pasal 66', verified: false },
  },
  {
    id: 'pack-2021',
    from: '2021-02-02',
    until: '2025-04-29',
    limit: { amount: rupiah(200_000_000), article: 'Perpres 12/2021', verified: true },
    smallOnly: { isDuty: false, article: 'Perpres 12/2021 Pasal 65', verified: false },
    approval: { above: rupiah(50_000_000), by: 'ppk', article: 'Praktik Toko Daring', verified: false },
    forms: {
      receiptUpTo: rupiah(10_000_000),
      kuitansiUpTo: rupiah(50_000_000),
      article: 'Perpres 16/2018 Pasal 28',
      verified: true,
    },
    purchaseOrder: { article: 'Perpres 16/2018 Pasal 28 ayat (6)', verified: true },
    payments: { means: ['UP', 'LS'], upUpTo: rupiah(50_000_000), article: 'PMK 190/2012', verified: false },
    ppn: { percent: 11, article: 'UU 7/2021 Pasal 7', verified: false },
    pph22: { perMille: 5n, collector: 'marketplace', from: 1n, article: 'PMK 58/2022', verified: true },
    domestic: { article: 'Perpres 12/2021 Pasal 66', verified: false },
  },
  {
    id: 'pack-2025',
    from: '2025-04-30',
    until: null,
    limit: { amount: rupiah(200_000_000), article: 'Perpres 46/2025', verified: true },
    smallOnly: { isDuty: false, article: 'Perpres 46/2025 Pasal 65', verified: false },
    approval: { above: rupiah(50_000_000), by: 'ppk', article: 'Praktik Toko Daring', verified: false },
    forms: {
      receiptUpTo: rupiah(10_000_000),
      kuitansiUpTo: rupiah(50_000_000),
      article: 'Perpres 16/2018 Pasal 28',
      verified: true,
    },
    purchaseOrder: { article: 'Perpres 16/2018 Pasal 28 ayat (6)', verified: true },
    payments: { means: ['UP', 'LS'], upUpTo: rupiah(50_000_000), article: 'PMK 62/2023', verified: false },
    ppn: { percent: 11, article: 'PMK 131/2024', verified: true },
    pph22: { perMille: 5n, collector: 'marketplace', from: 1n, article: 'PMK 58/2022', verified: true },
    domestic: { article: 'Perpres 46/2025 Pasal 66', verified: true },
  },
];

/** The pack in force on a civil day; undefined when none is. */
export function packOn(day: string): Pack | undefined {
  return packs.find(({ from, until }) => from <= day && (until === null || day <= until));
}
