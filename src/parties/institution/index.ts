export {
  addWorkUnit,
  findByCode,
  findInstitution,
  findInstitutions,
  keepInstitution,
  keepWorkUnits,
  listWorkUnits,
  openInstitution,
  unitNames,
} from './actions.ts';
export { appoint, appointAdministrator } from './appoint.ts';
export { institutionRoutes } from './http.ts';
export type { Institution, Kind, TimeZone, WorkUnit } from './rules.ts';
