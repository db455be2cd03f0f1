export type { HeldGrant, Official } from './actions.ts';
export { addPerson, endGrant, findPerson, grant, grantsOf, namesOf, officialsOf } from './actions.ts';
export { authorise, authoriseMarketplace, authoriseSeller, authoriseSteward } from './authorise.ts';
export { accountRoutes } from './http.ts';
export type { Actor, Grant, Role } from './rules.ts';
