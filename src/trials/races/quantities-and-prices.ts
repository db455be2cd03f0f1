import { expect, test } from 'vitest';
import { draftRequest } from '../../buying/purchase/index.ts';
import { rupiah } from '../../values/money.ts';
import type { Arena } from './arena.ts';
import { atOnce, breaks, holds, type Race, times } from './race.ts';
import { dropConstraints, LOCK } from './sabotage.ts';

const impossible: readonly unknown[] = [
  ...[-1, 0, -0, 1.5, 0.1, 1e-9, 100_001, 1e9, 1e21, 2 ** 53, -(2 ** 31), 2 ** 31, null, true],
  ...['-1', '0', '1.5', '1e3', '0x10', ' 7', '', '٣', '9999999999999999999', [], [1], {}, 'NaN', 'Infinity'],
];

/** Every impossible quantity beside possible ones, asked for and added to a draft, all at once. */
const quantities: Race = async (arena) => {
  const line = await arena.line(rupiah(9_000_000_000));
  const draft = await arena.draft(line, 'lampu', 2);
  const asked = await atOnce([
    ...impossible.map((quantity) => async () => {
      const body = { ...arena.wanted(line, 'lampu', quantity), submit: true, justification: 'Rencana.' };
      return { quantity, ...(await arena.post('ratna', '', body)) };
    }),
    // An empty quantity takes a good from a draft.
    ...impossible
      .filter((quantity) => quantity !== '')
      .map((quantity) => async () => {
        const body = { lines: [arena.wish('kapur', 1), arena.wish('lampu', quantity)] };
        return { quantity, ...(await arena.post('ratna', `/${draft.id}/lines`, body)) };
      }),
  ]);
  const possible = await atOnce(times(8, (nth) => () => arena.draft(line, 'lampu', nth + 1)));
  const strange = asked.filter(({ status }) => status !== 422 && status !== 400);
  const rows = await arena.owner.query(
    `select from purchase.requests where budget_line_id = $1 having count(*) <> $2`,
    [line, possible.length + 1],
  );
  const still = await arena.owner.query(`select from purchase.requests where id = $1 and version <> 1`, [draft.id]);
  return [
    ...strange.map(({ quantity, status }) => `${JSON.stringify(quantity)} was answered ${status}`),
    ...(rows.length + still.length > 0 ? ['something was written'] : []),
  ];
};

/** Quantities that are possible one by one and too many together are turned away, and their neighbours are not. */
const tooManyTogether: Race = async (arena) => {
  const line = await arena.line(rupiah(9_000_000_000));
  const body = { ...arena.wanted(line, 'paku', 1), lines: times(2, () => arena.wish('paku', 60_000)) };
  const fine = { ...arena.wanted(line, 'lampu', 1), submit: true, justification: 'Rencana.' };
  const submitted = { ...body, submit: true, justification: 'Rencana.' };
  const answers = await atOnce(
    times(24, (nth) => async () => {
      const [wanted, asked] =
        [
          ['fine', fine],
          ['drafted', body],
          ['submitted', submitted],
        ][nth % 3] ?? [];
      return { wanted, ...(await arena.post('ratna', '', asked as object)) };
    }),
  );
  await arena.settle();
  return answers.flatMap(({ wanted, status }) => {
    const isRight = wanted === 'fine' ? status === 201 : status >= 400 && status < 500;
    return isRight ? [] : [`${wanted} was answered ${status}`];
  });
};

/** Past the border, where only the database is left to say no. */
const pastTheBorder: Race = async (arena) => {
  const line = await arena.line(rupiah(9_000_000_000));
  // A marketplace that asks no questions about quantities either.
  const connector = arena.connectors();
  const checkOffers: typeof connector.offers.checkOffers = (asks) =>
    connector.offers.checkOffers(
      asks.map((ask) => ({ ...ask, lines: ask.lines.map((one) => ({ ...one, quantity: 1 })) })),
    );
  const policiesOf = async () => new Map([[arena.institutionId, { approvalAbove: null }]]);
  const outside = { connectors: () => ({ ...connector, offers: { checkOffers } }), policiesOf };
  const by = {
    ...{ personId: arena.people.ratna, institutionId: arena.institutionId, workUnitId: arena.workUnitId },
    roles: ['pp'] as const,
  };
  const outcomes = await atOnce(
    [-3, 0, -0, 1.5].map((quantity) => () => {
      const wish = { offerId: arena.wish('lampu', 1).offerId, quantity };
      const request = { ...arena.wanted(line, 'lampu', 1), lines: [wish] };
      const asked = { by, at: arena.at(), key: crypto.randomUUID(), request };
      return draftRequest(arena.database(), outside, asked).then(
        () => [`${quantity} pieces were written`],
        () => [],
      );
    }),
  );
  return outcomes.flat();
};

