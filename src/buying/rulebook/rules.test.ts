import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Language, languages, readSentences, translator } from '../../platform/i18n.ts';
import { addDays, daysBetween, isDay } from '../../values/calendar.ts';
import { rupiah } from '../../values/money.ts';
import { decide, decideUnder, packInForce } from './actions.ts';
import { decideWith } from './decide-with.ts';
import { rulesOf } from './list-rules.ts';
import { packs } from './packs.ts';
import {
  type Decision,
  type Facts,
  type OrderFacts,
  type Pack,
  type PaymentMeans,
  type Purse,
  readFacts,
} from './rules.ts';

const order = (whole: number, more: Partial<OrderFacts> = {}): OrderFacts => ({
  ...{ key: 'a', sellerClass: 'micro', isPkp: false, goods: rupiah(whole), shipping: 0n },
  lines: [{ category: 'food', amount: rupiah(whole), isDomestic: true, tkdnPercent: null }],
  ...more,
});
const facts = (on: string, orders: readonly OrderFacts[], more: Partial<Facts> = {}): Facts => ({
  ...{ on, purse: 'apbd', policy: { approvalAbove: null }, payment: null, orders },
  ...more,
});
const ministry = { purse: 'apbn' } as const;
const own = (whole: number) => ({ policy: { approvalAbove: rupiah(whole) } });
const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);
const sentences = { id: readSentences('id'), en: readSentences('en') };
const today = '2026-11-25';

test('the first Bela: up to Rp50,000,000 at micro and small sellers, the officer alone, from UP', () => {
  const decision = decide(facts('2020-09-01', [order(50_000_000)]));
  expect(decision).toMatchObject({
    packId: 'pack-2020.2',
    stops: [],
    approver: null,
    path: 'kuitansi',
    payments: ['UP'],
  });
  expect(codes(decide(facts('2020-09-01', [order(50_000_001)])).stops)).toEqual(['rulebook.over-limit']);
  const medium = decide(facts('2020-09-01', [order(1_000_000, { sellerClass: 'medium' })]));
  expect(codes(medium.stops)).toEqual(['rulebook.not-small']);
  expect(codes(decide(facts('2020-09-01', [order(1_000_000)], { payment: 'LS' })).stops)).toEqual([
    'rulebook.other-payment',
  ]);
  expect(decide(facts('2020-09-01', [order(40_000_000)], own(1_000_000))).approver).toBeNull();
});

test('2025: above Rp50,000,000 the PPK approves, above Rp200,000,000 it stops, and both figures are said', () => {
  expect(decide(facts(today, [order(50_000_000)]))).toMatchObject({ approver: null, stops: [] });
  expect(decide(facts(today, [order(50_000_001)]))).toMatchObject({ approver: 'ppk', stops: [] });
  expect(decide(facts(today, [order(200_000_000)])).stops).toEqual([]);
  const [stop] = decide(facts(today, [order(200_000_001)])).stops;
  expect(stop).toMatchObject({ code: 'rulebook.over-limit', article: 'Perpres 46/2025', verified: true });
  expect(translator('id')(stop?.code ?? '', stop?.details)).toContain('Rp200.000.001');
});

test('the limit is that of the whole request, however it is spread over sellers and shipping', () => {
  const spread = [order(120_000_000, { key: 'a' }), order(79_999_999, { key: 'b', shipping: rupiah(2) })];
  expect(codes(decide(facts(today, spread)).stops)).toEqual(['rulebook.over-limit']);
});

test('an institution may ask for approval earlier than the law, never later', () => {
  const early = decide(facts(today, [order(10_000_001)], own(10_000_000)));
  expect(early.approver).toBe('ppk');
  expect(codes(early.reasons)).toContain('rulebook.approval-own');
  expect(decide(facts(today, [order(10_000_000)], own(10_000_000))).approver).toBeNull();
  const late = decide(facts(today, [order(50_000_001)], own(100_000_000)));
  expect(late.approver).toBe('ppk');
  expect(codes(late.reasons)).toContain('rulebook.approval-above');
});

test('exactly the papers that the amount demands', () => {
  const papers = (whole: number) => decide(facts(today, [order(whole)])).papers.map(({ kind }) => kind);
  expect(papers(10_000_000)).toEqual(['purchase-order', 'payment-proof']);
  expect(papers(10_000_001)).toEqual(['purchase-order', 'handover', 'receipt']);
  expect(papers(50_000_001)).toEqual(['purchase-order', 'handover', 'receipt']);
  expect(decide(facts(today, [order(50_000_001)])).path).toBe('surat-pesanan');
  expect(codes(decide(facts(today, [order(10_000_000)])).reasons)).toContain('rulebook.ask-no-more');
});

