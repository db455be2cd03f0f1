export {
  decisionsOn,
  findFlagsEach,
  flagsOn,
  recordDecision,
  recordDecisions,
  replay,
  unexplained,
  withdraw,
} from './actions.ts';
export { integrityRoutes } from './http.ts';
export type { Flag, NewOrder } from './rules.ts';
