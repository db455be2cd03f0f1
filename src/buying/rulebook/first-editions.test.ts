import { expect, test } from 'vitest';
import { canonical, sha256 } from '../../platform/content-hash.ts';
import { rupiah } from '../../values/money.ts';
import { decideUnder } from './actions.ts';
import { firstEditions } from './first-editions.ts';
import { packs } from './packs.ts';
import { type Decision, type Facts, type OrderFacts, type PaymentMeans, readFacts } from './rules.ts';

const days = ['2021-06-01', '2022-05-10', '2022-12-31', '2023-03-01', '2025-02-01', '2026-11-25'];
const amounts = [1_000_000, 10_000_000, 10_000_001, 50_000_001, 200_000_001];
const order = (whole: number): OrderFacts => ({
  ...{ key: 'a', sellerClass: whole > 50_000_000 ? 'large' : 'micro', isPkp: whole % 2 === 1 },
  ...{ goods: rupiah(whole), shipping: rupiah(20_000) },
  lines: [{ category: 'food', amount: rupiah(whole), isDomestic: whole < 200_000_000, tkdnPercent: null }],
});
const asked: readonly Facts[] = days.flatMap((on) =>
  amounts.flatMap((whole) =>
    ([null, 'UP', 'LS'] as const).map((payment: PaymentMeans | null) => ({
      ...{ on, payment, policy: { approvalAbove: null }, orders: [order(whole)] },
    })),
  ),
);
const written = (data: Facts | Decision): string => canonical(data as unknown as Parameters<typeof canonical>[0]);

// The hashes were taken when these packs were the ones in force.
test.each([
  ['pack-2020', 'd4c6b65f916de97d17d49a2dd77d9588bc9cd665ab31f35fcb7cef8697cfeb4a'],
  ['pack-2021', '6dbb5194b359defd20c5e96f5c4889659b5ac74510de3ad3358360554c77b7b1'],
  ['pack-2022-04', '23115c874e2226e5acab2f652a4a8bdcb446b100933ae1be250265abadf4733b'],
  ['pack-2022-07', '0d241dc33b4f7d0fb6ecb9cbc5c988ccf6db6f1e360ebfc601528a829fe061cd'],
  ['pack-2025-01', 'b888b1720cd37e7d48e9796d6c456de423c213ffdf7827358b1285400e61ca5d'],
  ['pack-2025', '2a84dfe31db1e9ca98cc2fd70d964fefe7fe56766e1796375a0548c245b43be6'],
  ['pack-2021.2', 'f3ba4cfdb80f59d40d23cab5de0ecbc55fd61b02fa0ea46c161cd746ff870fa0'],
  ['pack-2022-04.2', '44a1738d845fda0f7e5e7f2091766e2a1cce048e73ae46d9e4a2c3802a6eaac9'],
  ['pack-2022-07.2', '2e68603d64fd1d9fe0d13fbaa25bcea18758b53361d2afe2bb07cc55ec4f3bed'],
  ['pack-2023', 'b4e8330dfe1bba40017d281efba162bd9e2f3cbea3718fc65eead6bb5e544380'],
  ['pack-2025-01.2', '8840b3df243d57aedee1feb70a66057d583f765b5af3d3992fc1a5fd51d74568'],
  ['pack-2025.2', '221f34e273946c399816ed56203d0ca2a7cfdc21f23a129ed44a4b9b1244c352'],
])('what was decided under %s comes out the same to the letter, although the pack was corrected', (id, hash) => {
  const answers = asked.map((facts) => decideUnder(id, readFacts(written(facts))));
  expect(sha256(answers.map(written).join())).toBe(hash);
});

test.each(firstEditions)(
  '$id answers the same whichever purse pays: it was decided without that question',
  ({ id }) => {
    for (const facts of asked) {
      for (const purse of ['apbn', 'apbd'] as const) {
        expect(decideUnder(id, { ...facts, purse })).toEqual(decideUnder(id, facts));
      }
    }
  },
);

test('nothing new is decided under a first edition', () => {
  const names = new Set(packs.map(({ id }) => id));
  expect(firstEditions.filter(({ id }) => names.has(id))).toEqual([]);
});
