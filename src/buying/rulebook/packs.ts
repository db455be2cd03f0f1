import { rupiah } from '../../values/money.ts';
import type { Note, Pack } from './rules.ts';

/** Where a rule was read. What has no entry here is known by hearsay, and counts as not yet verified. */
const read = {
  faq2020: 'mirhanmorowaliutara.com, tanya jawab Bela Pengadaan, 21 Desember 2020',
  perpres2018: 'pasal.id, naskah Perpres 16/2018',
  compared: 'slidepub.com, perbandingan Perpres 12/2021 dan 46/2025',
  pmk58: 'listyorini.online, ringkasan PMK 58/2022',
  domestic: 'bloombergtechnoz.com, urutan produk dalam negeri Pasal 66',
  coretax: 'contoh impor faktur DJP v.1.4, 12% dari DPP nilai lain 11/12',
  permendagri: 'mudjisantosa-training.com, ringkasan Permendagri 84/2022',
} as const;

/** Programs of partners show a practice. That is no evidence of a rule, so what stands on them alone stays unverified. */
const seen = {
  partner: 'program mitra Toko Daring, github.com/zainulirsani/baliMall-Unud',
  siplah: 'program mitra SIPLah, github.com/rayhannn11/siplah-satdik-lama',
} as const;

/** Nothing is collected up to this amount where the treasurer collects. */
const TREASURER_FLOOR = rupiah(2_000_000);

// Each pack says what it changed, and takes the rest from the one before.

const pack2020 = {
  id: 'pack-2020.2',
  from: '2020-08-17',
  until: '2021-02-01',
  limit: { amount: rupiah(50_000_000), article: 'LKPP, Bela Pengadaan 2020', evidence: read.faq2020 },
  smallOnly: { isDuty: true, article: 'LKPP, Bela Pengadaan 2020', evidence: read.faq2020 },
  approval: null,
  forms: {
    ...{ receiptUpTo: rupiah(10_000_000), kuitansiUpTo: rupiah(50_000_000) },
    ...{ article: 'Perpres 16/2018 Pasal 28', evidence: read.perpres2018 },
  },
  purchaseOrder: { article: 'Perpres 16/2018 Pasal 28 ayat (6)', evidence: read.perpres2018 },
  handover: { article: 'Praktik Toko Daring', evidence: null },
  payments: { means: ['UP'], article: 'LKPP, Bela Pengadaan 2020', evidence: read.faq2020 },
  upToOnePayee: { amount: rupiah(50_000_000), purse: 'apbn', article: 'PMK 190/2012', evidence: null },
  ppn: { percent: 10, statutory: 10, article: 'UU 42/2009 Pasal 7', evidence: null },
  notPkp: { article: 'UU 42/2009 Pasal 3A', evidence: null },
  withholding: {
    UP: { perMille: 15n, collector: 'treasurer', upTo: TREASURER_FLOOR, article: 'PMK 231/2019', evidence: null },
    LS: { perMille: 15n, collector: 'treasurer', upTo: TREASURER_FLOOR, article: 'PMK 231/2019', evidence: null },
  },
  invoiceIsSlip: null,
  domestic: { article: 'Perpres 16/2018 Pasal 66', evidence: null },
  notes: [],
} satisfies Pack;

/** Said where UP becomes a question; the sum itself stands in a decree of each region. */
const upInRegions: Note = {
  ...{ code: 'rulebook.up-region', from: '2020-12-30', path: 'surat-pesanan', purse: 'apbd' },
  ...{ article: 'Permendagri 77/2020', evidence: null },
};

