import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';
import { Problem } from '../../values/problem.ts';
import { advance, type Counted, type Delivery } from './rules.ts';

/**
 * The delivery after these goods were counted in.
 * @throws Problem invalid `fulfilment/nothing-received`, missing `fulfilment/no-such-line`, conflict
 * `fulfilment/more-than-ordered` or `fulfilment/wrong-state`
 */
export function received(
  delivery: Delivery,
  counted: readonly Counted[],
  at: Instant,
): { delivery: Delivery; step: 'receive' | 'receivePart'; counted: Counted[] } {
  const sums = new Map<string, number>();
  for (const { lineId, quantity } of counted) {
    if (!Number.isSafeInteger(quantity) || quantity < 0) throw new Problem('invalid', 'fulfilment/nothing-received');
    if (quantity > 0) sums.set(lineId, (sums.get(lineId) ?? 0) + quantity);
  }
  if (sums.size === 0) throw new Problem('invalid', 'fulfilment/nothing-received');
  const known = new Set(delivery.lines.map(({ lineId }) => lineId));
  if ([...sums.keys()].some((id) => !known.has(id))) throw new Problem('missing', 'fulfilment/no-such-line');
  const lines = delivery.lines.map((line) => {
    const arrived = sums.get(line.lineId) ?? 0;
    const open = line.quantity - line.received;
    if (arrived > open) {
      throw new Problem('conflict', 'fulfilment/more-than-ordered', { title: line.title, open: String(open) });
    }
    return { ...line, received: line.received + arrived };
  });
  const isComplete = lines.every((line) => line.received === line.quantity);
  const step = isComplete ? 'receive' : 'receivePart';
  const after = advance(delivery, step);
  return {
    delivery: { ...after, lines, receivedAt: isComplete ? at : null },
    step,
    counted: [...sums].map(([lineId, quantity]) => ({ lineId, quantity })),
  };
}

/** What the goods received so far are worth, delivery not counted. */
export function receivedWorth({ lines }: Pick<Delivery, 'lines'>): Sen {
  return lines.reduce((sum, { price, received }) => sum + price * BigInt(received), 0n);
}
