import type { Sen } from '../../values/money.ts';
import type { Row } from './read-csv.ts';

/** Why one row does not come in; caught where rows are read. */
export class Refused extends Error {
  readonly reason: string;
  readonly values: Readonly<Record<string, string>>;

  constructor(reason: string, values: Readonly<Record<string, string>> = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

export function refuseDeleted(row: Row, column: string): void {
  if (row.cell(column).toLowerCase() === 'true') throw new Refused('budget.row-deleted');
}

export function refuseDeletedRup(row: Row): void {
  refuseDeleted(row, 'status_delete_rup');
  if (row.cell('status_aktif_rup').toLowerCase() === 'false') throw new Refused('budget.row-deleted');
  refuseCutOff(row);
}

/** The date is the last cell: a row whose end was cut off shows it here. */
export function refuseCutOff(row: Row): void {
  const written = row.cell('_event_date');
  if (!/^\d{4}-\d{2}-\d{2}( .*)?$/.test(written)) throw new Refused('budget.row-date', { written });
}

export function keyIn(row: Row, column: string): string {
  const key = row.cell(column);
  if (key === '') throw new Refused('budget.row-no-key', { column });
  return key;
}

export function nameIn(row: Row, column: string): string {
  const name = row.cell(column);
  if (name === '') throw new Refused('budget.row-no-name', { column });
  return name;
}

export function rupIn(row: Row): string {
  const written = keyIn(row, 'kd_rup');
  if (!/^\d{1,20}$/.test(written)) throw new Refused('budget.row-rup', { written });
  return written;
}

/** Rupiah with at most two decimals after a point, as the source writes them. */
export function moneyIn(row: Row, column: string): Sen {
  const written = row.cell(column);
  const found = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(written);
  if (!found) throw new Refused(written === '' ? 'budget.row-no-amount' : 'budget.row-amount', { column, written });
  return BigInt(found[1] ?? '') * 100n + BigInt((found[2] ?? '').padEnd(2, '0'));
}

/** `4.01.01.2.08.0004.5.1.02.02.01.0028.8.1.0…`: the sub-activity's code, the account, and perhaps an item. */
export function makIn(row: Row, subActivity: string): { account: string; item: string } {
  const written = row.cell('mak');
  const found = /^(\d\.\d\.\d{2}\.\d{2}\.\d{2}\.\d{4})(?:\.(.*))?$/.exec(
    written.startsWith(`${subActivity}.`) ? written.slice(subActivity.length + 1) : '',
  );
  if (!found) throw new Refused('budget.row-mak', { written, expected: subActivity });
  return { account: found[1] ?? '', item: found[2] ?? '' };
}
