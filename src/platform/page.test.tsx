import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { translator } from './i18n.ts';
import { type Frame, Page, squeeze, styleAsset } from './page.tsx';
import { scriptAssets } from './scripts.ts';

const t = translator('id');
const nav = [
  { href: '/requests', label: 'Permintaan' },
  { href: '/requests/drafts', label: 'Draf', count: 2 },
  { href: '/', label: 'Depan' },
];

function shown(part: Partial<Frame>): string {
  return String(<Page {...{ t, language: 'id', title: 'Judul', frame: { demo: false, path: '/', nav, ...part } }} />);
}

test.each([
  ['/requests', '<a href="/requests" aria-current="page">'],
  ['/requests/7?tab=2', '<a href="/requests" aria-current="true">'],
  ['/requests/drafts/9', '<a href="/requests/drafts" aria-current="true">'],
  ['/', '<a href="/" aria-current="page">'],
])('on %s the nearest place is marked, and it alone', (path, mark) => {
  const html = shown({ path });
  expect(html).toContain(mark);
  expect(html.match(/aria-current/g)).toHaveLength(1);
});

test('a place that only begins with the same letters is not marked', () => {
  expect(shown({ path: '/requests-of-others' })).not.toContain('aria-current');
});

test('the other language opens the same page with the same question', () => {
  expect(shown({ path: '/search?q=kursi+rotan&lang=id' })).toContain('href="/search?q=kursi+rotan&amp;lang=en"');
});

test('only invented data is marked so', () => {
  expect(shown({ demo: true }).match(/Data contoh/g)).toHaveLength(1);
  expect(shown({ demo: false })).not.toMatch(/Data contoh|rekaan/);
});

test.each([
  ['Ratna Wulandari', 'RW'],
  ['Dr. Siti Maesaroh', 'SM'],
  ['Sutrisno', 'S'],
  ['Élodie de la Cruz', 'ÉC'],
])('%s is %s in the corner', (name, letters) => {
  const html = shown({ who: { name, title: 'PPK', href: '/account' } });
  expect(html).toContain(`<span class="face" aria-hidden="true">${letters}</span>`);
});

test('without a frame there is the brand and the other language', () => {
  const html = String(<Page {...{ t, language: 'id', title: 'Judul' }} />);
  expect(html).toContain('href="?lang=en"');
  expect(html).not.toMatch(/<nav|Bantuan/);
});

test('children may hold the only heading', () => {
  const html = String(
    <Page {...{ t, language: 'id', title: 'Judul' }} heading={null}>
      <h1>Lain</h1>
    </Page>,
  );
  expect(html.match(/<h1>/g)).toHaveLength(1);
});

test('the scripts of browsers are small, are named by their content and hold no name of ours in the page', () => {
  const scripts = scriptAssets();
  expect(scripts.map(({ path }) => path.replace(/\..*/, ''))).toContain('/assets/keys');
  for (const { path, body } of scripts) {
    expect(path).toMatch(/^\/assets\/[a-z-]+\.[\da-f]{12}\.js$/);
    expect(gzipSync(body).length).toBeLessThan(3_000);
    expect(body).toMatch(/^"use strict";\(\(\)=>\{|^\(\(\)=>\{|^"use strict";/);
  }
});

test('the style sheet stays within 8.5 kB, and its name changes with it', () => {
  const { path, body } = styleAsset();
  expect(gzipSync(body).length).toBeLessThan(8_500);
  expect(path).toMatch(/^\/assets\/style\.[0-9a-f]{12}\.css$/);
  expect(shown({})).toContain(`<link rel="stylesheet" href="${path}"/>`);
});

test('squeezing keeps what is between quotes and what a space means', () => {
  expect(squeeze('a { content: "; }  /* no */ " ; }\n/* x */ b  :hover , c > d + e { width: calc(1px + 2px) ; }')).toBe(
    'a{content:"; }  /* no */ "}b :hover,c > d + e{width:calc(1px + 2px)}',
  );
  const words = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/[\s;]+/g, '');
  expect(words(styleAsset().body)).toBe(words(readFileSync('src/platform/style.css', 'utf8')));
});

test('more places than a phone has room for are folded there, and the fold names the present one', () => {
  const many = Array.from({ length: 8 }, (_, place) => ({ href: `/place-${place}`, label: `Tempat ${place}` }));
  const html = String(
    <Page t={t} language="id" title="Judul" frame={{ demo: false, path: '/place-3/more', nav: many }} />,
  );
  expect(html).toMatch(/<details class="places narrow-only"><summary>Menu<b>Tempat 3<\/b><\/summary>/);
  expect(html).toContain('class="nav many wide-only"');
  const few = String(
    <Page t={t} language="id" title="Judul" frame={{ demo: false, path: '/', nav: many.slice(0, 3) }} />,
  );
  expect(few).not.toContain('<details');
});
