import { z } from 'zod';
import { senText } from '../../platform/route.ts';
import type { Alternative } from './request-view.ts';
import { type Request, totalOf } from './rules.ts';

const states = [
  ...(['draft', 'holding', 'choosing', 'awaiting-approval', 'confirming'] as const),
  ...(['confirmed', 'rejected', 'expired', 'cancelled'] as const),
] as const;
const orderStates = [
  ...(['draft', 'holding', 'held', 'rejected', 'confirming', 'confirmed'] as const),
  ...(['refused', 'releasing', 'cancelled', 'expired', 'declined'] as const),
] as const;
const line = z.object({
  ...{ id: z.uuid(), offerId: z.uuid(), externalId: z.string(), title: z.string(), quantity: z.int() },
  ...{ priceSen: senText, amountSen: senText },
});
const order = z.object({
  ...{ id: z.uuid(), number: z.string(), marketplaceId: z.uuid(), seller: z.string(), state: z.enum(orderStates) },
  ...{ uncertain: z.boolean(), externalId: z.string().nullable(), refusal: z.string().nullable() },
  ...{ heldUntil: z.date().nullable(), totalSen: senText, version: z.int(), lines: z.array(line) },
});

/** A request with its orders, as programs read it. */
export const requestAnswer = z
  .object({
    ...{ id: z.uuid(), number: z.string(), title: z.string(), state: z.enum(states), version: z.int() },
    ...{ packId: z.string().nullable(), approver: z.string().nullable(), totalSen: senText, orders: z.array(order) },
  })
  .meta({ id: 'Request' });
const alternative = z.object({
  ...{ orderId: z.uuid(), lineId: z.uuid(), offerId: z.uuid(), quantity: z.int() },
  offers: z.array(
    z.object({
      ...{ id: z.uuid(), title: z.string(), seller: z.string(), marketplace: z.string(), priceSen: senText },
      ...{ unit: z.string(), stock: z.int() },
    }),
  ),
});

/** With what may take the place of what was lost, for whoever may choose it; empty for everybody else. */
export const requestWithAlternatives = requestAnswer
  .extend({ alternatives: z.array(alternative) })
  .meta({ id: 'RequestWithAlternatives' });
const listed = z.object({
  ...{ id: z.uuid(), number: z.string(), title: z.string(), state: z.enum(states), at: z.date() },
  ...{ createdBy: z.uuid(), totalSen: senText },
});
export const requestsAnswer = z.object({ requests: z.array(listed) });

/** Sen travel as decimal strings: a JSON number cannot hold every amount. */
export function toJson(request: Request) {
  return {
    ...{ id: request.id, number: request.number, title: request.title, state: request.state, version: request.version },
    ...{ packId: request.packId, approver: request.approver, totalSen: String(totalOf(request.orders)) },
    orders: request.orders.map((order) => ({
      ...{ id: order.id, number: order.number, marketplaceId: order.marketplaceId, seller: order.sellerName },
      ...{ state: order.state, uncertain: order.uncertain, externalId: order.externalId, refusal: order.refusal },
      ...{ heldUntil: order.heldUntil, totalSen: String(order.total), version: order.version },
      lines: order.lines.map(({ id, offerId, externalId, title, quantity, price, amount }) => ({
        ...{ id, offerId, externalId, title, quantity, priceSen: String(price), amountSen: String(amount) },
      })),
    })),
  };
}

export function alternativeToJson({ order, line, offers }: Alternative) {
  return {
    ...{ orderId: order.id, lineId: line.id, offerId: line.offerId, quantity: line.quantity },
    offers: offers.map(({ id, title, sellerName, marketplaceName, price, unit, stock }) => ({
      ...{ id, title, seller: sellerName, marketplace: marketplaceName, priceSen: String(price), unit, stock },
    })),
  };
}
