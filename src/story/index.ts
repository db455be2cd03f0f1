import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxDesk } from '../connectors/sandbox/index.ts';
import { listAccess } from '../parties/marketplace/index.ts';
import { openDatabase } from '../platform/database.ts';
import { runningServer } from '../platform/embedded-database.ts';
import { chapters } from './chapters.ts';
import type { Say, Scene } from './scene.ts';
import { freePort, Stage } from './stage.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

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
