import type { Reader } from '../platform/database.ts';
import { translator } from '../platform/i18n.ts';
import type { Instant } from '../values/instant.ts';
import { nextWork } from './next-work.ts';
import { demoLink, people, shopkeepers } from './world.ts';

interface Opened {
  readonly baseUrl: string;
  readonly at: Instant;
  /** How long it took. */
  readonly seconds: number;
}

/** What the terminal says: the address, whom one may be with the work that waits for each, and three things to try. */
export async function welcome(reader: Reader, { baseUrl, at, seconds }: Opened): Promise<string> {
  const t = translator('id');
  const roles = [...people, ...shopkeepers.map((one) => ({ ...one, role: 'seller' as const }))];
  const links = await Promise.all(
    roles.map(async ({ demoCode, name, role }) => {
      const { work, count, to } = (await nextWork(reader, demoCode, at)) ?? { work: 'none', count: 0, to: '/' };
      return `  ${t(`account.role-${role}`)}, ${lowered(t(`demo.work-${work}`, { count }))} (${name})
    ${demoLink(baseUrl, { demoCode, to })}`;
    }),
  );
  return [
    `Bangga terbuka di ${baseUrl} (${seconds.toFixed(1)} detik). Data contoh: semua orang, kantor, dan toko rekaan.`,
    '',
    `Mulai di sini, sebagai siapa saja: ${baseUrl}/demo`,
    '',
    'Pekerjaan berikutnya:',
    ...links,
    '',
    'Tiga hal untuk dicoba:',
    '  1. Sebagai Ratna: cari "kursi rotan", ajukan pembelian, dan baca bagian "Menurut aturan".',
    '  2. Ajukan lebih dari Rp50.000.000, lalu setujui sebagai Bambang.',
    `  3. Tanpa masuk: lihat lokapasar yang tersambung di ${baseUrl}/marketplaces.`,
    '',
    'Berhenti: Ctrl+C. Mulai dari awal: npm run bangga -- demo reset --yes. English: add ?lang=en to any address.',
  ].join('\n');
}

/** In the middle of a sentence. */
const lowered = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
