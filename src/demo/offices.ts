import type { Chart } from '../buying/budget/index.ts';
import type { Kind } from '../parties/institution/index.ts';

/** A branch of a budget: codes and names from the programme down, then account lines with thousands of rupiah. */
export interface Branch {
  readonly path: readonly (readonly [code: string, name: string])[];
  readonly lines: readonly (readonly [code: string, name: string, thousands: number])[];
}

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly budget: readonly Branch[];
}

export interface Office {
  readonly code: string;
  readonly name: string;
  readonly kind: Kind;
  readonly regionCode: string;
  readonly address: string;
  readonly chart: Chart;
  readonly units: readonly Unit[];
}

/** The invented ministry, its budget on the APBN chart down to KRO, RO and component. */
export const ministry: Office = {
  ...{ code: 'CONTOH-K1', name: 'Kementerian Kampung Mandiri (contoh)', kind: 'ministry', regionCode: '31.71' },
  ...{ address: 'Jl. Kenari Raya 21, Jakarta', chart: 'apbn' },
  units: [
    {
      ...{ code: '690101', name: 'Sekretariat Jenderal' },
      budget: [
        {
          path: [
            ['WA', 'Program Dukungan Manajemen'],
            ['6810', 'Pengelolaan rumah tangga dan perlengkapan'],
            ['EBA', 'Layanan dukungan manajemen internal'],
            ['994', 'Layanan perkantoran'],
            ['002', 'Operasional dan pemeliharaan kantor'],
          ],
          lines: [
            ['521111', 'Belanja Keperluan Perkantoran', 640_000],
            ['521811', 'Belanja Barang Persediaan Barang Konsumsi', 310_000],
            ['523111', 'Belanja Pemeliharaan Gedung dan Bangunan', 285_000],
          ],
        },
        {
          path: [
            ['WA', 'Program Dukungan Manajemen'],
            ['6810', 'Pengelolaan rumah tangga dan perlengkapan'],
            ['EBB', 'Layanan sarana dan prasarana internal'],
            ['951', 'Layanan sarana internal'],
            ['051', 'Pengadaan perangkat pengolah data dan mebel'],
          ],
          lines: [['532111', 'Belanja Modal Peralatan dan Mesin', 1_450_000]],
        },
      ],
    },
    {
      ...{ code: '690207', name: 'Direktorat Jenderal Usaha Kampung' },
      budget: [
        {
          path: [
            ['DD', 'Program Pembangunan Ekonomi Kampung'],
            ['6842', 'Penguatan usaha kecil kampung'],
            ['QDC', 'Fasilitasi dan pembinaan masyarakat'],
            ['003', 'Pelaku usaha kampung yang dilatih'],
            ['052', 'Pelatihan dan pameran'],
          ],
          lines: [
            ['521211', 'Belanja Bahan', 420_000],
            ['522141', 'Belanja Sewa', 360_000],
            ['524119', 'Belanja Perjalanan Dinas Paket Meeting', 580_000],
            ['526312', 'Belanja Barang untuk Diserahkan kepada Masyarakat', 920_000],
          ],
        },
      ],
    },
  ],
};

const office: Branch['path'] = [
  ['X.XX.01', 'Penunjang urusan pemerintahan daerah'],
  ['X.XX.01.2.06', 'Administrasi umum perangkat daerah'],
  ['X.XX.01.2.06.0002', 'Penyediaan peralatan dan perlengkapan kantor'],
];
const supplies: Branch['lines'] = [
  ['5.1.02.01.01.0024', 'Belanja Alat Tulis Kantor', 68_000],
  ['5.1.02.01.01.0052', 'Belanja Makanan dan Minuman Rapat', 94_000],
  ['5.2.02.05.02.0001', 'Belanja Mebel Kantor', 235_000],
];

