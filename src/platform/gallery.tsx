import { rupiah } from '../values/money.ts';
import type { Language } from './i18n.ts';
import { translator } from './i18n.ts';
import { type Frame, Page } from './page.tsx';
import {
  ActionForm,
  Bar,
  Choices,
  drawings,
  Empty,
  Facts,
  Field,
  Icon,
  Note,
  Pairs,
  Plate,
  Table,
  Tag,
  Trail,
} from './parts.tsx';
import { ProblemPage } from './problem-page.tsx';

const frame: Frame = {
  demo: true,
  path: '/orders/1?from=search',
  nav: [
    { href: '/search', label: 'Cari' },
    { href: '/requests', label: 'Permintaan' },
    { href: '/approvals', label: 'Persetujuan', count: 3 },
    { href: '/orders', label: 'Pesanan' },
    { href: '/budget', label: 'Anggaran' },
  ],
  who: { name: 'Ratna Wulandari', title: 'Pejabat Pengadaan, Dinas Pendidikan', href: '/account' },
};

/** Every part once, with invented content, as a page of an official: the living pattern book. */
export function galleryPage(language: Language) {
  const t = translator(language);
  const strip = (
    <>
      <nav class="crumb" aria-label="Jejak">
        <a href="/orders">Pesanan</a>
      </nav>
      <span class="soft">
        Dari permintaan <a href="/requests/1">P-2026-000871</a>
      </span>
    </>
  );
  return (
    <Page {...{ t, language, frame, strip }} title="Tiba Kamis, 3 Desember 2026">
      <div class="split">
        <div class="stack six">
          <Order />
          <Notes />
          <Answers />
        </div>
        <Aside />
      </div>
    </Page>
  );
}

/** A refusal as the reader meets it, with what was written still there. */
export function refusalPage(language: Language) {
  const t = translator(language);
  const reason = 'Stok tinggal 24 buah. Isi 24 atau kurang.';
  const again = {
    action: '/requests',
    fields: [
      { name: 'idempotency-key', value: 'contoh-kunci-1' },
      { name: 'lines.0.quantity', label: 'Jumlah kursi', value: '30', reason },
      { name: 'reason', label: 'Alasan', value: 'Harga rotan naik.\nTetap termurah dari lima penawaran.' },
    ],
  };
  return (
    <ProblemPage
      {...{ t, language, frame, again }}
      title="Permintaan belum bisa diajukan"
      text="Pejabat Pengadaan boleh membeli sampai Rp200.000.000."
      law="Perpres 46/2025, paket aturan 2026-09"
      ways={[<a href="/requests/1">Teruskan ke PPK</a>, 'Kurangi barang, tetapi jangan memecah paket.']}
      wrong={[{ name: 'lines.0.quantity', label: 'Jumlah kursi', reason }]}
    />
  );
}

/** An address that leads nowhere, seen by somebody who has not signed in. */
export function missingPage(language: Language) {
  const t = translator(language);
  const ways = [
    <a class="btn quiet" href="/">
      {t('platform.to-home')}
    </a>,
  ];
  const text = t('platform.lost-address');
  return <ProblemPage {...{ t, language, ways, text }} kind="missing" title={t('platform/no-such-page')} />;
}

function Order() {
  const columns = [
    { key: 'goods', label: 'Barang' },
    { key: 'count', label: 'Jumlah', numeric: true },
    { key: 'price', label: 'Satuan', numeric: true },
    { key: 'value', label: 'Nilai', numeric: true },
  ] as const;
  const rows = [
    { goods: 'Kursi tamu rotan, dudukan busa', count: '6', price: 'Rp1.250.000', value: 'Rp7.500.000' },
    { goods: 'Meja kecil rotan, daun meja jati', count: '2', price: 'Rp875.000', value: 'Rp1.750.000' },
  ];
  return (
    <section class="stack three" aria-labelledby="order">
      <div class="stack one">
        <h2 id="order">Perjalanan pesanan</h2>
        <p class="row">
          <Tag kind="red" sign="truck">
            Dalam perjalanan
          </Tag>
          <Tag kind="good" sign="check">
            Lengkap
          </Tag>
          <Tag kind="care" sign="clock">
            Menunggu
          </Tag>
          <Tag kind="stop" sign="stop">
            Ditahan
          </Tag>
          <Tag kind="line">Mikro</Tag>
          <Tag>Draf</Tag>
        </p>
      </div>
      <Trail
        steps={[
          { title: 'Dipesan', text: 'Kamis, 26 November 2026 pukul 08.12 WIB.', state: 'done' },
          { title: 'Dikirim', text: 'Kurir berangkat dari Tanjung Pandak.', state: 'now' },
          { title: 'Diterima kantor', text: 'Perkiraan 3 Desember 2026.', state: 'next' },
        ]}
      />
      <Table caption="Isi pesanan" {...{ columns, rows }} total={{ goods: 'Jumlah', value: 'Rp9.250.000' }} tight />
      <Table
        caption="Penawaran lain"
        columns={[
          { key: 'seller', label: 'Penjual' },
          { key: 'price', label: 'Harga', numeric: true },
          { key: 'act', label: 'Tindakan', quiet: true },
        ]}
        rows={[
          { seller: 'Rotan Sejati Darsono', price: 'Rp1.250.000', act: <Chosen /> },
          { seller: 'Anyaman Kenanga', price: 'Rp1.310.000', act: <Choose about="Anyaman Kenanga" /> },
        ]}
        current={0}
      />
    </section>
  );
}

