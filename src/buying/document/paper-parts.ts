import type { Language, Translate } from '../../platform/i18n.ts';
import { PDF_WIDTH, type PdfContent, type PdfTableLayout, printable } from '../../platform/pdf.ts';
import { formatRupiah } from '../../values/money.ts';
import { rupiahInWords } from '../../values/terbilang.ts';
import { hasSellerSign, type Paper, type PaperContent, printCode } from './rules.ts';

export const SOFT = '#5c534a';
const LINE = '#d8cfc4';
const INK = '#211b16';
const RED = '#b30d28';
const SIGNATURE_HEIGHT = 44;
const SIGNATURES_IN_A_ROW = 3;
const GAP = 20;
const HALF = (PDF_WIDTH - GAP) / 2;
const THIRD = (PDF_WIDTH - 2 * GAP) / 3;

export const sampleMark = (t: Translate): PdfContent => ({
  ...{ text: t('document.sample'), bold: true, color: RED, fontSize: 9, alignment: 'right' },
  margin: [0, -20, 0, 8],
});

export function letterhead({ institution, workUnit }: PaperContent, t: Translate): PdfContent {
  return [
    { text: printable(institution.name), fontSize: 14, bold: true, alignment: 'center' },
    { text: printable(workUnit), fontSize: 11, alignment: 'center', margin: [0, 2, 0, 2] },
    {
      text: `${printable(institution.address)} · ${t('document.code', { code: institution.code })}`,
      ...{ fontSize: 8.5, color: SOFT, alignment: 'center' },
    },
    {
      margin: [0, 8, 0, 0],
      canvas: [
        { type: 'line', x1: 0, y1: 0, x2: PDF_WIDTH, y2: 0, lineWidth: 2, lineColor: INK },
        { type: 'line', x1: 0, y1: 3, x2: PDF_WIDTH, y2: 3, lineWidth: 0.5, lineColor: INK },
      ],
    },
  ];
}

export function parties(content: PaperContent, t: Translate): PdfContent {
  const { institution, workUnit, seller, marketplace, budgetLine, rup, reference, orderNumber } = content;
  const facts = (rows: readonly (readonly [string, string])[]): PdfContent => ({
    layout: 'noBorders',
    table: {
      widths: [76, HALF - 84],
      body: rows.map(([key, value]) => [
        { text: t(key), color: SOFT, fontSize: 9 },
        { text: value.split('\n').map(printable).join('\n'), fontSize: 9 },
      ]),
    },
  });
  const box = (head: string, name: string, rows: readonly (readonly [string, string])[]) => ({
    width: HALF,
    stack: [
      { text: t(head), fontSize: 8, color: SOFT },
      { text: printable(name), bold: true, fontSize: 10.5, margin: below(1) },
      facts(rows),
    ],
  });
  return {
    margin: [0, 14, 0, 0],
    columnGap: GAP,
    columns: [
      box('document.buyer', institution.name, [
        ['document.work-unit', workUnit],
        ['document.budget-line', `${budgetLine.code}\n${budgetLine.name}`],
        ...(rup === undefined ? [] : [['document.rup', rup] as const]),
      ]),
      box('document.seller', seller.name, [
        ['document.class', t(seller.classLabelKey)],
        ['document.marketplace', marketplace],
        ['document.order', orderNumber],
        ['document.request', reference],
      ]),
    ],
  };
}

const ruled: PdfTableLayout = {
  hLineWidth: (row, { table }) => (row <= 1 || row === table.body.length ? 1 : 0.5),
  vLineWidth: () => 0,
  hLineColor: (row, { table }) => (row <= 1 || row === table.body.length ? INK : LINE),
  paddingLeft: (column) => (column === 0 ? 0 : 6),
  paddingRight: (column, { table }) => (column === (table.widths?.length ?? 0) - 1 ? 0 : 6),
  paddingTop: () => 3.5,
  paddingBottom: () => 3.5,
};

export function goods({ lines, totals, total }: PaperContent, t: Translate): PdfContent {
  const head = (key: string, alignment: 'left' | 'right' = 'left') => ({
    ...{ text: t(key), bold: true, fontSize: 8.5, alignment },
  });
  const money = (amount: string, bold = false) => ({
    ...{ text: formatRupiah(BigInt(amount)), alignment: 'right' as const, bold },
  });
  const sum = (label: string, amount: string, bold = false) => [
    { text: label, colSpan: 5, alignment: 'right' as const, bold },
    ...['', '', '', ''],
    money(amount, bold),
  ];
  return {
    layout: ruled,
    table: {
      headerRows: 1,
      widths: [16, PDF_WIDTH - 326, 38, 48, 78, 86],
      body: [
        [
          ...[head('document.row'), head('document.goods'), head('document.quantity', 'right'), head('document.unit')],
          ...[head('document.price', 'right'), head('document.amount', 'right')],
        ],
        ...lines.map(({ title, quantity, unit, price, amount }, place) => [
          { text: String(place + 1), color: SOFT },
          { text: printable(title) },
          { text: printable(String(quantity).replace('.', ',')), alignment: 'right' as const },
          { text: printable(unit) },
          money(price),
          money(amount),
        ]),
        ...totals.map(({ key, amount }) => sum(t(key), amount)),
        sum(t('document.total'), total, true),
      ],
    },
  };
}

