export { decide, decideUnder, packInForce } from './actions.ts';
export { rulebookRoutes } from './http.ts';
export { packs } from './packs.ts';
export type { Decision, Facts, Finding, Pack, PaperDemand, PaperKind, TaxAnswer } from './rules.ts';