/** More work units of the invented regency: its education office stands in `world.ts`. */
export const regencyUnits: readonly Unit[] = [
  {
    ...{ code: '1.02.01', name: 'Dinas Kesehatan' },
    budget: [
      { path: office, lines: supplies },
      {
        path: [
          ['1.02.02', 'Pemenuhan upaya kesehatan masyarakat'],
          ['1.02.02.2.02', 'Penyediaan layanan kesehatan'],
          ['1.02.02.2.02.0015', 'Pengelolaan pelayanan kesehatan gizi masyarakat'],
        ],
        lines: [
          ['5.1.02.01.01.0043', 'Belanja Natura dan Pakan: makanan tambahan', 310_000],
          ['5.2.02.08.01.0001', 'Belanja Modal Alat Kedokteran Umum', 480_000],
        ],
      },
    ],
  },
  {
    ...{ code: '2.17.01', name: 'Dinas Koperasi dan UMKM' },
    budget: [
      { path: office, lines: supplies },
      {
        path: [
          ['2.17.07', 'Pemberdayaan usaha mikro'],
          ['2.17.07.2.01', 'Pemberdayaan usaha mikro melalui pendataan dan kemitraan'],
          ['2.17.07.2.01.0004', 'Koordinasi, sinkronisasi, dan pameran produk usaha mikro'],
        ],
        lines: [
          ['5.1.02.02.04.0117', 'Belanja Sewa Tenda dan Perlengkapan Pameran', 185_000],
          ['5.1.02.01.01.0026', 'Belanja Suvenir dan Cenderamata', 76_000],
        ],
      },
    ],
  },
  {
    ...{ code: '7.01.03', name: 'Kecamatan Teluk Melati' },
    budget: [{ path: office, lines: supplies }],
  },
];

const shallow = (kind: Kind, name: string, regionCode: string, address: string, unit: string): Office => ({
  ...{ code: '', name: `${name} (contoh)`, kind, regionCode, address, chart: 'apbd' },
  units: [{ code: '1.01.01', name: unit, budget: [{ path: office, lines: supplies }] }],
});

/** Eighteen more offices over the whole country, each with one work unit and one branch of a budget. */
export const shallowOffices: readonly Office[] = [
  shallow(
    'regency',
    'Kabupaten Lembah Seulawah',
    '11.06',
    'Jl. Cempaka 3, Kota Lembah',
    'Dinas Syariat dan Pendidikan',
  ),
  shallow('city', 'Kota Danau Andaliman', '12.07', 'Jl. Andaliman 18, Danau Andaliman', 'Dinas Pariwisata'),
  shallow('regency', 'Kabupaten Ranah Singgalang', '13.04', 'Jl. Kapau 7, Ranah Singgalang', 'Dinas Pertanian'),
  shallow('province', 'Provinsi Tanah Rimbang', '15.71', 'Jl. Sultan Rimbang 1, Rimbang', 'Biro Umum'),
  shallow('regency', 'Kabupaten Pesisir Kemala', '18.01', 'Jl. Kemala 22, Kalimas', 'Dinas Perikanan'),
  shallow('city', 'Kota Cibogor Asri', '32.71', 'Jl. Pakis 9, Cibogor Asri', 'Dinas Lingkungan Hidup'),
  shallow('regency', 'Kabupaten Ngargoyasa', '33.10', 'Jl. Melati 45, Ngargoyasa', 'Dinas Sosial'),
  shallow('city', 'Kota Gandaria', '35.73', 'Jl. Gandaria 11, Gandaria', 'Dinas Perpustakaan'),
  shallow('regency', 'Kabupaten Banyu Seruni', '35.10', 'Jl. Seruni 6, Banyu Seruni', 'Dinas Kebudayaan'),
  shallow('regency', 'Kabupaten Karang Sari', '51.08', 'Jl. Kamboja 2, Karang Sari', 'Dinas Kesehatan'),
  shallow('regency', 'Kabupaten Lontar Timur', '53.07', 'Jl. Lontar 14, Lontar', 'Dinas Pendidikan'),
  shallow('city', 'Kota Sungai Enggang', '61.71', 'Jl. Enggang 30, Sungai Enggang', 'Dinas Perhubungan'),
  shallow('regency', 'Kabupaten Hulu Meranti', '63.03', 'Jl. Meranti 5, Hulu Meranti', 'Dinas Koperasi'),
  shallow('province', 'Provinsi Teluk Mahoni', '64.72', 'Jl. Mahoni 1, Teluk Mahoni', 'Badan Kepegawaian'),
  shallow('regency', 'Kabupaten Nyiur Permai', '71.02', 'Jl. Nyiur 8, Nyiur Permai', 'Sekretariat Daerah'),
  shallow('city', 'Kota Losari Baru', '73.71', 'Jl. Pinang 27, Losari Baru', 'Dinas Pendidikan'),
  shallow('regency', 'Kabupaten Pulau Pala', '81.01', 'Jl. Pala 4, Pulau Pala', 'Dinas Kelautan'),
  shallow('regency', 'Kabupaten Lembah Matoa', '91.03', 'Jl. Matoa 12, Lembah Matoa', 'Dinas Pendidikan'),
].map((one, place) => ({ ...one, code: `CONTOH-${String(place + 10)}` }));
