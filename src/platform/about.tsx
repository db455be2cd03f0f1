import { Hono } from 'hono';
import { Page } from './page.tsx';
import { type WebEnv, wantsJson } from './web.tsx';

const topics = ['find', 'rules', 'money', 'papers'] as const;

/** What every page's foot leads to: help in short, and where data comes from. */
export function aboutRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/help', (c) => {
    const { t, language, frame } = c.var;
    const answers = topics.map((topic) => ({
      title: t(`platform.help-${topic}`),
      text: t(`platform.help-${topic}-text`),
    }));
    if (wantsJson(c)) return c.json({ answers });
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
  });
  routes.get('/attribution', (c) => {
    const { t, language, frame } = c.var;
    if (wantsJson(c)) return c.json({ regions: 'idn-area-data, ODbL' });
    return c.html(
      <Page {...{ t, language, frame, title: t('platform.attribution-title') }}>
        <p class="read">{t('platform.attribution-text')}</p>
      </Page>,
    );
  });
  return routes;
}
