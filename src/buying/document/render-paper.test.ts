import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { renderPaper } from './render-paper.ts';
import { kinds, type Paper } from './rules.ts';

const paper: Paper = {
  ...{ institutionId: 'sukamaju', kind: 'purchase-order', year: 2026, id: 'p1', sequence: 412 },
  ...{ number: 'SP-2026-000412', subject: 'o1', contentHash: 'a3f1'.repeat(16), issuedBy: 'ratna' },
  ...{ verifyCode: '7K3QX9M2PB4T0VWY6HJC8DRN', issuedAt: new Date('2026-11-25T18:20:00Z') },
  content: {
    institution: { name: 'Pemerintah Kabupaten Sukamaju', address: 'Jalan Merdeka 17, Sukamaju', code: '32.99' },
    ...{ workUnit: 'Dinas Pendidikan', reference: 'P-2026-000871', orderNumber: 'LB-88120417' },
    ...{ marketplace: 'Lokabina', seller: { name: 'Rotan Sejati Darsono', classLabelKey: 'gone/since' } },
    ...{ budgetLine: { code: '5.2.02.05', name: 'Belanja modal mebel' }, rup: '52718842' },
    lines: [
      { title: 'Kursi belajar rotan', quantity: 8, unit: 'buah', price: '128500000', amount: '1028000000' },
      { title: 'Tali rotan', quantity: '1.5', unit: 'meter', price: '4000050', amount: '6000075' },
    ],
    ...{ totals: [{ key: 'document.unit', amount: '7500000' }], total: '1041500075' },
    officials: [{ roleKey: 'document.buyer', name: 'Ratna Wulandari', nip: '198704122010012003' }],
    notes: [{ key: 'document.pack', values: { pack: 'catatan' } }],
    ...{ articles: ['Pasal 38 ayat (4)'], packId: 'id-2026-07' },
  },
};
const printing = { baseUrl: 'https://hub.example/', language: 'id' } as const;
const inWords = 'Sepuluh juta empat ratus lima belas ribu rupiah tujuh puluh lima sen';

test('the paper says all that it holds, in the language asked, with the day of its zone', async () => {
  const text = textOf(await renderPaper(paper, printing));
  for (const part of [
    ...['SP-2026-000412', 'SURAT PESANAN', '26 November 2026', 'Pemerintah Kabupaten Sukamaju', 'Dinas Pendidikan'],
    ...['32.99', 'Rotan Sejati Darsono', 'gone/since', 'Lokabina', 'LB-88120417', 'P-2026-000871', '5.2.02.05'],
    ...['Belanja modal mebel', '52718842', 'Kursi belajar rotan', 'Rp1.285.000', 'Rp10.280.000', '1,5', 'Rp75.000'],
    ...['Rp60.000,75', 'Rp10.415.000,75', inWords, 'Ratna Wulandari', 'NIP 198704122010012003', 'catatan'],
    ...['Pasal 38 ayat (4)', 'id-2026-07', '7K3Q-X9M2-PB4T-0VWY-6HJC-8DRN', paper.contentHash, '1 dari 1'],
  ]) {
    expect(text).toContain(part);
  }
  expect(text).not.toContain('DATA CONTOH');
  const english = textOf(await renderPaper(paper, { ...printing, language: 'en' }));
  expect(english).toContain('PURCHASE ORDER');
  // The Indonesian words are the official ones, in whatever language the rest is read.
  expect(english).toContain(`${inWords} (ten million four hundred and fifteen thousand rupiah seventy-five sen)`);
});

test('the seller has a place to sign where the rules of the paper say so, and where they are silent, as is usual', async () => {
  const places = async (kind: Paper['kind'], sellerSigns?: boolean) => {
    const content = { ...paper.content, ...(sellerSigns !== undefined && { sellerSigns }) };
    const text = textOf(await renderPaper({ ...paper, kind, content }, printing));
    expect(text).toContain('Ratna Wulandari');
    return text.split('Rotan Sejati Darsono').length - text.split('dari Rotan Sejati Darsono').length;
  };
  const named = await places('purchase-order', false);
  expect(await places('purchase-order', true)).toBe(named + 1);
  expect(await places('purchase-order')).toBe(named + 1);
  expect(await places('payment-proof')).toBe(named);
  expect(await places('handover', false)).toBe((await places('handover')) - 1);
});

test('an article that nobody has checked yet says so, and only that one', async () => {
  const content = { ...paper.content, articles: ['Pasal 38', 'Praktik'], unverified: ['Praktik'] };
  const text = textOf(await renderPaper({ ...paper, content }, printing));
  expect(text).toContain('Praktik (belum diverifikasi)');
  expect(text.split('belum diverifikasi')).toHaveLength(2);
  const english = textOf(await renderPaper({ ...paper, content }, { ...printing, language: 'en' }));
  expect(english).toContain('Praktik (not yet verified)');
});

test('the same paper gives the same bytes, dated when it was issued', async () => {
  const [one, two] = await Promise.all([renderPaper(paper, printing), renderPaper(paper, printing)]);
  expect(Buffer.compare(one, two)).toBe(0);
  const raw = Buffer.from(one).toString('latin1');
  expect(raw.startsWith('%PDF-1.7')).toBe(true);
  expect(raw).toContain('(D:20261125182000Z)');
  expect(raw).toContain('/Lang (id)');
});

test('the QR code and the link lead to the address that verifies', async () => {
  const pdf = await renderPaper(paper, printing);
  const modules = streamsOf(pdf).flatMap((stream) => stream.match(/ re\b/g) ?? []);
  expect(modules.length).toBeGreaterThan(250);
  const raw = Buffer.from(pdf).toString('latin1');
  expect(raw).toContain('(https://hub.example/verify/7K3QX9M2PB4T0VWY6HJC8DRN)');
});

