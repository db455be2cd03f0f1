import type { Language, Translate } from '../../platform/i18n.ts';
import type { Frame } from '../../platform/page.tsx';
import type { RegionNames } from '../../platform/region-names.ts';
import type { Instant } from '../../values/instant.ts';
import type { Category, Domestic, Found, Offer, Sort } from './rules.ts';

/** The drawing that stands for goods without a photograph. */
export const drawings: Readonly<Partial<Record<Category, string>>> = {
  ...{
    food: 'snack',
    furniture: 'chair',
    stationery: 'pencil',
    souvenir: 'pot',
    fashion: 'uniform',
    creative: 'camera',
  },
};

/** The filters as the address names them; `maxPrice` in whole rupiah. */
export interface Asked {
  readonly q?: string | undefined;
  readonly category?: Category | undefined;
  readonly marketplace?: string | undefined;
  readonly class?: Offer['sellerClass'] | 'umk' | undefined;
  readonly seller?: string | undefined;
  readonly region?: string | undefined;
  readonly near?: 'regency' | 'province' | undefined;
  readonly from?: string | undefined;
  readonly domestic?: Domestic | undefined;
  readonly stock?: '1' | undefined;
  readonly minPrice?: bigint | undefined;
  readonly maxPrice?: bigint | undefined;
  readonly sort?: Sort | undefined;
  readonly page?: number | undefined;
}

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly syncedAt: Instant | null;
}

export interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly asked: Asked;
  readonly found: Found;
  /** The regency from which near is near. */
  readonly from: string | undefined;
  readonly marketplaces: readonly Place[];
  readonly regions: RegionNames;
}

/** The form of the filters: the search box belongs to it, so that new words keep them. */
export const FORM = 'search';
/** The form of the comparison: the ticks in the list belong to it. */
export const COMPARE = 'compare';

export function addressOf(asked: Partial<Asked>, language: Language): string {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) wanted.set(name, String(value));
  wanted.set('lang', language);
  return `/offers?${wanted}`;
}
