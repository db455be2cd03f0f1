import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxDesk } from '../connectors/sandbox/index.ts';
import { listAccess } from '../parties/marketplace/index.ts';
import { openDatabase } from '../platform/database.ts';
import { runningServer } from '../platform/embedded-database.ts';
import { keepPapers } from './papers.ts';
import { at, type KeptPaper, type Play, type Say, type Scene } from './scene.ts';
import { freePort, Stage } from './stage.ts';

interface Wanted {
  readonly now: string | undefined;
  readonly say: Say;
  readonly check: Scene['check'];
  /** Where papers are kept. */
  readonly folder: string;
  readonly onPaper: (paper: KeptPaper) => void;
}

export interface World {
  readonly scene: Play;
  close(): Promise<void>;
}

/** A hub of its own with its marketplaces, in a process and a folder that end with it. */
export async function openWorld({ now, say, check, folder: papers, onPaper }: Wanted): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'bangga-story-'));
  await chmod(folder, 0o711); // as root, PostgreSQL runs as another user and must pass through
  const stage = new Stage(folder, await freePort(), now);
  const close = async () => {
    await stage.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await stage.open();
    // Asked anew each time: the story ends the hub, and with it every connection, in the middle of a chapter.
    const asking = async <Row>(name: string, work: (database: ReturnType<typeof openDatabase>) => Promise<Row>) => {
      const server = await runningServer(folder);
      if (!server) throw new Error('the hub runs its own server');
      const database = openDatabase(server.url('bangga_owner', name), { connections: 2 });
      return work(database).finally(() => database.close());
    };
    const key = await readFile(join(folder, 'keys', 'sandbox.key'), 'utf8');
    const { body } = await stage.send('ratna', 'GET', '/session');
    const scene: Scene = {
      ...{ stage, say, check, institution: body.grants[0].institutionId },
      ask: (sql, values) => asking('bangga', (owner) => owner.query(sql, values)),
      askMarket: (code, sql) => asking(`sandbox_${code.replace('-', '_')}`, (market) => market.query(sql)),
      desk: async (code) => {
        const access = (await asking('bangga', listAccess)).find((one) => one.code === code);
        return sandboxDesk({ url: access?.baseUrl ?? '', key });
      },
      line: (name) => lineNamed(scene, name),
    };
    const play: Play = {
      ...scene,
      today: () => today(stage),
      keepPapers: async (orderId) => {
        const kept = await keepPapers(scene, papers, orderId);
        for (const paper of kept) onPaper(paper);
        return kept;
      },
    };
    return { scene: play, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function lineNamed(scene: Scene, name: string) {
  const budget = `${at(scene)}/budget`;
  const { nodes } = (await scene.stage.send('ratna', 'GET', budget)).body;
  const lowest = nodes.find((one: { name: string }) => one.name.startsWith('Penyediaan'));
  const { body } = await scene.stage.send('ratna', 'GET', `${budget}?at=${lowest?.id}`);
  const found = body.lines.find((one: { name: string }) => one.name.includes(name));
  if (!found) throw new Error(`there is no line ${name}`);
  return found;
}

/** The day in western Indonesia at which this hub's clock stands; a chapter takes no night. */
function today({ now }: Stage): string {
  const moment = now === undefined ? Date.now() : new Date(now).getTime();
  return new Date(moment + 7 * 3_600_000).toISOString().slice(0, 10);
}
