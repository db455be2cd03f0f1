import { kind } from './good.ts';

/** Jasa kreatif. */
export const creative = [
  kind('Spanduk', 'meter', 500, 'kain rayon=32; plastik 280 gram=24; plastik 340 gram=29'),
  kind('Umbul-umbul', 'lembar', 700, 'kain 4 meter=95; plastik 4 meter=78; merah putih 3 meter=62'),
  kind('Baliho', 'lembar', 4000, '2 × 3 meter=165; 3 × 4 meter=325; 4 × 6 meter=645'),
  kind('Standing banner', 'unit', 2200, 'X 60 × 160 cm=95; gulung 60 × 160 cm=225; gulung 80 × 200 cm=285'),
  kind('Cetak brosur A4', 'rim', 3000, 'dua lipat=465; tiga lipat=495', 'satu muka; dua muka'),
  kind(
    'Cetak buku laporan',
    'eksemplar',
    500,
    '50 halaman=45; 100 halaman=78; 200 halaman=138',
    'jilid lem; jilid spiral',
  ),
  kind('Cetak kartu nama', 'kotak', 260, 'isi 100=38; isi 100 laminasi=48'),
  kind('Cetak sertifikat', 'lembar', 20, 'kertas linen=6; kertas foto=8'),
  kind('Cetak kalender', 'eksemplar', 400, 'meja=32; dinding enam lembar=26; dinding tiga belas lembar=38'),
  kind('Undangan acara', 'lembar', 60, 'satu lipat=5; amplop=8.5'),
  kind('Rancangan logo dan pedoman', 'paket', 0, 'dasar=1850; lengkap=3650'),
  kind('Rancangan poster', 'berkas', 0, 'satu gambar=285; lima gambar=1250'),
  kind('Infografis laporan', 'halaman', 0, 'satu halaman=345; sepuluh halaman=2950'),
  kind('Video profil', 'paket', 0, 'satu menit=3850; tiga menit=8900; lima menit=14500'),
  kind('Dokumentasi acara', 'hari', 0, 'foto setengah hari=850; foto sehari=1450; foto dan video sehari=2950'),
  kind('Siaran langsung acara', 'hari', 0, 'satu kamera=2350; tiga kamera=4850'),
  kind('Pembawa acara', 'acara', 0, 'setengah hari=950; sehari=1650'),
  kind('Sanggar tari daerah', 'pentas', 0, 'satu tari=1850; tiga tari=3950'),
  kind('Musik pengiring acara', 'acara', 0, 'akustik tiga orang=2450; gamelan=4250; kolintang=3850; rebana=1950'),
  kind('Dekorasi panggung', 'acara', 0, 'sederhana=2850; anyaman dan bunga=4950; pameran dua meja=1650'),
  kind('Penulisan siaran pers', 'naskah', 0, 'satu naskah=385; paket empat naskah=1350'),
];

/** Penginapan dan ruang rapat. */
export const accommodation = [
  kind('Kamar homestay', 'malam', 0, 'satu ranjang=225; dua ranjang=265; keluarga=385', 'tanpa sarapan; sarapan'),
  kind('Kamar losmen', 'malam', 0, 'kipas angin=145; pendingin ruangan=210'),
  kind('Kamar penginapan', 'malam', 0, 'standar=285; utama=365; suite=545', 'sarapan satu orang; sarapan dua orang'),
  kind('Pondok wisata desa', 'malam', 0, 'bambu dua orang=325; kayu empat orang=545; panggung delapan orang=950'),
  kind(
    'Paket rapat',
    'orang',
    0,
    'setengah hari=145; sehari=225; sehari penuh menginap=485',
    'ruang 20 orang; ruang 50 orang; ruang 100 orang',
  ),
  kind('Sewa ruang rapat', 'hari', 0, '15 orang=450; 30 orang=750; 60 orang=1350'),
  kind('Sewa aula', 'hari', 0, '100 orang=1950; 250 orang=3650; 500 orang=6450'),
  kind('Sewa pendopo', 'hari', 0, 'setengah hari=850; sehari=1450'),
  kind('Paket pelatihan di desa wisata', 'orang', 0, 'dua hari=465; tiga hari=685'),
  kind('Asrama peserta pelatihan', 'malam', 0, 'kamar empat ranjang=95; kamar enam ranjang=85'),
];

