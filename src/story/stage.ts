import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { childEnvironment } from '../config.ts';
import { startedAs } from '../platform/program.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the story reads the hub's JSON as a stranger would, without its types
  readonly body: any;
}

/** One hub in a process and a folder of its own, played through its HTTP interface alone. */
export class Stage {
  readonly folder: string;
  readonly port: number;
  /** Where its clock begins when it is opened; undefined is this machine's own time. */
  now: string | undefined;
  /** How much there is in its demonstration. */
  readonly world: 'small' | 'large';
  child: ChildProcess | undefined;
  readonly cookies = new Map<string, string>();

  constructor(folder: string, port: number, now: string | undefined, world: 'small' | 'large' = 'small') {
    this.folder = folder;
    this.port = port;
    this.now = now;
    this.world = world;
  }

  async open(): Promise<void> {
    const settings = { DATA_DIR: this.folder, PORT: String(this.port), DEMO: this.world === 'small' ? 'small' : '1' };
    const env = childEnvironment(this.now ? { ...settings, NOW: this.now } : settings);
    const child = spawn(process.execPath, [...startedAs('bangga'), 'start'], {
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
    const headers = {
      ...{ accept: 'application/json', 'content-type': 'application/json', cookie: await this.#cookieOf(who) },
      'idempotency-key': crypto.randomUUID(),
    };
    const answer = await fetch(this.base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  /** A file as a browser gets it. */
  async download(who: string, path: string): Promise<Uint8Array> {
    const headers = { accept: 'text/html,application/pdf', cookie: await this.#cookieOf(who) };
    const answer = await fetch(this.base + path, { headers });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  get base(): string {
    return `http://localhost:${this.port}`;
  }

  async #cookieOf(who: string): Promise<string> {
    const known = this.cookies.get(who);
    if (known !== undefined) return known;
    const entered = await fetch(`${this.base}/session/demo/${who}`, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    this.cookies.set(who, cookie);
    return cookie;
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (typeof address !== 'object' || !address) throw new Error('a TCP server has an address');
  return address.port;
}