/** An amount in words cannot be given another digit. The Indonesian words hold; English ones only help a reader. */
export function words({ total }: PaperContent, t: Translate, language: Language): PdfContent {
  const amount = BigInt(total);
  const official = capitalised(rupiahInWords(amount, 'id'));
  const said = language === 'id' ? official : `${official} (${rupiahInWords(amount, language)})`;
  const label = { text: `${t('document.in-words')}  `, color: SOFT };
  return { text: [label, { text: printable(said), italics: true }], margin: [0, 8, 0, 0] };
}

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function remarks({ notes, articles, unverified = [], packId }: PaperContent, t: Translate): PdfContent {
  const list = (key: string, texts: readonly string[]) => ({
    width: HALF,
    stack: [
      { text: t(key), bold: true, fontSize: 9, margin: below(0) },
      { ul: texts.map((text): PdfContent => ({ text, fontSize: 8.5, margin: [0, 0, 0, 2] })), markerColor: SOFT },
    ],
  });
  const named = articles.map((article) =>
    unverified.includes(article) ? t('document.unverified', { article }) : printable(article),
  );
  const rules = list('document.articles', [...named, t('document.pack', { pack: packId })]);
  const said = list(
    'document.notes',
    notes.map(({ key, values }) => t(key, values)),
  );
  return { columns: notes.length === 0 ? [rules] : [said, rules], columnGap: GAP, margin: [0, 12, 0, 0] };
}

const below = (above: number): [number, number, number, number] => [0, above, 0, 3];

/** Made anew each time, because pdfmake writes into what it is given. */
const signingRule = (): PdfContent => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: THIRD - 10, y2: 0, lineWidth: 0.75, lineColor: INK }],
  margin: [0, 0, 0, 2],
});

export function signatures(paper: Paper, t: Translate): PdfContent {
  const { content } = paper;
  const officials = content.officials.map(({ roleKey, name, nip }) => ({ role: t(roleKey), name, nip }));
  const seller = { role: t(`document.sign-seller`), name: content.seller.name, nip: undefined };
  const signing = hasSellerSign(paper) ? [...officials, seller] : officials;
  const rows = Array.from({ length: Math.ceil(signing.length / SIGNATURES_IN_A_ROW) }, (_, row) =>
    signing.slice(row * SIGNATURES_IN_A_ROW, (row + 1) * SIGNATURES_IN_A_ROW),
  );
  return [
    { text: '', margin: [0, 4, 0, 0] },
    ...rows.map(
      (row): PdfContent => ({
        unbreakable: true,
        margin: [0, 8, 0, 4],
        columnGap: GAP,
        columns: row.map(({ role, name, nip }) => ({
          width: THIRD,
          stack: [
            { text: role, color: SOFT },
            { text: printable(name.slice(0, 120)), bold: true, margin: below(SIGNATURE_HEIGHT) },
            signingRule(),
            { text: nip === undefined ? ' ' : t('document.nip', { nip }), fontSize: 8.5 },
          ],
        })),
      }),
    ),
  ];
}

export function proof({ verifyCode, contentHash }: Paper, address: string, t: Translate): PdfContent {
  return {
    unbreakable: true,
    margin: [0, 8, 0, 0],
    layout: {
      ...{ hLineWidth: (row) => (row === 0 ? 0.5 : 0), vLineWidth: () => 0, hLineColor: () => LINE },
      ...{ paddingTop: () => 8, paddingLeft: () => 0, paddingRight: () => 0, paddingBottom: () => 0 },
    },
    table: {
      widths: [86, PDF_WIDTH - 86],
      body: [
        [
          { qr: address, fit: 74, eccLevel: 'M', foreground: INK },
          [
            { text: t('document.check-paper'), bold: true, margin: [0, 2, 0, 2] },
            { text: t('document.check-how') },
            { text: printable(address), link: address, fontSize: 8, color: SOFT, margin: [0, 4, 0, 0] },
            { text: `${t('document.verify-code')}  ${printCode(verifyCode)}`, fontSize: 8, margin: [0, 2, 0, 0] },
            { text: `${t('document.content-hash')}  ${contentHash}`, fontSize: 7, color: SOFT, margin: [0, 2, 0, 0] },
          ],
        ],
      ],
    },
  };
}
