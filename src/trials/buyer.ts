import { setTimeout as sleep } from 'node:timers/promises';

/** What the office asks for: one order at each of two marketplaces, the second with two lines. */
const WISHES = [
  ['keranjang arsip', 1],
  ['taplak batik', 2],
  ['pot gerabah', 3],
] as const;

const PATIENCE_MS = 30_000;
const APPROVERS = { office: 'ratna', approver: 'bambang' } as const;

export interface Purchase {
  readonly title: string;
  readonly keys: readonly string[];
  /** The id that the hub answered; undefined when it never answered. */
  readonly id: string | undefined;
  readonly state: string | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a client reads the hub's JSON without its types
type Body = any;

/**
 * Buys through the hub's HTTP interface as a client should: what got no answer is asked again, with the same key, until
 * it is answered.
 */
export class Buyer {
  readonly url: string;
  readonly #cookies = new Map<string, string>();
  #made = 0;
  #budgetLineId = '';
  #institution = '';
  #lines: { offerId: string; quantity: number }[] = [];

  constructor(url: string) {
    this.url = url;
  }

  /** Signs both officials in and looks once for the goods and the money. */
  async prepare(): Promise<void> {
    for (const who of Object.values(APPROVERS)) {
      const entered = await fetch(`${this.url}/session/demo/${who}`, { redirect: 'manual' });
      this.#cookies.set(who, entered.headers.get('set-cookie')?.split(';')[0] ?? '');
    }
    const session = await this.#insist('office', 'GET', '/session');
    this.#institution = `/institutions/${session.grants[0].institutionId}`;
    const tree = await this.#insist('office', 'GET', `${this.#institution}/budget`);
    const lowest = tree.nodes.find(({ name }: { name: string }) => name.startsWith('Penyediaan'));
    const { lines } = await this.#insist('office', 'GET', `${this.#institution}/budget?at=${lowest.id}`);
    this.#budgetLineId = lines[0].id;
    this.#lines = [];
    for (const [words, quantity] of WISHES) {
      const { offers } = await this.#insist('office', 'GET', `/offers?q=${encodeURIComponent(words)}`);
      this.#lines.push({ offerId: offers[0].id, quantity });
    }
  }

  /** From the draft to the confirmation. Ends early, without an answer, when the hub does not come to an end. */
  async buy(patienceMs = PATIENCE_MS): Promise<Purchase> {
    const title = `Percobaan ${++this.#made}`;
    const keys = ['draft', 'submit', 'approve'].map((step) => `${step}-${crypto.randomUUID()}`);
    const [draft = '', submit = '', approve = ''] = keys;
    const place = { budgetLineId: this.#budgetLineId, shipTo: '19.02', address: 'Jl. Melur 14' };
    const made = await this.#insist('office', 'POST', `${this.#institution}/requests`, {
      key: draft,
      body: { title, ...place, lines: this.#lines },
    });
    const request = `${this.#institution}/requests/${made.id}`;
    const justification = 'Kebutuhan kantor yang sudah direncanakan.';
    await this.#insist('office', 'POST', `${request}/submission`, { key: submit, body: { justification } });
    let state = await this.#settled(request, patienceMs, 'awaiting-approval');
    if (state === 'awaiting-approval') {
      await this.#insist('approver', 'POST', `${request}/approval`, { key: approve, body: {} });
      state = await this.#settled(request, patienceMs, 'confirmed');
    }
    return { title, keys, id: made.id, state };
  }

  async #settled(request: string, patienceMs: number, wanted: string): Promise<string> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const { state } = await this.#insist('office', 'GET', request);
      if (state === wanted || Date.now() > end) return state;
      await sleep(20);
    }
  }

  async #insist(
    who: keyof typeof APPROVERS,
    method: 'GET' | 'POST',
    path: string,
    sent?: { key: string; body: object },
  ): Promise<Body> {
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json' },
      ...{ cookie: this.#cookies.get(APPROVERS[who]) ?? '', 'idempotency-key': sent?.key ?? '' },
    };
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const body = sent ? { body: JSON.stringify(sent.body) } : {};
      const answer = await fetch(this.url + path, { method, headers, ...body })
        .then(async (got) => ({ status: got.status, text: await got.text() }))
        .catch(() => undefined);
      if (answer && answer.status < 300) return JSON.parse(answer.text);
      const said = `${method} ${path} was answered ${answer?.status}: ${answer?.text}`;
      if ((answer && answer.status < 500) || Date.now() > end) throw new Error(said);
      await sleep(50);
    }
  }
}
