import { moneyOn, same, written } from '../deals.ts';
import { at, type Chapter, draft, settled, submit } from '../scene.ts';

export const cancellation: Chapter = {
  title: 'Pembelian yang sudah dipastikan dibatalkan sebelum dikirim',
  play: async (scene) => {
    const { stage, say, check, askMarket } = scene;
    const { id: lineId } = await scene.line('Suvenir');
    const before = await moneyOn(scene, lineId);
    const shelf = async () =>
      (await askMarket('griya-karya', `select stock from sandbox.offers where id = 'tikar-pandan'`))[0];
    const stock = (await shelf())?.stock;
    const id = await draft(scene, 'Suvenir', [
      ['tikar pandan', 5],
      ['kemeja batik', 3],
    ]);
    await submit(scene, id);
    const confirmed = await settled(scene, id);
    const bound = (await moneyOn(scene, lineId)).committed;
    check('its money is committed', bound === (before.committed ?? 0n) + BigInt(confirmed.totalSen), String(bound));
    await stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/cancellation`, { reason: 'Kegiatan ditunda.' });
    const over = await settled(scene, id);
    say(`Ratna membatalkan ${over.number}; kedua lokapasar melepasnya.`);
    check('both marketplaces let it go', over.state === 'cancelled', over.state);
    const after = await moneyOn(scene, lineId);
    check('the line is as it was', same(before, after), `${written(before)} ${written(after)}`);
    check('and so is the shelf', (await shelf())?.stock === stock, `${(await shelf())?.stock} of ${stock}`);
  },
};
