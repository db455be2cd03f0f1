import type { Actor } from '../../parties/account/index.ts';
import { recordAudit, recordAudits } from '../../platform/audit.ts';
import type { Database, Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import { once } from '../../platform/idempotency.ts';
import { publish } from '../../platform/outbox.ts';
import type { Instant } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { issuePapers, papersOf, type WantedPaper } from '../document/index.ts';
import type { PaperDemand } from '../rulebook/index.ts';
import { received } from './count-goods.ts';
import type { ConfirmedOrder, Counted, Delivery } from './rules.ts';
import * as rules from './rules.ts';
import * as store from './store.ts';

/**
 * Opens the deliveries of orders that their marketplaces confirmed, with the papers demanded at that moment. Called again
 * for the same order it changes nothing, as a message may come twice.
 */
export async function openDeliveries(tx: Tx, orders: readonly ConfirmedOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const isNew = await store.insertDeliveries(tx, orders);
  const opened = orders.filter(({ orderId }) => isNew.has(orderId));
  await recordAudits(
    tx,
    opened.map(({ institutionId: tenantId, orderId: subject, at, requestedBy: by, total, externalId }) => {
      const content = { state: 'waiting', totalSen: total, externalId, version: 1 };
      return { tenantId, at, by, action: 'delivery.opened', subject, content };
    }),
  );
  await issuePapers(
    tx,
    opened.flatMap((order) => duePapers(order, { when: 'confirmed', by: order.requestedBy, at: order.at })),
  );
}

/** The same for one order. */
export const openDelivery = (tx: Tx, order: ConfirmedOrder): Promise<void> => openDeliveries(tx, [order]);

type Demanding = Pick<ConfirmedOrder, 'institutionId' | 'orderId' | 'papers' | 'content'>;

interface Moment {
  readonly when: PaperDemand['when'];
  readonly by: string;
  readonly at: Instant;
}

/**
 * Issues the papers that the rules demand for this order at this moment, and no others; those that exist already are
 * not issued again.
 */
export async function issueDue(tx: Tx, order: Demanding, moment: Moment): Promise<void> {
  const due = duePapers(order, moment);
  if (due.length === 0) return;
  const there = new Set((await papersOf(tx, order.institutionId, [order.orderId])).map(({ kind }) => kind));
  await issuePapers(
    tx,
    due.filter(({ kind }) => !there.has(kind)),
  );
}

function duePapers({ institutionId, orderId, papers, content }: Demanding, { when, by, at }: Moment): WantedPaper[] {
  const year = Number(rules.dayOf(at, content.institution.zone).slice(0, 4));
  return papers
    .filter((paper) => paper.per === 'order' && paper.when === when)
    .map(({ kind, sellerSigns }) => {
      const signed = sellerSigns === undefined ? content : { ...content, sellerSigns };
      return { institutionId, kind, year, subject: orderId, content: signed, at, by };
    });
}

/** The order was cancelled before it travelled. Changes nothing when there is no delivery or it is over. */
export async function cancelDelivery(
  tx: Tx,
  { institutionId, orderId, by, at }: { institutionId: string; orderId: string; by: string; at: Instant },
): Promise<void> {
  const delivery = await store.lockDelivery(tx, institutionId, orderId);
  if (!delivery || !rules.can(delivery.state, 'cancel')) return;
  await save(tx, rules.advance(delivery, 'cancel'), { step: 'cancel', by, at });
}

/** A delivery for the rooms that follow. */
export const findDelivery = (reader: Reader, institutionId: string, orderId: string): Promise<Delivery | undefined> =>
  store.selectDelivery(reader, institutionId, orderId);

/** The deliveries of an order as its marketplace knows it; none where it has none yet, or is not ours. */
export const deliveriesAt = (
  reader: Reader,
  order: Pick<ConfirmedOrder, 'marketplaceId' | 'externalId'>,
): Promise<Pick<Delivery, 'institutionId' | 'orderId'>[]> => store.selectAt(reader, order);

/** Whether the marketplace was told of everything that the office received. */
export async function isReceiptTold(reader: Reader, institutionId: string, orderId: string): Promise<boolean> {
  return (await store.selectReceipts(reader, institutionId, orderId)).every(({ report }) => report !== 'open');
}

/** Orders of this seller that wait for an answer or for shipment. */
export async function openOrdersOf(reader: Reader, sellerId: string): Promise<Delivery[]> {
  const all = await store.selectOfSeller(reader, sellerId);
  return all.filter(({ state }) => state === 'waiting' || state === 'accepted');
}

interface Counting {
  readonly by: Actor;
  readonly at: Instant;
  /** A repetition does nothing more; with another body it is Problem conflict `platform/other-body`. */
  readonly key: string;
  readonly orderId: string;
  readonly counted: readonly Counted[];
}

/**
 * Counts in what arrived. With the last piece the papers demanded on receipt are issued, all in one transaction.
 * @throws those of `rules.receiveRefusal` and `rules.received`; missing `fulfilment/none`
 */
export function recordReceipt(database: Database, { by, at, key, orderId, counted }: Counting): Promise<Delivery> {
  const { institutionId, personId } = by;
  const lines = counted.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const body = { action: 'delivery.receipt', by: personId, orderId, lines };
  return database.transaction(async (tx) => {
    await once(tx, { tenantId: institutionId, key, at, body }, async () => {
      const before = await load(tx, institutionId, orderId);
      const problem = rules.receiveRefusal(before, by);
      if (problem) throw problem;
      const { delivery, step, counted } = received(before, lines, at);
      const id = newId(at);
      const isComplete = step === 'receive';
      const receipt = {
        institutionId,
        orderId,
        id,
        isComplete,
        by: personId,
        at,
        report: 'open',
        lines: counted,
      } as const;
      await store.insertReceipt(tx, receipt);
      await save(tx, delivery, { step, by: personId, at, counted });
      const news = { tenantId: institutionId, at, subject: orderId, version: delivery.version };
      await publish(tx, { ...news, event: 'receipt.recorded', payload: { receiptId: id } });
      if (!isComplete) return id;
      await publish(tx, { ...news, event: rules.steps.receive.event, payload: { by: personId } });
      await issueDue(tx, delivery, { when: 'received', by: personId, at });
      return id;
    });
    return load(tx, institutionId, orderId);
  });
}

interface Entry {
  readonly step: rules.Step;
  readonly by: string;
  readonly at: Instant;
  readonly counted?: readonly Counted[];
}

/** Saves a delivery with its audit row, in the transaction that moved it. */
export async function save(tx: Tx, delivery: Delivery, { step, by, at, counted }: Entry): Promise<void> {
  const { institutionId: tenantId, orderId: subject, state, version, courier, parcel, lines } = delivery;
  await store.updateDelivery(tx, delivery);
  const received = lines.map(({ lineId, received }) => ({ lineId, received }));
  const counts = counted ? { counted: counted.map((one) => ({ ...one })) } : {};
  // A reason is a person's own words and stays out: audit rows outlive an erasure.
  const content = { state, version, courier, parcel, received, ...counts };
  await recordAudit(tx, { tenantId, at, by, action: rules.steps[step].event, subject, content });
}

/** Locks as it loads. @throws Problem missing `fulfilment/none` */
export async function load(tx: Tx, institutionId: string, orderId: string): Promise<Delivery> {
  const delivery = await store.lockDelivery(tx, institutionId, orderId);
  if (!delivery) throw new Problem('missing', 'fulfilment/none');
  return delivery;
}
