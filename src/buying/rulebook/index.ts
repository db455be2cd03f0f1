export { decide, decideUnder, packInForce } from './actions.ts';
export { rulebookRoutes } from './http.ts';
export { packs } from './packs.ts';
export {
  type Decision,
  type Facts,
  type Finding,
  type Pack,
  type PaperDemand,
  type PaperKind,
  type PaymentMeans,
  type Purse,
  readFacts,
  type TaxAnswer,
} from './rules.ts';
