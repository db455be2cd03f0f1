// The callers of benchmarks/purchase.ts, in a process of their own: each buys, waits for the answer, and buys again.
import { Pool } from 'undici';

interface Told {
  readonly url: string;
  readonly callers: number;
  readonly ms: number;
  readonly offers: readonly string[];
  readonly officials: readonly {
    readonly institutionId: string;
    readonly cookie: string;
    readonly lineIds: readonly string[];
  }[];
}

async function read(): Promise<Told> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Told;
}

const { url, callers, ms, offers, officials } = await read();
const pool = new Pool(url, { connections: callers, pipelining: 1 });
const waits: number[] = [];
const refusals = new Map<string, number>();
const any = <One>(list: readonly One[]): One => list[Math.floor(Math.random() * list.length)] as One;

async function buy(): Promise<void> {
  const { institutionId, cookie, lineIds } = any(officials);
  const body = JSON.stringify({
    ...{ title: 'Pembelian contoh', budgetLineId: any(lineIds), shipTo: '19.02', address: 'Jl. Contoh 1' },
    ...{ lines: [{ offerId: any(offers), quantity: 1 + Math.floor(Math.random() * 3) }] },
    ...{ submit: true, justification: 'Pembelian contoh untuk mengukur' },
  });
  const began = performance.now();
  const answer = await pool.request({
    ...{ method: 'POST', path: `/institutions/${institutionId}/requests`, body },
    headers: {
      ...{ cookie, accept: 'application/json', 'content-type': 'application/json' },
      'idempotency-key': crypto.randomUUID(),
    },
  });
  const text = await answer.body.text();
  waits.push(performance.now() - began);
  if (answer.statusCode === 201) return;
  const reason = `${answer.statusCode} ${text.slice(0, 200)}`;
  refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
}

// What it costs to start this process is no part of a purchase.
const start = process.cpuUsage();
const until = performance.now() + ms;
async function call(): Promise<void> {
  while (performance.now() < until) await buy();
}
await Promise.all(Array.from({ length: callers }, call));
await pool.close();
waits.sort((a, b) => a - b);
const at = (share: number): number => Math.round(waits[Math.floor((waits.length - 1) * share)] ?? 0);
const { user, system } = process.cpuUsage(start);
console.log(
  JSON.stringify({
    ...{ sent: waits.length, p50: at(0.5), p95: at(0.95), cpuMs: (user + system) / 1000 },
    refusals: Object.fromEntries(refusals),
  }),
);
