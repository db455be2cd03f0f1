import { billOf, decisionsOn, paidAt, payUp, receiveAll, recordLs, rp } from '../deals.ts';
import { at, type Chapter, draft, type Play, settled, ship, submit } from '../scene.ts';

/** The rules of August 2020, met through the clock: up to Rp50,000,000, at micro and small sellers, from UP. */
export const firstBela: Chapter = {
  title: 'Agustus 2020: Bela Pengadaan yang pertama, menurut paket aturannya sendiri',
  now: '2020-08-24T02:00:00Z',
  play: async (scene) => {
    await tooMuch(scene);
    await notSmall(scene);
    const { stage, say, check } = scene;
    const id = await draft(scene, 'Mebel', [['kursi tamu rotan', 12]]);
    await submit(scene, id);
    const request = await settled(scene, id);
    const [decision] = await decisionsOn(scene, id);
    say(`Ratna membeli 12 kursi rotan, ${request.number}. Menurut: ${articles(decision).join('; ')}`);
    check('micro seller, below the limit: nobody else decides', request.state === 'confirmed', request.state);
    check('decided by the pack of 2020', decision?.packId === 'pack-2020.2', decision?.packId);
    check(
      'by the article on purchase orders of 2018',
      articles(decision).includes('Perpres 16/2018 Pasal 28 ayat (6)'),
      articles(decision).join('; '),
    );
    const [order] = request.orders;
    await ship(scene, order.id);
    await receiveAll(scene, order);
    const bill = await billOf(scene, order.id);
    const ls = await recordLs(scene, bill, 'spp', 'yohanes', 'SPP-0001');
    check('LS is no way of paying in 2020', ls.body.type === 'settlement/method-not-allowed', ls.body.type);
    // By hand: 12 × Rp1,250,000 = Rp15,000,000; the treasurer keeps 1.5 %, Rp225,000 (PMK 231/2019).
    const { body } = await payUp(scene, bill, 'BKU-0001');
    say(`Yohanes membayar UP: PPh 22 ${rp(body.tax.pph22Sen)} dipungut bendahara.`);
    check('tax of 2020: 1.5 % by the treasurer', body.tax.pph22Sen === '22500000', written(body.tax));
    const sent = await paidAt(scene, 'lokabina', order.externalId);
    const wanted = BigInt(order.totalSen) - 22_500_000n;
    check('the marketplace was paid what is left of it', sent === wanted, `${sent} of ${wanted}`);
    const { body: rules } = await stage.send('ratna', 'GET', `/rules?on=${scene.today()}`);
    check('the public page of rules names the same pack', rules.packs?.[0]?.id === 'pack-2020.2', rules.packs?.[0]?.id);
    await scene.keepPapers(order.id);
  },
};

/** Rp50,575,000: 24 chairs, 15 small tables and a big one. */
async function tooMuch(scene: Play): Promise<void> {
  const id = await draft(scene, 'Mebel', [
    ['kursi tamu rotan', 24],
    ['meja kecil rotan', 15],
    ['meja rapat kayu jati', 1],
  ]);
  await stopped(scene, id, 'rulebook.over-limit', 'above Rp50,000,000 it stops, by the article of the first Bela');
}

async function notSmall(scene: Play): Promise<void> {
  const id = await draft(scene, 'Mebel', [['laptop 14', 1]]);
  await stopped(scene, id, 'rulebook.not-small', 'a medium seller is stopped, by the same article');
}

async function stopped(scene: Play, id: string, rule: string, name: string): Promise<void> {
  const { status, body } = await submit(scene, id);
  scene.say(`Permintaan ditolak: ${body.rule}, menurut ${body.article}.`);
  const isStopped = status === 409 && body.rule === rule && body.article === 'LKPP, Bela Pengadaan 2020';
  scene.check(name, isStopped, `${status} ${written(body)}`);
  await scene.stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/cancellation`, { reason: 'Melebihi aturan.' });
}

const articles = (decision: { answer: { reasons: { article: string }[] } } | undefined): string[] => [
  ...new Set((decision?.answer.reasons ?? []).map(({ article }) => article)),
];
const written = (value: object): string => JSON.stringify(value);
