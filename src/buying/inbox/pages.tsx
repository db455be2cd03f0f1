import { formatMoment, formatWeekday } from '../../platform/formats.ts';
import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Tag } from '../../platform/parts.tsx';
import type { Day } from '../../values/calendar.ts';
import type { Instant } from '../../values/instant.ts';
import { formatRupiah } from '../../values/money.ts';
import { type Task, timeLeft } from './rules.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly tasks: readonly Task[];
  readonly at: Instant;
}

/** What waits for the reader, on one narrow column: a phone in a corridor is where decisions are made. */
export function inboxPage({ t, language, frame, tasks, at }: View) {
  const title = tasks.length === 0 ? t('inbox.nothing') : t('inbox.waiting', { count: tasks.length });
  return (
    <Page {...{ t, language, frame, title }} wide="slim">
      {tasks.length === 0 ? (
        <Empty drawing="basket" title={t('inbox.empty')} text={t('inbox.empty-how')} />
      ) : (
        <>
          <p class="soft">{t('inbox.order')}</p>
          <ul class="stack">
            {tasks.map((task) => (
              <TaskCard {...{ t, language, task, at }} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function TaskCard({ t, language, task, at }: Omit<View, 'frame' | 'tasks'> & { readonly task: Task }) {
  const { kind, href, title, number, sellerName, amount, dueOn } = task;
  return (
    <li class="card stack one">
      <div class="row apart">
        <b>{t(`inbox.kind-${kind}`)}</b>
        <b class="l n">{formatRupiah(amount)}</b>
      </div>
      <h2 class="hh">{title}</h2>
      <p class="soft s">
        {sellerName && `${sellerName}, `}
        <span class="n">{number}</span>
      </p>
      {task.heldUntil && <Held {...{ t, language, until: task.heldUntil, at }} />}
      {dueOn && <p class="s">{t('inbox.due', { date: formatWeekday(dueOn as Day, language) })}</p>}
      <a class="btn quiet full" href={href}>
        {t(`inbox.do-${kind}`)}
        <span class="vh"> {title}</span>
      </a>
    </li>
  );
}

/** Until when price and stock are held, as a moment and as what is left of it. */
function Held(props: Pick<View, 't' | 'language' | 'at'> & { readonly until: Instant }) {
  const { t, language, until, at } = props;
  const { unit, count } = timeLeft(until, at);
  const isSoon = unit === 'ended' || unit === 'minutes';
  return (
    <p class="row s">
      <Tag kind={isSoon ? 'stop' : 'care'} sign="clock">
        {t(`inbox.left-${unit}`, { count })}
      </Tag>
      <span>{t('inbox.held', { moment: formatMoment(until, language) })}</span>
    </p>
  );
}
