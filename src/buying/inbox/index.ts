export { tasksOf } from './actions.ts';
export { inboxRoutes } from './http.ts';
