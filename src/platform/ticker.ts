import { log } from './log.ts';

/** Does `work` again and again, `ms` after it last ended, never twice at once; answers how to stop. */
export function everySoOften(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = work().then(
      () => undefined,
      (error: unknown) => {
        if (!stopped) log.error({ error }, 'a recurring task failed; it will be tried again');
      },
    );
    void running.then(() => {
      if (!stopped) timer = setTimeout(run, ms);
    });
  };
  timer = setTimeout(run, ms);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