function Chosen() {
  return (
    <span class="chosen">
      <Icon sign="check" />
      Dipilih
    </span>
  );
}

function Choose({ about }: { readonly about: string }) {
  return (
    <ActionForm action="/requests/1/choice" label="Pilih" {...{ about }} kind="quiet" idempotencyKey="contoh-pilih" />
  );
}

function Notes() {
  return (
    <section class="stack" aria-labelledby="notes">
      <h2 id="notes">Kabar</h2>
      <Note kind="good" title="Permintaan P-2026-000871 sudah diajukan">
        <p>Rp10.925.000 dicadangkan. Bambang Hariyadi diberi tahu lewat surel.</p>
      </Note>
      <Note kind="care" title="Harga kursi 18% di atas rata-rata 90 hari">
        <p>Anda tetap boleh melanjutkan dengan alasan tertulis.</p>
        <p>
          <a href="/offers/1/prices">Lihat riwayat harga</a>
        </p>
      </Note>
      <Note kind="stop" title="Permintaan ini tidak bisa diajukan">
        <p>Nilainya Rp214.000.000, sedangkan Pejabat Pengadaan boleh membeli sampai Rp200.000.000.</p>
        <p class="soft s">Perpres 46/2025, paket aturan 2026-09</p>
      </Note>
      <Note kind="plain" sign="offline" title="Anda sedang tidak tersambung">
        <p>Penerimaan 2 barang tersimpan di ponsel ini.</p>
      </Note>
      <Empty drawing="receipt" title="Belum ada permintaan" text="Mulai dari barang yang Anda butuhkan." level={3}>
        <a class="btn quiet" href="/search">
          Cari barang
        </a>
      </Empty>
      <ul class="row">
        {drawings.map((drawing) => (
          <li>
            <Plate {...{ drawing }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answers() {
  return (
    <section class="stack three" aria-labelledby="answers">
      <h2 id="answers">Isian</h2>
      <ActionForm action="/requests" label="Ajukan ke Bambang Hariyadi" idempotencyKey="contoh-ajukan">
        <Field
          name="quantity"
          label="Jumlah kursi"
          value="30"
          error="Stok tinggal 24 buah. Isi 24 atau kurang."
          quantity
        />
        <Field name="until" label="Tiba paling lambat" hint="Mulai 27 November 2026." type="date" value="2026-12-11" />
        <Field
          name="unit"
          label="Dinas"
          value="2"
          options={[
            { value: '1', label: 'Dinas Kesehatan' },
            { value: '2', label: 'Dinas Pendidikan' },
          ]}
        />
        <Field
          name="reason"
          label="Mengapa harga ini wajar?"
          hint="Dua kalimat cukup."
          lines={3}
          value="Harga rotan naik."
        />
        <Choices
          name="way"
          label="Cara membayar"
          value="up"
          options={[
            { value: 'up', label: 'Uang persediaan', hint: 'Bendahara membayar langsung' },
            { value: 'ls', label: 'Langsung (LS)' },
          ]}
        />
      </ActionForm>
      <div class="row">
        <ActionForm action="/approvals/1/return" label="Kembalikan" kind="quiet" idempotencyKey="contoh-kembali" />
        <ActionForm action="/approvals/1/refusal" label="Tolak" kind="bare" idempotencyKey="contoh-tolak" />
      </div>
    </section>
  );
}

function Aside() {
  return (
    <aside class="stack four" aria-label="Uang dan pos">
      <section class="card lift stack" aria-labelledby="money">
        <h2 id="money">Uang</h2>
        <Pairs
          lines={[
            { label: 'Barang', amount: rupiah(9_250_000) },
            { label: 'Ongkos kirim', amount: rupiah(420_000) },
            { label: 'PPN', text: 'Tidak ada' },
            { label: 'Tagihan kantor', sum: true },
            { label: 'PPh 22 dipungut Lokabina', amount: rupiah(-48_350) },
            { label: 'Diterima penjual', sum: true },
          ]}
        />
      </section>
      <section class="stack" aria-labelledby="line">
        <h2 id="line">Belanja Mebel Kantor</h2>
        <Bar
          parts={[
            { tone: 'ink', label: 'Dibayar', amount: 14_200_000n, text: 'Rp14.200.000' },
            { tone: 'grey', label: 'Terikat', amount: 7_350_000n, text: 'Rp7.350.000' },
            { tone: 'red', label: 'Permintaan ini', amount: 10_925_000n, text: 'Rp10.925.000' },
          ]}
          whole={60_000_000n}
          rest={{ label: 'Sisa sesudahnya', text: 'Rp27.525.000' }}
        />
      </section>
      <section class="stack" aria-labelledby="seller">
        <h2 id="seller">Penjual</h2>
        <Facts
          rows={[
            { label: 'Kelas', value: 'Usaha mikro' },
            { label: 'Tempat', value: 'Tanjung Pandak' },
          ]}
        />
      </section>
    </aside>
  );
}
