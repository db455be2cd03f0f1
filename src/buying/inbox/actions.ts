import type { HeldGrant } from '../../parties/account/index.ts';
import type { Reader } from '../../platform/database.ts';
import { deliveriesTravelling } from '../fulfilment/index.ts';
import { requestsWaiting } from '../purchase/index.ts';
import { billsWaiting } from '../settlement/index.ts';
import { inOrder, type Task } from './rules.ts';

/** The state of a bill in which this role has its turn. */
const turns: Readonly<Record<string, { readonly state: string; readonly kind: 'pay' | 'spm' | 'sp2d' }>> = {
  treasurer: { state: 'due', kind: 'pay' },
  ppspm: { state: 'spp', kind: 'spm' },
  bud: { state: 'spm', kind: 'sp2d' },
};
const decides = ['pp', 'ppk', 'kpa'];
const receives = ['pp', 'ppk'];

/** Everything that waits for a person over all roles and places, what slips away first before. One query a room. */
export async function tasksOf(reader: Reader, grants: readonly HeldGrant[]): Promise<Task[]> {
  const seats = grants.flatMap(({ institutionId, workUnitId, role, personId }) =>
    institutionId ? [{ institutionId, workUnitId, role, personId }] : [],
  );
  const deciding = seats.filter(({ role }) => decides.includes(role));
  const receiving = seats.filter(({ role }) => receives.includes(role));
  const paying = seats.flatMap((seat) => {
    const turn = turns[seat.role];
    return turn ? [{ ...seat, state: turn.state }] : [];
  });
  const [requests, deliveries, bills] = await Promise.all([
    deciding.length > 0 ? requestsWaiting(reader, deciding) : [],
    receiving.length > 0 ? deliveriesTravelling(reader, receiving) : [],
    paying.length > 0 ? billsWaiting(reader, paying) : [],
  ]);
  return inOrder([
    ...requests.map(({ institutionId, id, number, title, state, total, at, heldUntil }): Task => {
      const kind = state === 'choosing' ? 'choose' : 'approve';
      const href = `/institutions/${institutionId}/requests/${id}`;
      return { kind, href, title, number, sellerName: null, amount: total, heldUntil, dueOn: null, since: at };
    }),
    ...deliveries.map(({ institutionId, orderId, orderNumber, title, sellerName, total, at }): Task => {
      const href = `/institutions/${institutionId}/deliveries/${orderId}`;
      const said = { title, number: orderNumber, sellerName, amount: total };
      return { kind: 'receive', href, ...said, heldUntil: null, dueOn: null, since: at };
    }),
    ...bills.map(({ institutionId, id, orderNumber, title, sellerName, state, amount, dueOn, at }): Task => {
      const kind = Object.values(turns).find((turn) => turn.state === state)?.kind ?? 'pay';
      const href = `/institutions/${institutionId}/bills/${id}`;
      return { kind, href, title, number: orderNumber, sellerName, amount, heldUntil: null, dueOn, since: at };
    }),
  ]);
}
