import type { Context } from 'hono';
import type { Translate } from './i18n.ts';
import type { Live } from './live.ts';

/** Leads the page's script to its stream. It is seen only when the page changed while the reader works on it. */
export function LiveMark({ t, page, seen }: { readonly t: Translate; readonly page: string; readonly seen: string }) {
  return (
    <div data-live={`${page}/changes?seen=${encodeURIComponent(seen)}`} role="status">
      <p class="note" hidden>
        {t('platform.live-changed')} <a href={page}>{t('platform.live-again')}</a>
      </p>
    </div>
  );
}

/** The stream as an answer. `204` tells a browser not to come again: the page is right without it. */
export function answerLive(c: Context, live: Live, following: Omit<Parameters<Live['follow']>[0], 'seen'>): Response {
  const seen = c.req.header('last-event-id') ?? c.req.query('seen') ?? '';
  const stream = live.follow({ ...following, seen });
  if (!stream) return c.body(null, 204);
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return c.body(stream, 200, headers);
}