/** The price goes up while drafts at the old one are placed, here and by other buyers: each pays what the shelf says. */
const priceChanged: Race = async (arena) => {
  const line = await arena.line(rupiah(9_000_000_000));
  const [offer] = await arena.marketOwner.query<{ price: bigint }>(
    `select price_sen as price from sandbox.offers where id = 'kapur'`,
  );
  const price = offer?.price ?? 0n;
  const shipping = rupiah(9000);
  const drafts = await Promise.all(times(16, () => arena.draft(line, 'kapur')));
  let asked = 0;
  const elsewhere = async () => {
    const id = crypto.randomUUID();
    const ask = { idempotencyKey: id, reference: id, sellerExternalId: arena.seller, buyer: 'lain', shipTo: '19.02' };
    const lines = [{ externalId: 'kapur', quantity: 1, price }];
    const sums = { shipping, total: price + shipping, confirm: false };
    await arena.ordering.placeOrders([{ ...ask, address: 'Jl. Melur 14', lines, ...sums }]);
    asked += 1;
    // Now many others stand between their look at the shelf and their order.
    if (asked === 4) await raise();
  };
  const raise = () =>
    arena.marketOwner.query(`update sandbox.offers set price_sen = price_sen + 100 where id = 'kapur'`);
  await atOnce<unknown>([
    ...times(16, () => elsewhere),
    ...drafts.map(
      ({ id }) =>
        () =>
          arena.submit(id),
    ),
    ...times(24, () => elsewhere),
  ]);
  await arena.settle(5000);
  const late = await arena.draft(line, 'kapur');
  await raise();
  await arena.submit(late.id);
  await arena.settle(5000);
  const ends = await Promise.all([...drafts, late].map(({ id }) => arena.stateOf(id)));
  const odd = ends.filter((end) => end !== 'confirmed' && end !== 'choosing').map((end) => `stands at ${end}`);
  return ends.at(-1) === 'choosing' ? odd : [...odd, `bought at a price that was no longer true: ${ends.at(-1)}`];
};

const SHELF = /for no key update of o/;

export function quantitiesAndPrices(sound: Arena, damaged: Arena): void {
  test('negative, zero, huge and fractional quantities are turned away and leave nothing', () =>
    holds(sound, quantities));
  test('so are those that are too many only together', () => holds(sound, tooManyTogether));
  test('past the border the database still refuses them', () => holds(sound, pastTheBorder));
  test('without its checks they would be written', async () => {
    const seen = await breaks(damaged, pastTheBorder, async () => {
      const mends = [
        await dropConstraints(damaged.owner, 'purchase.lines', /quantity >= 1|amount_sen =/),
        await dropConstraints(damaged.owner, 'purchase.orders', /goods_sen/),
      ];
      return async () => {
        for (const mend of mends) await mend();
      };
    });
    expect(seen.join()).toMatch(/pieces were written/);
  });

  test('a price that changes between looking and placing is never paid as it was', () => holds(sound, priceChanged, 2));
  test('without the lock of the shelf some pay the old price', () =>
    breaks(damaged, priceChanged, async () => damaged.marketSql.cut({ of: SHELF, piece: LOCK })));
  test('without the comparison everybody does', async () => {
    const seen = await breaks(damaged, priceChanged, async () => {
      const [offer] = await damaged.marketOwner.query<{ price: bigint }>(
        `select price_sen as price from sandbox.offers where id = 'kapur'`,
      );
      return damaged.marketSql.cut({
        of: SHELF,
        piece: /o\.price_sen as price/,
        by: `${offer?.price}::bigint as price`,
      });
    });
    expect(seen.join()).toMatch(/another price/);
  });
}
