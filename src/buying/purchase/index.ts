export {
  draftRequest,
  expireHolds,
  type NewRequest,
  type Outside,
  SYSTEM,
  submitRequest,
  takeStep,
} from './actions.ts';
export { orderDeclined, orderForDelivery } from './delivery.ts';
export { purchaseSubscribers } from './dispatch.ts';
export { type Names, purchaseRoutes } from './http.ts';
export type { Line, Order, Request } from './rules.ts';
