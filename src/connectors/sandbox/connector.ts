import { z } from 'zod';
import { type Client, connect, type SandboxAddress } from './client.ts';
import * as wire from './mapping.ts';

/** The sandbox behind the port, with every capability. */
export function sandboxConnector(address: SandboxAddress): wire.FullConnector {
  const client = connect(address);
  const act = actsOf(client);
  return {
    describe: () => client.ask('/description', wire.description),
    pullCatalogue: (ask) => client.ask(pageOf('/catalogue', ask), wire.cataloguePage),
    offers: {
      checkOffers: (asks) => client.ask('/offer-checks', wire.offersAnswers, post(wire.offersAsks, asks)),
    },
    ordering: {
      placeOrders: (asks) => client.ask('/orders', wire.holdAnswers, post(wire.orderAsks, asks)),
      confirmOrders: (asks) => client.ask('/confirmations', wire.confirmAnswers, post(wire.confirmAsks, asks)),
      cancelOrders: (asks) => client.ask('/cancellations', wire.cancelAnswers, post(wire.cancelAsks, asks)),
    },
    tracking: {
      getOrder: (externalId) => client.find(`/orders/${encodeURIComponent(externalId)}`, wire.marketOrder),
      reportReceipt: (ask) => act('receipts', ask),
      reportPayment: (ask) => act('payments', ask),
      requestReturn: (ask) => act('returns', ask),
    },
    sellerActs: {
      accept: async (ask) => doneOrRefused(await act('acceptances', ask)),
      decline: async (ask) => doneOrRefused(await act('declinations', ask)),
      ship: async (ask) => doneOrRefused(await act('shipments', ask)),
    },
    quotes: {
      requestQuote: async (ask) => {
        const answer = await client.ask('/quotes', wire.quoteAnswer, post(wire.quoteAsk, ask));
        return answer.result === 'refused' ? 'refused' : { price: answer.price, validUntil: answer.validUntil };
      },
    },
    settlements: { pullSettlements: (ask) => client.ask(pageOf('/settlements', ask), wire.settlementsPage) },
    sellers: { pullSellers: (ask) => client.ask(pageOf('/sellers', ask), wire.sellersPage) },
  };
}

const UPLOAD = 500; // rows a request, so that no upload holds the shelf for long

/** The partner's own counter: stocking the shelf, and switching faults on for practice. */
export function sandboxDesk(address: SandboxAddress) {
  const client = connect(address);
  return {
    /** Answers how many offers were new or different. */
    async stock(rows: readonly wire.StockRow[]): Promise<number> {
      let changed = 0;
      for (let from = 0; from < rows.length; from += UPLOAD) {
        const body = z.encode(wire.stock, rows.slice(from, from + UPLOAD));
        changed += (await client.ask('/stock', wire.stocked, { method: 'PUT', body })).changed;
      }
      return changed;
    },
    remove: (externalId: string): Promise<void> =>
      client.tell(`/stock/${encodeURIComponent(externalId)}`, { method: 'DELETE' }),
    /** From now on changed orders are told of there. */
    subscribe: (subscription: z.input<typeof wire.subscription>): Promise<void> =>
      client.tell('/subscription', { method: 'PUT', body: subscription }),
    unsubscribe: (): Promise<void> => client.tell('/subscription', { method: 'DELETE' }),
    fault: (fault: wire.FaultAsk): Promise<void> => client.tell('/faults', { method: 'POST', body: fault }),
    calm: (): Promise<void> => client.tell('/faults', { method: 'DELETE' }),
  };
}

function actsOf(client: Client) {
  return async <Of extends wire.Noun>(noun: Of, act: wire.Act<Of>): Promise<'done' | 'pending' | 'refused'> => {
    const path = `/orders/${encodeURIComponent(act.externalId)}/${noun}`;
    return (await client.ask(path, wire.actAnswer, post(wire.acts[noun], act))).result;
  };
}

function doneOrRefused(result: 'done' | 'pending' | 'refused'): 'done' | 'refused' {
  return result === 'done' ? 'done' : 'refused';
}

function post<Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) {
  return { method: 'POST', body: z.encode(schema, value) } as const;
}

function pageOf(path: string, { cursor, limit }: { readonly cursor: string | null; readonly limit: number }): string {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== null && { cursor }) });
  return `${path}?${query}`;
}
