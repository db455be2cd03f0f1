import type { Category } from '../../buying/catalogue/index.ts';

/** One kind of goods as a shop would list it: a name, its variants with prices in thousands of rupiah. */
export interface Kind {
  readonly name: string;
  readonly unit: string;
  readonly grams: number;
  /** `A4 70 gram=52; F4 70 gram=58` */
  readonly variants: string;
  /** A second difference that hardly moves the price, such as `hitam; biru`. */
  readonly also?: string;
}

export interface Good {
  readonly title: string;
  readonly category: Category;
  readonly unit: string;
  readonly rupiah: number;
  readonly grams: number;
}

export const kind = (name: string, unit: string, grams: number, variants: string, also?: string): Kind =>
  also === undefined ? { name, unit, grams, variants } : { name, unit, grams, variants, also };

const listed = (text: string): string[] => text.split(';').map((one) => one.trim());

/** Every variant of every kind, each with a title of its own. */
export function goodsOf(category: Category, kinds: readonly Kind[]): Good[] {
  return kinds.flatMap(({ name, unit, grams, variants, also }) =>
    listed(variants).flatMap((variant) => {
      const [label = '', thousands = ''] = variant.split('=');
      const title = `${name} ${label}`.trim();
      const titles = also === undefined ? [title] : listed(also).map((other) => `${title}, ${other}`);
      return titles.map((one) => ({ title: one, category, unit, rupiah: Number(thousands) * 1000, grams }));
    }),
  );
}
