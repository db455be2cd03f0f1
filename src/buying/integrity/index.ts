export { decisionOn, findFlags, flagsOn, recordDecision, replay, withdraw } from './actions.ts';
export { integrityRoutes } from './http.ts';
export type { Flag, NewOrder } from './rules.ts';
