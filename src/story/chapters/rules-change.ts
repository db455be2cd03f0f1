import { billOf, decisionsOn, moneyOn, paidAt, payUp, receiveAll, rp, same, written } from '../deals.ts';
import { at, type Chapter, draft, settled, ship, submit, until } from '../scene.ts';

/** A hold runs out over a weekend in which another pack comes into force; what was decided before finishes as it began. */
export const rulesChange: Chapter = {
  title: 'Juni ke Juli 2022: tahanan berakhir tanpa persetujuan, dan aturan pajak berganti di tengah jalan',
  now: '2022-06-29T02:00:00Z',
  play: async (scene) => {
    const { stage, say, check, askMarket } = scene;
    const bought = await draft(scene, 'Mebel', [['kursi tamu rotan', 16]]);
    await submit(scene, bought);
    const [order] = (await settled(scene, bought)).orders;
    await ship(scene, order.id);
    await receiveAll(scene, order);
    const bill = await billOf(scene, order.id);

    const { id: lineId } = await scene.line('Mebel');
    const before = await moneyOn(scene, lineId);
    const large = await draft(scene, 'Mebel', [['kursi makan rotan', 80]]);
    await submit(scene, large);
    const waiting = await settled(scene, large);
    const during = await moneyOn(scene, lineId);
    const total = BigInt(waiting.totalSen);
    say(`${waiting.number} senilai ${rp(total)} menunggu PPK, uangnya dipesan sampai ${waiting.orders[0].heldUntil}.`);
    check('above Rp50,000,000 the PPK is asked', waiting.state === 'awaiting-approval', waiting.state);
    check('its money is reserved', during.reserved === (before.reserved ?? 0n) + total, written(during));
    const shelf = async () => {
      const [row] = await askMarket('pasar-rame', `select stock from sandbox.offers where id = 'kursi-makan'`);
      return Number(row?.stock);
    };
    check('and its goods are off the shelf', (await shelf()) === 0, `stock ${await shelf()}`);

    await stage.end('SIGTERM');
    stage.now = '2022-07-04T02:00:00Z';
    stage.cookies.clear(); // nobody is still logged in after a weekend
    await stage.open();
    say('Senin, 4 Juli 2022: tidak ada yang menyetujui.');
    const path = `${at(scene)}/requests/${large}`;
    const isOver = await until(async () => (await stage.send('ratna', 'GET', path)).body.state === 'expired');
    check('nobody approved, so the request expired', isOver, (await stage.send('ratna', 'GET', path)).body.state);
    const after = await moneyOn(scene, lineId);
    check('all its money is back', same(after, before), `${written(before)} ${written(after)}`);
    // The marketplace ends its holds at the next call.
    await draft(scene, 'Mebel', [['kursi makan rotan', 1]]);
    check('and its goods are back on the shelf', (await shelf()) === 80, `stock ${await shelf()}`);

    const { body: rules } = await stage.send('ratna', 'GET', `/rules?on=${scene.today()}`);
    check('another pack is in force now', rules.packs[0].id === 'pack-2022-07.3', rules.packs[0].id);
    // By hand: 16 × Rp1,250,000 = Rp20,000,000. June: 1.5 % by the treasurer, Rp300,000. July would be 0.5 %, Rp100,000.
    const { body: paid } = await payUp(scene, bill, 'BKU-0002');
    say(`Yohanes membayar pesanan Juni: PPh 22 ${rp(paid.tax.pph22Sen)}, menurut aturan Juni.`);
    const isJune = paid.tax.pph22Sen === '30000000' && paid.tax.collector === 'treasurer';
    check('taxed by the pack of the day on which it was decided', isJune, written(paid.tax));
    const made = await decisionsOn(scene, bought);
    const packs = made.map(({ packId, same: isSame }: { packId: string; same: boolean }) => `${packId} ${isSame}`);
    check(
      'both decisions are of June and replay',
      packs.join() === 'pack-2022-04.3 true,pack-2022-04.3 true',
      packs.join(),
    );
    const sent = await paidAt(scene, 'lokabina', order.externalId);
    check('and the marketplace got the rest', sent === BigInt(order.totalSen) - 30_000_000n, String(sent));
    await scene.keepPapers(order.id);
  },
};
