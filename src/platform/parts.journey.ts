import { readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../testing/browser.ts';
import { galleryPage, missingPage, refusalPage } from './gallery.tsx';
import { styleAsset } from './page.tsx';

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

const site = 'http://gallery.test';
const pages = {
  gallery: galleryPage('id'),
  english: galleryPage('en'),
  refusal: refusalPage('id'),
  missing: missingPage('id'),
};

describe.skipIf(noBrowser)('the parts in a browser', () => {
  let context: BrowserContext;
  let close = async () => {};

  beforeAll(async () => {
    ({ context, close } = await openBrowser());
    const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'";
    const headers = { 'content-security-policy': policy };
    await context.route(`${site}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith('/assets/')) return route.fulfill({ contentType: 'text/css', body: styleAsset().body });
      const name = pathname.slice(1);
      if (!(name in pages)) return route.fulfill({ status: 404 });
      const body = String(pages[name as keyof typeof pages]);
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body, headers });
    });
  });
  afterAll(() => close());

  const cases = Object.keys(pages).flatMap((name) =>
    [320, 768, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ name, width, scheme }))),
  );

  test.each(cases)('$name holds at $width px, $scheme', async ({ name, width, scheme }) => {
    const page = await context.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${site}/${name}`);
    expect(await overflowing(page)).toEqual([]);
    expect(await accessFaults(page)).toEqual([]);
    expect(refused).toEqual([]);
    await page.close();
  });

  test('a planted fault is seen', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 320, height: 800 });
    await page.setContent(`<html lang="id"><title>x</title><main><h1>x</h1><input><pre>${'x'.repeat(99)}</pre></main>`);
    expect(await accessFaults(page)).toEqual([expect.stringMatching(/^label: <input/)]);
    expect(await overflowing(page)).toContain('pre.');
    await page.close();
  });

  test('what is to be pressed is 44 px high on a phone, but for links in text', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 320, height: 800 });
    await page.goto(`${site}/gallery`);
    const small = await page.$$eval('.btn, input:not([type=hidden], [type=radio]), select, .pick, .nav a', (all) =>
      all
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 80)),
    );
    expect(small).toEqual([]);
    await page.close();
  });

  test('the squeezed style sheet says what the written one says', async () => {
    const page = await context.newPage();
    await page.goto(`${site}/gallery`);
    const rules = (css: string) =>
      page.evaluate(async (text) => {
        const sheet = await new CSSStyleSheet().replace(text);
        return [...sheet.cssRules].map((rule) => rule.cssText.replace(/(,)?\s+/g, (_, comma = ' ') => comma));
      }, css);
    const written = await rules(readFileSync('src/platform/style.css', 'utf8'));
    expect(written.length).toBeGreaterThan(8);
    expect(await rules(styleAsset().body)).toEqual(written);
    await page.close();
  });
});
