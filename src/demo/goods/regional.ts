import type { Category } from '../../buying/catalogue/index.ts';

/**
 * What a province is known for, by the code of the province: category, goods, unit, thousands of rupiah, grams; then what
 * it is sold as. Two to five of each province.
 */
export const regional: Readonly<Record<string, string>> = {
  11: 'food|Kopi arabika Gayo|bungkus|68|260|bubuk 250 gram, biji 250 gram; souvenir|Kupiah meukeutop|buah|185|200|dewasa, anak; fashion|Tas bordir Aceh|buah|165|600|jinjing, selempang',
  12: 'fashion|Ulos Batak|lembar|385|500|ragi hotang, sibolang, bintang maratur; food|Bika ambon|loyang|62|800|pandan, original, durian; food|Andaliman kering|bungkus|38|110|100 gram',
  13: 'food|Rendang daging kemasan|bungkus|98|520|250 gram, tahan lama; fashion|Songket Pandai Sikek|lembar|1850|700|selendang, kain sarung; food|Keripik sanjai|bungkus|29|310|balado, tawar, kuning',
  14: 'fashion|Tenun Siak|lembar|785|600|tampuk manggis, pucuk rebung; food|Bolu kemojo|loyang|48|600|pandan, durian; food|Lempuk durian|bungkus|58|300|250 gram',
  15: 'fashion|Batik Jambi|lembar|245|320|angso duo, durian pecah, batanghari; food|Kopi Kerinci|bungkus|52|260|robusta, arabika; food|Teh Kayu Aro|kotak|24|120|celup, tubruk',
  16: 'food|Pempek Palembang|paket|125|1600|isi 20 kapal selam kecil, isi 30 campur, beku isi 40; fashion|Songket Palembang|lembar|2450|800|lepus, bungo pacik; souvenir|Kotak laker Palembang|buah|185|700|kecil, besar',
  17: 'fashion|Batik besurek|lembar|225|320|raflesia, kaligrafi; food|Lempuk durian Bengkulu|bungkus|54|300|250 gram; food|Sirup kalamansi|botol|38|900|500 ml, 1 liter',
  18: 'fashion|Kain tapis Lampung|lembar|1150|700|selendang, hiasan dinding; food|Kopi robusta Lampung|bungkus|42|260|bubuk 250 gram, biji 1 kilogram; food|Keripik pisang Lampung|bungkus|24|260|cokelat, susu, moka',
  19: 'food|Lada putih Muntok|bungkus|34|110|butir 100 gram, bubuk 100 gram; food|Kerupuk kemplang Bangka|bungkus|32|310|panggang, goreng; souvenir|Kopiah resam|buah|145|160|halus, sedang',
  21: 'food|Kerupuk gonggong|bungkus|36|310|mentah, siap makan; fashion|Batik gonggong|lembar|235|320|biru laut, cokelat; food|Otak-otak Tanjungpinang|paket|68|900|isi 30 beku',
  31: 'food|Bir pletok|botol|32|600|330 ml, 600 ml; souvenir|Boneka ondel-ondel|pasang|125|600|20 cm, 40 cm; food|Dodol Betawi|bungkus|42|520|ketan, durian; fashion|Batik Betawi|lembar|215|320|tumpal, monas',
  32: 'food|Dodol Garut|bungkus|34|520|campuran, wijen, nanas; fashion|Batik Garutan|lembar|245|320|merak ngibing, lereng; souvenir|Kelom geulis|pasang|118|700|ukir, lukis; souvenir|Angklung Sunda|set|165|900|satu oktaf, dua oktaf; food|Peuyeum bendul|paket|32|1000|1 kilogram',
  33: 'furniture|Kursi ukir Jepara|buah|1650|16000|kartini, mawar; fashion|Batik Pekalongan|lembar|195|320|jlamprang, buketan, encim; food|Jenang Kudus|bungkus|32|520|original, durian; souvenir|Kuningan Juwana|buah|265|1800|tempat lilin, gantungan',
  34: 'food|Gudeg kaleng|kaleng|42|310|ayam, telur, pedas; souvenir|Gerabah Kasongan|buah|145|2600|guci, kendi; souvenir|Perak Kotagede|buah|285|60|bros, miniatur; food|Bakpia|kotak|34|420|kacang hijau, keju, cokelat',
  35: 'food|Keripik apel Malang|bungkus|34|110|100 gram, 250 gram; fashion|Batik Madura|lembar|265|320|gentongan, sekar jagat; food|Bandeng presto|paket|62|700|isi dua, isi empat; food|Kopi Ijen|bungkus|64|260|arabika, robusta',
  36: 'fashion|Tenun Baduy|lembar|265|500|adu mancung, suat songket; food|Emping Menes|bungkus|48|520|tawar, manis pedas; souvenir|Tas koja Baduy|buah|98|300|kecil, besar; food|Gula aren Lebak|bungkus|38|520|semut, cetak',
  51: 'souvenir|Patung kayu Bali|buah|345|1800|Garuda 30 cm, penari 40 cm; fashion|Kain endek Bali|lembar|385|400|merah, biru, hijau; food|Kopi Kintamani|bungkus|72|260|biji, bubuk; souvenir|Tas ata Karangasem|buah|195|500|bundar, lonjong',
  52: 'fashion|Tenun Sukarara|lembar|485|500|subahnale, ragi genep; food|Madu Sumbawa|botol|98|700|350 ml, 650 ml; souvenir|Mutiara Lombok|buah|365|20|bros, kalung; souvenir|Gerabah Banyumulek|buah|135|2600|kendi maling, vas',
  53: 'fashion|Tenun ikat Sumba|lembar|985|700|kuda, mamuli; fashion|Tenun ikat Sikka|lembar|685|600|okukirei, jarang; food|Kopi Flores Bajawa|bungkus|74|260|biji, bubuk; souvenir|Sasando kecil|buah|285|900|pajangan; food|Gula lontar|bungkus|29|520|semut, cair',
  61: 'fashion|Tenun Sambas|lembar|785|600|pucuk rebung, bunga melur; food|Lidah buaya olahan|bungkus|22|310|dodol, koktail, kerupuk; souvenir|Manik Dayak|buah|165|260|kalung, tas kecil',
  62: 'souvenir|Anyaman purun|buah|78|400|tas, topi, tikar kecil; souvenir|Getah nyatu|buah|145|500|perahu naga, rumah betang; food|Kerupuk ikan pipih|bungkus|42|310|mentah, siap makan',
  63: 'fashion|Kain sasirangan|lembar|235|320|gigi haruan, kulat karikit, naga balimbur; food|Dodol Kandangan|bungkus|28|520|original, kacang; souvenir|Miniatur jukung|buah|98|400|kecil, besar; souvenir|Batu hias Martapura|buah|145|40|bros, gelang',
  64: 'fashion|Ulap doyo|lembar|585|500|naga, perahu; food|Amplang kuku macan|bungkus|38|260|ikan tenggiri, ikan belida; fashion|Sarung tenun Samarinda|lembar|485|500|hatta, sabutan',
  65: 'fashion|Batik Kaltara|lembar|245|320|Bulungan, Tarakan; food|Rumput laut olahan|bungkus|26|260|dodol, kerupuk; food|Ikan asin tipis|bungkus|58|260|250 gram, 500 gram',
  71: 'food|Cakalang fufu|ekor|72|800|sedang, besar; food|Klappertaart|loyang|85|900|panggang, kukus; food|Kacang goyang|bungkus|32|260|putih, merah muda; fashion|Kain bentenan|lembar|465|400|tonilama, pinatikan',
  72: 'food|Bawang goreng Palu|stoples|48|260|100 gram, 250 gram; fashion|Sarung Donggala|lembar|485|500|buya bomba, buya sabe; souvenir|Kayu eboni ukir|buah|325|900|asbak, tongkat komando',
  73: 'fashion|Sutra Sengkang|lembar|565|300|balo renni, cobo; food|Kopi Toraja|bungkus|78|260|arabika biji, arabika bubuk, robusta; souvenir|Miniatur pinisi|buah|285|1200|30 cm, 60 cm; food|Otak-otak Makassar|paket|58|700|isi 20, isi 40',
  74: 'food|Mete Muna|stoples|118|520|panggang, mentah; fashion|Tenun Buton|lembar|385|500|katamba, kambowa; souvenir|Perak Kendari|buah|345|50|bros, kalung',
  75: 'fashion|Sulaman karawo|lembar|325|300|kerudung, bahan kemeja; food|Pia Gorontalo|kotak|45|520|cokelat, kacang, keju; food|Kue jagung|stoples|42|360|manis, gurih; souvenir|Upiya karanji|buah|68|120|rotan halus, mintu',
  76: 'fashion|Sutra Mandar|lembar|545|300|sureq pangulu, sureq salaka; souvenir|Miniatur sandeq|buah|225|900|30 cm, 50 cm; food|Cokelat Polewali|kotak|58|220|hitam, susu; food|Minyak Mandar|botol|52|520|500 ml',
  81: 'food|Minyak kayu putih Buru|botol|48|160|60 ml, 150 ml; food|Pala Banda|bungkus|58|260|manisan, biji; fashion|Tenun Tanimbar|lembar|645|500|bunga anggrek, ulerati; food|Bagea kenari|bungkus|28|310|sagu, kenari',
  82: 'food|Cengkih Ternate|bungkus|42|110|100 gram, 250 gram; food|Kenari panggang|stoples|85|360|asin, tawar; fashion|Batik tubo|lembar|255|320|cengkih, pala; souvenir|Bros besi putih|buah|95|40|bulat, bunga',
  91: 'souvenir|Lukisan kulit kayu Sentani|lembar|225|300|fouw, kheykha; souvenir|Noken|buah|165|300|serat genemo, serat melinjo; fashion|Batik Papua|lembar|245|320|cenderawasih, tifa; food|Keripik keladi|bungkus|28|210|asin, balado',
  92: 'food|Pala Tomandin|bungkus|62|260|manisan, sirup kering; food|Sirup pala Fakfak|botol|48|900|500 ml, 1 liter; fashion|Batik Manokwari|lembar|245|320|burung pintar, matahari; food|Keripik sukun|bungkus|26|210|asin, manis',
  93: 'souvenir|Ukiran Asmat|buah|685|2200|perisai kecil, perahu, patung 30 cm; food|Sagu lempeng|bungkus|24|520|tawar, gula merah; souvenir|Kerajinan kulit kasuari|buah|145|200|dompet, gantungan',
  94: 'souvenir|Ukiran Kamoro|buah|465|1600|dayung, perisai; souvenir|Noken anggrek|buah|485|260|kecil, besar; food|Kopi Moanemani|bungkus|84|260|biji, bubuk',
  95: 'food|Kopi arabika Wamena|bungkus|82|260|biji 250 gram, bubuk 250 gram, biji 1 kilogram; souvenir|Noken Lembah Baliem|buah|195|300|kecil, sedang, besar; food|Buah merah|botol|125|360|sari 250 ml; food|Madu Wamena|botol|115|700|300 ml',
  96: 'food|Abon ikan tuna Sorong|bungkus|46|160|pedas, original; souvenir|Topi anyam Raja Ampat|buah|98|160|pandan, pandan berwarna; fashion|Batik Raja Ampat|lembar|255|320|pari manta, penyu; food|Keripik keladi Sorong|bungkus|27|210|asin, manis',
};

export interface Special {
  readonly category: Category;
  readonly titles: readonly string[];
  readonly unit: string;
  readonly rupiah: number;
  readonly grams: number;
}

const crafts = ['food', 'souvenir', 'fashion', 'furniture'] as const satisfies readonly Category[];

/** The specialities of one province. */
export function specialsOf(province: string): Special[] {
  return (regional[province] ?? '').split(';').map((row) => {
    const [kind = '', name = '', unit = '', thousands = '', grams = '', variants = ''] = row.trim().split('|');
    const category = crafts.find((one) => one === kind);
    if (!category) throw new Error(`${kind} is not a category of a speciality`);
    const titles = variants.split(',').map((variant) => `${name}, ${variant.trim()}`);
    return { category, titles, unit, rupiah: Number(thousands) * 1000, grams: Number(grams) };
  });
}
