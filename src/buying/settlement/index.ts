export { billsOf, moneyOf, openBill, recordStep } from './actions.ts';
export { billDelivery, reportPayment, settlementSubscribers } from './dispatch.ts';
export { settlementRoutes } from './http.ts';
export type { Bill, Method, Mismatch, TreasuryStep } from './rules.ts';
export { selectPayable as billsWaiting } from './store.ts';
