import DataLoader from 'dataloader';
import { log } from './log.ts';

/**
 * Joins calls that come while an earlier batch is still under way into the next batch: alone, a call goes at once; under
 * load, many share their statements and their commit. `work` answers each ask in its place, an Error for one it refuses.
 * Where a whole batch fails, each of its asks is tried alone, so that none pays for another; so a failing `work` must
 * have changed nothing. With `lingerMs`, a batch that follows one of several waits so long for those just answered to
 * come back; a lone call never waits.
 */
export function combined<Ask, Answer>(
  work: (asks: readonly Ask[]) => Promise<readonly (Answer | Error)[]>,
  { most = 256, lingerMs = 0 } = {},
): (ask: Ask) => Promise<Answer> {
  const alone = async (ask: Ask): Promise<Answer | Error> => {
    try {
      const answers = await work([ask]);
      if (answers.length !== 1) throw new Error('a batch answers each of its asks');
      return answers[0] as Answer | Error;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const together = async (asks: readonly Ask[]): Promise<readonly (Answer | Error)[]> => {
    if (asks.length === 1) return Promise.all(asks.map(alone));
    try {
      return await work(asks);
    } catch (error) {
      log.warn({ error, asks: asks.length }, 'a batch failed; its asks are tried alone');
      const answers: (Answer | Error)[] = [];
      for (const ask of asks) answers.push(await alone(ask));
      return answers;
    }
  };
  let running: Promise<unknown> = Promise.resolve();
  let last = 0;
  const loader = new DataLoader<Ask, Answer>(
    (asks) => {
      const batch = together(asks);
      running = batch;
      last = asks.length;
      return batch as Promise<(Answer | Error)[]>;
    },
    {
      ...{ cache: false, maxBatchSize: most },
      batchScheduleFn: (go) =>
        void running.then(() => (last > 1 && lingerMs > 0 ? setTimeout(go, lingerMs) : setImmediate(go))),
    },
  );
  return (ask) => loader.load(ask);
}

/** The same for each source apart, as long as somebody holds it. */
export function combinedPer<Source extends object, Ask, Answer>(
  work: (source: Source, asks: readonly Ask[]) => Promise<readonly (Answer | Error)[]>,
): (source: Source, ask: Ask) => Promise<Answer> {
  const known = new WeakMap<Source, (ask: Ask) => Promise<Answer>>();
  return (source, ask) => {
    const own = known.get(source) ?? combined((asks: readonly Ask[]) => work(source, asks));
    known.set(source, own);
    return own(ask);
  };
}
