/**
 * Shapes of the numbers that the state gives to people and businesses. A right shape proves nothing about the bearer:
 * whether a number was only declared, seen on a document or confirmed by the authority is kept by the room that asks.
 */

/** Digits alone, without the spaces, dots and hyphens between them; undefined when anything else is there. */
function digitsOf(written: string): string | undefined {
  const bare = written.replace(/[\s.-]/g, '');
  return /^[0-9]+$/.test(bare) ? bare : undefined;
}

/**
 * An NPWP as Coretax knows it, 16 digits, however it was written: the old 15 digits get a 0 in front, a resident
 * person's NPWP is their NIK, and a number born in Coretax begins with 1. Undefined when it can be none of them.
 */
export function readNpwp(written: string): string | undefined {
  const digits = digitsOf(written);
  const sixteen = digits?.length === 15 ? `0${digits}` : digits;
  if (sixteen?.length !== 16 || /^0+$/.test(sixteen)) return undefined;
  if (sixteen.startsWith('0')) return hasLuhnCheck(sixteen.slice(1, 10)) ? sixteen : undefined;
  return sixteen.startsWith('1') || isNik(sixteen) ? sixteen : undefined;
}

/** The number of a place of business: the NPWP and six digits more, `000000` for the head office. */
export function readNitku(written: string): string | undefined {
  const digits = digitsOf(written);
  if (digits?.length !== 22) return undefined;
  return readNpwp(digits.slice(0, 16)) === undefined ? undefined : digits;
}

/** The head office's number of place of business, from a 16-digit NPWP. */
export const headOfficeOf = (npwp: string): string => `${npwp}000000`;

/** `01.234.567.4-901.000` for the old numbers, groups of four for all others. For pages. */
export function formatNpwp(npwp: string): string {
  const old = /^0(\d{2})(\d{3})(\d{3})(\d)(\d{3})(\d{3})$/.exec(npwp);
  if (!old) return npwp.replace(/(\d{4})(?=\d)/g, '$1 ');
  const [, kind, first, second, check, office, branch] = old;
  return `${kind}.${first}.${second}.${check}-${office}.${branch}`;
}

/**
 * Whether a person's number (NIK) has its shape: region, day of birth (40 more for women), sequence. The region is not
 * looked up, since it is that of the first registration and may be gone; nothing is read out of the number either.
 */
export function isNik(digits: string): boolean {
  const parts = /^[1-9]\d{5}(\d{2})(\d{2})(\d{2})(?!0000)\d{4}$/.exec(digits);
  if (!parts) return false;
  const [day = 0, month = 0, year = 0] = parts.slice(1).map(Number);
  return isBirthday(day > 40 ? day - 40 : day, month, year);
}

/** The century is not in the number, so 29 February counts where either century has one. */
function isBirthday(day: number, month: number, year: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (month === 2) return day <= (year % 4 === 0 ? 29 : 28);
  return day <= ([4, 6, 9, 11].includes(month) ? 30 : 31);
}

/** A person's number without spaces and dots; undefined when it has not the shape. */
export function readNik(written: string): string | undefined {
  const digits = digitsOf(written);
  return digits !== undefined && isNik(digits) ? digits : undefined;
}

/** A business's number (NIB): 13 digits. */
export function readNib(written: string): string | undefined {
  const digits = digitsOf(written);
  return digits?.length === 13 && !/^0+$/.test(digits) ? digits : undefined;
}

/** All but the last four digits covered, for screens: `••••••••••••0003`. */
export const maskDigits = (digits: string): string => digits.replace(/\d(?=\d{4})/g, '•');

/** The last digit checks those before it (Luhn, ISO/IEC 7812-1). */
function hasLuhnCheck(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, letter, place) => {
    const weighed = Number(letter) * (place % 2 === 0 ? 1 : 2);
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}
