import type { Reader } from '../../platform/database.ts';
import { type Facets, type Found, PAGE_SIZE, type Search, wordsOf } from './rules.ts';
import * as store from './store.ts';
import { buildVocabulary, meaningOf, type Vocabulary } from './vocabulary.ts';

/** Finds offers by words and filters: typing errors are put right, and where no offer has all words, some of them do. */
export async function searchOffers(reader: Reader, search: Search): Promise<Found> {
  const q = search.q?.trim() ?? '';
  const { words, correctedTo } = await wordsIn(reader, q);
  const { told, offers } = await store.search(reader, words, search);
  const {
    scale,
    total,
    base,
    category,
    marketplace,
    class: classes,
    province,
    distance,
    domestic,
    stocked,
  } = told.facets;
  const times = (counts: Readonly<Record<string, number>> | null) =>
    Object.fromEntries(Object.entries(counts ?? {}).map(([key, count]) => [key, count * scale]));
  const facets: Facets = {
    ...{ base: base * scale, category: times(category), marketplace: times(marketplace), class: times(classes) },
    ...{ province: times(province), distance: times(distance), domestic: times(domestic), stocked: stocked * scale },
    isEstimated: scale > 1,
  };
  const pageSize = search.pageSize ?? PAGE_SIZE;
  return {
    offers: offers.slice(0, pageSize),
    total: told.capped ? Math.max(total * scale, told.reached) : told.reached,
    isEstimated: told.capped && scale > 1,
    hasMore: offers.length > pageSize,
    isWidened: told.widened,
    ...(correctedTo !== undefined && offers.length > 0 && { correctedTo }),
    facets,
  };
}

const SUGGESTIONS = 6;

/** Titles for whoever is still typing: the last word may be half of one. */
export async function suggestTitles(reader: Reader, q: string): Promise<string[]> {
  const words = wordsOf(q);
  const last = words.pop();
  if (last === undefined || last.length < 2) return [];
  const vocabulary = await vocabularyOf(reader);
  const before = meaningOf(words, vocabulary);
  const near = vocabulary.begins(last) ? [] : (meaningOf([last], vocabulary)?.all ?? '').split(' & ');
  const end = near.length > 0 ? `(${near.join(' ')} | ${last}:*)` : `${last}:*`;
  return store.selectTitles(reader, before ? `${before.all} & ${end}` : end, SUGGESTIONS);
}

async function wordsIn(
  reader: Reader,
  q: string,
): Promise<{ readonly words: store.Words; readonly correctedTo?: string | undefined }> {
  // Who writes quotes or a minus means them: nothing is put right there.
  if (/["]|(^|\s)-\S/.test(q)) return { words: { kind: 'written', text: q } };
  const typed = wordsOf(q);
  if (typed.length === 0) return { words: q === '' ? { kind: 'none' } : { kind: 'written', text: q } };
  const meant = meaningOf(typed, await vocabularyOf(reader));
  if (!meant) return { words: { kind: 'none' } };
  return { words: { kind: 'meant', all: meant.all, any: meant.any }, correctedTo: meant.correctedTo };
}

const MOST_WORDS = 150_000;
const FRESH_MS = 60_000;

interface Kept {
  readonly vocabulary: Promise<Vocabulary>;
  readonly readAt: number;
  isReading: boolean;
}

/** One a database; read on first need, and again in the background once it is a minute old. */
const kept = new WeakMap<Reader, Kept>();

function vocabularyOf(reader: Reader): Promise<Vocabulary> {
  const known = kept.get(reader);
  const now = performance.now();
  if (!known) {
    const fresh = { vocabulary: readVocabulary(reader), readAt: now, isReading: false };
    kept.set(reader, fresh);
    fresh.vocabulary.catch(() => kept.delete(reader));
    return fresh.vocabulary;
  }
  if (now - known.readAt > FRESH_MS && !known.isReading) {
    known.isReading = true;
    const vocabulary = readVocabulary(reader);
    vocabulary.then(
      () => kept.set(reader, { vocabulary, readAt: performance.now(), isReading: false }),
      () => {
        known.isReading = false;
      },
    );
  }
  return known.vocabulary;
}

async function readVocabulary(reader: Reader): Promise<Vocabulary> {
  return buildVocabulary(await store.selectWords(reader, MOST_WORDS));
}
