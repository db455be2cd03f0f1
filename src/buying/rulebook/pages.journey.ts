import { afterAll, expect, test } from 'vitest';
import { createWeb } from '../../platform/web.tsx';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../../testing/browser.ts';
import { rulebookRoutes } from './http.ts';

if (noBrowser) console.warn(noBrowser);

const web = createWeb({
  personOf: async () => undefined,
  frameOf: async () => ({ demo: true, path: '/rules', nav: [] }),
}).route('/', rulebookRoutes());
const browser = noBrowser ? undefined : await openBrowser();
afterAll(() => browser?.close());

test.skipIf(noBrowser).each([320, 1280])('earlier editions unfold and read well at %i px', async (width) => {
  if (!browser) throw new Error(noBrowser);
  const page = await browser.context.newPage();
  await page.route('**/*', async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const answer = await web.request(pathname + search, { headers: { accept: 'text/html', 'accept-language': 'id' } });
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({ status: answer.status, headers, body: Buffer.from(await answer.arrayBuffer()) });
  });
  await page.setViewportSize({ width, height: 900 });
  await page.goto('http://localhost/rules');
  const oldest = page.locator('#pack-2020');
  expect(await oldest.isVisible()).toBe(false);
  await page.locator('#earlier > summary').click();
  expect(await oldest.isVisible()).toBe(true);
  expect(await accessFaults(page)).toEqual([]);
  expect(await overflowing(page)).toEqual([]);
});
