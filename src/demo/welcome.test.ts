import { expect, test } from 'vitest';
import { openHub } from '../testing/open-hub.ts';
import { welcome } from './welcome.ts';
import { people, shopkeepers } from './world.ts';

const at = new Date('2026-11-25T05:00:00Z');
const { database, web } = await openHub(at);
const said = await welcome(database, { baseUrl: 'http://localhost', at, seconds: 4.56 });

test('the terminal names the address and how long it took, and says that all of it is invented', () => {
  expect(said.split('\n')[0]).toBe(
    'Bangga terbuka di http://localhost (4.6 detik). Data contoh: semua orang, kantor, dan toko rekaan.',
  );
});

test('everybody has a link, and each link leads to a page that is there', async () => {
  const links = said.match(/http:\/\/localhost\/session\/demo\/\S+/g) ?? [];
  expect(links).toHaveLength(people.length + shopkeepers.length);
  for (const link of links) {
    const entered = await web.request(link);
    expect(entered.status, link).toBe(303);
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    let address = entered.headers.get('location') ?? '';
    let page = await web.request(address, { headers: { cookie, accept: 'text/html' } });
    for (let hops = 0; hops < 3 && page.status === 303; hops += 1) {
      address = page.headers.get('location') ?? '';
      page = await web.request(address, { headers: { cookie, accept: 'text/html' } });
    }
    expect(page.status, `${link} → ${address}`).toBe(200);
  }
});

test('there are three things to try', () => {
  expect(said.match(/^ {2}[1-9]\. .+$/gm)).toHaveLength(3);
});
