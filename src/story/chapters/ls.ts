import { billOf, decisionsOn, moneyOn, paidAt, receiveAll, recordLs, rp, same, written } from '../deals.ts';
import { signed } from '../papers.ts';
import { type Chapter, draft, settled, ship, submit } from '../scene.ts';

/** LS is paid by the treasury; the hub records SPP, SPM and SP2D, each by its own role. */
export const ls: Chapter = {
  title: 'LS: SPP, SPM, lalu SP2D, dengan pajak yang diputus ulang untuk cara bayarnya',
  play: async (scene) => {
    const { say, check } = scene;
    const id = await draft(scene, 'Mebel', [['kursi tamu rotan', 12]]);
    await submit(scene, id);
    const request = await settled(scene, id);
    const [order] = request.orders;
    await ship(scene, order.id);
    await receiveAll(scene, order);
    const bill = await billOf(scene, order.id);
    const { id: lineId } = await scene.line('Mebel');
    const before = await moneyOn(scene, lineId);

    const early = await recordLs(scene, bill, 'spm', 'maria', '00209/SPM/2026');
    check('SPM does not come before SPP', early.body.type === 'settlement/wrong-order', written(early.body));
    const foreign = await recordLs(scene, bill, 'spp', 'wayan', '00214/SPP/2026');
    check('BUD does not record an SPP', foreign.status === 403, String(foreign.status));
    // By hand: 12 × Rp1,250,000 = Rp15,000,000. UP would be 0.5 %, Rp75,000; LS is 1.5 % by the treasurer, Rp225,000.
    const spp = (await recordLs(scene, bill, 'spp', 'yohanes', '00214/SPP/2026')).body;
    const isLs = spp.tax.pph22Sen === '22500000' && spp.tax.collector === 'treasurer' && spp.taxFor === 'LS';
    check('LS is taxed as LS: 1.5 % by the treasurer', isLs, written(spp.tax));
    await recordLs(scene, bill, 'spm', 'maria', '00209/SPM/2026');
    check('no money has moved yet', same(await moneyOn(scene, lineId), before), written(before));
    const paid = (await recordLs(scene, bill, 'sp2d', 'wayan', '00190/SP2D/2026')).body;
    const numbers = paid.steps
      .map(({ step, number }: { step: string; number: string }) => `${step} ${number}`)
      .join(', ');
    say(`Dicatat: ${numbers}. PPh 22 ${rp(paid.tax.pph22Sen)} dipotong bendahara.`);
    check('paid with SP2D, and its number is the reference', paid.reference === '00190/SP2D/2026', paid.reference);
    check(
      'three numbers are kept',
      numbers === 'spp 00214/SPP/2026, spm 00209/SPM/2026, sp2d 00190/SP2D/2026',
      numbers,
    );
    const after = await moneyOn(scene, lineId);
    const moved = (after.paid ?? 0n) - (before.paid ?? 0n);
    check('the whole sum leaves the budget at SP2D', moved === BigInt(order.totalSen), String(moved));
    const sent = await paidAt(scene, 'lokabina', order.externalId);
    check('the marketplace got it less the tax', sent === BigInt(order.totalSen) - 22_500_000n, String(sent));
    const made = await decisionsOn(scene, id);
    const said = made.map(
      ({ facts, same: isSame }: { facts: { payment: string | null }; same: boolean }) => `${facts.payment} ${isSame}`,
    );
    check(
      'the decision for LS is kept beside the first, and both replay',
      said.join() === 'null true,LS true',
      said.join(),
    );
    const papers = signed(await scene.keepPapers(order.id));
    check(
      'above Rp10,000,000: order, BAST and kuitansi, which the seller signs',
      papers === 'handover*, purchase-order*, receipt*',
      papers,
    );
  },
};
