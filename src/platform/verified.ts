import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isDay, readDay } from '../values/calendar.ts';
import { Problem } from '../values/problem.ts';
import type { Translate } from './i18n.ts';
import type { Root } from './roots.ts';
import type { Verified } from './verify-audit.ts';

const copied = z.object({ roots: z.array(z.object({ day: z.string().refine(isDay), root: z.string() })) });

/** Roots as `/audit/roots` gave them once. @throws Problem invalid `audit/unreadable` */
export async function readPublished(file: string): Promise<Pick<Root, 'day' | 'hash'>[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = copied.safeParse(parsed(text));
  if (!found.success) throw new Problem('invalid', 'audit/unreadable', { file });
  return found.data.roots.flatMap(({ day: written, root: hash }) => {
    const day = readDay(written);
    return day ? [{ day, hash }] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What was found, a sentence a line. */
export function explainVerified(found: Verified, t: Translate): string[] {
  const { ok, rows, seals, chains, roots, brokenChains, brokenRoot } = found;
  const chainSentences = brokenChains.map(({ what, tenant, seal, row, upTo }) =>
    t(`audit.broken-${what}`, { tenant, seal: String(seal ?? '–'), row: String(row), upTo: String(upTo) }),
  );
  return [
    ...chainSentences,
    ...(brokenRoot
      ? [t(`audit.root-${brokenRoot.what}`, { day: brokenRoot.day, tenant: brokenRoot.tenant ?? '–' })]
      : []),
    t(ok ? 'audit.holds' : 'audit.checked', { rows, seals, chains, roots }),
  ];
}
