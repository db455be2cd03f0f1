import type { Reader, Tx } from '../../platform/database.ts';
import type { Paper, PaperContent, PaperKind, SeriesCount } from './rules.ts';
import { seriesKey } from './rules.ts';

/**
 * Moves each series on by its count, in the order given, and answers where each now ends. The rows stay
 * locked until the transaction ends, so whoever rolls back gives the numbers back unseen.
 */
export async function takeNumbers(tx: Tx, counts: readonly SeriesCount[]): Promise<Map<string, number>> {
  const ends = await tx.query<{ institutionId: string; kind: PaperKind; year: number; last: number }>(
    `insert into document.series as series (institution_id, kind, year, last)
     select institution_id, kind, year, count
     from unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[])
       with ordinality as wanted (institution_id, kind, year, count, place)
     order by place
     on conflict (institution_id, kind, year) do update set last = series.last + excluded.last
     returning institution_id as "institutionId", kind, year, last`,
    [
      counts.map(({ institutionId }) => institutionId),
      counts.map(({ kind }) => kind),
      counts.map(({ year }) => year),
      counts.map(({ count }) => count),
    ],
  );
  return new Map(ends.map(({ last, ...series }) => [seriesKey(series), last]));
}

export interface PaperRow extends Omit<Paper, 'content'> {
  /** Canonical JSON: the hash covers exactly these letters. */
  readonly content: string;
}

export async function insertPapers(tx: Tx, papers: readonly PaperRow[]): Promise<void> {
  await tx.query(
    `insert into document.papers (institution_id, id, kind, year, sequence, number, subject,
       content, content_hash, verify_code, issued_at, issued_by)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::integer[], $6::text[], $7::uuid[],
       $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::uuid[])`,
    [
      papers.map((paper) => paper.institutionId),
      papers.map((paper) => paper.id),
      papers.map((paper) => paper.kind),
      papers.map((paper) => paper.year),
      papers.map((paper) => paper.sequence),
      papers.map((paper) => paper.number),
      papers.map((paper) => paper.subject),
      papers.map((paper) => paper.content),
      papers.map((paper) => paper.contentHash),
      papers.map((paper) => paper.verifyCode),
      papers.map((paper) => paper.issuedAt),
      papers.map((paper) => paper.issuedBy),
    ],
  );
}

const columns = `institution_id as "institutionId", id, kind, year, sequence, number, subject, content,
  content_hash as "contentHash", verify_code as "verifyCode", issued_at as "issuedAt", issued_by as "issuedBy"`;

export async function selectPaper(reader: Reader, institutionId: string, id: string): Promise<Paper | undefined> {
  const [row] = await reader.query<PaperRow>(
    `select ${columns} from document.papers where institution_id = $1 and id = $2`,
    [institutionId, id],
  );
  return row && toPaper(row);
}

export async function selectPapersOf(
  reader: Reader,
  institutionId: string,
  subjects: readonly string[],
): Promise<Paper[]> {
  const rows = await reader.query<PaperRow>(
    `select ${columns} from document.papers
     where institution_id = $1 and subject = any($2::uuid[])
     order by issued_at, kind, sequence`,
    [institutionId, subjects],
  );
  return rows.map(toPaper);
}

export async function selectPaperByCode(reader: Reader, verifyCode: string): Promise<Paper | undefined> {
  const [row] = await reader.query<PaperRow>(`select ${columns} from document.papers where verify_code = $1`, [
    verifyCode,
  ]);
  return row && toPaper(row);
}

function toPaper(row: PaperRow): Paper {
  const content: PaperContent = JSON.parse(row.content);
  return { ...row, content };
}
