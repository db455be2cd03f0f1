import { type Language, type Translate, translator } from '../../platform/i18n.ts';
import { printable, renderPdf } from '../../platform/pdf.ts';
import { formatRupiah } from '../../values/money.ts';
import { goods, letterhead, parties, proof, remarks, SOFT, sampleMark, signatures, words } from './paper-parts.ts';
import { type Paper, type PaperContent, zoneOf } from './rules.ts';

export interface Printing {
  /** Where this hub answers, for the address in the QR code. */
  readonly baseUrl: string;
  readonly language: Language;
  /** Marks every page as invented. */
  readonly sample?: boolean | undefined;
}

/** The paper as a PDF. The same paper in the same language always gives the same bytes. */
export function renderPaper(paper: Paper, { baseUrl, language, sample }: Printing): Promise<Uint8Array> {
  const { content, number, kind, issuedAt } = paper;
  const t = kindly(translator(language));
  const title = t(`document.kind-${kind}`);
  const date = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric', timeZone: zoneOf(content) },
  }).format(issuedAt);
  const address = `${baseUrl.replace(/\/$/, '')}/verify/${paper.verifyCode}`;
  return renderPdf({
    title: `${title} ${number}`,
    author: content.institution.name,
    subject: content.reference,
    language,
    at: issuedAt,
    ...(sample === true && { watermark: t('document.sample') }),
    content: [
      ...(sample === true ? [sampleMark(t)] : []),
      letterhead(content, t),
      { text: title.toUpperCase(), fontSize: 15, bold: true, alignment: 'center', margin: [0, 16, 0, 1] },
      { text: t('document.number-line', { number, date }), alignment: 'center', fontSize: 10 },
      parties(content, t),
      { text: t(`document.lead-${kind}`, leadValues(content, date)), margin: [0, 12, 0, 8] },
      goods(content, t),
      words(content, t, language),
      remarks(content, t),
      signatures(paper, t),
      proof(paper, address, t),
    ],
    footer: (page, pages) => ({
      margin: [54, 18, 54, 0],
      fontSize: 7.5,
      color: SOFT,
      columns: [
        { text: printable(`${title} ${number} · ${content.institution.name}`.slice(0, 110)), width: 400 },
        { text: t('document.page', { page: String(page), pages: String(pages) }), alignment: 'right', width: 87 },
      ],
    }),
  });
}

/** A paper outlives the sentences of its day: a key that is gone is printed as it stands. */
function kindly(t: Translate): Translate {
  return (key, values) => {
    try {
      return printable(t(key, values));
    } catch {
      return printable(key);
    }
  };
}

function leadValues({ institution, seller, marketplace, total }: PaperContent, date: string) {
  return {
    ...{ institution: institution.name, seller: seller.name, marketplace },
    ...{ date, total: formatRupiah(BigInt(total)) },
  };
}

/** In words and in reach of a reader's voice: the mark across the page is only seen. */
