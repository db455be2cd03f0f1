// biome-ignore-all lint/a11y/noRedundantRoles: a folded table is shown as blocks, and browsers drop the roles of blocks.
import type { Child } from 'hono/jsx';

interface Column<Key extends string> {
  readonly key: Key;
  readonly label: string;
  readonly numeric?: boolean;
  /** The column holds buttons: its name is heard, not seen. */
  readonly quiet?: boolean;
}

interface TableProps<Key extends string> {
  readonly caption: string;
  /** A heading above says the same already. */
  readonly captionHidden?: boolean;
  /** The first names the row. */
  readonly columns: readonly Column<Key>[];
  readonly rows: readonly Readonly<Record<Key, Child>>[];
  readonly total?: Readonly<Partial<Record<Key, Child>>>;
  /** The row that is taken or meant. */
  readonly current?: number;
  /** Rows of short numbers: three to a line on a phone. */
  readonly tight?: boolean;
  /** Many rows under a mouse. */
  readonly dense?: boolean;
}

/** Where it is narrow each row becomes a small card; the roles are written out, since folding takes them away. */
export function Table<Key extends string>(props: TableProps<Key>) {
  const { caption, captionHidden, columns, rows, total, current, tight, dense } = props;
  const look = ['table fold', tight && 'tight', dense && 'dense'].filter(Boolean).join(' ');
  return (
    <div class="box">
      <table class={look} role="table">
        <caption>{captionHidden ? <span class="vh">{caption}</span> : caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ label, numeric, quiet }) => (
              <th scope="col" role="columnheader" {...number(numeric)}>
                {quiet ? <span class="vh">{label}</span> : label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((cells, index) => (
            <tr role="row" {...(index === current ? { class: 'on', 'aria-current': 'true' as const } : {})}>
              <Cells {...{ columns, cells }} />
            </tr>
          ))}
        </tbody>
        {total && (
          <tfoot role="rowgroup">
            <tr role="row">
              <Cells {...{ columns, cells: total }} />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

interface CellsProps {
  readonly columns: readonly Column<string>[];
  readonly cells: Readonly<Record<string, Child>>;
}

function Cells({ columns, cells }: CellsProps) {
  return (
    <>
      {columns.map(({ key, label, numeric, quiet }, place) =>
        place === 0 ? (
          <th scope="row" role="rowheader" {...number(numeric)}>
            {cells[key]}
          </th>
        ) : (
          <td role="cell" {...number(numeric)} {...(quiet ? {} : { 'data-l': label })}>
            {cells[key]}
          </td>
        ),
      )}
    </>
  );
}

function number(numeric = false): { class?: 'n' } {
  return numeric ? { class: 'n' } : {};
}
