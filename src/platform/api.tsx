import { Hono } from 'hono';
import { z } from 'zod';
import { grouped } from '../values/grouped.ts';
import { type Language, readSentences, translator } from './i18n.ts';
import { fieldsOf, openApi, operationsOf, whoSays } from './openapi.ts';
import { Page } from './page.tsx';
import { described } from './route.ts';
import { type WebEnv, wantsJson } from './web.tsx';

interface Needs {
  /** All routes of the site; asked when it is complete. */
  readonly routes: () => Parameters<typeof operationsOf>[0];
  readonly baseUrl: string;
  /** The cookie that carries a session. */
  readonly cookie: string;
}

const answer = z.object({ openapi: z.string() }).loose();

/** The description of every route, for programs as OpenAPI 3.1 and for people as a page. */
export function apiRoutes({ routes: all, baseUrl, cookie }: Needs): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const made = new Map<Language, { openapi: string }>();
  const documentIn = (language: Language) => {
    const known = made.get(language);
    if (known) return known;
    const about = { t: translator(language), baseUrl, cookie, problems: problemsIn(language) };
    const document = { openapi: '', ...openApi(operationsOf(all()), about) };
    made.set(language, document);
    return document;
  };

  const reading = { name: 'read-api', who: 'anyone', answer, page: 'text/html' } as const;
  routes.get(
    '/api',
    described(reading, (c, { json }) => {
      const { t, language, frame } = c.var;
      if (wantsJson(c)) return json(documentIn(language));
      const places = grouped(operationsOf(all()), ({ place }) => place);
      const title = t('api.title');
      return c.html(
        <Page {...{ t, language, frame, title }}>
          <div class="stack two read">
            <p>{t('api.about')}</p>
            <p>{t('api.key')}</p>
            <p>{t('api.problem')}</p>
            <p>
              <a href={`/api.json?lang=${language}`}>{t('api.machine')}</a>
            </p>
          </div>
          {[...places].map(([place, operations]) => (
            <section class="stack one">
              <h2>{place}</h2>
              <ul class="list">
                {operations.map((one) => (
                  <li class="stack half">
                    <b>{t(`api.${one.name}`)}</b>
                    <code class="mono">{`${one.method} ${one.path}`}</code>
                    <span class="soft s">{[whoSays(one.who, t), ...fieldsOf(one)].join(' · ')}</span>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </Page>,
      );
    }),
  );
  routes.get(
    '/api.json',
    described({ name: 'read-api-json', who: 'anyone', answer }, (c, { json }) => json(documentIn(c.var.language))),
  );
  return routes;
}

/** Every code of a refusal has its sentence under its own name, so the sentences are the list of codes. */
function problemsIn(language: Language): [string, string][] {
  return [...readSentences(language)].filter(([key]) => /^[a-z-]+\/[a-z-]+$/.test(key)).sort();
}
