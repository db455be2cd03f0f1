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
<<<<<<< HEAD
  'buying/inbox',
=======
  'buying/personal',
>>>>>>> d0777be (An official buys for himself and pays by QRIS, apart from every budget; letting an order go bears repetition)
] as const;
