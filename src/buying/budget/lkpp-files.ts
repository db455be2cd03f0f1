import { Problem } from '../../values/problem.ts';
import { readCsv, type Sheet, type SourceFile } from './read-csv.ts';

const place = ['tahun_anggaran', 'kd_klpd', 'kd_satker'];
const alive = ['is_deleted', '_event_date'];
const rup = ['status_aktif_rup', 'status_delete_rup', '_event_date'];
const spending = ['belanja_operasi', 'belanja_modal', 'belanja_btt', 'belanja_non_pengadaan', 'belanja_pengadaan'];

interface LkppFile {
  /** LKPP's number of the data set, which begins the file's name. */
  readonly number: string;
  readonly required: boolean;
  /** Those that we use; others are allowed and ignored, people's names among them. */
  readonly columns: readonly string[];
}

const files = {
  units: {
    ...{ number: '1008', required: true },
    columns: ['kd_klpd', 'nama_klpd', 'jenis_klpd', 'kd_satker', 'kd_satker_str', 'nama_satker', 'status_satker'],
  },
  programme: {
    ...{ number: '1041', required: true },
    columns: [...place, 'kd_program', 'kd_program_str', 'nama_program', 'pagu_program', ...alive],
  },
  activity: {
    ...{ number: '1040', required: true },
    columns: [...place, 'kd_program', 'kd_kegiatan', 'kd_kegiatan_str', 'nama_kegiatan', 'pagu_kegiatan', ...alive],
  },
  'sub-activity': {
    ...{ number: '1039', required: true },
    columns: [
      ...[...place, 'kd_kegiatan', 'kd_subkegiatan', 'kd_subkegiatan_str', 'nama_subkegiatan', 'pagu_subkegiatan'],
      ...alive,
    ],
  },
  structure: { number: '1084', required: true, columns: [...place, ...spending, 'total_belanja'] },
  packages: {
    ...{ number: '1018', required: false },
    columns: [
      ...[...place, 'kd_rup', 'nama_paket', 'pagu', 'metode_pengadaan', 'jenis_pengadaan', 'status_ukm'],
      ...['status_umumkan_rup', ...rup],
    ],
  },
  funds: {
    ...{ number: '1028', required: false },
    columns: [...place, 'kd_rup', 'kd_subkegiatan', 'pagu', 'mak', 'asal_dana', ...rup],
  },
} as const satisfies Record<string, LkppFile>;

export type LkppKind = keyof typeof files;
export type LkppSheets = Readonly<Partial<Record<LkppKind, Sheet>>>;

/** `sample_1018_RUP-PaketPenyedia.csv` → `1018` */
function numberOf(name: string): string | undefined {
  return /^(?:[a-z]+_)?(\d{4})_.*\.csv$/i.exec(name)?.[1];
}

/** Whether this file of a folder is one of those that the import reads. */
export function isLkppFile(name: string): boolean {
  return Object.values(files).some(({ number }) => number === numberOf(name));
}

/**
 * Reads all files whole before any row is looked at.
 * @throws Problem invalid `budget/file-missing`, `budget/file-double`, and those of `readCsv`
 */
export function readSheets(sources: readonly SourceFile[]): LkppSheets {
  const sheets: Partial<Record<LkppKind, Sheet>> = {};
  for (const [kind, { number, required, columns }] of Object.entries(files) as [LkppKind, LkppFile][]) {
    const [file, second] = sources.filter(({ name }) => numberOf(name) === number);
    if (second) throw new Problem('invalid', 'budget/file-double', { number });
    if (file) sheets[kind] = readCsv(file, columns);
    else if (required) throw new Problem('invalid', 'budget/file-missing', { number });
  }
  return sheets;
}
