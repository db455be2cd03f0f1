import type { Connector, HoldAnswer, OfferItem, OrderAsk, SellerItem } from '../../parties/marketplace/index.ts';
import { rupiah } from '../../values/money.ts';

/** An offer as it is stocked: its version is counted by the marketplace. */
export type Goods = Omit<OfferItem, 'version'>;

/** A marketplace under test, and what must be done at its own counter to bring it into each situation. */
export interface Candidate {
  readonly connector: Required<Connector>;
  /** The same marketplace, asked with a key that it never gave away. */
  readonly stranger: Required<Connector>;
  stock(rows: readonly Goods[]): Promise<unknown>;
  remove(externalId: string): Promise<void>;
  /** The next call of this operation is done, but its answer gets lost. */
  loseAnswer(operation: string): Promise<void>;
  /** The next order for this offer finds another price than was checked. */
  changePrice(externalId: string): Promise<void>;
  /** The next confirming is refused by the seller. */
  refuseConfirm(): Promise<void>;
  /** Lets every hold that stands now end. */
  outlastHolds(): Promise<void>;
}

export type Counter = ReturnType<typeof counterOf>;

/** What the tests do at the counter of a marketplace, which is open once they run. */
export function counterOf(candidate: () => Candidate) {
  const connector = () => candidate().connector;
  let made = 0;
  const fresh = (what: string) => `${what}-${++made}`;
  const seller: SellerItem = {
    ...{ externalId: 'toko-contoh', name: 'Toko Contoh', regionCode: '32.04', isPkp: false },
    sellerClass: 'micro',
  };
  const offer = (changes: Partial<Goods> = {}): Goods => ({
    ...{ externalId: fresh('kertas'), seller, title: 'Kertas A4 80 gram', description: 'Satu rim, 500 lembar.' },
    ...{ category: 'stationery', unit: 'rim', price: rupiah(52_000), stock: 10, weightGrams: 2_300 },
    ...{ isDomestic: true, tkdnPercent: 41.5 },
    ...changes,
  });
  const stocked = async (changes: Partial<Goods> = {}) => {
    const item = offer(changes);
    await candidate().stock([item]);
    return item;
  };
  /** An order as the hub makes it: it checks, and names what it was told. */
  const orderFor = async (externalId: string, quantity: number): Promise<OrderAsk> => {
    const lines = [{ externalId, quantity }];
    const [check] = await connector().offers.checkOffers([{ lines, shipTo: '32.73' }]);
    const price = check?.lines[0]?.price ?? 0n;
    const shipping = check?.deliveries[0]?.shipping ?? 0n;
    return {
      ...{ idempotencyKey: fresh('place'), reference: 'P-2026-000001', sellerExternalId: seller.externalId },
      ...{
        buyer: 'Dinas Contoh',
        shipTo: '32.73',
        address: 'Jalan Contoh 1',
        lines: [{ externalId, quantity, price }],
      },
      ...{ shipping, total: price * BigInt(quantity) + shipping, confirm: false },
    };
  };
  const place = async (ask: OrderAsk): Promise<HoldAnswer> => {
    const [answer] = await connector().ordering.placeOrders([ask]);
    if (!answer) throw new Error('every ask has an answer');
    return answer;
  };
  const held = async (externalId: string, quantity = 1): Promise<string> => {
    const answer = await place(await orderFor(externalId, quantity));
    if (answer.status !== 'held') throw new Error(`not held: ${answer.status}`);
    return answer.externalId;
  };
  const confirm = async (externalId: string) =>
    (await connector().ordering.confirmOrders([{ idempotencyKey: fresh('confirm'), externalId }]))[0];
  const cancel = async (externalId: string) =>
    (await connector().ordering.cancelOrders([{ idempotencyKey: fresh('cancel'), externalId, reason: 'salah' }]))[0];
  const stockOf = async (externalId: string) => {
    const [check] = await connector().offers.checkOffers([{ lines: [{ externalId, quantity: 1 }], shipTo: '32.73' }]);
    return check?.lines[0]?.stock;
  };
  const statusOf = async (externalId: string) => (await connector().tracking.getOrder(externalId))?.status;
  const acting = (externalId: string) => ({ idempotencyKey: fresh('act'), externalId });
  return {
    ...{ candidate, connector, fresh, seller, offer, stocked, orderFor, place, held },
    ...{ confirm, cancel, stockOf, statusOf, acting },
  };
}
