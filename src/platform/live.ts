import type { Database } from './database.ts';
import { log } from './log.ts';

const CHANNEL = 'bangga_live';
/** What one payload holds at most: PostgreSQL takes 8,000 bytes, and an id is 36. */
const MOST_IDS = 200;
/** Changes within this time travel together: a notification takes a lock that all commits share. */
const GATHER_MS = 100;
const AGAIN_MS = 1000;

export interface Limits {
  /** Streams of one process, and of one person in it. */
  readonly streams: number;
  readonly each: number;
  /** Then the browser comes again and shows its session once more. */
  readonly lifeMs: number;
  readonly beatMs: number;
}

const DEFAULTS: Limits = { streams: 500, each: 6, lifeMs: 300_000, beatMs: 25_000 };

interface Following {
  readonly personId: string;
  /** Any of these may change what is shown. */
  readonly subjects: readonly string[];
  /** What tells one state of the page from another. Asked anew at every change. */
  readonly mark: () => Promise<string>;
  /** The mark of what the reader sees. */
  readonly seen: string;
}

export interface Live {
  /** A stream of server-sent events; undefined when there are too many. */
  follow(following: Following): ReadableStream<Uint8Array> | undefined;
  start(): void;
  stop(): Promise<void>;
}

/**
 * Tells pages that what they show has changed, on every process of the hub, by one listening connection each. It carries
 * no content: who is told reads the page again, by the same door and with the same rights.
 */
export function createLive(database: Database, limits: Partial<Limits> = {}): Live {
  const { streams, each, lifeMs, beatMs } = { ...DEFAULTS, ...limits };
  const followers = new Set<Follower>();
  const touched = new Set<string>();
  let gathering: NodeJS.Timeout | undefined;
  let listening: Promise<void> = Promise.resolve();
  let stopped = new AbortController();

  const send = async (): Promise<void> => {
    gathering = undefined;
    const ids = [...touched];
    touched.clear();
    const parcels = Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, place) =>
      ids.slice(place * MOST_IDS, (place + 1) * MOST_IDS).join(' '),
    );
    await database
      .query(`select pg_notify('${CHANNEL}', payload) from unnest($1::text[]) as payload`, [parcels])
      .catch((error) => log.warn({ error }, 'pages were not told of changes'));
  };

  const heard = (payload: string): void => {
    const ids = new Set(payload.split(' '));
    for (const follower of followers) if (follower.subjects.some((id) => ids.has(id))) follower.look();
  };

  async function listen({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      try {
        const connection = await database.reserve();
        connection.hear(heard);
        await connection.query(`listen ${CHANNEL}`);
        // What was notified while nobody listened is found by looking.
        for (const follower of followers) follower.look();
        await Promise.race([connection.lost, aborted(signal)]);
        connection.release();
      } catch (error) {
        log.warn({ error }, 'changes are not heard; trying again');
      }
      if (!signal.aborted)
        await Promise.race([new Promise((resolve) => setTimeout(resolve, AGAIN_MS)), aborted(signal)]);
    }
  }

  return {
    follow(following) {
      const own = [...followers].filter(({ personId }) => personId === following.personId);
      if (stopped.signal.aborted || followers.size >= streams || own.length >= each) return undefined;
      return streamOf(following, { lifeMs, beatMs, followers });
    },
    start() {
      stopped = new AbortController();
      database.watch((subjects) => {
        for (const subject of subjects) touched.add(subject);
        gathering ??= setTimeout(send, GATHER_MS);
      });
      listening = listen(stopped);
    },
    async stop() {
      database.watch(() => {});
      clearTimeout(gathering);
      stopped.abort();
      for (const follower of followers) follower.end();
      await listening;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

interface Follower {
  readonly personId: string;
  readonly subjects: readonly string[];
  look(): void;
  end(): void;
}

function streamOf(
  { personId, subjects, mark, seen }: Following,
  { lifeMs, beatMs, followers }: { lifeMs: number; beatMs: number; followers: Set<Follower> },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let leave = (): void => {};
  return new ReadableStream({
    start(controller) {
      let told = seen;
      let isLooking = false;
      let again = false;
      const say = (text: string): void => controller.enqueue(encoder.encode(text));
      const look = async (): Promise<void> => {
        isLooking = true;
        while (again && followers.has(follower)) {
          again = false;
          const now = await mark();
          if (now === told || !followers.has(follower)) continue;
          told = now;
          say(`id: ${now}\nevent: changed\ndata: \n\n`);
        }
        isLooking = false;
      };
      const follower: Follower = {
        ...{ personId, subjects },
        look: () => {
          again = true;
          if (isLooking) return;
          look().catch((error) => {
            log.warn({ error }, 'a page could not be looked at');
            follower.end();
          });
        },
        end: () => {
          if (!followers.delete(follower)) return;
          leave();
          controller.close();
        },
      };
      const beat = setInterval(() => say(': \n\n'), beatMs);
      const life = setTimeout(() => follower.end(), lifeMs);
      leave = () => {
        followers.delete(follower);
        clearInterval(beat);
        clearTimeout(life);
      };
      followers.add(follower);
      say('retry: 3000\n\n');
      // A change may have come between the page and its stream.
      follower.look();
    },
    cancel: () => leave(),
  });
}
