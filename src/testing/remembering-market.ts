import { isDeepStrictEqual } from 'node:util';
import { type Connector, Unknown } from '../parties/marketplace/index.ts';
import { rupiah } from '../values/money.ts';

/** A marketplace that remembers what it was told, once per key, as real ones do. */
export function rememberingMarket({ status = 'confirmed', total = rupiah(8420) } = {}) {
  const told = new Map<string, readonly [operation: string, body: object]>();
  /** `silent` calls go unheard; `lost` calls are heard and their answers lost. */
  const state = { status, silent: 0, lost: 0, refuse: false };
  const tell = async (operation: string, { idempotencyKey, ...body }: { idempotencyKey: string }) => {
    if (state.silent-- > 0) throw new Unknown('no answer');
    if (state.refuse) return 'refused' as const;
    const now = [operation, body] as const;
    if (!isDeepStrictEqual(told.get(idempotencyKey) ?? now, now)) throw new Error('other body');
    told.set(idempotencyKey, now);
    const next = { accept: 'accepted', decline: 'declined', ship: 'shipped' }[operation];
    if (next) state.status = next;
    if (state.lost-- > 0) throw new Unknown('the answer was lost');
    return 'done' as const;
  };
  const connector: Connector = {
    describe: async () => ({ name: 'Lokabina', version: '1', capabilities: [], currency: 'IDR', regions: [] }),
    pullCatalogue: async () => ({ items: [], tombstones: [], nextCursor: '', hasMore: false }),
    sellerActs: {
      accept: (ask) => tell('accept', ask),
      decline: (ask) => tell('decline', ask),
      ship: (ask) => tell('ship', ask),
    },
    tracking: {
      getOrder: async (externalId) => ({
        ...{ externalId, reference: '', status: state.status as 'shipped', heldUntil: null, total },
        ...{ shipments: [{ number: 'KN-9', courier: 'Pos', at: new Date('2026-11-25T05:00:00Z') }], version: 1 },
      }),
      reportReceipt: (ask) => tell('receipt', ask),
      reportPayment: (ask) => tell('payment', ask),
      requestReturn: (ask) => tell('return', ask),
    },
  };
  /** In the order in which it was told. */
  const all = () => [...told.values()];
  return { connector, state, told: all, operations: () => all().map(([operation]) => operation) };
}
