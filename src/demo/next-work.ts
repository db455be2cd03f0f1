import { openOrdersOf } from '../buying/fulfilment/index.ts';
import { tasksOf } from '../buying/inbox/index.ts';
import { requestsOf } from '../buying/purchase/index.ts';
import { demoPersonOf, grantsOf, type HeldGrant } from '../parties/account/index.ts';
import type { Reader } from '../platform/database.ts';
import type { Instant } from '../values/instant.ts';

/** What somebody would do next: a sentence `demo.work-…`, how many there are, and where the first of them lies. */
export interface NextWork {
  readonly work: string;
  readonly count: number;
  readonly to: string;
}

/** Read from the world as it is now, so that a link never leads to work that somebody did already. */
export async function nextWork(reader: Reader, demoCode: string, at: Instant): Promise<NextWork | undefined> {
  const personId = await demoPersonOf(reader, demoCode);
  if (!personId) return undefined;
  const grants = await grantsOf(reader, personId, at);
  const drafts = await draftsOf(reader, personId, grants);
  if (drafts) return drafts;
  const tasks = await tasksOf(reader, grants);
  const [first] = tasks;
  if (first) {
    return { work: first.kind, count: tasks.filter(({ kind }) => kind === first.kind).length, to: first.href };
  }
  return (await ordersOf(reader, grants)) ?? standing(grants);
}

async function draftsOf(reader: Reader, personId: string, grants: readonly HeldGrant[]): Promise<NextWork | undefined> {
  const office = grants.find(({ role, institutionId }) => institutionId !== null && role === 'pp')?.institutionId;
  if (!office) return undefined;
  const requests = await requestsOf(reader, office);
  const own = requests.filter(({ state, createdBy }) => state === 'draft' && createdBy === personId);
  const [newest] = own;
  return newest && { work: 'draft', count: own.length, to: `/institutions/${office}/requests/${newest.id}` };
}

async function ordersOf(reader: Reader, grants: readonly HeldGrant[]): Promise<NextWork | undefined> {
  const sellerId = grants.find((one) => one.sellerId !== null)?.sellerId;
  if (!sellerId) return undefined;
  const waiting = (await openOrdersOf(reader, sellerId)).filter(({ state }) => state === 'waiting');
  const [first] = waiting;
  if (!first) return { work: 'none', count: 0, to: `/sellers/${sellerId}/orders` };
  return { work: 'order', count: waiting.length, to: `/sellers/${sellerId}/orders/${first.orderId}` };
}

/** Roles whose work does not wait in a list. */
function standing(grants: readonly HeldGrant[]): NextWork {
  const at = (role: string) => grants.find((one) => one.role === role);
  const auditor = at('auditor');
  const keeper = at('administrator');
  if (auditor) return { work: 'replay', count: 0, to: `/institutions/${auditor.institutionId}/requests` };
  if (keeper) return { work: 'keep', count: 0, to: `/institutions/${keeper.institutionId}` };
  if (at('steward')) return { work: 'govern', count: 0, to: '/marketplaces' };
  return at('pp') ? { work: 'search', count: 0, to: '/offers?q=kursi+rotan' } : { work: 'none', count: 0, to: '/' };
}
