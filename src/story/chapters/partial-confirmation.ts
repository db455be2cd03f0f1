import { moneyOn, rp } from '../deals.ts';
import { at, type Chapter, draft, type Play, settled, submit } from '../scene.ts';

/** One marketplace confirms, the other refuses at the last moment: the official chooses, and the money follows. */
export const partialConfirmation: Chapter = {
  title: 'Satu dipastikan, satu ditolak: diteruskan, dibatalkan, diganti',
  play: async (scene) => {
    const { stage, say, check } = scene;
    const { id: lineId } = await scene.line('Mebel');
    const start = await moneyOn(scene, lineId);
    const kept = await half(scene);
    await stage.send('ratna', 'POST', `${at(scene)}/requests/${kept}/continuation`, {});
    const going = await settled(scene, kept);
    const confirmed = going.orders.filter(({ state }: { state: string }) => state === 'confirmed');
    say(`Diteruskan dengan yang ada: ${rp(going.totalSen)}.`);
    check(
      'kept, it goes on with what was confirmed',
      going.state === 'confirmed' && confirmed.length === 1,
      going.state,
    );
    const bound = ((await moneyOn(scene, lineId)).committed ?? 0n) - (start.committed ?? 0n);
    check('only its money stays bound', bound === BigInt(confirmed[0]?.totalSen ?? 0), String(bound));

    const before = await moneyOn(scene, lineId);
    const ended = await half(scene);
    await stage.send('ratna', 'POST', `${at(scene)}/requests/${ended}/cancellation`, {
      reason: 'Sisanya tidak berguna sendiri.',
    });
    const over = await settled(scene, ended);
    check('cancelled, nothing of it stands', over.state === 'cancelled', over.state);
    const after = await moneyOn(scene, lineId);
    check('all money is back', before.available === after.available, `${before.available} ${after.available}`);
    await replaceRefused(scene);
  },
};

/** The official takes the first that is still to be had of what the hub offers in the place of what was refused. */
async function replaceRefused(scene: Play): Promise<void> {
  const { stage, say, check } = scene;
  const id = await half(scene);
  const { alternatives } = (await stage.send('ratna', 'GET', `${at(scene)}/requests/${id}`)).body;
  const offers: { id: string; title: string; seller: string }[] = alternatives[0]?.offers ?? [];
  check('the hub names what may take its place', offers.length > 0, offers.map(({ title }) => title).join(', '));
  for (const { id: offerId, title, seller } of offers) {
    const { status } = await stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/replacement`, {
      lines: [{ offerId, quantity: 1 }],
      justification: 'Pengganti barang yang ditolak penjualnya.',
    });
    say(status === 200 ? `Diganti dengan ${title} dari ${seller}.` : `${title} sudah habis; dicoba yang berikutnya.`);
    if (status === 200) break;
  }
  const done = await settled(scene, id);
  const states = done.orders.map(({ state }: { state: string }) => state).join();
  const isRight = done.state === 'confirmed' && states === 'confirmed,refused,confirmed';
  check('replaced, both parts are confirmed', isRight, `${done.state}: ${states}`);
}

/** A request of which Lokabina confirmed its part and Pasar Rame refused its own. */
async function half(scene: Play): Promise<string> {
  await (await scene.desk('pasar-rame')).fault({ kind: 'refuse-confirm', operation: 'confirmOrders', times: 1 });
  const id = await draft(scene, 'Mebel', [
    ['meja kecil rotan', 1],
    ['kursi tunggu rotan', 1],
  ]);
  await submit(scene, id);
  const { state, orders } = await settled(scene, id);
  const states = orders
    .map((order: { state: string }) => order.state)
    .sort()
    .join();
  const isHalf = state === 'choosing' && states === 'confirmed,refused';
  scene.check('the official is asked to choose', isHalf, `${state}: ${states}`);
  return id;
}
