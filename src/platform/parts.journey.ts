import { readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessFaults, noBrowser, openBrowser, overflowing } from '../testing/browser.ts';
import { galleryPage, missingPage, refusalPage } from './gallery.tsx';
import { styleAsset } from './page.tsx';
import { scriptAssets } from './scripts.ts';

if (noBrowser) console.warn(`skipped: ${noBrowser}`);

const site = 'http://gallery.test';
const pages = {
  gallery: galleryPage('id'),
  english: galleryPage('en'),
  refusal: refusalPage('id'),
  missing: missingPage('id'),
};
// A search and a list, between the masthead and the list of keys that every page has.
const walked = String(pages.gallery).replace(
  /(<main\b[^>]*>)/,
  '$1<form role="search"><input type="search" aria-label="Cari"></form><ul class="list"><li><a href="/a">Satu</a></li><li><a href="/b">Dua</a></li></ul>',
);

describe.skipIf(noBrowser)('the parts in a browser', () => {
  let context: BrowserContext;
  let close = async () => {};

  beforeAll(async () => {
    ({ context, close } = await openBrowser());
    const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'";
    const headers = { 'content-security-policy': policy };
    await context.route(`${site}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      const script = scriptAssets().find(({ path }) => path === pathname);
      if (script) return route.fulfill({ contentType: 'text/javascript', body: script.body });
      if (pathname.startsWith('/assets/')) return route.fulfill({ contentType: 'text/css', body: styleAsset().body });
      if (pathname === '/walked') return route.fulfill({ contentType: 'text/html', body: walked, headers });
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

  test('the keyboard walks through a page: search, rows, the list of keys; typing stays typing', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${site}/walked`);
    const focused = () => page.evaluate(() => document.activeElement?.matches('main .list a, main td a, [data-stop]'));
    await page.keyboard.press('j');
    expect(await focused()).toBe(true);
    const first = await page.evaluate(() => document.activeElement?.textContent);
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).not.toBe(first);
    await page.keyboard.press('k');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first);
    await page.keyboard.press('?');
    expect(await page.locator('dialog#keys').isVisible()).toBe(true);
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog#keys').isVisible()).toBe(false);
    await page.keyboard.press('/');
    const search = page.locator('input[type="search"]').first();
    expect(await search.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.type('kursi/j?');
    expect(await search.inputValue()).toBe('kursi/j?');
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
