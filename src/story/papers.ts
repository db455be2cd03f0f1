import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { at, type KeptPaper, type Scene } from './scene.ts';

/** Fetches every paper of an order over HTTP as Ratna does, keeps the PDFs, and has each verified as a stranger would. */
export async function keepPapers(scene: Scene, folder: string, orderId: string): Promise<KeptPaper[]> {
  const { stage, say, check, ask } = scene;
  const rows = await ask(`select id, verify_code as code from document.papers where subject = $1 order by number`, [
    orderId,
  ]);
  const kept: KeptPaper[] = [];
  for (const { id, code } of rows) {
    const address = `${at(scene)}/papers/${id}`;
    const { kind, number, content, contentHash } = (await stage.send('ratna', 'GET', address)).body;
    const pdf = await stage.download('ratna', address);
    const path = join(folder, `${number}.pdf`);
    await writeFile(path, pdf);
    const verify = `${stage.base}/verify/${code}`;
    const verified = await (await fetch(verify, { headers: { accept: 'application/json' } })).json();
    const isWhole = Buffer.from(pdf.subarray(0, 5)).toString() === '%PDF-' && pdf.length > 10_000;
    const isSame = verified.genuine && verified.number === number && verified.contentHash === contentHash;
    say(`  ${path}\n    ${verify}`);
    check(
      `${number} is a PDF, and genuine to a stranger`,
      isWhole && isSame && verified.totalSen === content.total,
      verify,
    );
    kept.push({ kind, number, path, verify, content });
  }
  return kept;
}

/** Kinds of papers with whether the seller signs them, as their content says: `purchase-order, receipt*`. */
export const signed = (papers: readonly KeptPaper[]): string =>
  papers
    .map(({ kind, content }) => (content.sellerSigns ? `${kind}*` : kind))
    .sort()
    .join(', ');
