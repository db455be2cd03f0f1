import { at, draft, type Scene, settled, ship, submit, until } from './scene.ts';

/** Each plays one thing that happens to an office, and checks what became of it. */
export const chapters: readonly (readonly [title: string, play: (scene: Scene) => Promise<void>])[] = [
  [
    'Satu pembelian: dua lokapasar, dikirim, diterima sebagian lalu lengkap, dibayar UP',
    async (scene) => {
      const { stage, say, check, ask } = scene;
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
      const receive = (counts: readonly number[]) =>
        stage.send('ratna', 'POST', `${delivery}/receipts`, {
          lines: order.lines
            .map(({ id }: { id: string }, index: number) => ({ lineId: id, quantity: counts[index] }))
            .filter(({ quantity }: { quantity: number }) => quantity > 0),
        });
      const first = await receive([1, 0]);
      const half = (await stage.send('ratna', 'GET', delivery)).body;
      check(
        'a partial receipt is a partial receipt',
        half.state === 'partly-received',
        `${half.state} ${first.status}`,
      );
      await receive(
        order.lines.map(({ quantity }: { quantity: number }, index: number) => quantity - (index === 0 ? 1 : 0)),
      );
      const whole = (await stage.send('ratna', 'GET', delivery)).body;
      check('the rest makes it whole', whole.state === 'received', whole.state);
      const over = await receive([1, 1]);
      check('nothing beyond the order is received', over.status >= 400 && over.status < 500, String(over.status));
      let bill: { id: string; orderId: string } | undefined;
      await until(async () => {
        const { body } = await stage.send('yohanes', 'GET', `${at(scene)}/bills`);
        bill = body.bills?.find((one: { orderId: string }) => one.orderId === order.id);
        return bill !== undefined;
      });
      const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
      const paid = await stage.send('yohanes', 'POST', `${at(scene)}/bills/${bill?.id}/payment`, {
        method: 'UP',
        reference: 'BKU-0001',
        paidOn: day,
      });
      check('the treasurer pays by UP', paid.status === 200 && paid.body.state === 'paid', JSON.stringify(paid.body));
      const again = await stage.send('yohanes', 'POST', `${at(scene)}/bills/${bill?.id}/payment`, {
        method: 'UP',
        reference: 'BKU-0001',
        paidOn: day,
      });
      check('nobody pays twice', again.status === 409, String(again.status));
      const papers = await ask(`select number from document.papers where subject = $1 order by number`, [order.id]);
      say(`Dokumen: ${papers.map(({ number }) => number).join(', ')}`);
      check('exactly the papers that the amount demands', papers.length === 2, `${papers.length} papers`);
    },
  ],
  [
    'Dua kantor berebut uang terakhir dan stok terakhir',
    async (scene) => {
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
      check('exactly one gets the last stock', states.join() === 'cancelled,confirmed', states.join());
      const [stock] = await askMarket('griya-karya', `select stock from sandbox.offers where id = 'kursi-anyam'`);
      check('the marketplace sold no more than it had', Number(stock?.stock) === 0, `stock ${stock?.stock}`);
    },
  ],
  [
    'Lokapasar kehilangan jawabannya',
    async (scene) => {
      const { check, askMarket } = scene;
      await (await scene.desk('lokabina')).fault({ kind: 'lose-answer', operation: 'placeOrders', times: 2 });
      const id = await draft(scene, 'Mebel', [['keranjang arsip', 1]]);
      await submit(scene, id);
      const request = await settled(scene, id);
      check('asked again until it answers', request.state === 'confirmed', request.state);
      const rows = await askMarket(
        'lokabina',
        `select id from sandbox.orders where reference = '${request.orders[0].number}'`,
      );
      check('the order exists once at the marketplace', rows.length === 1, `${rows.length} orders`);
    },
  ],
  [
    'Satu dipastikan, satu ditolak; sisanya dibatalkan',
    async (scene) => {
      const { stage, check } = scene;
      await (await scene.desk('pasar-rame')).fault({ kind: 'refuse-confirm', operation: 'confirmOrders', times: 1 });
      const id = await draft(scene, 'Mebel', [
        ['meja kecil rotan', 1],
        ['pot gerabah', 2],
      ]);
      const before = await scene.line('Mebel');
      await submit(scene, id);
      const request = await settled(scene, id);
      const states = request.orders
        .map(({ state }: { state: string }) => state)
        .sort()
        .join();
      check(
        'the official is asked to choose',
        request.state === 'choosing' && states === 'confirmed,refused',
        `${request.state}: ${states}`,
      );
      await stage.send('ratna', 'POST', `${at(scene)}/requests/${id}/cancellation`, {
        reason: 'Sisanya tidak berguna sendiri.',
      });
      await settled(scene, id);
      const after = await scene.line('Mebel');
      check(
        'all money is back',
        before.availableSen === after.availableSen,
        `${before.availableSen} ${after.availableSen}`,
      );
    },
  ],
  [
    'Hub dimatikan di tengah jalan dan dinyalakan lagi',
    async (scene) => {
      const { stage, check, askMarket } = scene;
      await (await scene.desk('lokabina')).fault({ kind: 'slow', operation: 'placeOrders', times: 1, ms: 3000 });
      const id = await draft(scene, 'Mebel', [['kursi tamu rotan', 1]]);
      await submit(scene, id);
      await stage.end('SIGKILL');
      await stage.open();
      const request = await settled(scene, id);
      check('the order survives the kill', request.state === 'confirmed', request.state);
      const rows = await askMarket(
        'lokabina',
        `select id from sandbox.orders where reference = '${request.orders[0].number}'`,
      );
      check('and is not doubled', rows.length === 1, `${rows.length} orders`);
    },
  ],
];
