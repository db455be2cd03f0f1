// Kemendagri codes: `xx` province, `xx.xx` regency or city, `xx.xx.xx` district, `xx.xx.xx.xxxx` village.
// Only their shape is known here; whether a place exists, the register of names says. BPS codes are others.

export const regionLevels = ['province', 'regency', 'district', 'village'] as const;
export type RegionLevel = (typeof regionLevels)[number];

const shape = /^[1-9]\d(\.(?!00|70)\d{2}(\.(?!00)\d{2}(\.[1-9]\d{3})?)?)?$/;

/** How near the code comes; undefined when it has not the shape of a code. */
export function regionLevelOf(code: string): RegionLevel | undefined {
  return shape.test(code) ? regionLevels[code.split('.').length - 1] : undefined;
}

export const isRegionCode = (code: string): boolean => regionLevelOf(code) !== undefined;

/** With its dots, also when it was written without (`5371011001`); undefined when it cannot be a code. */
export function readRegionCode(written: string): string | undefined {
  const digits = written.trim();
  const parts = /^(\d{2})(\d{2})?(\d{2})?(\d{4})?$/.exec(digits);
  const code = parts ? parts.slice(1).filter(Boolean).join('.') : digits;
  return isRegionCode(code) ? code : undefined;
}

/** The code of the larger region that it lies in, itself when it is of that level, undefined when it is larger already. */
export function regionAt(code: string, level: RegionLevel): string | undefined {
  const parts = code.split('.');
  const wanted = regionLevels.indexOf(level) + 1;
  return isRegionCode(code) && parts.length >= wanted ? parts.slice(0, wanted).join('.') : undefined;
}

/** Whether a place lies in a region, or is the region itself. `53.7` is no region and holds nothing. */
export function liesIn(code: string, region: string): boolean {
  return isRegionCode(code) && isRegionCode(region) && (code === region || code.startsWith(`${region}.`));
}

/** Cities (kota) are numbered from 71, regencies (kabupaten) below. */
export function isCity(code: string): boolean {
  const regency = regionAt(code, 'regency');
  return regency !== undefined && Number(regency.slice(3)) > 70;
}
