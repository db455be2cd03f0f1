import { at, type Chapter, draft, settled, submit } from '../scene.ts';

export const lastMoney: Chapter = {
  title: 'Dua kantor berebut uang terakhir dan stok terakhir',
  play: async (scene) => {
    const { stage, check, askMarket } = scene;
    const [one, other] = [
      await draft(scene, 'Alat Tulis', [['kertas a4', 2]]),
      await draft(scene, 'Alat Tulis', [['kertas a4', 2]]),
    ];
    const { body } = await stage.send('ratna', 'GET', `${at(scene)}/requests/${one}`);
    const { id } = await scene.line('Alat Tulis');
    const ceilingRupiah = String(BigInt(body.totalSen) / 100n);
    const revised = await stage.send('sri', 'POST', `${at(scene)}/budget/lines/${id}/revision`, {
      ceilingRupiah,
      basis: 'Perubahan anggaran (contoh)',
    });
    const answers = await Promise.all([submit(scene, one), submit(scene, other)]);
    const won = answers.filter(({ status }) => status === 200).length;
    check('exactly one gets the last money', won === 1, `${won} of 2 (${revised.status})`);
    const [a, b] = [
      await draft(scene, 'Mebel', [['kursi tunggu anyaman', 4]]),
      await draft(scene, 'Mebel', [['kursi tunggu anyaman', 4]]),
    ];
    await Promise.all([submit(scene, a), submit(scene, b)]);
    const states = [(await settled(scene, a)).state, (await settled(scene, b)).state].sort();
    check('exactly one gets the last stock', states.join() === 'choosing,confirmed', states.join());
    const [stock] = await askMarket('griya-karya', `select stock from sandbox.offers where id = 'kursi-anyam'`);
    check('the marketplace sold no more than it had', Number(stock?.stock) === 0, `stock ${stock?.stock}`);
  },
};