const pack2021 = {
  ...pack2020,
  id: 'pack-2021.3',
  from: '2021-02-02',
  until: '2022-03-31',
  limit: { amount: rupiah(200_000_000), article: 'Perpres 12/2021', evidence: read.compared },
  smallOnly: { isDuty: false, article: 'Perpres 12/2021 Pasal 65', evidence: null },
  // The step stands although it is not verified: it sends a large purchase to a second pair of eyes and stops none.
  approval: {
    ...{ above: rupiah(50_000_000), by: 'ppk' },
    ...{ article: 'Praktik Toko Daring', evidence: null, seenIn: seen.partner },
  },
  payments: { means: ['UP', 'LS'], article: 'Praktik Toko Daring', evidence: null, seenIn: seen.partner },
  handover: { article: 'Praktik Toko Daring', evidence: null, seenIn: seen.partner },
  domestic: { article: 'Perpres 12/2021 Pasal 66', evidence: null },
  notes: [upInRegions],
} satisfies Pack;

const packApril2022 = {
  ...pack2021,
  id: 'pack-2022-04.3',
  from: '2022-04-01',
  until: '2022-06-30',
  ppn: { percent: 11, statutory: 11, article: 'UU 7/2021 Pasal 7', evidence: null },
} satisfies Pack;

const packJuly2022 = {
  ...packApril2022,
  id: 'pack-2022-07.3',
  from: '2022-07-01',
  until: '2022-12-31',
  withholding: {
    UP: { perMille: 5n, collector: 'marketplace', upTo: 0n, article: 'PMK 58/2022', evidence: read.pmk58 },
    // Sources disagree on whether the marketplace collects here too, so this stays unverified.
    LS: {
      ...{ perMille: 15n, collector: 'treasurer', upTo: TREASURER_FLOOR },
      ...{ article: 'PMK 59/2022', evidence: null, seenIn: seen.partner },
    },
  },
  invoiceIsSlip: { article: 'PMK 58/2022', evidence: null, seenIn: seen.siplah },
} satisfies Pack;

const askNoMore: Note = {
  ...{ code: 'rulebook.ask-no-more', from: '2023-01-01', path: 'receipt', purse: 'apbd' },
  ...{ article: 'Permendagri 84/2022', evidence: read.permendagri },
};

const pack2023 = {
  ...packJuly2022,
  id: 'pack-2023.2',
  from: '2023-01-01',
  until: '2024-12-31',
  signatures: {
    ...{ sellerAbove: rupiah(10_000_000), purse: 'apbd' },
    ...{ article: 'Permendagri 84/2022', evidence: read.permendagri },
  },
  notes: [...packJuly2022.notes, askNoMore],
} satisfies Pack;

const packJanuary2025 = {
  ...pack2023,
  id: 'pack-2025-01.3',
  from: '2025-01-01',
  until: '2025-04-29',
  ppn: { percent: 11, statutory: 12, article: 'PMK 131/2024', evidence: read.coretax },
  upToOnePayee: { amount: rupiah(50_000_000), purse: 'apbn', article: 'PMK 62/2023', evidence: null },
} satisfies Pack;

const pack2025 = {
  ...packJanuary2025,
  id: 'pack-2025.3',
  from: '2025-04-30',
  until: null,
  limit: { amount: rupiah(200_000_000), article: 'Perpres 46/2025', evidence: read.compared },
  smallOnly: { isDuty: false, article: 'Perpres 46/2025 Pasal 65', evidence: null },
  domestic: { article: 'Perpres 46/2025 Pasal 66', evidence: read.domestic },
  notes: [
    ...packJanuary2025.notes,
    // The text of the regulation was not at hand, so what it changes is not in any pack yet.
    {
      ...{ code: 'rulebook.catalogue-2026', from: '2026-09-01', path: null },
      ...{ article: 'Peraturan LKPP 2/2026', evidence: null },
    },
  ],
} satisfies Pack;

/** The packs, the oldest first; each begins on the day after the one before ends. */
export const packs: readonly Pack[] = [
  ...[pack2020, pack2021, packApril2022, packJuly2022, pack2023, packJanuary2025, pack2025],
];

/** The pack in force on a civil day; undefined on a day before the first. */
export function packOn(day: string): Pack | undefined {
  return packs.find(({ from, until }) => from <= day && (until === null || day <= until));
}