test('up to Rp10,000,000 the seller signs nothing since 2023, above it and before it as is usual for the kind', () => {
  const signed = (on: string, whole: number) =>
    decide(facts(on, [order(whole)])).papers.map(({ kind, sellerSigns }) => [kind, sellerSigns]);
  expect(signed('2023-01-01', 10_000_000)).toEqual([
    ['purchase-order', false],
    ['payment-proof', false],
  ]);
  expect(signed(today, 10_000_001)).toEqual([
    ['purchase-order', true],
    ['handover', true],
    ['receipt', true],
  ]);
  expect(signed('2022-12-31', 10_000_000)).toEqual([
    ['purchase-order', undefined],
    ['payment-proof', undefined],
  ]);
  const { reasons } = decide(facts(today, [order(10_000_000)]));
  expect(reasons.find(({ code }) => code === 'rulebook.no-signature')).toMatchObject({
    ...{ article: 'Permendagri 84/2022', verified: true },
  });
  expect(codes(decide(facts(today, [order(10_000_001)])).reasons)).not.toContain('rulebook.no-signature');
});

test('what stands on a program of a partner alone is not verified, and says where it was seen', () => {
  const { approver, reasons } = decide(facts(today, [order(60_000_000, { isPkp: true })]));
  expect(approver).toBe('ppk');
  const verified = Object.fromEntries(reasons.map((one) => [one.code, one.verified]));
  expect(verified).toMatchObject({
    ...{ 'rulebook.approval-above': false, 'rulebook.handover-first': false, 'rulebook.invoice-is-slip': false },
    ...{ 'rulebook.form-surat-pesanan': true, 'rulebook.purchase-order-always': true, 'rulebook.ppn-12': true },
    'rulebook.pph22-marketplace': true,
  });
  const own = decide(facts(today, [order(10_000_001)], { policy: { approvalAbove: rupiah(10_000_000) } }));
  expect(own.reasons.find(({ code }) => code === 'rulebook.approval-own')?.verified).toBe(true);
  for (const rule of packs.flatMap(rulesOf)) expect(rule.seenIn === null || !rule.verified).toBe(true);
});

test('tax of a PKP seller in 2025: Rp11,100,000 is DPP 10,000,000, PPN 1,100,000, PPh 22 50,000', () => {
  const pkp = order(11_100_000, { isPkp: true, shipping: rupiah(20_000) });
  const parts = { key: 'a', dpp: rupiah(10_000_000), ppn: rupiah(1_100_000), buyerPays: rupiah(11_120_000) };
  expect(decide(facts(today, [pkp])).taxes).toEqual([
    { ...parts, pph22: rupiah(50_000), collector: 'marketplace', sellerReceives: rupiah(9_970_000) },
  ]);
  expect(decide(facts(today, [pkp], { payment: 'LS' })).taxes).toEqual([
    { ...parts, pph22: rupiah(150_000), collector: 'treasurer', sellerReceives: rupiah(9_870_000) },
  ]);
});

test.each([
  ['2020-09-01', 'rulebook.ppn-10', 'rulebook.pph22-treasurer'],
  ['2022-04-01', 'rulebook.ppn-11', 'rulebook.pph22-treasurer'],
  ['2022-07-01', 'rulebook.ppn-11', 'rulebook.pph22-marketplace'],
  ['2025-01-01', 'rulebook.ppn-12', 'rulebook.pph22-marketplace'],
])('on %s the tax is explained by %s and %s', (day, ppn, pph22) => {
  const { reasons } = decide(facts(day, [order(5_000_000, { isPkp: true })]));
  expect(codes(reasons)).toEqual(expect.arrayContaining([ppn, pph22]));
  expect(codes(reasons)).not.toContain('rulebook.not-pkp');
  expect(codes(decide(facts(day, [order(5_000_000)])).reasons)).toContain('rulebook.not-pkp');
});

