import { billOf, paidAt, payUp, receive, receiveAll, written } from '../deals.ts';
import { signed } from '../papers.ts';
import { at, type Chapter, draft, settled, ship, submit } from '../scene.ts';

export const onePurchase: Chapter = {
  title: 'Satu pembelian: dua lokapasar, dikirim, diterima sebagian lalu lengkap, dibayar UP',
  play: async (scene) => {
    const { stage, say, check } = scene;
    const id = await draft(scene, 'Mebel', [
      ['kursi tamu rotan', 2],
      ['meja kecil rotan', 1],
      ['taplak batik', 4],
    ]);
    await submit(scene, id);
    const request = await settled(scene, id);
    say(`Ratna mengajukan ${request.number}, dua pesanan dipastikan.`);
    check('both orders are confirmed', request.state === 'confirmed' && request.orders.length === 2, request.state);
    const order = request.orders.find(({ seller }: { seller: string }) => seller.startsWith('Rotan'));
    await ship(scene, order.id);
    const delivery = `${at(scene)}/deliveries/${order.id}`;
    await receive(scene, order, [1, 0]);
    const half = (await stage.send('ratna', 'GET', delivery)).body;
    check('a partial receipt is a partial receipt', half.state === 'partly-received', half.state);
    const early = (await stage.send('yohanes', 'GET', `${at(scene)}/bills`)).body.bills;
    const isEarly = early.some((one: { orderId: string }) => one.orderId === order.id);
    check('nothing is owed while goods are missing', !isEarly, written(early));
    const rest = order.lines.map(
      ({ quantity }: { quantity: number }, index: number) => quantity - (index === 0 ? 1 : 0),
    );
    await receive(scene, order, rest);
    const whole = (await stage.send('ratna', 'GET', delivery)).body;
    check('the rest makes it whole', whole.state === 'received' && whole.receipts.length === 2, whole.state);
    const over = await receiveAll(scene, order);
    check('nothing beyond the order is received', over.status >= 400 && over.status < 500, String(over.status));
    const bill = await billOf(scene, order.id);
    const paid = await payUp(scene, bill, 'BKU-0001');
    check('the treasurer pays by UP', paid.status === 200 && paid.body.state === 'paid', written(paid.body));
    // By hand: 2 × 1,250,000 + 875,000 = 3,375,000; PMK 58: 0.5 % of it is 16,875.
    const { collector, pph22Sen } = paid.body.tax;
    check('PPh 22 of 0.5 % by the marketplace', collector === 'marketplace' && pph22Sen === '1687500', pph22Sen);
    const again = await payUp(scene, bill, 'BKU-0001');
    check('nobody pays twice', again.status === 409, String(again.status));
    const sent = await paidAt(scene, 'lokabina', order.externalId);
    check('the marketplace got the whole sum, tax included', sent === BigInt(order.totalSen), String(sent));
    const papers = signed(await scene.keepPapers(order.id));
    check('two papers, and the seller signs none', papers === 'payment-proof, purchase-order', papers);
  },
};