test('the file is tagged: paragraphs to read in order, everything else decoration', async () => {
  const pdf = await renderPaper(paper, printing);
  const raw = Buffer.from(pdf).toString('latin1');
  expect(raw).toContain('/Marked true');
  const page = streamsOf(pdf).find((stream) => stream.includes(' Tf')) ?? '';
  const paragraphs = page.match(/^\/P <<\n\/MCID \d+/gm) ?? [];
  expect(paragraphs.length).toBeGreaterThan(40);
  expect(raw.match(/\/S \/P\b/g)?.length).toBeGreaterThan(40);
  const outside = page.replace(/^\/(P|Artifact) <<[\s\S]*?EMC$/gm, '');
  expect(outside).not.toMatch(/T[Jj]\b| re\b|^S$|^f$/m);
});

test('invented papers say so twice: in words at the top and across the page', async () => {
  const text = textOf(await renderPaper(paper, { ...printing, sample: true }));
  expect(text.split('DATA CONTOH')).toHaveLength(3);
});

test.each(kinds)('a paper of the kind %s prints in both languages', async (kind) => {
  for (const language of ['id', 'en'] as const) {
    const text = textOf(await renderPaper({ ...paper, kind }, { ...printing, language }));
    expect(text).not.toMatch(/document[./]|\{\w+\}/);
  }
});

test('pictures, other scripts, direction marks, endless words and endless texts are survived', async () => {
  const wild = [
    ...[
      'Keripik 🔥👨‍👩‍👧🇮🇩 pedas',
      'שלום مرحبا',
      'ꦧꦁ 中文',
      '\u202e000.1pR\u0000\u0007',
      '\ud83d half',
      '👍🏽',
      '',
      ' ',
    ],
    ...['X'.repeat(3000), 'panjang sekali '.repeat(700), 'é'.repeat(500)],
  ];
  const { content } = paper;
  const lines = wild.map((title) => ({ title, quantity: '9'.repeat(40), unit: title.slice(0, 90) }));
  const amount = '-999999999999999999';
  const pdf = await renderPaper(
    {
      ...paper,
      content: {
        ...content,
        institution: { name: 'A'.repeat(400), address: wild.join(' '), code: '🔥' },
        seller: { name: 'مصنع 🔥'.repeat(60), classLabelKey: '🔥' },
        lines: lines.map((line) => ({ ...line, price: amount, amount })),
        officials: wild.map((name) => ({ roleKey: name.slice(0, 200), name, nip: name.slice(0, 50) })),
        notes: wild.map((key) => ({ key, values: {} })),
        articles: wild,
      },
    },
    printing,
  );
  const text = textOf(pdf).replaceAll('\u200b', '');
  expect(text).toContain('Keripik pedas');
  expect(text).toContain('XXXXXXXXXXXXXXXX');
});

/** Every stream of the file, unpacked where it was packed. */
function streamsOf(pdf: Uint8Array): string[] {
  const raw = Buffer.from(pdf);
  const latin = raw.toString('latin1');
  return [...latin.matchAll(/\/Length (\d+)[^>]*>>\s*stream\n/g)].map(({ 0: head, 1: length, index }) => {
    const start = index + head.length;
    const bytes = raw.subarray(start, start + Number(length));
    return (head.includes('FlateDecode') || bytes[0] === 0x78 ? inflateSync(bytes) : bytes).toString('latin1');
  });
}

/** The text as a reader's program finds it: glyph numbers through the fonts' own tables of letters. */
function textOf(pdf: Uint8Array): string {
  const latin = Buffer.from(pdf).toString('latin1');
  const objects = new Map([...latin.matchAll(/\n(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [id, body]));
  const streams = streamsOf(pdf);
  const starts = [...latin.matchAll(/\/Length (\d+)[^>]*>>\s*stream\n/g)].map(({ index }) => index);
  const streamOf = (id: string | undefined) => {
    const place = latin.indexOf(`\n${id} 0 obj\n`);
    return streams[starts.findIndex((start) => start > place)] ?? '';
  };
  const fonts = new Map<string, Map<string, string>>();
  for (const [, name, id] of latin.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = objects.get(id)?.match(/\/ToUnicode (\d+) 0 R/)?.[1];
    if (name && table) fonts.set(name, lettersOf(streamOf(table)));
  }
  return streams
    .filter((stream) => stream.includes(' Tf'))
    .map((stream) => {
      let letters = new Map<string, string>();
      let text = '';
      for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[(<[^\]]*)\] TJ/g)) {
        if (font) letters = fonts.get(font) ?? new Map();
        for (const [, glyphs] of (shown ?? '').matchAll(/<([0-9a-f]+)>/g)) {
          for (const glyph of glyphs?.match(/.{4}/g) ?? []) text += letters.get(glyph) ?? '';
        }
      }
      return text;
    })
    .join('\n')
    .replace(/ +/g, ' ');
}

function lettersOf(table: string): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [, first, , list] of table.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g)) {
    for (const [place, [, code]] of [...(list ?? '').matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const glyph = (Number.parseInt(first ?? '0', 16) + place).toString(16).padStart(4, '0');
      letters.set(
        glyph,
        // A ligature is several letters, written with spaces between them.
        Buffer.from((code ?? '').replaceAll(' ', ''), 'hex')
          .swap16()
          .toString('utf16le'),
      );
    }
  }
  return letters;
}
