import type { Sen } from './money.ts';

/** A price that contains PPN, taken apart. Whole rupiah: both parts add up to the price exactly. */
export interface TaxParts {
  readonly dpp: Sen;
  readonly ppn: Sen;
}

/**
 * Takes an inclusive price apart: DPP = price × 100 / (100 + percent), rounded half up to whole rupiah; PPN is the rest.
 * `percent` is what is effectively due: 10 in 2020; 11 since 2022 (from 2025 as 12 % of 11/12, PMK 131/2024).
 */
export function partsOf(price: Sen, percent: 10 | 11): TaxParts {
  const whole = BigInt(100 + percent);
  const nearest = (2n * price + whole) / (2n * whole); // price sen × 100 / whole / 100, half up
  // Below Rp5 a price with sen can round to more than itself; the base of a tax is never more than the price.
  const dpp = (nearest * 100n > price ? price / 100n : nearest) * 100n;
  return { dpp, ppn: price - dpp };
}

/**
 * PPh 22 in whole rupiah, rounded down: 5 per mille of the DPP where a marketplace collects (PMK 58/2022), 15 where the
 * treasurer does (PMK 59/2022).
 */
export function pph22Of(dpp: Sen, perMille: 5n | 15n): Sen {
  return ((dpp * perMille) / 100_000n) * 100n;
}
