import { type Chapter, draft, settled, submit } from '../scene.ts';

export const killedHub: Chapter = {
  title: 'Hub dimatikan di tengah jalan dan dinyalakan lagi',
  play: async (scene) => {
    const { stage, check, askMarket } = scene;
    await (await scene.desk('lokabina')).fault({ kind: 'slow', operation: 'placeOrders', times: 1, ms: 3000 });
    const id = await draft(scene, 'Mebel', [['kursi tamu rotan', 1]]);
    await submit(scene, id);
    await stage.end('SIGKILL');
    await stage.open();
    const request = await settled(scene, id);
    check('the order survives the kill', request.state === 'confirmed', request.state);
    const reference = request.orders[0].number;
    const rows = await askMarket('lokabina', `select id from sandbox.orders where reference = '${reference}'`);
    check('and is not doubled', rows.length === 1, `${rows.length} orders`);
  },
};
