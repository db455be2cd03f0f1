import type { sandboxDesk } from '../connectors/sandbox/index.ts';
import type { Answer, Stage } from './stage.ts';

export type Say = (text: string) => void;

export interface Scene {
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

/** What a chapter plays with: the scene, and the drawer in which its papers are kept. */
export interface Play extends Scene {
  readonly keepPapers: (orderId: string) => Promise<KeptPaper[]>;
  /** The day on the wall of this hub's office. */
  readonly today: () => string;
}

/** A paper that was fetched from the hub and lies on this machine. */
export interface KeptPaper {
  readonly kind: string;
  readonly number: string;
  readonly path: string;
  /** Where anybody checks it, as its QR code says. */
  readonly verify: string;
  // biome-ignore lint/suspicious/noExplicitAny: the story reads the hub's JSON as a stranger would, without its types
  readonly content: any;
}

/** What a chapter is called, the moment at which its hub's clock begins, and how it goes. */
export interface Chapter {
  readonly title: string;
  /** Chapters of the same moment share a hub; undefined is now. */
  readonly now?: string;
  readonly play: (scene: Play) => Promise<void>;
}

export const at = (scene: Scene) => `/institutions/${scene.institution}`;

async function offerId({ stage }: Scene, words: string): Promise<string> {
  const { body } = await stage.send('ratna', 'GET', `/offers?q=${encodeURIComponent(words)}`);
  const found = body.offers?.[0]?.id;
  if (!found) throw new Error(`nothing is called ${words}`);
  return found;
}

export async function draft(
  scene: Scene,
  lineName: string,
  wishes: readonly (readonly [string, number])[],
): Promise<string> {
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

export const submit = (scene: Scene, id: string): Promise<Answer> =>
  scene.stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/submission`, {
    justification: 'Kebutuhan kantor yang sudah direncanakan.',
  });

export async function settled(scene: Scene, id: string): Promise<Answer['body']> {
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

export async function until(what: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await what()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The shopkeeper Darsono accepts and ships one order. */
export async function ship({ stage }: Scene, orderId: string): Promise<void> {
  const { body } = await stage.send('darsono', 'GET', '/session');
  const shop = `/sellers/${body.grants[0].sellerId}/orders/${orderId}`;
  await until(async () => (await stage.send('darsono', 'GET', shop)).status === 200);
  await stage.send('darsono', 'POST', `${shop}/acceptance`, {});
  await stage.send('darsono', 'POST', `${shop}/shipment`, { courier: 'Kurir Nusa', parcel: 'KN-77120' });
}