/** Sewa peralatan. */
export const rental = [
  kind(
    'Sewa tenda',
    'hari',
    0,
    'sarnafil 5 × 5 meter=950; pleton 6 × 14 meter=1250; dekorasi 4 × 6 meter=485; kerucut 3 × 3 meter=365',
  ),
  kind('Sewa kursi', 'buah per hari', 0, 'lipat=6; futura bersarung=9.5; tifani=18; plastik=3'),
  kind('Sewa meja', 'buah per hari', 0, 'lipat 180 cm=25; bundar delapan orang=45; prasmanan=65'),
  kind('Sewa tata suara', 'hari', 0, '1.000 watt=850; 3.000 watt=1950; 5.000 watt=3250'),
  kind('Sewa proyektor dan layar', 'hari', 0, '3.300 lumen=285; 5.000 lumen=485'),
  kind('Sewa layar LED', 'meter persegi per hari', 0, 'dalam ruang=285; luar ruang=325'),
  kind('Sewa genset', 'hari', 0, '5 kVA=450; 20 kVA=1250; 60 kVA=2450'),
  kind('Sewa panggung', 'hari', 0, '3 × 4 meter=850; 6 × 4 meter=1450; 8 × 6 meter=2650'),
  kind('Sewa pendingin ruangan', 'hari', 0, 'berdiri 5 PK=850; kipas kabut=185'),
  kind('Sewa mesin fotokopi', 'bulan', 0, 'hitam putih=850; berwarna=1950'),
  kind('Sewa laptop', 'hari', 0, '14 inci=95; 14 inci paket ujian 20 unit=1750'),
  kind('Sewa stan pameran', 'hari', 0, '2 × 2 meter=385; 3 × 3 meter=585'),
  kind('Sewa tanaman hias', 'bulan', 0, 'pot kecil=28; pot besar=58'),
  kind('Sewa pakaian adat', 'setel per hari', 0, 'dewasa=125; anak=85; pengantin=850'),
  kind('Sewa alat musik', 'hari', 0, 'gamelan lengkap=1850; angklung 30 buah=485; papan nada=365'),
  kind('Sewa toilet jinjing', 'hari', 0, 'satu pintu=450; dua pintu=785'),
];

/** Transportasi. */
export const transport = [
  kind('Sewa mobil', 'hari', 0, 'tujuh penumpang=485; tujuh penumpang dengan sopir=685; bak terbuka dengan sopir=585'),
  kind('Sewa minibus', 'hari', 0, '12 kursi dengan sopir=1150; 16 kursi dengan sopir=1350'),
  kind('Sewa bus', 'hari', 0, '29 kursi=2450; 45 kursi=3450', 'dalam kota; luar kota'),
  kind('Antar jemput bandara', 'sekali jalan', 0, 'satu sampai empat orang=225; lima sampai sepuluh orang=385'),
  kind(
    'Sewa perahu',
    'hari',
    0,
    'motor tempel delapan orang=850; kayu lima belas orang=1450; cepat dua belas orang=2850',
  ),
  kind('Sewa sepeda motor', 'hari', 0, 'bebek=85; matik=95; trail=145'),
  kind('Sewa truk', 'hari', 0, 'engkel dengan sopir=1150; ganda dengan sopir=1850'),
  kind('Sewa sepeda', 'hari', 0, 'kota=45; gunung=75'),
  kind(
    'Jasa pindah kantor',
    'sekali jalan',
    0,
    'satu bak terbuka=850; satu truk engkel=1650',
    'tanpa kemas; dengan kemas',
  ),
];

/** Kurir dan pengiriman. */
export const courier = [
  kind('Kurir dokumen', 'kiriman', 0, 'dalam kota hari ini=18; antarkota besok=32; antarpulau tiga hari=58'),
  kind('Kurir barang', 'kilogram', 0, 'dalam kota=6; antarkota=12; antarpulau=28'),
  kind('Kargo darat', 'kilogram', 0, 'minimal 10 kilogram=6.5; minimal 100 kilogram=4.8'),
  kind('Kargo laut', 'kilogram', 0, 'minimal 50 kilogram=5.5; minimal 500 kilogram=4.2'),
  kind('Kurir pagi katering', 'kiriman', 0, 'sampai 5 kilometer=22; sampai 15 kilometer=38'),
  kind('Antar barang pecah belah', 'kiriman', 0, 'dalam kota=85; antarkota=185'),
  kind('Kurir berpendingin', 'kiriman', 0, 'dalam kota=125; antarkota=285'),
  kind('Jasa kemas kayu', 'buah', 0, 'kecil=65; sedang=125; besar=245'),
  kind('Kurir langganan kantor', 'bulan', 0, '20 antaran=385; 60 antaran=985'),
];
