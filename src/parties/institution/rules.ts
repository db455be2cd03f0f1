import { addDays, type Day, dayAt, type Zone, zones } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

export const kinds = ['ministry', 'agency', 'province', 'regency', 'city', 'company'] as const;
export type Kind = (typeof kinds)[number];

export const timeZones = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const;
export type TimeZone = (typeof timeZones)[number];

export interface Institution {
  readonly id: string;
  /** LKPP's code of the institution, for example `D107`. */
  readonly code: string;
  readonly name: string;
  readonly kind: Kind;
  /** Kemendagri's code of the province (`32`) or the regency (`32.04`); null as long as nobody said it. */
  readonly regionCode: string | null;
  readonly address: string;
  readonly npwp: string | null;
  readonly timeZone: TimeZone;
  /** Above this amount its own rule asks for approval; null when it has no such rule. */
  readonly approvalAbove: Sen | null;
  readonly version: number;
}

export interface WorkUnit {
  readonly institutionId: string;
  readonly id: string;
  /** Unique in the institution: LKPP's `kd_satker`, or what the institution itself uses. */
  readonly code: string;
  /** The long code that people know, for example `1.01.0.00.0.00.01.0000`. */
  readonly codeText: string;
  readonly name: string;
  readonly active: boolean;
}

const clocks = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' } as const satisfies Record<
  TimeZone,
  Zone
>;

/** The clock on the institution's wall. */
export const clockOf = (timeZone: TimeZone): Zone => clocks[timeZone];

/** Milliseconds since 1970 at which a day begins there. */
export function beginningOf(day: Day, timeZone: TimeZone): number {
  return Date.parse(`${day}T00:00:00Z`) - zones[clockOf(timeZone)].hours * 3_600_000;
}

interface Held {
  readonly validFrom: Instant;
  readonly validUntil: Instant | null;
}

/** First and last day of a role: its end is a moment that no longer belongs to it. */
export function daysOf(
  { validFrom, validUntil }: Held,
  timeZone: TimeZone,
): { validFrom: Day; validUntil: Day | null } {
  const zone = clockOf(timeZone);
  const end = validUntil && dayAt(validUntil, zone);
  // Ended in the middle of a day, the role counted on that day too.
  const isWhole = validUntil !== null && end !== null && beginningOf(end, timeZone) === validUntil.getTime();
  return { validFrom: dayAt(validFrom, zone), validUntil: end && isWhole ? addDays(end, -1) : end };
}
