import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRupiah } from '../values/money.ts';
import { galleryPage, missingPage, refusalPage } from './gallery.tsx';
import { ActionForm, Bar, Choices, Field, Pairs, Plate, Table } from './parts.tsx';

test('no part needs an inline style or a script, or gives two things one id', () => {
  for (const html of [galleryPage('id'), galleryPage('en'), refusalPage('id'), missingPage('en')].map(String)) {
    const own = html.replaceAll(/<script src="\/assets\/[a-z-]+\.[\da-f]{12}\.js" defer=""><\/script>/g, '');
    expect(own).not.toMatch(/\sstyle=|<style|<script|\son\w+=|javascript:/);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
    expect(html.match(/<h1/g)).toHaveLength(1);
  }
});

test('what people wrote stays text', () => {
  const evil = `"><script>alert(1)</script>`;
  const shown = String(<Field name="reason" label={evil} value={evil} error={evil} hint={evil} />);
  expect(shown).not.toContain('<script');
  expect(String(<Field name="reason" label="x" value="</textarea><b>" lines={3} />)).not.toContain('<b>');
});

test('a field ties its label, hint and reason to the answer, in this order', () => {
  const html = String(
    <Field name="lines.0.quantity" label="Jumlah" hint="Buah" error="Isi 24 atau kurang." value="30" />,
  );
  expect(html).toContain('<label for="f-lines-0-quantity">');
  expect(html).toContain('aria-describedby="f-lines-0-quantity-hint f-lines-0-quantity-why"');
  expect(html).toContain('aria-invalid="true"');
  const order = ['<label', 'class="hint"', 'class="why"', '<input'].map((part) => html.indexOf(part));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('a password and a file are never written back into a page', () => {
  expect(String(<Field name="password" label="Kata sandi" type="password" value="rahasia" />)).not.toContain('rahasia');
  expect(String(<Field name="paper" label="Berkas" type="file" value="c:/a.pdf" />)).not.toContain('a.pdf');
});

test('what was chosen stays chosen', () => {
  const options = ['up', 'ls', 'kkp'].map((value) => ({ value, label: value }));
  const checked = (html: string) =>
    [...html.matchAll(/value="(\w+)" (?:checked|selected)=""/g)].map(([, value]) => value);
  expect(checked(String(<Choices name="way" label="Cara" value="ls" {...{ options }} />))).toEqual(['ls']);
  expect(checked(String(<Choices name="way" label="Cara" value={['up', 'kkp']} many {...{ options }} />))).toEqual([
    'up',
    'kkp',
  ]);
  expect(checked(String(<Field name="way" label="Cara" value="kkp" {...{ options }} />))).toEqual(['kkp']);
});

test('an action carries its key and says which of many it is about', () => {
  const props = { action: '/a', label: 'Unduh', about: 'Surat Pesanan', idempotencyKey: 'kunci-123' };
  const html = String(<ActionForm {...props} fields={{ version: '3' }} kind="bare" />);
  expect(html).toContain('<form method="post" action="/a" novalidate="">');
  expect(html).toContain('<input type="hidden" name="idempotency-key" value="kunci-123"/>');
  expect(html).toContain('<input type="hidden" name="version" value="3"/>');
  expect(html).toContain('<button type="submit" class="btn bare">Unduh<span class="vh"> Surat Pesanan</span></button>');
});

test('a sum is what stands above it, whatever the amounts', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), { maxLength: 6 }), (amounts) => {
      const lines = [...amounts.map((amount) => ({ label: 'x', amount })), { label: 'Jumlah', sum: true as const }];
      const total = amounts.reduce((sum, amount) => sum + amount, 0n);
      expect(String(<Pairs {...{ lines }} />)).toContain(`<dd class="sum">${formatRupiah(total)}</dd>`);
    }),
  );
});

test('a bar never leaves its frame, not even when more is used than there is', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 3 }), amount, (amounts, whole) => {
      const parts = amounts.map((one) => ({ tone: 'ink' as const, label: 'x', amount: one, text: String(one) }));
      const html = String(<Bar {...{ parts, whole }} />);
      const ends = [...html.matchAll(/x="([\d.]+)%" width="([\d.]+)%"/g)].map(
        ([, x, width]) => Number(x) + Number(width),
      );
      expect(ends).toHaveLength(parts.length);
      expect(Math.max(...ends)).toBeLessThanOrEqual(100.0001);
    }),
  );
});

test('a folded table keeps its roles and repeats the names of its columns', () => {
  const html = String(
    <Table
      caption="Isi"
      columns={[
        { key: 'goods', label: 'Barang' },
        { key: 'value', label: 'Nilai', numeric: true },
        { key: 'act', label: 'Tindakan', quiet: true },
      ]}
      rows={[{ goods: 'Kursi', value: 'Rp1', act: 'Pilih' }]}
      total={{ goods: 'Jumlah', value: 'Rp1' }}
    />,
  );
  expect(html).toContain('<th scope="row" role="rowheader">Kursi</th>');
  expect(html).toContain('<td role="cell" class="n" data-l="Nilai">Rp1</td>');
  expect(html).toContain('<td role="cell">Pilih</td>');
  expect(html).toContain('<td role="cell"></td></tr></tfoot>');
});

test('goods without a drawing of their own are shown as a basket', () => {
  const basket = String(<Plate drawing="basket" />);
  for (const unknown of ['rocket', 'toString', '__proto__']) expect(String(<Plate drawing={unknown} />)).toBe(basket);
  expect(String(<Plate drawing="chair" />)).not.toBe(basket);
});

test('a refusal loses nothing that was written and leads to the field', () => {
  const html = String(refusalPage('id'));
  expect(html).toContain('<input type="hidden" name="idempotency-key" value="contoh-kunci-1"/>');
  expect(html).toContain('<a href="#f-lines-0-quantity">Jumlah kursi</a>: Stok tinggal 24 buah');
  expect(html).toMatch(/id="f-lines-0-quantity"[^>]*value="30"|value="30"[^>]*id="f-lines-0-quantity"/);
  expect(html).toContain('Harga rotan naik.\nTetap termurah');
  expect(html).toContain('Ada 1 isian yang perlu diperbaiki');
});