test('in 2020 PPN is 10 %, and up to Rp2,000,000 the treasurer keeps nothing back, so the seller pays its own PPN', () => {
  const tax = (whole: number) => decide(facts('2020-09-01', [order(whole, { isPkp: true })])).taxes[0];
  expect(tax(1_100_000)).toMatchObject({ ppn: rupiah(100_000), pph22: 0n, collector: 'nobody' });
  expect(tax(1_100_000)?.sellerReceives).toBe(rupiah(1_100_000));
  // PPN counts the floor with PPN, PPh 22 without.
  expect(tax(2_200_000)).toMatchObject({ ppn: rupiah(200_000), pph22: 0n, collector: 'treasurer' });
  expect(tax(2_200_000)?.sellerReceives).toBe(rupiah(2_000_000));
  expect(tax(2_200_002)).toMatchObject({ dpp: rupiah(2_000_002), pph22: rupiah(30_000) });
});

test('bigger sellers, imports and large payments from UP are flagged, never stopped', () => {
  const imported = [{ category: 'food', amount: rupiah(60_000_000), isDomestic: false, tkdnPercent: null }];
  const asked = [
    order(1_000_000, { key: 'small' }),
    order(60_000_000, { key: 'big', sellerClass: 'large', lines: imported }),
  ];
  const { stops, flags } = decide(facts('2026-08-31', asked, ministry));
  expect(stops).toEqual([]);
  expect(codes(flags)).toEqual(['rulebook.bigger-seller', 'rulebook.imported', 'rulebook.up-limit']);
  expect(flags.map(({ details }) => details.orders)).toEqual(['big', 'big', 'big']);
  expect(flags.map(({ verified }) => verified)).toEqual([false, true, false]);
  expect(codes(decide(facts('2026-08-31', asked, { ...ministry, payment: 'LS' })).flags)).not.toContain(
    'rulebook.up-limit',
  );
});

test('the finance rules of regions bind regions, those of the state bind ministries, and all else binds both', () => {
  const asked = [order(9_000_000)];
  const [region, state] = [decide(facts(today, asked)), decide(facts(today, asked, ministry))];
  for (const code of ['rulebook.no-signature', 'rulebook.ask-no-more']) {
    expect(codes(region.reasons)).toContain(code);
    expect(codes(state.reasons)).not.toContain(code);
  }
  expect(region.papers.map(({ sellerSigns }) => sellerSigns)).toEqual([false, false]);
  expect(state.papers).toEqual(region.papers.map(({ sellerSigns, ...paper }) => paper));
  expect(state.taxes).toEqual(region.taxes);
  const regional = new Set(['rulebook.no-signature', 'rulebook.ask-no-more']);
  expect(state.reasons).toEqual(region.reasons.filter(({ code }) => !regional.has(code)));

  const large = [order(60_000_000)];
  const flagged = (more: Partial<Facts>) =>
    decide(facts('2026-08-31', large, more)).flags.map(({ code, article, verified }) => [code, article, verified]);
  expect(flagged(ministry)).toEqual([['rulebook.up-limit', 'PMK 62/2023', false]]);
  expect(flagged({})).toEqual([['rulebook.up-region', 'Permendagri 77/2020', false]]);
});

test.each(packs)('no decision for a ministry by $id names a regulation on regional finance', (pack) => {
  const articles = (purse: Purse) =>
    [1_000_000, 20_000_000, 60_000_000].flatMap((whole) => {
      const asked = facts(pack.until ?? today, [order(whole, { isPkp: true })], { purse, payment: 'UP' });
      const { stops, flags, reasons } = decideWith(pack, asked);
      return [...stops, ...flags, ...reasons].map(({ article }) => article);
    });
  expect(articles('apbn').filter((article) => article.startsWith('Permendagri'))).toEqual([]);
  expect(articles('apbd').filter((article) => /^PMK (190|62)/.test(article))).toEqual([]);
});

test('a pack that asks which purse pays takes no facts that do not say it', () => {
  const { purse, ...older } = facts(today, [order(1)]);
  expect(() => decide(older)).toThrow('asks which purse pays');
  expect(decideUnder('pack-2025.2', older).packId).toBe('pack-2025.2');
});

test('from September 2026 the buyer is told that the regulation of the channel changed', () => {
  expect(codes(decide(facts('2026-08-31', [order(1)])).flags)).toEqual([]);
  expect(codes(decide(facts('2026-09-01', [order(1)])).flags)).toEqual(['rulebook.catalogue-2026']);
});

