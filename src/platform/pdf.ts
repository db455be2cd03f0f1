import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import pdfmake from 'pdfmake';
import type { Content, CustomTableLayout, DynamicContent, Style, TFontDictionary } from 'pdfmake/interfaces.js';
// @ts-expect-error the types of pdfmake leave its inner files out
import renderer from 'pdfmake/js/Renderer.js';
import type { Instant } from '../values/instant.ts';
import type { Language } from './i18n.ts';
import { broughtFile } from './program.ts';

export type PdfContent = Content;
export type PdfStyle = Style;
export type PdfTableLayout = CustomTableLayout;

export interface PdfDocument {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly language: Language;
  /** The dates in the file. The same document at the same instant gives the same bytes. */
  readonly at: Instant;
  readonly content: PdfContent;
  readonly footer?: DynamicContent;
  /** A word across every page. */
  readonly watermark?: string;
}

/** Between the margins, in points. */
export const PDF_WIDTH = 487;

// The fonts come with pdfmake; nothing else is read and nothing is fetched, whatever the content says.
const folder = `${broughtFile('fonts', () => {
  const index = createRequire(import.meta.url).resolve('pdfmake/fonts/Roboto.js');
  return join(dirname(index), 'Roboto');
})}${sep}`;
const fonts: TFontDictionary = {
  Roboto: {
    normal: `${folder}Roboto-Regular.ttf`,
    bold: `${folder}Roboto-Medium.ttf`,
    italics: `${folder}Roboto-Italic.ttf`,
    bolditalics: `${folder}Roboto-MediumItalic.ttf`,
  },
};
pdfmake.setFonts(fonts);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(folder));

tagWhatIsDrawn();

/** An A4 document in the language named, with its title shown and its dates given. */
export async function renderPdf(document: PdfDocument): Promise<Uint8Array> {
  const { title, author, subject, language, at, content, footer, watermark } = document;
  const made = pdfmake.createPdf({
    pageSize: 'A4',
    pageMargins: [54, 44, 54, 50],
    version: '1.7',
    language,
    displayTitle: true,
    tagged: true,
    info: { title, author, subject, creator: 'Bangga', producer: 'Bangga', creationDate: at, modDate: at },
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.2, color: '#211b16' },
    content,
    ...(footer && { footer }),
    ...(watermark !== undefined && {
      watermark: { text: watermark, color: '#c8102e', opacity: 0.07, bold: true, fontSize: 64, angle: -35 },
    }),
  });
  return made.getBuffer();
}

interface Drawing {
  struct(type: string): { add(child: unknown): void; end(): void };
  addStructure(element: unknown): unknown;
  markStructureContent(type: string): unknown;
  markContent(type: string, options?: object): unknown;
  endMarkedContent(): unknown;
}

type Element = ReturnType<Drawing['struct']>;
type Draw = (this: { pdfDocument: Drawing; whole?: Element; paragraph?: Element }, ...what: unknown[]) => void;

/**
 * pdfmake promises a tagged file but tags nothing, and a promise without tags reads as an empty page. So
 * each paragraph becomes a paragraph, and rules, QR dots and watermark are decoration.
 */
function tagWhatIsDrawn(): void {
  // Node hands over the whole module, a test runner only what it exports by default.
  const { default: Renderer = renderer } = renderer as { default?: { prototype: Record<string, Draw> } };
  const wrap = (name: string, around: (draw: Draw) => Draw) => {
    const draw = Renderer.prototype[name];
    if (!draw) throw new Error(`pdfmake has no ${name} any more`);
    Renderer.prototype[name] = around(draw);
  };
  wrap('renderPages', (draw) => {
    return function (...pages) {
      this.whole = this.pdfDocument.struct('Document');
      this.pdfDocument.addStructure(this.whole);
      draw.apply(this, pages);
      this.whole.end();
    };
  });
  wrap('renderLine', (draw) => {
    return function (line, ...where) {
      const { pdfDocument } = this;
      if (!this.paragraph) {
        this.paragraph = pdfDocument.struct('P');
        this.whole?.add(this.paragraph);
      }
      this.paragraph.add(pdfDocument.markStructureContent('P'));
      draw.call(this, line, ...where);
      pdfDocument.endMarkedContent();
      if ((line as { lastLineInParagraph?: boolean }).lastLineInParagraph === false) return;
      this.paragraph.end();
      delete this.paragraph;
    };
  });
  for (const name of ['renderVector', 'renderWatermark']) {
    wrap(name, (draw) => {
      return function (...what) {
        this.pdfDocument.markContent('Artifact', { type: 'Layout' });
        draw.apply(this, what);
        this.pdfDocument.endMarkedContent();
      };
    });
  }
}

/**
 * A text from outside, ready for print: without control and direction marks (which could turn an amount
 * round) and without pictures that the font lacks. Words too long for their place are broken there, as long
 * as columns have widths in points: a column that may grow would grow off the page.
 */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/\p{Extended_Pictographic}|[\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}\u20E3\uFE0E\uFE0F]/gu, (sign) =>
      /[©®™]/u.test(sign) ? sign : '',
    )
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}
