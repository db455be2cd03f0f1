import { kind } from './good.ts';

const tastes = 'asin; balado; keju; pedas daun jeruk';
const menus = 'ayam bakar; ayam goreng lengkuas; ikan bakar; empal daging; pepes tahu';

/** Makanan dan minuman. */
export const food = [
  kind('Keripik singkong', 'bungkus', 210, '100 gram=9.5; 250 gram=19; 500 gram=35', tastes),
  kind('Keripik pisang', 'bungkus', 210, '200 gram=16; 500 gram=37', 'asin; manis; cokelat'),
  kind('Keripik tempe', 'bungkus', 160, '150 gram=14; 300 gram=26', 'original; pedas'),
  kind('Keripik talas', 'bungkus', 210, '200 gram=18; 400 gram=34', 'asin; balado'),
  kind('Kacang bawang goreng', 'stoples', 500, '250 gram=24; 500 gram=45'),
  kind('Kacang mete panggang', 'stoples', 500, '250 gram=58; 500 gram=112', 'asin; tawar'),
  kind('Rempeyek kacang', 'stoples', 350, '200 gram=22; 400 gram=41'),
  kind('Emping melinjo', 'bungkus', 260, '250 gram=32; 500 gram=60', 'tawar; pedas manis'),
  kind('Kue kering nastar', 'stoples', 600, '300 gram=48; 500 gram=75'),
  kind('Kue kering kastengel', 'stoples', 600, '300 gram=56; 500 gram=88'),
  kind('Kue kering putri salju', 'stoples', 600, '300 gram=46; 500 gram=72'),
  kind('Kue lapis legit', 'loyang', 1100, '20 × 10 cm=145; 20 × 20 cm=275', 'original; prun'),
  kind('Bolu gulung', 'loyang', 700, 'kecil=38; besar=62', 'pandan; cokelat; stroberi'),
  kind('Roti manis isi', 'buah', 80, 'cokelat=5; keju=5.5; abon=6.5; pisang=5'),
  kind('Nasi kotak', 'kotak', 550, 'hemat=24; rapat=32; pimpinan=48', menus),
  kind('Kue kotak rapat', 'kotak', 240, 'isi dua macam=11; isi empat macam=19', 'tradisional; campuran'),
  kind('Tumpeng nasi kuning', 'paket', 6000, '10 orang=385; 20 orang=690; 30 orang=985'),
  kind('Prasmanan rapat', 'orang', 800, 'tiga lauk=45; lima lauk=62', 'masakan Sunda; masakan Padang; masakan Jawa'),
  kind('Jajanan pasar', 'tampah', 3000, '30 potong=95; 60 potong=180; 100 potong=290'),
  kind('Buah potong rapat', 'kotak', 300, 'tiga macam=14; lima macam=19'),
  kind('Kopi robusta bubuk', 'bungkus', 260, '100 gram=18; 500 gram=72; 1 kilogram=138', 'halus; kasar'),
  kind(
    'Kopi arabika biji',
    'bungkus',
    260,
    '200 gram=58; 500 gram=135; 1 kilogram=255',
    'sangrai sedang; sangrai gelap',
  ),
  kind('Teh hitam', 'kotak', 120, 'celup isi 25=14; celup isi 50=26; tubruk 250 gram=22'),
  kind('Gula aren', 'bungkus', 520, 'semut 250 gram=19; semut 500 gram=36; cetak 1 kilogram=48'),
  kind('Madu hutan', 'botol', 700, '250 ml=62; 500 ml=118; 1 liter=225'),
  kind('Sirup', 'botol', 900, 'markisa 500 ml=34; pala 500 ml=42; jeruk kasturi 500 ml=36; jahe 500 ml=38'),
  kind('Wedang jahe bubuk', 'bungkus', 260, '200 gram=24; 500 gram=55', 'gula aren; tanpa gula'),
  kind('Air minum kemasan', 'dus', 12000, 'gelas 220 ml isi 48=26; botol 330 ml isi 24=36; botol 600 ml isi 24=42'),
  kind('Beras pulen', 'karung', 5100, '5 kilogram=76; 10 kilogram=149; 25 kilogram=362'),
  kind('Minyak goreng kelapa', 'botol', 1000, '500 ml=26; 1 liter=48; 2 liter=92'),
  kind('Sambal botol', 'botol', 260, 'bawang=25; terasi=26; ikan roa=34; cumi=36'),
  kind('Abon', 'bungkus', 260, 'sapi 100 gram=34; sapi 250 gram=79; ikan tuna 100 gram=27; ayam 100 gram=26'),
  kind('Kerupuk mentah', 'bungkus', 520, 'udang 500 gram=48; ikan 500 gram=42; bawang 500 gram=24'),
];
