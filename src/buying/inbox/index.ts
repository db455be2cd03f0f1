export { inboxRoutes } from './http.ts';
