import { rp } from '../deals.ts';
import { at, type Chapter, draft, settled, submit } from '../scene.ts';

export const approval: Chapter = {
  title: 'Di atas Rp50.000.000: Bambang memutus, bukan Ratna sendiri',
  play: async (scene) => {
    const { stage, say, check } = scene;
    const id = await draft(scene, 'Mebel', [['kursi makan rotan', 80]]);
    await submit(scene, id);
    const request = await settled(scene, id);
    check('the request waits for the PPK', request.state === 'awaiting-approval', request.state);
    const approve = (who: string) => stage.send(who, 'POST', `${at(scene)}/requests/${id}/approval`, {});
    const own = await approve('ratna');
    check('Ratna cannot approve it', own.status === 403, `${own.status}`);
    await approve('bambang');
    const approved = await settled(scene, id);
    say(`Bambang menyetujui ${approved.number}, ${rp(approved.totalSen)}.`);
    check('approved, it is confirmed at the marketplace', approved.state === 'confirmed', approved.state);
  },
};
