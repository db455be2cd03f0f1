import { recordAudits } from '../../platform/audit.ts';
import { type Content, canonical, sha256 } from '../../platform/content-hash.ts';
import type { Reader, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/id.ts';
import type { Instant } from '../../values/instant.ts';
import {
  assertContent,
  CODE_BYTES,
  codeFrom,
  countBySeries,
  numberOf,
  type Paper,
  type PaperContent,
  type Series,
  spreadNumbers,
} from './rules.ts';
import * as store from './store.ts';

export interface WantedPaper extends Series {
  readonly subject: string;
  readonly content: PaperContent;
  readonly at: Instant;
  readonly by: string;
}

/** Gives one paper its number. A transaction that issues several papers calls `issuePapers` once. */
export async function issuePaper(tx: Tx, wanted: WantedPaper): Promise<Paper> {
  const [paper] = await issuePapers(tx, [wanted]);
  if (!paper) throw new Error('a wanted paper was not issued');
  return paper;
}

/**
 * Numbers and keeps the papers, and answers them in the order asked. The numbers become real when the
 * transaction commits; call it once and late, because whoever issues in the same series waits meanwhile,
 * and because one call locks its series in an order that cannot deadlock.
 */
export async function issuePapers(tx: Tx, wanted: readonly WantedPaper[]): Promise<Paper[]> {
  if (wanted.length === 0) return [];
  for (const { content } of wanted) assertContent(content);
  const sequences = spreadNumbers(wanted, await store.takeNumbers(tx, countBySeries(wanted)));
  const rows = wanted.map((one, place) => toRow(one, sequences[place] ?? 0));
  await store.insertPapers(tx, rows);
  await recordAudits(
    tx,
    rows.map(({ institutionId: tenantId, id: subject, issuedAt: at, issuedBy: by, ...row }) => {
      const content = { number: row.number, kind: row.kind, about: row.subject, contentHash: row.contentHash };
      return { tenantId, at, by, action: 'document.issued', subject, content };
    }),
  );
  return rows.map((row, place) => ({ ...row, content: wanted[place]?.content ?? JSON.parse(row.content) }));
}

/** All papers about these subjects, oldest first. */
export const papersOf = (reader: Reader, institutionId: string, subjects: readonly string[]): Promise<Paper[]> =>
  store.selectPapersOf(reader, institutionId, subjects);

function toRow({ institutionId, kind, year, subject, content, at, by }: WantedPaper, sequence: number): store.PaperRow {
  const text = canonical(toContent(content));
  return {
    ...{
      institutionId,
      id: newId(at),
      kind,
      year,
      sequence,
      number: numberOf({ institutionId, kind, year }, sequence),
    },
    ...{ subject, content: text, contentHash: sha256(text) },
    verifyCode: codeFrom(crypto.getRandomValues(new Uint8Array(CODE_BYTES))),
    ...{ issuedAt: at, issuedBy: by },
  };
}

/** Through JSON, so that a member left undefined is left out of what the hash covers. */
function toContent(content: PaperContent): Content {
  return JSON.parse(JSON.stringify(content));
}
