/** Kemendagri code to name, such as `31` → `DKI Jakarta` and `32.04` → `Kabupaten Bandung`. */
export type RegionNames = ReadonlyMap<string, string>;

let names: Promise<RegionNames> | undefined;

/**
 * The 38 provinces and 514 regencies and cities, read on first need (25 ms, about 100 kB kept) and shared afterwards.
 * The villages of the same package are 40 times as many, so they stay on the disk.
 */
export function regionNames(): Promise<RegionNames> {
  names ??= read();
  return names;
}

async function read(): Promise<RegionNames> {
  const { getProvinces, getRegencies } = await import('idn-area-data');
  const [provinces, regencies] = await Promise.all([getProvinces(), getRegencies()]);
  return new Map([...provinces, ...regencies].map(({ code, name }) => [code, name]));
}
