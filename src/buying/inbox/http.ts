import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { HeldGrant } from '../../parties/account/index.ts';
import type { Database } from '../../platform/database.ts';
import { dayText, described, senText } from '../../platform/route.ts';
import { type WebEnv, wantsJson } from '../../platform/web.tsx';
import type { Clock } from '../../values/instant.ts';
import { Problem } from '../../values/problem.ts';
import { tasksOf } from './actions.ts';
import { inboxPage } from './pages.tsx';

const answer = z
  .object({
    tasks: z.array(
      z.object({
        ...{ kind: z.enum(['approve', 'choose', 'receive', 'pay', 'spm', 'sp2d']), href: z.string() },
        ...{ title: z.string(), number: z.string(), amountSen: senText },
        ...{ heldUntil: z.date().nullable(), dueOn: dayText.nullable(), since: z.date() },
      }),
    ),
  })
  .meta({ id: 'Inbox' });
const reading = { name: 'read-inbox', who: 'signed-in', answer, page: 'text/html' } as const;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  /** What the visitor may do, asked once a request: the masthead of the page needs it too. */
  readonly grantsIn: (c: Context<WebEnv>) => Promise<readonly HeldGrant[]>;
}

export function inboxRoutes({ database, clock, grantsIn }: Deps): Hono<WebEnv> {
  return new Hono<WebEnv>().get(
    '/inbox',
    described(reading, async (c, { json }) => {
      if (!c.var.personId) throw new Problem('unauthenticated', 'account/who-are-you');
      const tasks = await tasksOf(database, await grantsIn(c));
      if (!wantsJson(c)) return c.html(inboxPage({ ...c.var, tasks, at: clock() }));
      return json({
        tasks: tasks.map(({ amount, sellerName: _, ...task }) => ({ ...task, amountSen: String(amount) })),
      });
    }),
  );
}
