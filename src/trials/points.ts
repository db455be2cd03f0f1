import type { Orders, Point } from './kill-at.ts';

export type KillAt = NonNullable<Orders['killAt']>;

export const nameOf = ({ phase, what }: Point): string => `${phase} ${what}`;

/** Every point that each of these runs reached, numbered within its kind: what came once in one and twice in another is asked for once. */
export function commonPoints(runs: readonly (readonly Point[])[]): KillAt[] {
  const [first = [], ...others] = runs;
  const seen = new Map<string, number>();
  return first.flatMap((point) => {
    const nth = (seen.get(nameOf(point)) ?? 0) + 1;
    seen.set(nameOf(point), nth);
    const isCommon = others.every((run) => run.filter((one) => nameOf(one) === nameOf(point)).length >= nth);
    return isCommon ? [{ phase: point.phase, what: point.what, nth }] : [];
  });
}

/** At most `most` of the points: the first of every kind, and of the rest as many as fit, evenly spread. */
export function spread(points: readonly KillAt[], most: number): KillAt[] {
  const firsts = points.filter(({ nth }) => nth === 1);
  const rest = points.filter(({ nth }) => nth > 1);
  const room = Math.max(0, most - firsts.length);
  const kept = rest.filter(
    (_, index) => Math.floor((index * room) / rest.length) < Math.floor(((index + 1) * room) / rest.length),
  );
  return points.filter((point) => point.nth === 1 || kept.includes(point));
}
