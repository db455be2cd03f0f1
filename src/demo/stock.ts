import type { OfferItem, SellerItem } from '../parties/marketplace/index.ts';
import { rupiah } from '../values/money.ts';

/** Four marketplaces, their sellers and goods: all invented, for the demonstration, the story and the tests. */
export const marketplaces = [
  { code: 'lokabina', name: 'Lokabina' },
  { code: 'pasar-rame', name: 'Pasar Rame' },
  { code: 'nusaraya', name: 'Nusaraya' },
  { code: 'griya-karya', name: 'Griya Karya' },
] as const;

export type MarketplaceCode = (typeof marketplaces)[number]['code'];

const seller = (
  externalId: string,
  name: string,
  sellerClass: SellerItem['sellerClass'],
  regionCode: string,
  isPkp = false,
): SellerItem => ({
  ...{ externalId, name, sellerClass, regionCode, isPkp },
});

const darsono = seller('rotan-darsono', 'Rotan Sejati Darsono', 'micro', '19.02');
const kenanga = seller('batik-kenanga', 'Batik Sekar Kenanga', 'small', '19.02');
const yanti = seller('keripik-yanti', 'Keripik Bu Yanti', 'micro', '19.01');
const bumi = seller('mebel-bumi', 'Mebel Bumi Kenanga', 'small', '19.06');
const anyam = seller('anyam-lestari', 'Anyam Lestari', 'micro', '33.11');
const tulis = seller('tulis-rapi', 'Toko Tulis Rapi', 'micro', '19.02');
const dapur = seller('dapur-melati', 'Dapur Melati Katering', 'small', '19.02');
const maju = seller('maju-elektronik', 'Maju Jaya Elektronik', 'medium', '31.71', true);

type Row = readonly [
  id: string,
  seller: SellerItem,
  title: string,
  category: string,
  unit: string,
  price: number,
  stock: number,
  grams: number,
];

const rows: Readonly<Record<MarketplaceCode, readonly Row[]>> = {
  lokabina: [
    ['kursi-rotan', darsono, 'Kursi tamu rotan, dudukan busa', 'furniture', 'buah', 1_250_000, 24, 9000],
    ['meja-rotan', darsono, 'Meja kecil rotan, daun meja jati', 'furniture', 'buah', 875_000, 15, 12_000],
    ['keranjang-arsip', darsono, 'Keranjang arsip rotan bertutup', 'furniture', 'buah', 175_000, 20, 1500],
    ['nasi-kotak', dapur, 'Nasi kotak rapat, ayam bakar dan sayur', 'food', 'kotak', 32_000, 500, 600],
    ['kue-kotak', dapur, 'Kue kotak rapat, isi tiga macam', 'food', 'kotak', 15_000, 800, 250],
    ['kopi-250', yanti, 'Kopi robusta bubuk 250 gram', 'food', 'bungkus', 38_000, 120, 260],
  ],
  'pasar-rame': [
    ['taplak-batik', kenanga, 'Taplak meja batik tulis 90 × 90 cm', 'souvenir', 'lembar', 185_000, 40, 300],
    ['pot-gerabah', kenanga, 'Pot gerabah motif teluk, sedang', 'souvenir', 'buah', 150_000, 30, 2500],
    ['kemeja-batik', kenanga, 'Kemeja batik cap lengan panjang', 'fashion', 'potong', 265_000, 60, 350],
    ['kursi-tunggu', bumi, 'Kursi tunggu rotan tiga dudukan', 'furniture', 'buah', 2_875_000, 9, 18_000],
    ['kursi-makan', bumi, 'Kursi makan rotan tanpa lengan', 'furniture', 'buah', 640_000, 80, 6000],
    ['meja-rapat', bumi, 'Meja rapat kayu jati delapan orang', 'furniture', 'buah', 7_450_000, 6, 60_000],
  ],
  nusaraya: [
    ['keripik-singkong', yanti, 'Keripik singkong balado 200 gram', 'food', 'bungkus', 18_000, 300, 210],
    ['kertas-a4', tulis, 'Kertas A4 70 gram, satu rim', 'stationery', 'rim', 52_000, 400, 2300],
    ['pulpen-12', tulis, 'Pulpen hitam 0,5 mm, isi 12', 'stationery', 'kotak', 36_000, 200, 120],
    ['map-folio', tulis, 'Map folio kertas tebal, isi 50', 'stationery', 'pak', 68_000, 90, 1800],
    ['laptop-14', maju, 'Laptop 14 inci 8 GB', 'electronics', 'unit', 8_325_000, 12, 1600],
  ],
  'griya-karya': [
    ['keranjang-anyam', anyam, 'Keranjang anyam bambu tutup', 'souvenir', 'buah', 95_000, 45, 700],
    ['tikar-pandan', anyam, 'Tikar pandan 2 × 3 meter', 'souvenir', 'lembar', 210_000, 25, 2200],
    ['kursi-anyam', anyam, 'Kursi tunggu anyaman rotan sintetis', 'furniture', 'buah', 3_040_000, 4, 17_000],
    ['tas-seminar', anyam, 'Tas seminar anyaman pandan', 'souvenir', 'buah', 78_000, 150, 400],
  ],
};

/** The goods of one marketplace, as its own upload interface takes them. */
export function stockOf(code: MarketplaceCode): OfferItem[] {
  return rows[code].map(([externalId, from, title, category, unit, price, stock, weightGrams]) => ({
    ...{
      externalId,
      seller: from,
      title,
      description: title,
      category,
      unit,
      price: rupiah(price),
      stock,
      weightGrams,
    },
    ...{ isDomestic: true, tkdnPercent: null, version: 1 },
  }));
}
