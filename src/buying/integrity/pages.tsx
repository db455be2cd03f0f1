import type { Language, Translate } from '../../platform/i18n.ts';
import { type Frame, Page } from '../../platform/page.tsx';
import { Empty, Facts, Note } from '../../platform/parts.tsx';
import { type Inclusion, leafOf } from '../../platform/roots.ts';
import { formatLongDay } from '../../values/calendar.ts';

interface View {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly institutionId: string;
  readonly decisions: readonly { packId: string; same: boolean; facts: string; answer: string }[];
  readonly flags: readonly { code: string; justification: string }[];
}

export function replayPage({ t, language, frame, institutionId, decisions, flags }: View) {
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
        <p>
          <a href={`/institutions/${institutionId}/audit`}>{t('audit.proof-title')}</a>
        </p>
      </div>
    </Page>
  );
}

interface ProofView {
  readonly t: Translate;
  readonly language: Language;
  readonly frame: Frame | undefined;
  readonly proof: Inclusion | undefined;
}

/** That this institution's chain stands in a published root: what an auditor hands to somebody outside. */
export function proofPage({ t, language, frame, proof }: ProofView) {
  const title = t('audit.proof-title');
  if (!proof) {
    return (
      <Page {...{ t, language, frame, title }}>
        <Empty drawing="map" title={t('audit.no-roots')} text={t('audit.no-roots-text')} />
      </Page>
    );
  }
  const { root, head, path, holds } = proof;
  const mono = (text: string) => <code class="mono">{text}</code>;
  const rows = [
    { label: t('audit.day'), value: formatLongDay(root.day, language) },
    { label: t('audit.root'), value: mono(root.hash) },
    { label: t('audit.merkle'), value: mono(root.merkle) },
    { label: t('audit.leaf'), value: mono(leafOf(head)) },
  ];
  return (
    <Page {...{ t, language, frame, title }}>
      <Note kind={holds ? 'good' : 'stop'} title={t(holds ? 'audit.proof-holds' : 'audit.proof-fails')} />
      <p class="read">{t('audit.proof-text')}</p>
      <Facts rows={rows} />
      <section class="stack one">
        <h2>{t('audit.path')}</h2>
        <ol class="list tightly">
          {path.map(({ side, hash }) => (
            <li>
              {t(`audit.side-${side}`)} {mono(hash)}
            </li>
          ))}
        </ol>
      </section>
      <p>
        <a href="/audit/roots">{t('audit.roots-title')}</a>
      </p>
    </Page>
  );
}