test('the packs follow each other without a gap, and every day since the first has exactly one', () => {
  for (const [index, { from, until }] of packs.entries()) {
    expect(isDay(from)).toBe(true);
    const next = packs[index + 1];
    if (next) expect(until && addDays(until, 1)).toBe(next.from);
    else expect(until).toBeNull();
  }
  expect(new Set(packs.map(({ id }) => id)).size).toBe(packs.length);
  const days = daysBetween('2020-08-17', '2030-01-01');
  for (let number = 0; number < days; number += 1) {
    const day = addDays('2020-08-17', number);
    const holding = packs.filter(({ from, until }) => from <= day && (until === null || day <= until));
    expect(holding).toEqual([packInForce(day)]);
  }
});

test.each([
  ['2020-08-17', 'pack-2020.2'],
  ['2021-01-31', 'pack-2020.2'],
  ['2021-02-02', 'pack-2021.3'],
  ['2022-03-31', 'pack-2021.3'],
  ['2022-04-01', 'pack-2022-04.3'],
  ['2022-07-01', 'pack-2022-07.3'],
  ['2022-12-31', 'pack-2022-07.3'],
  ['2023-01-01', 'pack-2023.2'],
  ['2025-01-01', 'pack-2025-01.3'],
  ['2025-04-29', 'pack-2025-01.3'],
  ['2025-04-30', 'pack-2025.3'],
  [today, 'pack-2025.3'],
])('%s is decided by %s', (day, id) => {
  expect(decide(facts(day, [order(1)])).packId).toBe(id);
});

test('a day before all packs has none, and a day that does not exist is refused as such', () => {
  expect(() => decide(facts('2020-08-16', [order(1)]))).toThrow('rulebook/no-pack');
  expect(() => decide(facts('2026-02-31', [order(1)]))).toThrow('rulebook/no-day');
  expect(() => decide(facts('tomorrow', [order(1)]))).toThrow('rulebook/no-day');
});

test('a request decided under a pack finishes under it', () => {
  const asked = facts(today, [order(60_000_000)]);
  expect(decideUnder('pack-2020.2', asked).stops).toHaveLength(1);
  expect(decideUnder('pack-2025.3', asked)).toEqual(decide(asked));
  expect(() => decideUnder('pack-1999', asked)).toThrow('there is no rule pack');
});

test('nonsense is a bug of whoever asks, not a purchase', () => {
  expect(() => decide(facts(today, [order(1), order(2)]))).toThrow('two orders have the same key');
  expect(() => decide(facts(today, [order(-1)]))).toThrow('a negative amount');
});

