/** An Indonesian telephone number in E.164: `+62` and 8 to 12 digits more. */
export type Phone = `+62${string}`;

/**
 * However it was written: `0812…`, `62812…`, `+62 812-…`, `+62 (0)812…`, `0062812…`. Undefined when it cannot be a
 * number of this country; whether somebody answers, only a message tells.
 */
export function readPhone(written: string): Phone | undefined {
  const bare = written.replace(/[\s().-]/g, '');
  const national = bare.replace(/^(\+|00)?62(?=[0-9])/, '').replace(/^0/, '');
  const isFromHere = /^(\+62|0062|62|0[1-9])/.test(bare);
  return isFromHere && /^[2-9][0-9]{7,11}$/.test(national) ? `+62${national}` : undefined;
}

/** Whether messages reach it: mobile numbers begin with 8. */
export const isMobile = (phone: Phone): boolean => /^\+628[1-9]\d{7,9}$/.test(phone);

/** `0812-3456-7890`, as people here write it. For pages. */
export function formatPhone(phone: Phone): string {
  const national = `0${phone.slice(3)}`;
  return national.replace(/^(\d{4})(\d{3,4})(\d+)$/, '$1-$2-$3');
}

/** `0812-••••-7890`, for screens of those who need not call. At least four digits are covered, also in short numbers. */
export function maskPhone(phone: Phone): string {
  const national = `0${phone.slice(3)}`;
  return `${national.slice(0, 4)}-••••-${national.slice(Math.max(8, national.length - 4))}`;
}
