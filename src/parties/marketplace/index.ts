export {
  admitMarketplace,
  listAccess,
  listMarketplaces,
  moveMarketplace,
  readCursor,
  recordCalls,
  saveCursor,
} from './actions.ts';
export type * from './connector.ts';
export {
  agreeOnNudges,
  NUDGED,
  newNudgeSecret,
  nudgeSecretOf,
  repeatNudges,
  sweepNudges,
} from './hear-nudge.ts';
export { marketplaceRoutes } from './http.ts';
export { isNudgeSecret, signNudge } from './nudge-signature.ts';
export { type Access, type Call, isUnknown, type Marketplace, standingEvents, TurnedAway, Unknown } from './rules.ts';
export { type Connectors, watched } from './watch-connector.ts';
