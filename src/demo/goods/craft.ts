import { kind } from './good.ts';

const sizes = 'ukuran M; ukuran L; ukuran XL';

/** Suvenir dan kerajinan. */
export const souvenir = [
  kind('Plakat', 'buah', 800, 'kayu jati=165; akrilik=125; resin=145; kayu ukir=235'),
  kind('Piala', 'buah', 900, 'kecil=68; sedang=118; besar=265; bergilir=685'),
  kind('Medali', 'buah', 90, 'logam cor=24; kayu=18; akrilik=21'),
  kind('Tas seminar', 'buah', 400, 'kanvas=38; anyaman mendong=72; batik=68; serat kelapa=62'),
  kind('Tempat pensil', 'buah', 90, 'batik=18; bambu ukir=26; tenun=29'),
  kind('Mug keramik sablon', 'buah', 380, '325 ml=26; 325 ml berkotak=34', 'putih; hijau dalam; merah dalam'),
  kind('Botol minum', 'buah', 320, 'baja 500 ml=69; bambu 450 ml=98; plastik 700 ml=28'),
  kind('Gantungan kunci', 'buah', 30, 'kayu ukir=8; akrilik=6; kulit=14; logam=12'),
  kind('Pin dan lencana', 'buah', 20, 'logam enamel=16; akrilik=7'),
  kind('Tempat tisu anyam', 'buah', 320, 'rotan=78; pandan=54; mendong=49'),
  kind('Keranjang bingkisan', 'buah', 650, 'rotan kecil=58; rotan besar=98; bambu bertutup=72; pandan=64'),
  kind('Bingkisan rapat', 'paket', 1600, 'camilan tiga macam=95; kopi dan camilan=145; kerajinan dan kopi=235'),
  kind('Pot gerabah', 'buah', 2500, 'kecil=58; sedang=125; besar=245', 'polos; ukir; lukis'),
  kind('Vas keramik', 'buah', 1800, '20 cm=115; 35 cm=225', 'biru; hijau; cokelat'),
  kind('Taplak meja', 'lembar', 400, 'batik cap=120; tenun=165; sulam=145', 'merah; biru; cokelat'),
  kind('Sarung bantal kursi', 'buah', 260, 'batik=58; tenun=78; sulam=69'),
  kind(
    'Hiasan dinding',
    'buah',
    1400,
    'kaligrafi kayu=285; anyaman bambu=145; ukiran jati=465; lukisan 60 × 80 cm=585',
  ),
  kind('Wayang kulit', 'buah', 420, 'suvenir 30 cm=125; pajangan 60 cm=345'),
  kind('Miniatur', 'buah', 900, 'perahu kayu=185; rumah adat=225; becak logam=98; kereta kuda=145'),
  kind('Karangan bunga kering', 'buah', 500, 'meja=98; dinding=165'),
  kind('Lampu hias', 'buah', 1200, 'bambu=165; rotan=245; kain tenun=285'),
  kind('Nampan', 'buah', 900, 'kayu jati=125; rotan=95; bambu=78'),
  kind('Buku catatan bersampul', 'buah', 300, 'batik=34; tenun=45; kulit=69; kertas daur ulang=26'),
  kind('Payung golf sablon', 'buah', 620, 'satu warna=72; dua warna=85'),
];

/** Pakaian dan seragam. */
export const fashion = [
  kind('Kemeja batik', 'potong', 350, 'cap lengan pendek=185; cap lengan panjang=235; tulis lengan panjang=685', sizes),
  kind('Kemeja tenun', 'potong', 350, 'lengan pendek=285; lengan panjang=345', sizes),
  kind(
    'Kain batik',
    'lembar',
    320,
    'cap katun=145; tulis katun=465; cap seragam kantor=125',
    'merah marun; biru nila; cokelat sogan; hijau daun',
  ),
  kind('Seragam dinas', 'setel', 700, 'harian khaki=365; putih=345; linmas=425', 'pria; wanita; wanita berjilbab'),
  kind('Seragam olahraga', 'setel', 600, 'kantor=165; sekolah=118', 'lengan pendek; lengan panjang'),
  kind('Seragam sekolah', 'setel', 450, 'SD=128; SMP=148; SMA=158; pramuka=165'),
  kind('Kaus sablon', 'potong', 210, 'katun 24s=58; katun 30s=54; polo=78', sizes),
  kind('Rompi', 'potong', 320, 'lapangan banyak saku=145; keselamatan pantul=52; petugas acara=85'),
  kind('Jaket', 'potong', 700, 'kerja parasut=195; bomber=245; almamater=185', sizes),
  kind('Topi', 'buah', 110, 'bordir=38; rimba=45; jaring=29'),
  kind('Peci', 'buah', 120, 'hitam beludru=65; tenun=85; batik=72'),
  kind('Kerudung', 'lembar', 160, 'segi empat=42; instan=55; seragam bordir=69', 'cokelat; hitam; biru'),
  kind('Sepatu', 'pasang', 900, 'pantofel kulit=285; kerja pengaman=365; kets sekolah=145; bot karet=98'),
  kind('Sandal kulit', 'pasang', 500, 'pria=125; wanita=115'),
  kind('Ikat pinggang kulit', 'buah', 260, 'dinas=78; polos=95'),
  kind('Dompet kulit', 'buah', 160, 'pria=118; wanita panjang=165'),
  kind('Tas', 'buah', 900, 'ransel laptop=245; selempang kulit=285; jinjing dokumen=198; wanita tenun=235'),
  kind('Mukena', 'setel', 700, 'katun bordir=185; parasut=125'),
  kind('Sarung tenun', 'lembar', 420, 'katun=145; sutra=585', 'pria; wanita'),
  kind('Selendang', 'lembar', 220, 'tenun=165; batik=118; sutra=345', 'merah; ungu; hijau'),
];
