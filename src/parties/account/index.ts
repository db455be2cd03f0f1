export type { HeldGrant, Official } from './actions.ts';
export {
  addPerson,
  demoPersonOf,
  endGrant,
  findPerson,
  grant,
  grantsOf,
  namesOf,
  officialsAmong,
  officialsOf,
} from './actions.ts';
export { authorise, authoriseMarketplace, authoriseSeller, authoriseSteward } from './authorise.ts';
export { erasePerson, replayErasures } from './erase-person.ts';
export { accountSubscribers } from './forgotten.ts';
export { accountRoutes } from './http.ts';
export { createFirstLink, createLoginLink, hasPeople } from './links.ts';
export { inviteOfficer, type Officer, officersOf } from './officers.ts';
export { type Actor, type Grant, HUB, type Role, roles } from './rules.ts';
export { isGuarded, requireSecondFactor } from './second-factor.ts';
