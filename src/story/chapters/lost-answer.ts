import { type Chapter, draft, settled, submit } from '../scene.ts';

export const lostAnswer: Chapter = {
  title: 'Lokapasar kehilangan jawabannya',
  play: async (scene) => {
    const { check, askMarket } = scene;
    await (await scene.desk('lokabina')).fault({ kind: 'lose-answer', operation: 'placeOrders', times: 2 });
    const id = await draft(scene, 'Mebel', [['keranjang arsip', 1]]);
    await submit(scene, id);
    const request = await settled(scene, id);
    check('asked again until it answers', request.state === 'confirmed', request.state);
    const reference = request.orders[0].number;
    const rows = await askMarket('lokabina', `select id from sandbox.orders where reference = '${reference}'`);
    check('the order exists once at the marketplace', rows.length === 1, `${rows.length} orders`);
  },
};
