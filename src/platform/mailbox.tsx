import { Hono } from 'hono';
import { z } from 'zod';
import { Problem } from '../values/problem.ts';
import type { Reader } from './database.ts';
import { formatMoment } from './formats.ts';
import { keptMails } from './mail.ts';
import { Page } from './page.tsx';
import { Empty, Note } from './parts.tsx';
import { described } from './route.ts';
import type { Vault } from './vault.ts';
import { type WebEnv, wantsJson } from './web.tsx';

const mail = z.object({
  ...{ id: z.uuid(), at: z.date(), to: z.string(), subject: z.string(), text: z.string(), link: z.string() },
});
const mailbox = z.object({ simulated: z.literal(true), mails: z.array(mail) });

/** In the demonstration: everybody's post in one place, since none of it leaves the house. */
export function mailRoutes({ database, vault, demo }: { database: Reader; vault: Vault; demo: boolean }): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/mail',
    described({ name: 'list-mails', who: 'anyone', answer: mailbox, page: 'text/html' }, async (c, { json }) => {
      if (!demo) throw new Problem('missing', 'platform/no-such-page');
      const mails = await keptMails(database, vault);
      c.header('cache-control', 'no-store');
      const shown = mails.map(({ id, at, to, subject, text, link }) => ({ id, at, to, subject, text, link }));
      if (wantsJson(c)) return json({ simulated: true, mails: shown });
      const { t, language, frame } = c.var;
      return c.html(
        <Page {...{ t, language, frame, title: t('platform.mail-title') }} wide="slim">
          <Note kind="care" title={t('platform.mail-simulated')}>
            <p>{t('platform.mail-simulated-text')}</p>
          </Note>
          {mails.length === 0 ? (
            <Empty {...{ drawing: 'basket', title: t('platform.mail-empty'), text: t('platform.mail-empty-text') }} />
          ) : (
            mails.map(({ to, subject, text, link, at }) => (
              <article class="card stack one">
                <h2>{subject}</h2>
                <p class="soft s">
                  {t('platform.mail-to', { to })}
                  <br />
                  {formatMoment(at, language)}
                </p>
                <p>{text}</p>
                <p class="mono">
                  <a href={link}>{link}</a>
                </p>
              </article>
            ))
          )}
        </Page>,
      );
    }),
  );
  return routes;
}
