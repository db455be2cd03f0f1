import type { GoodsCategory } from './goods/index.ts';

/** What small businesses call themselves by, and what they sell; the first of every province sells its specialities. */
export const trades = [
  ['Dapur', 'food'],
  ['Alat Tulis', 'stationery'],
  ['Mebel', 'furniture'],
  ['Konveksi', 'fashion'],
  ['Camilan', 'food'],
  ['Servis Komputer', 'electronics'],
  ['Kriya', 'souvenir'],
  ['Perkakas', 'tools'],
  ['Cetak', 'creative'],
  ['Katering', 'food'],
  ['Bersih', 'medical'],
  ['Sewa Tenda', 'rental'],
  ['Homestay', 'accommodation'],
  ['Kopi', 'food'],
  ['Toko Buku', 'stationery'],
  ['Kayu', 'furniture'],
  ['Butik', 'fashion'],
  ['Rental', 'transport'],
  ['Studio', 'creative'],
  ['Anyaman', 'souvenir'],
  ['Alkes', 'medical'],
  ['Bengkel', 'tools'],
  ['Kurir', 'courier'],
  ['Elektronik', 'electronics'],
  ['Tata Suara', 'rental'],
  ['Jahit', 'fashion'],
  ['Suvenir', 'souvenir'],
  ['Penginapan', 'accommodation'],
  ['Rotan', 'furniture'],
] as const satisfies readonly (readonly [name: string, category: GoodsCategory])[];

export type Trade = (typeof trades)[number];
