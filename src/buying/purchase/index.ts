export { draftRequest, expireHolds, type NewRequest, submitRequest, takeStep } from './actions.ts';
export type { Outside } from './compose.ts';
export { type Confirmed, orderDeclined, ordersForDelivery } from './delivery.ts';
export { purchaseSubscribers } from './dispatch.ts';
export { type Names, purchaseRoutes } from './http.ts';
export { requestPlacer } from './place-requests.ts';
export type { Line, Order, Request } from './rules.ts';
export { SYSTEM } from './save.ts';
