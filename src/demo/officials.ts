import type { Role } from '../parties/account/index.ts';

/** Invented: the code one enters by, the name, the role, the place of the work unit; without one, the whole office. */
export type OfficialRow = readonly [demoCode: string, name: string, role: Role, unit?: number];

export const ministryPeople: readonly OfficialRow[] = [
  ['kirana', 'Kirana Maheswari', 'pp', 0],
  ['teguh', 'Teguh Wicaksana', 'ppk', 0],
  ['hanum', 'Hanum Pertiwi', 'kpa'],
  ['satria', 'Satria Adiputra', 'treasurer', 0],
  ['meutia', 'Meutia Zahrani', 'ppspm'],
  ['gunawan', 'Gunawan Siregar', 'bud'],
  ['nadine', 'Nadine Kusumawardani', 'administrator'],
  ['arkan', 'Arkan Dharmawan', 'auditor'],
  ['puspa', 'Puspa Ningrum', 'pp', 1],
];

/** Beside those of `world.ts`. */
export const regencyPeople: readonly OfficialRow[] = [
  ['endah', 'Endah Susilowati', 'pp', 0],
  ['jaya', 'Jayadi Nasution', 'ppk', 0],
  ['lukas', 'Lukas Wenda Putra', 'pp', 1],
  ['fitri', 'Fitriani Rahmah', 'official', 2],
  ['agung', 'Agung Nugraha', 'kpa'],
];

/** The procurement officer and the PPK of each of the eighteen shallow offices, in their order. */
export const shallowPeople: readonly (readonly [OfficialRow, OfficialRow])[] = [
  [
    ['cut-rani', 'Rani Mutiawati', 'pp', 0],
    ['iskandar', 'Iskandar Fahmi', 'ppk', 0],
  ],
  [
    ['tiur', 'Tiurma Simanihuruk', 'pp', 0],
    ['poltak', 'Poltak Hasiholan', 'ppk', 0],
  ],
  [
    ['rosna', 'Rosnawati Piliang', 'pp', 0],
    ['zulfan', 'Zulfan Caniago', 'ppk', 0],
  ],
  [
    ['mimi', 'Mimi Suharti', 'pp', 0],
    ['hasbi', 'Hasbi Ramadhan', 'ppk', 0],
  ],
  [
    ['yulia', 'Yuliana Safitri', 'pp', 0],
    ['ridwan', 'Ridwan Effendi', 'ppk', 0],
  ],
  [
    ['neng', 'Neng Sumiati', 'pp', 0],
    ['asep', 'Asep Hidayatullah', 'ppk', 0],
  ],
  [
    ['warti', 'Suwarti Ningsih', 'pp', 0],
    ['joko', 'Joko Priyambodo', 'ppk', 0],
  ],
  [
    ['dwi', 'Dwi Astutik', 'pp', 0],
    ['hari', 'Hari Setyobudi', 'ppk', 0],
  ],
  [
    ['lilis', 'Lilis Suryaningtyas', 'pp', 0],
    ['mujib', 'Mujiburrohman', 'ppk', 0],
  ],
  [
    ['ayu', 'Ni Luh Ayu Pradnyani', 'pp', 0],
    ['gede', 'Gede Suartika', 'ppk', 0],
  ],
  [
    ['marta', 'Marta Lusia Bria', 'pp', 0],
    ['yosef', 'Yosef Kleden Tapo', 'ppk', 0],
  ],
  [
    ['melati', 'Melati Oktaviani', 'pp', 0],
    ['andreas', 'Andreas Lunjun', 'ppk', 0],
  ],
  [
    ['noor', 'Noor Hasanah', 'pp', 0],
    ['fauzan', 'Fauzan Azhari', 'ppk', 0],
  ],
  [
    ['rina', 'Rina Febrianti', 'pp', 0],
    ['sultan', 'Sultan Hakim Noor', 'ppk', 0],
  ],
  [
    ['grace', 'Grace Wowiling', 'pp', 0],
    ['ferdi', 'Ferdinan Tumbel', 'ppk', 0],
  ],
  [
    ['andi', 'Andi Tenri Ola', 'pp', 0],
    ['baso', 'Baso Mappasessu', 'ppk', 0],
  ],
  [
    ['nona', 'Nona Lekatompessy', 'pp', 0],
    ['hendrik', 'Hendrik Sahetapi', 'ppk', 0],
  ],
  [
    ['yuliana', 'Yuliana Marani', 'pp', 0],
    ['barnabas', 'Barnabas Kogoya', 'ppk', 0],
  ],
];
