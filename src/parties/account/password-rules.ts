/** The shortest password; length is what makes one strong, so nothing else is asked for. */
export const SHORTEST = 12;
export const LONGEST = 200;

/**
 * What people here choose most, alone or with figures behind it. Twelve characters keep the short favourites out, so
 * these are the words that are stretched to the length.
 */
const COMMON = new Set(
  `password passwordpassword katasandi katasandiku sandi rahasia rahasiaku rahasiarahasia indonesia indonesiaku
   indonesiaraya indonesiajaya indonesiamerdeka merdeka bismillah bismillahirrahmanirrahim alhamdulillah
   alhamdulillahirabbilalamin assalamualaikum subhanallah masyaallah allahuakbar astaghfirullah sayang sayangku
   sayangkamu akusayangkamu akucintakamu cintaku cintakamu iloveyou iloveyouforever ganteng cantik keluargaku
   keluargabahagia mamapapa papamama anakanakku jakarta jakartaindonesia bandung surabaya yogyakarta semarang
   garuda garudaindonesia pancasila bhinnekatunggalika kabupaten pemerintah pemerintahan pemda pemkot pemkab
   kementerian kantor dinas bendahara pengadaan pejabatpengadaan barangjasa administrator adminadmin admin
   superadmin welcome welcomewelcome selamatdatang selamatpagi letmein changeme gantisaya gantipassword
   passwordbaru passwordku passwordsaya defaultpassword qwerty qwertyuiop qwertyuiopasdfghjkl qwertyqwerty
   asdfghjkl asdfghjklzxcvbnm zxcvbnm qazwsxedc qazwsxedcrfv abcdefghijkl abcdefghijklmnop abcabcabcabc abcabc
   abcabcabc football sepakbola superman dragon monkey princess sunshine shadow master trustno bangga banggaku
   banggabuatan banggabuatanindonesia banggabangga testtesttest testtest testing kucing kelinci`.split(/\s+/),
);

/** Figures that stand for letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  $: 's',
  '@': 'a',
};

export type PasswordFault = 'too-short' | 'too-common' | 'too-simple' | 'about-you';

/** One spelling for letters that look the same, however a keyboard made them. */
export function plainPassword(written: string): string {
  return written.normalize('NFKC');
}

/** What is wrong with a password that somebody chose, if anything; `about` are the words that anybody knows of them. */
export function passwordFault(password: string, about: readonly string[]): PasswordFault | undefined {
  if ([...password].length < SHORTEST) return 'too-short';
  const lower = password.toLowerCase();
  if (new Set(lower).size < 5 || isRun(lower)) return 'too-simple';
  const isCommon = [lower, alike(lower)].some((one) =>
    COMMON.has(one.replace(/^[\W\d_]+|[\W\d_]+$/g, '').replace(/[\W_]+/g, '')),
  );
  if (isCommon || isRepeated(lower)) return 'too-common';
  const bare = letters(lower);
  const isAbout = about
    .map((one) => letters(one.toLowerCase()))
    .some((one) => one.length >= 5 && bare.replace(one, '').replace(/\d/g, '').length < 4 && bare.includes(one));
  return isAbout ? 'about-you' : undefined;
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

function alike(text: string): string {
  return text.replace(/[01345$@]/g, (sign) => LOOKALIKES[sign] ?? sign);
}

/** `123456789012`, `abcdefghijkl`, `987654321098`: each character follows the one before. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((sign, place) => (sign.codePointAt(0) ?? 0) - (text.codePointAt(place) ?? 0));
  const isNext = (step: number, by: number) => step === by || step === -9 * by;
  return [1, -1].some((by) => steps.filter((step) => isNext(step, by)).length >= steps.length - 1);
}

/** The same few characters over and over: `abc123abc123`. */
function isRepeated(text: string): boolean {
  return /^(.{1,8})\1+.{0,2}$/u.test(text);
}
