import type { Instant } from '../../values/instant.ts';
import type { Sen } from '../../values/money.ts';

export type Kind = 'approve' | 'choose' | 'receive' | 'pay' | 'spm' | 'sp2d';

/** One thing that waits for somebody, whatever room it comes from. */
export interface Task {
  readonly kind: Kind;
  readonly href: string;
  readonly title: string;
  readonly number: string;
  readonly sellerName: string | null;
  readonly amount: Sen;
  /** When a marketplace stops holding price and stock. */
  readonly heldUntil: Instant | null;
  /** The day by which it should be paid. */
  readonly dueOn: string | null;
  readonly since: Instant;
}

/** What slips away first comes first: holds by their end, then what is planned for a day, then what waits longest. */
export function inOrder(tasks: readonly Task[]): Task[] {
  const rank = ({ heldUntil, dueOn }: Task): number => (heldUntil ? 0 : dueOn ? 1 : 2);
  return tasks.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.heldUntil?.getTime() ?? 0) - (b.heldUntil?.getTime() ?? 0) ||
      (a.dueOn ?? '').localeCompare(b.dueOn ?? '') ||
      a.since.getTime() - b.since.getTime(),
  );
}

/** How long is left, in the largest unit that says it honestly: never more than there is. */
export function timeLeft(
  until: Instant,
  at: Instant,
): { readonly unit: 'ended' | 'minutes' | 'hours' | 'days'; readonly count: number } {
  const minutes = Math.floor((until.getTime() - at.getTime()) / 60_000);
  if (minutes <= 0) return { unit: 'ended', count: 0 };
  if (minutes < 120) return { unit: 'minutes', count: minutes };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) };
  return { unit: 'days', count: Math.floor(minutes / 1440) };
}
