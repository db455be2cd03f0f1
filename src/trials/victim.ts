import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Orders } from './kill-at.ts';

const killAt = fileURLToPath(new URL('./kill-at.ts', import.meta.url));
const REMEMBERED = 40;

/** A program in a process that kills itself where it is told to, and that is started again whenever that happened. */
export class Victim {
  readonly program: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** How often it was killed and came back. */
  deaths = 0;
  /** Done once, while it is dead. */
  whileDead: (() => Promise<unknown>) | undefined;
  /** Followed, from its first moment, when it comes back the next time. */
  ordersOnReturn: Orders | undefined;
  readonly said: string[] = [];
  #child: ChildProcess | undefined;
  #open: Promise<unknown> = Promise.resolve();
  #gone: Promise<unknown> = Promise.resolve();
  #isEnding = false;

  constructor(program: readonly string[], env: NodeJS.ProcessEnv) {
    this.program = program;
    this.env = env;
  }

  /** Resolves when the program says its first line; answers it. */
  start(orders?: Orders): Promise<string> {
    const child = spawn(process.execPath, ['--import', 'tsx', '--import', killAt, ...this.program], {
      env: orders ? { ...this.env, TRIAL_ORDERS: JSON.stringify(orders) } : this.env,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) throw new Error('a child speaks through pipes');
      createInterface({ input: stream }).on('line', (line) => {
        this.said.push(line);
        this.said.splice(0, this.said.length - REMEMBERED);
      });
    }
    child.once('exit', (code, signal) => {
      if (this.#isEnding) return;
      if (signal !== 'SIGKILL') {
        this.#open = Promise.reject(new Error(`it ended by itself (${code}):\n${this.said.join('\n')}`));
        this.#open.catch(() => {}); // whoever asks whether it lives is told
        return;
      }
      this.deaths += 1;
      const { whileDead = async () => {}, ordersOnReturn } = this;
      this.whileDead = undefined;
      this.ordersOnReturn = undefined;
      this.#open = whileDead().then(() => this.start(ordersOnReturn));
    });
    this.#gone = once(child, 'exit');
    const line = new Promise<string>((resolve) => child.stdout?.once('data', (bytes) => resolve(String(bytes))));
    const open = Promise.race([line, this.#gone.then(() => '')]);
    this.#open = open;
    return open;
  }

  /** From now on it counts its points, and dies at the one that is named. */
  async arm(orders: Orders): Promise<void> {
    let isArmed = false;
    // It may die of its earlier orders while it hears the new ones.
    while (!isArmed) {
      await this.alive();
      const child = this.#child;
      if (!child) throw new Error('it was never started');
      const heard = once(child, 'message').then(() => true);
      if (child.connected) child.send(orders, () => {});
      isArmed = await Promise.race([heard, this.#gone.then(() => false)]);
    }
  }

  /** Resolves when it is open, after a death when it is open again. */
  async alive(): Promise<void> {
    let waiting: unknown;
    do {
      waiting = this.#open;
      await waiting;
    } while (waiting !== this.#open);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await this.#gone;
  }
}