const someOrders = fc
  .array(
    fc.record({
      whole: fc.oneof(
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.integer({ min: 1, max: 300_000_000 }),
        fc.constantFrom(2_000_000, 10_000_000, 50_000_000, 200_000_000),
      ),
      shipping: fc.integer({ min: 0, max: 500_000 }),
      sellerClass: fc.constantFrom('micro', 'small', 'medium', 'large'),
      isPkp: fc.boolean(),
      isDomestic: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((rows) =>
    rows.map(({ whole, shipping, isDomestic, ...row }, index) =>
      order(whole, {
        ...{ ...row, key: `order-${index}`, shipping: rupiah(shipping) },
        lines: [{ category: 'food', amount: rupiah(whole), isDomestic, tkdnPercent: null }],
      }),
    ),
  );
const somePack = fc.constantFrom(...packs);
const somePayment = fc.constantFrom<PaymentMeans | null>('UP', 'LS', null);
const somePurse = fc.constantFrom<Purse>('apbn', 'apbd');
const someThreshold = fc.option(fc.integer({ min: 0, max: 250_000_000 }).map((whole) => rupiah(whole)));
const someFacts = fc
  .record({
    pack: somePack,
    later: fc.nat(700),
    orders: someOrders,
    payment: somePayment,
    purse: somePurse,
    approvalAbove: someThreshold,
  })
  .map(({ pack, later, orders, payment, purse, approvalAbove }) => {
    const day = addDays(pack.from, later);
    const on = pack.until !== null && day > pack.until ? pack.until : day;
    return { pack, asked: facts(on, orders, { payment, purse, policy: { approvalAbove } }) };
  });
const property = (check: (one: { pack: Pack; asked: Facts }) => void) => fc.assert(fc.property(someFacts, check));

test('every rupiah that the buyer pays goes to the seller or to the state', () => {
  property(({ asked }) => {
    const { taxes } = decide(asked);
    expect(taxes.map(({ key }) => key)).toEqual(asked.orders.map(({ key }) => key));
    for (const [index, { dpp, ppn, pph22, collector, sellerReceives, buyerPays }] of taxes.entries()) {
      const { goods = 0n, shipping = 0n, isPkp } = asked.orders[index] ?? {};
      expect(dpp + ppn).toBe(goods);
      expect(buyerPays).toBe(goods + shipping);
      expect(buyerPays - sellerReceives).toBe(collector === 'nobody' ? 0n : ppn + pph22);
      expect(ppn > 0n).toBe(isPkp === true && goods > rupiah(5));
      expect([dpp, ppn, pph22, sellerReceives].every((part) => part >= 0n)).toBe(true);
    }
  });
});

const ranks = { receipt: 0, kuitansi: 1, 'surat-pesanan': 2 } as const;

test('a dearer purchase never has a lighter path, fewer papers or stops, less approval or less tax', () => {
  fc.assert(
    fc.property(someFacts, fc.integer({ min: 1, max: 100_000_000 }), ({ asked }, more) => {
      const [first, ...others] = asked.orders;
      if (!first) return;
      const dearer = { ...asked, orders: [{ ...first, goods: first.goods + rupiah(more) }, ...others] };
      const [before, after] = [decide(asked), decide(dearer)];
      expect(ranks[after.path]).toBeGreaterThanOrEqual(ranks[before.path]);
      expect(after.papers.length).toBeGreaterThanOrEqual(before.papers.length);
      expect(codes(after.stops)).toEqual(expect.arrayContaining(codes(before.stops)));
      if (before.approver) expect(after.approver).toBe(before.approver);
      for (const part of ['dpp', 'ppn', 'pph22'] as const) {
        expect((after.taxes[0]?.[part] ?? 0n) >= (before.taxes[0]?.[part] ?? 0n)).toBe(true);
      }
    }),
  );
});

test('the order in which the orders are written changes nothing but the order of their taxes', () => {
  property(({ asked }) => {
    const { taxes, ...decision } = decide(asked);
    const turned = decide({ ...asked, orders: asked.orders.toReversed() });
    expect(turned.taxes.toReversed()).toEqual(taxes);
    expect(turned).toMatchObject({ path: decision.path, approver: decision.approver, papers: decision.papers });
    expect(codes(turned.stops)).toEqual(codes(decision.stops));
    expect(codes(turned.flags)).toEqual(codes(decision.flags));
  });
});

test('stored facts, read again years later, give the stored decision to the letter', () => {
  property(({ pack, asked }) => {
    const answer = written(decide(asked));
    expect(written(decideUnder(pack.id, readFacts(written(asked))))).toBe(answer);
  });
});

test('only verified rules stop, each finding has its article, and reads whole in both languages', () => {
  property(({ asked }) => {
    const { stops, flags, reasons } = decide(asked);
    expect(stops.every(({ verified }) => verified)).toBe(true);
    expect(reasons.length).toBeGreaterThan(1);
    for (const { article, code, details } of [...stops, ...flags, ...reasons]) {
      expect(article).not.toBe('');
      for (const language of languages) expectWhole(code, details, language);
    }
  });
});

test('a rule without evidence never stops, in whatever pack it stands', () => {
  const hearsay = (pack: Pack): Pack => ({
    ...pack,
    limit: { ...pack.limit, evidence: null },
    smallOnly: { ...pack.smallOnly, evidence: null },
    payments: { ...pack.payments, evidence: null },
  });
  property(({ pack, asked }) => {
    const known = decideWith(pack, asked);
    const heard = decideWith(hearsay(pack), asked);
    expect(heard.stops).toEqual([]);
    expect(codes(heard.flags)).toEqual(expect.arrayContaining(codes(known.stops)));
  });
});

test.each(packs)('the rules of $id can be read in both languages, each with its article', (pack) => {
  const rules = rulesOf(pack);
  expect(rules.length).toBeGreaterThan(10);
  for (const { code, details, article, verified, evidence } of rules) {
    expect(article).not.toBe('');
    expect(verified).toBe(evidence !== null);
    for (const language of languages) expectWhole(code, details, language);
  }
});

const written = (data: Facts | Decision): string =>
  JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

/** A sentence whose blanks are not all filled in would read as if something was missing. */
function expectWhole(code: string, details: Readonly<Record<string, string>>, language: Language) {
  const marked = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, `<${value}>`]));
  const sentence = translator(language)(code, marked);
  expect(sentence).not.toMatch(/<>|undefined|[{}]/);
  const blanks = [...(sentences[language].get(code) ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  expect(Object.keys(details), code).toEqual(expect.arrayContaining(blanks));
}
