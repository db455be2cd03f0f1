import { z } from 'zod';
import { dayText, senText } from '../../platform/route.ts';
import { type Money, taxedAsPaid } from './money.ts';
import type { Delivery } from './rules.ts';

const states = ['waiting', 'accepted', 'shipped', 'partly-received', 'received', 'declined', 'cancelled'] as const;
const line = z.object({
  ...{ lineId: z.uuid(), externalId: z.string(), title: z.string(), unit: z.string(), quantity: z.int() },
  ...{ received: z.int(), priceSen: senText },
});
const tax = z.object({ collector: z.string(), dppSen: senText, ppnSen: senText, pph22Sen: senText });
const money = z.object({
  ...{ state: z.enum(['due', 'spp', 'spm', 'paid', 'mismatch']), on: dayText },
  method: z.enum(['UP', 'LS']).nullable(),
});
const receipt = z.object({
  ...{ id: z.uuid(), at: z.date(), isComplete: z.boolean() },
  report: z.enum(['open', 'done', 'pending', 'refused', 'untold']),
  lines: z.array(z.object({ lineId: z.uuid(), quantity: z.int() })),
});

/** An order on its way, as programs read it. */
export const deliveryAnswer = z
  .object({
    ...{ orderId: z.uuid(), orderNumber: z.string(), requestNumber: z.string(), state: z.enum(states) },
    ...{ version: z.int(), reason: z.string().nullable(), courier: z.string().nullable() },
    ...{ parcel: z.string().nullable(), sellerName: z.string(), marketplaceName: z.string() },
    ...{ institution: z.string(), workUnit: z.string(), at: z.date(), answeredAt: z.date().nullable() },
    ...{ shippedAt: z.date().nullable(), receivedAt: z.date().nullable(), shippingSen: senText, totalSen: senText },
    ...{ sellerReceivesSen: senText, tax, money: money.optional(), lines: z.array(line) },
  })
  .meta({ id: 'Order' });
export const deliveriesAnswer = z.object({ deliveries: z.array(deliveryAnswer) });
export const sellerOrdersAnswer = z.object({ orders: z.array(deliveryAnswer) });
export const receiptsAnswer = deliveryAnswer.extend({ receipts: z.array(receipt) }).meta({ id: 'OrderWithReceipts' });

/** With the tax that counts. Sen travel as decimal strings: a JSON number cannot hold every amount. */
export function toJson(delivery: Delivery, money: Money | undefined) {
  const { orderId, orderNumber, requestNumber, state, version, reason, courier, parcel, lines, content } = delivery;
  const { tax } = taxedAsPaid(delivery, money);
  const { total, shipping, at, answeredAt, shippedAt, receivedAt, sellerName, marketplaceName } = delivery;
  return {
    ...{ orderId, orderNumber, requestNumber, state, version, reason, courier, parcel, sellerName, marketplaceName },
    ...{ institution: content.institution.name, workUnit: content.workUnit, at, answeredAt, shippedAt, receivedAt },
    ...{ shippingSen: String(shipping), totalSen: String(total), sellerReceivesSen: String(tax.sellerReceives) },
    tax: {
      ...{ collector: tax.collector, dppSen: String(tax.dpp), ppnSen: String(tax.ppn), pph22Sen: String(tax.pph22) },
    },
    ...(money ? { money: { state: money.state, on: money.on, method: money.method } } : {}),
    lines: lines.map(({ price, ...line }) => ({ ...line, priceSen: String(price) })),
  };
}
