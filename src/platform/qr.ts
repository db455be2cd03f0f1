// @ts-expect-error the types of pdfmake leave its inner files out
import encoder from 'pdfmake/js/qrEnc.js';

interface Drawn {
  readonly _canvas: readonly { readonly x: number; readonly y: number; readonly w: number; readonly h: number }[];
}

const MODULE = 5; // points a module, as the encoder draws
const QUIET = 4; // modules of white around it, which readers ask for

/** A QR code as one SVG path in a square of `size` units: dark modules of one row that touch are one bar. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const node: { qr: string; eccLevel: string } & Partial<Drawn> = { qr: text, eccLevel: 'M' };
  (encoder.default ?? encoder).measure(node);
  const [whole, ...dark] = node._canvas ?? [];
  const width = (whole?.w ?? 0) / MODULE;
  const isDark = new Set(dark.map(({ x, y }) => (y / MODULE) * width + x / MODULE));
  const bars: string[] = [];
  for (let row = 0; row < width; row += 1) {
    for (let from = 0; from < width; from += 1) {
      if (!isDark.has(row * width + from)) continue;
      let length = 1;
      while (from + length < width && isDark.has(row * width + from + length)) length += 1;
      bars.push(`M${from + QUIET} ${row + QUIET}h${length}v1h-${length}z`);
      from += length;
    }
  }
  return { path: bars.join(''), size: width + 2 * QUIET };
}
