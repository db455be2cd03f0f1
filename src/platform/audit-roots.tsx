import { Hono } from 'hono';
import { z } from 'zod';
import { formatLongDay } from '../values/calendar.ts';
import type { Database } from './database.ts';
import { formatDate, formatTime } from './formats.ts';
import { Page } from './page.tsx';
import { Empty, Table } from './parts.tsx';
import { publishedAt, type Root, readRoots } from './roots.ts';
import { dayText, described } from './route.ts';
import { type WebEnv, wantsJson } from './web.tsx';

/** Says nothing of any institution: days, hashes and how many chains there are. */
export const rootAnswer = z
  .object({ day: dayText, root: z.string(), previous: z.string(), merkle: z.string(), chains: z.int() })
  .meta({ id: 'AuditRoot' });
const answer = z.object({ roots: z.array(rootAnswer) });
const query = z.object({ year: z.coerce.number().int().min(2000).max(2999).optional() });

/** The daily roots over all audit chains, for everybody to copy and compare. */
export function auditRootRoutes({ database }: { database: Database }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/audit/roots',
    described({ name: 'list-audit-roots', who: 'anyone', query, answer, page: 'text/html' }, async (c, asked) => {
      const roots = await readRoots(database, { year: asked.query().year });
      if (wantsJson(c)) return asked.json({ roots: roots.map(rootJson) });
      const { t, language, frame } = c.var;
      const times = await publishedAt(
        database,
        roots.map(({ day }) => day),
      );
      // A root is of all Indonesia, and its day is Jakarta's.
      const when = (day: Root['day']) => {
        const at = times.get(day);
        return at ? `${formatDate(at, language)}, ${formatTime(at, language)}` : '';
      };
      const columns = [
        { key: 'day', label: t('audit.day') },
        { key: 'at', label: t('audit.published') },
        { key: 'chains', label: t('audit.chains'), numeric: true },
        { key: 'root', label: t('audit.root') },
      ] as const;
      const rows = roots.map(({ day, tenants, hash }) => ({
        ...{
          day: formatLongDay(day, language),
          at: when(day),
          chains: tenants,
          root: <code class="mono">{hash}</code>,
        },
      }));
      const title = t('audit.roots-title');
      return c.html(
        <Page {...{ t, language, frame, title }}>
          <div class="stack two read">
            <p>{t('audit.roots-text')}</p>
            <p>{t('audit.roots-check')}</p>
          </div>
          {roots.length === 0 ? (
            <Empty drawing="map" title={t('audit.no-roots')} text={t('audit.no-roots-text')} />
          ) : (
            <Table {...{ caption: title, captionHidden: true, columns, rows }} />
          )}
        </Page>,
      );
    }),
  );
  return routes;
}

export function rootJson({ day, tenants, merkle, previous, hash }: Root) {
  return { day, root: hash, previous, merkle, chains: tenants };
}
