export { actAsSeller, followMarketplace } from './act-as-seller.ts';
export {
  cancelDelivery,
  deliveriesAt,
  findDelivery,
  isReceiptTold,
  issueDue,
  openDeliveries,
  openDelivery,
  openOrdersOf,
  recordReceipt,
} from './actions.ts';
export { receivedWorth } from './count-goods.ts';
export { fulfilmentRoutes } from './http.ts';
export type { Money, MoneyOf } from './money.ts';
export { fulfilmentSubscribers, reportReceipt } from './report-receipt.ts';
export { type ConfirmedOrder, type Delivery, dayOf, type Receipt } from './rules.ts';
export { selectTravelling as deliveriesTravelling } from './store.ts';
