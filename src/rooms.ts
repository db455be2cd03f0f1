/** The rooms in order: a room may use only the rooms above it. The architecture test and the docs read this list. */
export const rooms = [
  'parties/account',
  'parties/institution',
  'parties/marketplace',
  'parties/seller',
  'buying/catalogue',
  'buying/rulebook',
  'buying/budget',
  'buying/integrity',
  'buying/document',
  'buying/purchase',
  'buying/fulfilment',
  'buying/settlement',
  'buying/inbox',
  'buying/personal',
] as const;
