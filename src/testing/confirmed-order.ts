import type { ConfirmedOrder } from '../buying/fulfilment/index.ts';
import { newId } from '../platform/id.ts';
import { rupiah } from '../values/money.ts';

type Given = Pick<ConfirmedOrder, 'institutionId' | 'workUnitId' | 'requestedBy' | 'at'> & Partial<ConfirmedOrder>;

/** Six chairs and two tables for Rp8,420 with delivery, confirmed at Lokabina; a test says what is otherwise. */
export function confirmedOrder(given: Given): ConfirmedOrder {
  const { at } = given;
  const orderId = newId(at);
  return {
    ...{ orderId, requestId: newId(at), requestNumber: 'P-2026-000871', orderNumber: 'P-2026-000871-1' },
    ...{ marketplaceId: newId(at), marketplaceName: 'Lokabina' },
    ...{ sellerId: newId(at), sellerName: 'Rotan Sejati Darsono', externalId: `LB-${orderId}` },
    budgetMoves: [{ lineId: newId(at), amount: rupiah(8420) }],
    lines: [
      { lineId: newId(at), externalId: 'kursi', title: 'Kursi', unit: 'buah', quantity: 6, price: rupiah(1000) },
      { lineId: newId(at), externalId: 'meja', title: 'Meja', unit: 'buah', quantity: 2, price: rupiah(1000) },
    ],
    ...{ shipping: rupiah(420), total: rupiah(8420) },
    tax: { dpp: rupiah(8000), ppn: 0n, pph22: rupiah(40), collector: 'marketplace', sellerReceives: rupiah(8380) },
    papers: [
      { kind: 'purchase-order', per: 'order', when: 'confirmed' },
      { kind: 'handover', per: 'order', when: 'received' },
      { kind: 'receipt', per: 'order', when: 'paid' },
    ],
    ...{ packId: 'pack-2025.3', payments: ['UP', 'LS'] },
    content: {
      institution: { name: 'Pemerintah Kabupaten Sukamaju', address: 'Jalan Merdeka 17', code: '32.99' },
      ...{ workUnit: 'Dinas Pendidikan', reference: 'P-2026-000871', orderNumber: 'LB-1', marketplace: 'Lokabina' },
      seller: { name: 'Rotan Sejati Darsono', classLabelKey: 'document.seller' },
      budgetLine: { code: '5.2.02', name: 'Belanja modal mebel' },
      lines: [{ title: 'Kursi', quantity: 6, unit: 'buah', price: '100000', amount: '600000' }],
      ...{ totals: [], total: '842000', officials: [], notes: [], articles: [], packId: 'pack-2025.3' },
    },
    ...given,
  };
}
