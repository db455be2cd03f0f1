import { isDay } from '../../values/calendar.ts';
import { Problem } from '../../values/problem.ts';
import { decideWith } from './decide-with.ts';
import { firstEditions } from './first-editions.ts';
import { packOn, packs } from './packs.ts';
import type { Decision, Facts, Pack } from './rules.ts';

/** @throws Problem invalid `rulebook/no-day` for 31 February, conflict `rulebook/no-pack` on a day before the first pack */
export function packInForce(day: string): Pack {
  if (!isDay(day)) throw new Problem('invalid', 'rulebook/no-day', { day });
  const pack = packOn(day);
  if (!pack) throw new Problem('conflict', 'rulebook/no-pack', { day });
  return pack;
}

/** Decides by the pack in force on the day of the facts. @throws that of `packInForce` */
export const decide = (facts: Facts): Decision => decideWith(packInForce(facts.on), facts);

/** Decides by the pack that a request began under, whatever came into force meanwhile. */
export function decideUnder(packId: string, facts: Facts): Decision {
  const pack = [...packs, ...firstEditions].find(({ id }) => id === packId);
  if (!pack) throw new Error(`there is no rule pack ${packId}`);
  return decideWith(pack, facts);
}
