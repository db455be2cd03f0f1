import { Hono } from 'hono';
import { z } from 'zod';
import { Page } from './page.tsx';
import { described } from './route.ts';
import { type WebEnv, wantsJson } from './web.tsx';

const topics = ['find', 'rules', 'money', 'papers'] as const;

const help = z.object({ answers: z.array(z.object({ title: z.string(), text: z.string() })) });
const attribution = z.object({ regions: z.string() });

/** What every page's foot leads to: help in short, and where data comes from. */
export function aboutRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get(
    '/help',
    described({ name: 'read-help', who: 'anyone', answer: help, page: 'text/html' }, (c, { json }) => {
      const { t, language, frame } = c.var;
      const answers = topics.map((topic) => ({
        title: t(`platform.help-${topic}`),
        text: t(`platform.help-${topic}-text`),
      }));
      if (wantsJson(c)) return json({ answers });
      return c.html(
        <Page {...{ t, language, frame, title: t('platform.help-title') }}>
          <div class="stack three read">
            {answers.map(({ title, text }) => (
              <section class="stack half">
                <h2>{title}</h2>
                <p>{text}</p>
              </section>
            ))}
          </div>
        </Page>,
      );
    }),
  );
  routes.get(
    '/attribution',
    described({ name: 'read-attribution', who: 'anyone', answer: attribution, page: 'text/html' }, (c, { json }) => {
      const { t, language, frame } = c.var;
      if (wantsJson(c)) return json({ regions: 'idn-area-data, ODbL' });
      return c.html(
        <Page {...{ t, language, frame, title: t('platform.attribution-title') }}>
          <p class="read">{t('platform.attribution-text')}</p>
        </Page>,
      );
    }),
  );
  return routes;
}
