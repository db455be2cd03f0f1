import { expect, test } from 'vitest';
import type { Posted } from './posted.ts';
import { refill } from './refill.ts';

const posted = (values: Record<string, string | string[]>, action = '/goods'): Posted => ({
  ...{ method: 'post', action, page: '/goods/new?from="x"', hasFiles: false, secrets: [] },
  values: new Map(Object.entries(values).map(([name, value]) => [name, [value].flat()])),
});

const page = `<main><details><summary>Isi</summary>
<form method="post" action="/goods?lang=en" id="goods"><input type="hidden" name="idempotency-key" value="new"/><input type="hidden" name="line" value="1"/>
<div class="field"><label for="a">A</label><p class="hint" id="a-hint">?</p><input id="a" name="amount" type="text" value="1" aria-describedby="a-hint"/></div>
<div class="field"><label for="f-note">N</label><textarea id="f-note" name="note" rows="4">
old</textarea></div>
<select name="kind"><option value="x" selected="">X</option><option value="y">Y</option></select>
<fieldset id="f-way" class="stack one tall"><legend>W</legend><label class="pick"><input type="radio" name="way" value="UP" checked=""/></label><label class="pick"><input type="radio" name="way" value="LS"/></label></fieldset>
<input type="password" name="password"/></form></details>
<form method="post" action="/goods"><input type="hidden" name="line" value="2"/><input name="amount" value="2"/></form>
<input form="goods" name="far" value=""/></main>`;

const all = {
  'idempotency-key': 'sent',
  line: '1',
  amount: '"1<2"',
  note: ' baris\ndua',
  kind: 'y',
  way: 'LS',
  far: 'jauh',
};

test('each control holds what was sent again, wherever it stands, and the form is unfolded', () => {
  const filled = refill(page, { posted: posted(all), wrong: [] })?.page ?? '';
  expect(filled).toContain('<details open="">');
  expect(filled).toContain('name="idempotency-key" value="sent"');
  expect(filled).toContain('name="form-page" value="/goods/new?from=&quot;x&quot;"');
  expect(filled).toContain('value="&quot;1&lt;2&quot;"');
  expect(filled).toContain('rows="4">\n baris\ndua</textarea>');
  expect(filled.replace(/<\/option>/, '')).toContain('<option value="x">X');
  expect(filled).toContain('<option value="y" selected="">');
  expect(filled).toMatch(/value="UP"\/>.*value="LS" checked=""\/>/);
  expect(filled).toContain('form="goods" name="far" value="jauh"');
  expect(filled).toContain('name="amount" value="2"');
});

test('a reason stands between the question and its answer, and the answer names it', () => {
  const wrong = [
    { name: 'amount', reason: 'A < B' },
    { name: 'way', reason: 'choose' },
    { name: 'line', reason: 'hidden' },
    { name: 'nowhere', reason: '-' },
  ];
  const { page: filled = '', ids } = refill(page, { posted: posted(all), wrong }) ?? {};
  expect(filled).toContain('<div class="field bad"><label for="a">');
  expect(filled).toMatch(
    /<p class="why" id="a-why">A &lt; B<\/p><input[^>]*aria-describedby="a-hint a-why" aria-invalid="true">/,
  );
  expect(filled).toContain(
    '<fieldset id="f-way" class="stack one tall bad"><legend>W</legend><p class="why" id="f-way-why">',
  );
  expect(filled).not.toContain('\0');
  expect([...(ids ?? [])]).toEqual([
    ['amount', 'a'],
    ['way', 'f-way'],
  ]);
});

test('of two forms with one address, the one is filled whose unseen fields were sent', () => {
  const second = refill(page, { posted: posted({ line: '2', amount: '7' }), wrong: [] })?.page ?? '';
  expect(second).toContain('name="amount" value="7"');
  expect(second).toContain('id="a" name="amount" type="text" value="1"');
});

test('a key that was refused is not sent once more', () => {
  const filled = refill(page, { posted: posted(all), wrong: [], fresh: ['idempotency-key'] })?.page;
  expect(filled).toContain('name="idempotency-key" value="new"');
});

test('a page without a place for what was written is not taken', () => {
  expect(refill(page, { posted: posted({ ...all, line: '3' }), wrong: [] })).toBeUndefined();
  expect(refill(page, { posted: posted({ line: '1', reason: 'sebab' }), wrong: [] })).toBeUndefined();
  expect(refill(page, { posted: posted(all, '/elsewhere'), wrong: [] })).toBeUndefined();
  expect(refill('<p>gone</p>', { posted: posted(all), wrong: [] })).toBeUndefined();
});

test('a form whose buttons lead to several addresses is filled again, with the keys that its buttons bring', () => {
  const page = `<form method="post" action="/draft/lines"><input name="quantity" value="3"/>
<button type="submit" name="idempotency-key" value="new-1">Simpan</button>
<button type="submit" formaction="/draft/submission" name="idempotency-key" value="new-2">Ajukan</button></form>`;
  const sent = { method: 'post', action: '/draft/submission', page: undefined, hasFiles: false, secrets: [] } as const;
  const values = new Map([
    ['quantity', ['5']],
    ['idempotency-key', ['sent']],
  ]);
  const filled = refill(page, { posted: { ...sent, values }, wrong: [] })?.page;
  expect(filled).toContain('<input name="quantity" value="5"/>');
  expect(filled).toContain('value="new-2"');
  expect(refill(page, { posted: { ...sent, action: '/elsewhere', values }, wrong: [] })).toBeUndefined();
});

test('a form that holds nothing but a secret stands again, empty, with its reason beside it', () => {
  const door = `<form method="post" action="/door"><div class="field"><label for="f-otp">Kode</label><input id="f-otp" name="otp"/></div></form>`;
  const sent: Posted = { ...posted({}, '/door'), secrets: ['otp'] };
  const refilled = refill(door, { posted: sent, wrong: [{ name: 'otp', reason: 'Kode ini tidak cocok' }] });
  expect(refilled?.page).toContain('Kode ini tidak cocok');
  expect(refill(door, { posted: posted({}, '/door'), wrong: [] })).toBeUndefined();
});
