export { actAsSeller, followMarketplace } from './act-as-seller.ts';
export {
  cancelDelivery,
  findDelivery,
  isReceiptTold,
  issueDue,
  openDeliveries,
  openDelivery,
  openOrdersOf,
  recordReceipt,
} from './actions.ts';
export { fulfilmentRoutes, type MoneyOf } from './http.ts';
export { fulfilmentSubscribers, reportReceipt } from './report-receipt.ts';
export { type ConfirmedOrder, type Delivery, dayOf, type Money, type Receipt, receivedWorth } from './rules.ts';
