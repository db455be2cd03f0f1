export { expirePurchases, paymentHeard } from './actions.ts';
export { personalSubscribers } from './dispatch.ts';
export { personalRoutes } from './http.ts';
export type { PaymentAsk, PaymentStatus, Payments } from './payments.ts';
