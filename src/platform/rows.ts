/** Many rows as one JSON parameter, for `jsonb_to_recordset`. Sen do not fit a JSON number, so they travel as text. */
export function jsonRows(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
