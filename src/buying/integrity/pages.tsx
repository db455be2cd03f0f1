import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly decisions: readonly { packId: string; same: boolean; facts: string; answer: string }[];
  readonly flags: readonly { code: string; justification: string }[];
}

export function replayPage({ t, language, frame, decisions, flags }: View) {
  const holds = decisions.every(({ same }) => same);
  const title = t(decisions.length === 0 ? 'integrity.none' : holds ? 'integrity.same' : 'integrity.differs');
  return (
    <Page {...{ t, language, title }} {...(frame ? { frame } : {})}>
      <div class="stack four">
        {flags.map(({ code, justification }) => (
          <div class="note care stack half">
            <b>{t(code)}</b>
            <p>{justification}</p>
          </div>
        ))}
        {decisions.map(({ packId, facts, answer }) => (
          <section class="card stack">
            <h2>{t('integrity.pack', { pack: packId })}</h2>
            <h3>{t('integrity.facts')}</h3>
            <p class="mono">{facts}</p>
            <h3>{t('integrity.answer')}</h3>
            <p class="mono">{answer}</p>
          </section>
        ))}
      </div>
    </Page>
  );
}
