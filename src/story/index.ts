import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grouped } from '../values/grouped.ts';
import { Problem } from '../values/problem.ts';
import { chapters } from './chapters/index.ts';
import { askHub, type Finding } from './hub-checks.ts';
import { askMarkets } from './market-checks.ts';
import { at, type Chapter, type KeptPaper, type Play, type Say, until } from './scene.ts';
import { openWorld, type World } from './world.ts';

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Told {
  readonly checks: readonly Check[];
  readonly papers: readonly Pick<KeptPaper, 'number' | 'path' | 'verify'>[];
}

/**
 * Plays the story through the hub's HTTP interface, keeps its papers, and asks every database what became of it;
 * chapters of one time share a hub.
 * @throws Problem invalid `story/no-such-chapter`
 */
export async function playStory({ say, only }: { say: Say; only?: number | undefined }): Promise<Told> {
  const wanted = only === undefined ? chapters : chapters.slice(only - 1, only).filter(() => only >= 1);
  if (wanted.length === 0) throw new Problem('invalid', 'story/no-such-chapter', { last: String(chapters.length) });
  const folder = await mkdtemp(join(tmpdir(), 'bangga-story-papers-'));
  const checks: Check[] = [];
  const papers: KeptPaper[] = [];
  const check = (name: string, ok: boolean, detail: string): void => {
    checks.push({ name, ok, detail });
    say(`  ${ok ? '✓' : '✗'} ${name}${ok ? '' : ` (${detail})`}`);
  };
  const findings: Finding[] = [];
  const onPaper = (paper: KeptPaper) => papers.push(paper);
  const times = [...grouped(wanted, (one) => one.now ?? '')];
  const openAt = (place: number): Promise<World> | undefined => {
    const now = times[place]?.[0];
    if (now === undefined) return undefined;
    const opening = openWorld({ now: now === '' ? undefined : now, say, check, folder, onPaper });
    opening.catch(() => {}); // it is awaited when its chapters are played
    return opening;
  };
  // The next hub opens while this one plays, and the one before ends meanwhile: opening is work, playing mostly waiting.
  const closing: Promise<void>[] = [];
  let opening = openAt(0);
  try {
    for (const [place, [, ofTime]] of times.entries()) {
      const world = await opening;
      if (!world) throw new Error('every time has its hub');
      opening = openAt(place + 1);
      try {
        for (const chapter of ofTime) await playOne(world.scene, chapter, { say, check });
        findings.push(...(await judge(world.scene, check)));
      } finally {
        closing.push(world.close());
      }
    }
  } finally {
    await opening?.then((world) => world.close()).catch(() => {});
    await Promise.all(closing);
  }
  say(`\n${papers.length} dokumen tersimpan di ${folder}`);
  checks.push(...tabulated(findings, { say, isWhole: only === undefined }));
  return { checks, papers: papers.map(({ number, path, verify }) => ({ number, path, verify })) };
}

interface Ears {
  readonly say: Say;
  readonly check: Play['check'];
}

/** A chapter that breaks off is a check that failed, and the next one is played. */
async function playOne(scene: Play, chapter: Chapter, { say, check }: Ears): Promise<void> {
  say(`\n${chapters.indexOf(chapter) + 1}. ${chapter.title}`);
  try {
    await chapter.play(scene);
  } catch (error) {
    check('the chapter is played to its end', false, String(error));
  }
}

/** Asks the hub's database and those of the marketplaces, once all news between them has arrived. */
async function judge(scene: Play, check: Play['check']): Promise<Finding[]> {
  const waiting = `select from platform.outbox where tenant_id = '${scene.institution}' limit 1`;
  await until(async () => (await scene.ask(waiting)).length === 0);
  const requests = await scene.ask(`select distinct request_id as id from integrity.decisions`);
  let same = 0;
  let all = 0;
  for (const { id } of requests) {
    const { body } = await scene.stage.send('galuh', 'GET', `${at(scene)}/decisions/${id}`);
    all += body.decisions.length;
    same += body.decisions.filter((one: { same: boolean }) => one.same).length;
  }
  check(`all ${all} decisions of this hub replay to the letter`, all > 0 && same === all, `${same} of ${all}`);
  return [...(await askHub(scene)), ...(await askMarkets(scene))];
}

/** One row a question, over all hubs and marketplaces that were asked it. */
function tabulated(findings: readonly Finding[], { say, isWhole }: { say: Say; isWhole: boolean }): Check[] {
  say(`\nMenurut SQL tersendiri, di basis data hub dan di basis data setiap lokapasar\n`);
  say(`     ${'Dilihat'.padStart(7)} ${'Salah'.padStart(6)}  Ditanyakan di  Yang harus benar`);
  const sum = (list: readonly Finding[], key: 'looked' | 'wrong') => list.reduce((all, one) => all + one[key], 0);
  return [...grouped(findings, ({ name }) => name)].map(([name, list]) => {
    const [looked, wrong] = [sum(list, 'looked'), sum(list, 'wrong')];
    // Where the whole story was played, a question that found nothing to look at proves nothing.
    const isIdle = isWhole && looked === 0 && !name.startsWith('no news');
    const ok = wrong === 0 && !isIdle;
    const asked = list[0]?.asked ?? '';
    say(
      `  ${ok ? '✓' : '✗'}  ${String(looked).padStart(7)} ${String(wrong).padStart(6)}  ${asked.padEnd(13)}  ${name}`,
    );
    return { name, ok, detail: `${looked} looked at in ${asked}, ${wrong} wrong` };
  });
}

export { drawPictures } from './pictures.ts';
