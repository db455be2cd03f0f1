export { findSellers, upsertSellers } from './actions.ts';
export { sellerRoutes } from './http.ts';
export type { ClassEvidence, Seller } from './rules.ts';
