/** How many pieces: a positive whole number, at most 100,000. */
export type Quantity = number;

export const LARGEST_QUANTITY = 100_000;

export function isQuantity(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= LARGEST_QUANTITY;
}

/** What was typed, if it is a quantity: digits alone. `1.5`, `1e3`, `0x10` and `1.000` are read as nothing, never as a guess. */
export function readQuantity(typed: string): Quantity | undefined {
  const digits = typed.trim();
  const number = /^[0-9]{1,7}$/.test(digits) ? Number(digits) : 0;
  return isQuantity(number) ? number : undefined;
}
