/** One line of docs/benchmarks.json. */
export interface Result {
  readonly name: string;
  readonly question: string;
  readonly figure: number;
  readonly unit: string;
  /** The other side of the same run; null where the goal is no comparison. */
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly goal: string;
  readonly ok: boolean;
  readonly date: string;
}
