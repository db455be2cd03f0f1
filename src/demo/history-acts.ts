import { searchOffers } from '../buying/catalogue/index.ts';
import { actAsSeller, dayOf, findDelivery } from '../buying/fulfilment/index.ts';
import { SYSTEM } from '../buying/purchase/index.ts';
import type { Connectors } from '../parties/marketplace/index.ts';
import type { Database } from '../platform/database.ts';
import type { Instant } from '../values/instant.ts';
import type { Plan } from './history-plans.ts';

/** An office as its history needs it; an office without a treasurer leaves its bills open. */
export interface Desk {
  readonly institutionId: string;
  readonly shipTo: string;
  readonly address: string;
  /** Ids of account lines by their code. */
  readonly lines: ReadonlyMap<string, string>;
  readonly people: Readonly<Partial<Record<'pp' | 'ppk' | 'treasurer' | 'ppspm' | 'bud', string>>>;
}

export interface Planned {
  readonly desk: Desk;
  readonly plan: Plan;
}

/** One purchase on its way. */
export interface Course extends Planned {
  readonly place: number;
  request?: Bought;
  bill?: string;
  /** Nothing more happens to it. */
  isOver?: boolean;
}

interface Bought {
  readonly id: string;
  readonly state: string;
  readonly orders: readonly { readonly id: string }[];
}

export interface Hands {
  readonly database: Database;
  readonly connectors: Connectors;
  readonly now: () => Instant;
  /** Asks a route as this person and answers its JSON. */
  readonly send: <Answer>(personId: string | undefined, method: string, path: string, body?: object) => Promise<Answer>;
}

export type Doing = 'request' | 'decide' | 'accept' | 'ship' | 'receive' | 'pay' | 'spp' | 'spm' | 'sp2d' | 'cancel';

const base = ({ desk }: Course): string => `/institutions/${desk.institutionId}`;
const pathOf = (course: Course): string => `${base(course)}/requests/${course.request?.id}`;

export const acts: Readonly<Record<Doing, (hands: Hands, course: Course) => Promise<void>>> = {
  request: async ({ database, send }, course) => {
    const { desk, plan, place } = course;
    const { offers } = await searchOffers(database, { q: plan.wanted });
    const able = offers.filter(({ stock }) => stock >= plan.quantity);
    const offer = able[place % Math.min(able.length, 5)];
    if (!offer) throw new Error(`nobody has ${plan.quantity} of ${plan.wanted}`);
    course.request = await send<Bought>(desk.people.pp, 'POST', `${base(course)}/requests`, {
      ...{ title: plan.title, budgetLineId: desk.lines.get(plan.line), shipTo: desk.shipTo, address: desk.address },
      ...{ lines: [{ offerId: offer.id, quantity: plan.quantity }], submit: plan.end !== 'draft' },
      ...(plan.end !== 'draft' && { justification: 'Kebutuhan yang sudah direncanakan (contoh).' }),
    });
  },
  decide: async ({ send }, course) => {
    const { people } = course.desk;
    const found = await send<Bought>(people.pp, 'GET', pathOf(course));
    if (found.state !== 'awaiting-approval') return;
    if (course.plan.end !== 'rejected') await send(people.ppk, 'POST', `${pathOf(course)}/approval`, {});
    else {
      const reason = 'Pagu tersisa dipakai untuk meja siswa lebih dulu.';
      await send(people.ppk, 'POST', `${pathOf(course)}/rejection`, { reason });
    }
  },
  cancel: async ({ send }, course) => {
    const reason = 'Printer diganti, tinta ini tidak cocok lagi.';
    await send(course.desk.people.pp, 'POST', `${pathOf(course)}/cancellation`, { reason });
  },
  accept: (hands, course) => sell(hands, course, { step: 'accept' }),
  ship: (hands, course) => {
    const parcel = `KN-${String(40_000 + course.place * 17)}`;
    return sell(hands, course, { step: 'ship', courier: 'Kurir Nusa', parcel });
  },
  receive: async ({ database, send }, course) => {
    const { institutionId, people } = course.desk;
    for (const { id } of course.request?.orders ?? []) {
      const delivery = await findDelivery(database, institutionId, id);
      const lines = (delivery?.lines ?? []).map(({ lineId, quantity }) => ({ lineId, quantity }));
      await send(people.pp, 'POST', `${base(course)}/deliveries/${id}/receipts`, { lines });
    }
  },
  pay: async (hands, course) => {
    const paidOn = dayOf(hands.now());
    const payment = { method: 'UP', reference: `TRF-${String(400 + course.place).padStart(4, '0')}`, paidOn };
    await hands.send(course.desk.people.treasurer, 'POST', `${await billOf(hands, course)}/payment`, payment);
  },
  spp: (hands, course) => record(hands, course, 'spp', course.desk.people.treasurer),
  spm: (hands, course) => record(hands, course, 'spm', course.desk.people.ppspm),
  sp2d: (hands, course) => record(hands, course, 'sp2d', course.desk.people.bud),
};

/** The seller works at its marketplace, which the hub tells as it would for anybody. */
async function sell(
  { database, connectors, now }: Hands,
  { desk, request }: Course,
  choice: Parameters<typeof actAsSeller>[2]['choice'],
): Promise<void> {
  for (const { id: orderId } of request?.orders ?? []) {
    const delivery = await findDelivery(database, desk.institutionId, orderId);
    if (!delivery) throw new Error('there is nothing to deliver');
    const { sellerId } = delivery;
    const key = `contoh-${orderId}-${choice.step}`;
    await actAsSeller(database, connectors, { sellerId, orderId, by: SYSTEM, at: now(), key, choice });
  }
}

async function record(
  hands: Hands,
  course: Course,
  step: 'spp' | 'spm' | 'sp2d',
  personId: string | undefined,
): Promise<void> {
  const on = dayOf(hands.now());
  const number = `${String(60 + course.place).padStart(4, '0')}/${step.toUpperCase()}-LS/${on.slice(0, 4)}`;
  await hands.send(personId, 'POST', `${await billOf(hands, course)}/${step}`, { number, on });
}

async function billOf({ send }: Hands, course: Course): Promise<string> {
  if (course.bill === undefined) {
    const { treasurer } = course.desk.people;
    interface Bills {
      readonly bills: readonly { readonly id: string; readonly orderId: string }[];
    }
    const { bills } = await send<Bills>(treasurer, 'GET', `${base(course)}/bills`);
    const own = bills.find(({ orderId }) => course.request?.orders.some(({ id }) => id === orderId));
    if (!own) throw new Error('there is no bill');
    course.bill = own.id;
  }
  return `${base(course)}/bills/${course.bill}`;
}
