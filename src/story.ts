import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from './config.ts';
import { sandboxDesk } from './connectors/sandbox/index.ts';
import { listAccess } from './parties/marketplace/index.ts';
import { openDatabase } from './platform/database.ts';
import { runningServer } from './platform/embedded-database.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the story reads the hub's JSON as a stranger would, without its types
  readonly body: any;
}

/** One hub in a process and a folder of its own, played through its HTTP interface alone. */
class Stage {
  readonly folder: string;
  readonly port: number;
  readonly now: string | undefined;
  child: ChildProcess | undefined;
  readonly cookies = new Map<string, string>();

  constructor(folder: string, port: number, now: string | undefined) {
    this.folder = folder;
    this.port = port;
    this.now = now;
  }

  async open(): Promise<void> {
    const settings = { DATA_DIR: this.folder, PORT: String(this.port), DEMO: '1' };
    const env = childEnvironment(this.now ? { ...settings, NOW: this.now } : settings);
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'start'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('the hub speaks through a pipe');
    this.child = child;
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the hub ended before it was open')));
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
    ended.catch(() => {});
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (!this.child || this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  async send(who: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const base = `http://localhost:${this.port}`;
    if (!this.cookies.has(who)) {
      const entered = await fetch(`${base}/session/demo/${who}`, { redirect: 'manual' });
      this.cookies.set(who, entered.headers.get('set-cookie')?.split(';')[0] ?? '');
    }
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', cookie: this.cookies.get(who) ?? '' },
      'idempotency-key': crypto.randomUUID(),
    };
    const answer = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (typeof address !== 'object' || !address) throw new Error('a TCP server has an address');
  return address.port;
}

type Say = (text: string) => void;

interface Scene {
  readonly stage: Stage;
  readonly say: Say;
  readonly check: (name: string, ok: boolean, detail: string) => void;
  /** Rows of the hub's database, asked as its owner, past the hub's own code. */
  readonly ask: (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  readonly askMarket: (code: string, sql: string) => Promise<Record<string, unknown>[]>;
  readonly desk: (code: string) => Promise<ReturnType<typeof sandboxDesk>>;
  readonly institution: string;
  readonly line: (name: string) => Promise<{ id: string; availableSen: string; ceilingSen: string }>;
}

const at = (scene: Scene) => `/institutions/${scene.institution}`;

async function offerId({ stage }: Scene, words: string): Promise<string> {
  const { body } = await stage.send('ratna', 'GET', `/offers?q=${encodeURIComponent(words)}`);
  const found = body.offers?.[0]?.id;
  if (!found) throw new Error(`nothing is called ${words}`);
  return found;
}

async function draft(scene: Scene, lineName: string, wishes: readonly (readonly [string, number])[]): Promise<string> {
  const lines = [];
  for (const [words, quantity] of wishes) lines.push({ offerId: await offerId(scene, words), quantity });
  const { id } = await scene.line(lineName);
  const request = {
    title: `Keperluan kantor: ${wishes[0]?.[0]}`,
    budgetLineId: id,
    shipTo: '19.02',
    address: 'Jl. Melur 14',
    lines,
  };
  const { status, body } = await scene.stage.send('ratna', 'POST', `${at(scene)}/requests`, request);
  if (status !== 201) throw new Error(`a draft was refused: ${JSON.stringify(body)}`);
  return body.id;
}

const submit = (scene: Scene, id: string): Promise<Answer> =>
  scene.stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/submission`, {
    justification: 'Kebutuhan kantor yang sudah direncanakan.',
  });

async function settled(scene: Scene, id: string): Promise<Answer['body']> {
  for (let tries = 0; tries < 400; tries += 1) {
    const { body } = await scene.stage.send('ratna', 'GET', `${at(scene)}/requests/${id}`);
    const waits = body.orders?.some(({ state }: { state: string }) =>
      ['holding', 'confirming', 'releasing'].includes(state),
    );
    if (body.state !== 'holding' && body.state !== 'confirming' && !waits) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`request ${id} did not settle`);
}

async function until(what: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await what()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The shopkeeper Darsono accepts and ships one order. */
async function ship({ stage }: Scene, orderId: string): Promise<void> {
  const { body } = await stage.send('darsono', 'GET', '/session');
  const shop = `/sellers/${body.grants[0].sellerId}/orders/${orderId}`;
  await until(async () => (await stage.send('darsono', 'GET', shop)).status === 200);
  await stage.send('darsono', 'POST', `${shop}/acceptance`, {});
  await stage.send('darsono', 'POST', `${shop}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-77120' });
}

const chapters: readonly (readonly [title: string, play: (scene: Scene) => Promise<void>])[] = [
  [
    'Satu pembelian: dua lokapasar, dikirim, diterima sebagian lalu lengkap, dibayar UP',
    async (scene) => {
      const { stage, say, check, ask } = scene;
      const id = await draft(scene, 'Mebel', [
        ['kursi tamu rotan', 2],
        ['meja kecil rotan', 1],
        ['taplak batik', 4],
      ]);
      await submit(scene, id);
      const request = await settled(scene, id);
      say(`Ratna mengajukan ${request.number}, dua pesanan dipastikan.`);
      check('both orders are confirmed', request.state === 'confirmed' && request.orders.length === 2, request.state);
      const order = request.orders.find(({ seller }: { seller: string }) => seller.startsWith('Rotan'));
      await ship(scene, order.id);
      const delivery = `${at(scene)}/deliveries/${order.id}`;
      const receive = (counts: readonly number[]) =>
        stage.send('ratna', 'POST', `${delivery}/receipts`, {
          lines: order.lines
            .map(({ id }: { id: string }, index: number) => ({ lineId: id, quantity: counts[index] }))
            .filter(({ quantity }: { quantity: number }) => quantity > 0),
        });
      const first = await receive([1, 0]);
      const half = (await stage.send('ratna', 'GET', delivery)).body;
      check(
        'a partial receipt is a partial receipt',
        half.state === 'partly-received',
        `${half.state} ${first.status}`,
      );
      await receive(
        order.lines.map(({ quantity }: { quantity: number }, index: number) => quantity - (index === 0 ? 1 : 0)),
      );
      const whole = (await stage.send('ratna', 'GET', delivery)).body;
      check('the rest makes it whole', whole.state === 'received', whole.state);
      const over = await receive([1, 1]);
      check('nothing beyond the order is received', over.status >= 400 && over.status < 500, String(over.status));
      let bill: { id: string; orderId: string } | undefined;
      await until(async () => {
        const { body } = await stage.send('yohanes', 'GET', `${at(scene)}/bills`);
        bill = body.bills?.find((one: { orderId: string }) => one.orderId === order.id);
        return bill !== undefined;
      });
      const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
      const paid = await stage.send('yohanes', 'POST', `${at(scene)}/bills/${bill?.id}/payment`, {
        method: 'UP',
        reference: 'BKU-0001',
        paidOn: day,
      });
      check('the treasurer pays by UP', paid.status === 200 && paid.body.state === 'paid', JSON.stringify(paid.body));
      const again = await stage.send('yohanes', 'POST', `${at(scene)}/bills/${bill?.id}/payment`, {
        method: 'UP',
        reference: 'BKU-0001',
        paidOn: day,
      });
      check('nobody pays twice', again.status === 409, String(again.status));
      const papers = await ask(`select number from document.papers where subject = $1 order by number`, [order.id]);
      say(`Dokumen: ${papers.map(({ number }) => number).join(', ')}`);
      check('exactly the papers that the amount demands', papers.length === 2, `${papers.length} papers`);
    },
  ],
  [
    'Dua kantor berebut uang terakhir dan stok terakhir',
    async (scene) => {
      const { stage, check, askMarket } = scene;
      const [one, other] = [
        await draft(scene, 'Alat Tulis', [['kertas a4', 2]]),
        await draft(scene, 'Alat Tulis', [['kertas a4', 2]]),
      ];
      const { body } = await stage.send('ratna', 'GET', `${at(scene)}/requests/${one}`);
      const { id } = await scene.line('Alat Tulis');
      const ceilingRupiah = String(BigInt(body.totalSen) / 100n);
      const revised = await stage.send('sri', 'POST', `${at(scene)}/budget/lines/${id}/revision`, {
        ceilingRupiah,
        basis: 'Perubahan anggaran (contoh)',
      });
      const answers = await Promise.all([submit(scene, one), submit(scene, other)]);
      const won = answers.filter(({ status }) => status === 200).length;
      check('exactly one gets the last money', won === 1, `${won} of 2 (${revised.status})`);
      const [a, b] = [
        await draft(scene, 'Mebel', [['kursi tunggu anyaman', 4]]),
        await draft(scene, 'Mebel', [['kursi tunggu anyaman', 4]]),
      ];
      await Promise.all([submit(scene, a), submit(scene, b)]);
      const states = [(await settled(scene, a)).state, (await settled(scene, b)).state].sort();
      check('exactly one gets the last stock', states.join() === 'cancelled,confirmed', states.join());
      const [stock] = await askMarket('griya-karya', `select stock from sandbox.offers where id = 'kursi-anyam'`);
      check('the marketplace sold no more than it had', Number(stock?.stock) === 0, `stock ${stock?.stock}`);
    },
  ],
  [
    'Lokapasar kehilangan jawabannya',
    async (scene) => {
      const { check, askMarket } = scene;
      await (await scene.desk('lokabina')).fault({ kind: 'lose-answer', operation: 'placeOrders', times: 2 });
      const id = await draft(scene, 'Mebel', [['keranjang arsip', 1]]);
      await submit(scene, id);
      const request = await settled(scene, id);
      check('asked again until it answers', request.state === 'confirmed', request.state);
      const rows = await askMarket(
        'lokabina',
        `select id from sandbox.orders where reference = '${request.orders[0].number}'`,
      );
      check('the order exists once at the marketplace', rows.length === 1, `${rows.length} orders`);
    },
  ],
  [
    'Satu dipastikan, satu ditolak; sisanya dibatalkan',
    async (scene) => {
      const { stage, check } = scene;
      await (await scene.desk('pasar-rame')).fault({ kind: 'refuse-confirm', operation: 'confirmOrders', times: 1 });
      const id = await draft(scene, 'Mebel', [
        ['meja kecil rotan', 1],
        ['pot gerabah', 2],
      ]);
      const before = await scene.line('Mebel');
      await submit(scene, id);
      const request = await settled(scene, id);
      const states = request.orders
        .map(({ state }: { state: string }) => state)
        .sort()
        .join();
      check(
        'the official is asked to choose',
        request.state === 'choosing' && states === 'confirmed,refused',
        `${request.state}: ${states}`,
      );
      await stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/cancellation`, {
        reason: 'Sisanya tidak berguna sendiri.',
      });
      await settled(scene, id);
      const after = await scene.line('Mebel');
      check(
        'all money is back',
        before.availableSen === after.availableSen,
        `${before.availableSen} ${after.availableSen}`,
      );
    },
  ],
  [
    'Hub dimatikan di tengah jalan dan dinyalakan lagi',
    async (scene) => {
      const { stage, check, askMarket } = scene;
      await (await scene.desk('lokabina')).fault({ kind: 'slow', operation: 'placeOrders', times: 1, ms: 3000 });
      const id = await draft(scene, 'Mebel', [['kursi tamu rotan', 1]]);
      await submit(scene, id);
      await stage.end('SIGKILL');
      await stage.open();
      const request = await settled(scene, id);
      check('the order survives the kill', request.state === 'confirmed', request.state);
      const rows = await askMarket(
        'lokabina',
        `select id from sandbox.orders where reference = '${request.orders[0].number}'`,
      );
      check('and is not doubled', rows.length === 1, `${rows.length} orders`);
    },
  ],
];

const ledgerChecks: readonly (readonly [name: string, sql: string])[] = [
  ['the ledger sums to zero', `select 1 from budget.entries having sum(amount_sen) <> 0`],
  [
    'no balance is below zero',
    `select 1 from budget.balances where least(available_sen, reserved_sen, committed_sen, paid_sen) < 0`,
  ],
  [
    'balances are what the transfers say',
    `select b.line_id from budget.balances b left join lateral (
       select coalesce(sum(amount_sen) filter (where account = 'available'), 0) as available,
         coalesce(sum(amount_sen) filter (where account = 'committed'), 0) as committed
       from budget.entries e where e.institution_id = b.institution_id and e.line_id = b.line_id) e on true
     where b.available_sen <> e.available or b.committed_sen <> e.committed`,
  ],
  [
    'every total is the sum of its lines',
    `select o.id from purchase.orders o where goods_sen <> (select sum(amount_sen) from purchase.lines l where l.order_id = o.id)`,
  ],
  [
    'official numbers have no gaps',
    `select kind from document.papers group by institution_id, kind, year having max(sequence) <> count(*)`,
  ],
  [
    'every audit row carries the hash of its content',
    `select id from platform.audit where content_hash <> encode(sha256(convert_to(content, 'UTF8')), 'hex')`,
  ],
];

/** Plays the story through the hub's HTTP interface and checks it by separate SQL; answers the checks. */
export async function playStory({ say, only }: { say: Say; only?: number | undefined }): Promise<Check[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bangga-story-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  const stage = new Stage(folder, await freePort(), undefined);
  const checks: Check[] = [];
  const check = (name: string, ok: boolean, detail: string): void => {
    checks.push({ name, ok, detail });
    say(`  ${ok ? '✓' : '✗'} ${name}${ok ? '' : ` (${detail})`}`);
  };
  let close = async (): Promise<void> => {};
  try {
    await stage.open();
    const server = await runningServer(folder);
    if (!server) throw new Error('the hub runs its own server');
    const owner = openDatabase(server.url('bangga_owner', 'bangga'), { connections: 2 });
    close = owner.close;
    const key = await readFile(join(folder, 'keys', 'sandbox.key'), 'utf8');
    const { body } = await stage.send('ratna', 'GET', '/session');
    const institution: string = body.grants[0].institutionId;
    const scene: Scene = {
      ...{ stage, say, check, institution },
      ask: (sql, values) => owner.query(sql, values),
      askMarket: async (code, sql) => {
        const market = openDatabase(server.url('bangga_owner', `sandbox_${code.replace('-', '_')}`), {
          connections: 1,
        });
        return market.query(sql).finally(() => market.close());
      },
      desk: async (code) => {
        const access = (await listAccess(owner)).find((one) => one.code === code);
        return sandboxDesk({ url: access?.baseUrl ?? '', key });
      },
      line: async (name) => {
        const budget = `/institutions/${institution}/budget`;
        const { nodes } = (await stage.send('ratna', 'GET', budget)).body;
        const lowest = nodes.find((one: { name: string }) => one.name.startsWith('Penyediaan'));
        const { body } = await stage.send('ratna', 'GET', `${budget}?at=${lowest?.id}`);
        const found = body.lines.find((one: { name: string }) => one.name.includes(name));
        if (!found) throw new Error(`there is no line ${name}`);
        return found;
      },
    };
    for (const [index, [title, play]] of chapters.entries()) {
      if (only !== undefined && only !== index + 1) continue;
      say(`\n${index + 1}. ${title}`);
      await play(scene);
    }
    say('\nMenurut SQL tersendiri');
    for (const [name, sql] of ledgerChecks) {
      const wrong = await owner.query(sql);
      check(name, wrong.length === 0, `${wrong.length} rows`);
    }
  } finally {
    await close();
    await stage.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
  return checks;
}
