/** How far a purchase of the past three months has come by today. */
export type End =
  | ('draft' | 'awaiting' | 'rejected' | 'cancelled' | 'waiting' | 'accepted' | 'shipped')
  | ('received' | 'paid' | 'spp' | 'spm' | 'sp2d');

export interface Plan {
  readonly daysAgo: number;
  /** The account line that pays. */
  readonly line: string;
  readonly title: string;
  /** What the official searched for, and how many. */
  readonly wanted: string;
  readonly quantity: number;
  readonly end: End;
}

const plan = (daysAgo: number, line: string, title: string, wanted: string, quantity: number, end: End): Plan => ({
  daysAgo,
  line,
  title,
  wanted,
  quantity,
  end,
});

const furniture = '5.2.02.05.02.0001';
const paper = '5.1.02.01.01.0024';
const meals = '5.1.02.01.01.0052';
const gifts = '5.1.02.01.01.0026';

/** The education office of the regency, with every state that a request, a delivery and a bill can be in. */
export const educationPlans: readonly Plan[] = [
  plan(88, paper, 'Kertas untuk ujian tengah semester', 'kertas hvs a4', 80, 'paid'),
  plan(85, meals, 'Rapat kepala sekolah', 'nasi kotak rapat', 60, 'paid'),
  plan(80, furniture, 'Kursi tamu ruang layanan', 'kursi tamu rotan dudukan busa', 4, 'sp2d'),
  plan(74, gifts, 'Cenderamata juri lomba literasi', 'plakat kayu jati', 12, 'paid'),
  plan(69, paper, 'Map arsip kepegawaian', 'map folio kertas', 20, 'paid'),
  plan(63, furniture, 'Rak buku pojok baca', 'rak buku empat susun', 8, 'sp2d'),
  plan(58, meals, 'Pelatihan guru penggerak', 'kue kotak rapat', 90, 'paid'),
  plan(52, furniture, 'Meja rapat', 'meja kerja pimpinan', 11, 'rejected'),
  plan(47, gifts, 'Tas peserta bimbingan teknis', 'tas seminar', 120, 'paid'),
  plan(41, meals, 'Camilan rapat mingguan', 'keripik singkong balado 200 gram', 40, 'paid'),
  plan(36, paper, 'Tinta printer', 'tinta printer isi ulang', 24, 'cancelled'),
  plan(30, furniture, 'Meja siswa', 'meja siswa kayu', 25, 'spm'),
  plan(24, meals, 'Rapat anggaran perubahan', 'nasi kotak', 45, 'paid'),
  plan(18, furniture, 'Lemari arsip sekretariat', 'lemari arsip', 3, 'spp'),
  plan(12, gifts, 'Bingkisan guru purnatugas', 'keranjang bingkisan', 30, 'received'),
  plan(9, paper, 'Ordner arsip keuangan', 'ordner arsip', 60, 'received'),
  plan(6, meals, 'Camilan pameran pendidikan', 'keripik singkong balado 200 gram', 50, 'shipped'),
  plan(5, furniture, 'Kursi tunggu loket', 'kursi tunggu', 4, 'shipped'),
  plan(3, furniture, 'Kursi tamu ruang kepala', 'kursi tamu rotan dudukan busa', 2, 'accepted'),
  plan(1, furniture, 'Meja kecil ruang tamu', 'meja kecil rotan', 2, 'waiting'),
  plan(0, meals, 'Keripik untuk rapat dinas', 'keripik singkong balado 200 gram', 20, 'waiting'),
  plan(0, furniture, 'Kursi kerja seksi kurikulum', 'kursi kerja kepala seksi', 42, 'awaiting'),
  plan(0, paper, 'Kertas akhir tahun', 'kertas hvs f4', 100, 'draft'),
];

const office = '521111';
const stock = '521811';
const equipment = '532111';

/** The general secretariat of the ministry. */
export const ministryPlans: readonly Plan[] = [
  plan(86, stock, 'Persediaan kertas biro umum', 'kertas hvs a4', 200, 'sp2d'),
  plan(78, office, 'Konsumsi rapat koordinasi', 'nasi kotak pimpinan', 80, 'paid'),
  plan(71, equipment, 'Printer biro kepegawaian', 'printer tangki tinta', 4, 'sp2d'),
  plan(60, office, 'Spanduk hari jadi kementerian', 'spanduk kain', 60, 'paid'),
  plan(55, office, 'Kopi tamu ruang rapat', 'kopi arabika', 30, 'paid'),
  plan(43, equipment, 'Kursi rapat lantai dua', 'kursi rapat susun', 60, 'sp2d'),
  plan(33, office, 'Kebersihan gedung utama', 'cairan pel lantai', 60, 'paid'),
  plan(27, stock, 'Tinta cadangan', 'tinta printer isi ulang', 60, 'spm'),
  plan(20, equipment, 'Laptop analis', 'laptop 14 inci', 3, 'spp'),
  plan(14, office, 'Bingkisan mitra kampung', 'bingkisan rapat', 40, 'received'),
  plan(8, office, 'Tisu ruang layanan', 'tisu wajah', 20, 'received'),
  plan(5, stock, 'Amplop berkop', 'amplop', 90, 'shipped'),
  plan(2, office, 'Kue kering tamu', 'kue kering nastar', 24, 'waiting'),
  plan(0, equipment, 'Meja kerja direktorat', 'meja kerja satu biro', 27, 'awaiting'),
  plan(0, office, 'Teh dan gula ruang tamu', 'teh hitam', 40, 'draft'),
];

/** What small offices bought; each office takes its turn with three of them. */
export const shallowPlans: readonly Plan[] = [
  plan(82, paper, 'Kertas kantor', 'kertas hvs a4', 20, 'received'),
  plan(61, meals, 'Rapat staf', 'nasi kotak', 25, 'received'),
  plan(44, furniture, 'Kursi tunggu pelayanan', 'kursi tunggu', 3, 'received'),
  plan(31, meals, 'Kue rapat bulanan', 'kue kotak', 40, 'received'),
  plan(22, paper, 'Map dan ordner', 'ordner arsip', 24, 'received'),
  plan(15, meals, 'Camilan tamu', 'keripik pisang', 30, 'received'),
  plan(10, furniture, 'Rak arsip', 'rak arsip besi', 4, 'shipped'),
  plan(6, paper, 'Pulpen dan spidol', 'spidol papan tulis', 12, 'shipped'),
  plan(4, meals, 'Jajanan pasar untuk upacara', 'jajanan pasar', 6, 'accepted'),
  plan(2, furniture, 'Meja lipat posko', 'meja lipat', 5, 'waiting'),
  plan(1, paper, 'Agenda surat', 'buku agenda', 10, 'waiting'),
  plan(0, meals, 'Nasi kotak sosialisasi', 'nasi kotak', 50, 'draft'),
];
