import { slang } from './slang.ts';

/** The words of all titles with how many offers have them. */
export interface Vocabulary {
  readonly size: number;
  has(word: string): boolean;
  /** Whether any word begins so. */
  begins(start: string): boolean;
  /** The known words that begin so, the most used first. */
  beginning(start: string, most: number): string[];
  /** What was probably meant by a word that nobody writes, the likeliest first; none where nothing is near. */
  nearest(word: string): string[];
}

const SHORTEST = 4;
const PREFIX = 9;

/**
 * Typing errors are undone by deletions on both sides (SymSpell): a known word is kept under itself with any one letter
 * left out, and a typed one is looked up with up to two left out. What people shorten keeps its consonants.
 */
export function buildVocabulary(counted: readonly { readonly word: string; readonly offers: number }[]): Vocabulary {
  const counts = new Map(counted.map(({ word, offers }) => [word, offers]));
  const sorted = [...counts.keys()].sort();
  const shortened = new Map<string, string[]>();
  const skeletons = new Map<string, string[]>();
  for (const word of sorted) {
    if (word.length < SHORTEST || /\d/.test(word)) continue;
    for (const key of [word.slice(0, PREFIX), ...deletions(word.slice(0, PREFIX))]) push(shortened, key, word);
    push(skeletons, skeleton(word), word);
  }
  const startOf = (start: string) => lowerBound(sorted, start);
  const beginning = (start: string, most: number): string[] => {
    const found: string[] = [];
    for (let place = startOf(start); sorted[place]?.startsWith(start) && found.length < 400; place += 1) {
      found.push(sorted[place] ?? '');
    }
    return found.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, most);
  };

  function nearest(word: string): string[] {
    if (word.length < 3 || /\d/.test(word)) return [];
    const most = word.length < SHORTEST ? 0 : word.length < 6 ? 1 : 2;
    const near = new Map<string, number>();
    const head = word.slice(0, PREFIX);
    const once = deletions(head);
    const keys = most === 0 ? [] : [head, ...once, ...(most > 1 ? once.flatMap(deletions) : [])];
    for (const key of new Set(keys)) {
      for (const known of shortened.get(key) ?? []) {
        if (near.has(known)) continue;
        const distance = distanceOf(word, known, most);
        if (distance <= most) near.set(known, distance + (known[0] === word[0] ? 0 : 0.5));
      }
    }
    // `kbl` for kabel, `prnter` for printer: vowels are what people leave out.
    const bare = skeleton(word);
    if (bare.length >= 3) {
      for (const known of skeletons.get(bare) ?? []) {
        if (known[0] === word[0] && known.length - word.length <= 4)
          near.set(known, Math.min(near.get(known) ?? 9, 0.9));
      }
    }
    const weight = (known: string) => (near.get(known) ?? 9) - Math.log10(counts.get(known) ?? 1) / 5;
    return [...near.keys()].sort((a, b) => weight(a) - weight(b)).slice(0, 3);
  }

  return {
    size: counts.size,
    has: (word) => counts.has(word),
    begins: (start) => sorted[startOf(start)]?.startsWith(start) ?? false,
    beginning,
    nearest,
  };
}

/** What a search asks for, as PostgreSQL reads it. */
export interface Meant {
  /** Every word, each with what it may stand for. */
  readonly all: string;
  /** Any of them, for when no offer has all. */
  readonly any: string;
  /** What people read when something was put right. */
  readonly correctedTo: string | undefined;
}

const MOST_WORDS = 12;

/** `kripik singkng` → `(kripik | keripik) & (singkng | singkong)`. Letters and digits only, so it is always well formed. */
export function meaningOf(words: readonly string[], vocabulary: Vocabulary): Meant | undefined {
  if (words.length === 0) return undefined;
  const meant = words.slice(0, MOST_WORDS).map((word) => meaningOfWord(word, vocabulary));
  const groups = meant.map(({ terms }) => (terms.length > 1 ? `(${terms.join(' | ')})` : (terms[0] ?? '')));
  const isCorrected = meant.some(({ shown }, place) => shown !== words[place]);
  return {
    all: groups.join(' & '),
    any: groups.join(' | '),
    correctedTo: isCorrected ? meant.map(({ shown }) => shown).join(' ') : undefined,
  };
}

function meaningOfWord(word: string, vocabulary: Vocabulary): { terms: string[]; shown: string } {
  const said = slang[word] ?? [];
  if (said.length > 0) {
    const known = said.filter((one) => vocabulary.has(one));
    const shown = vocabulary.has(word) || known.length === 0 ? word : (known[0] ?? word);
    return { terms: [...new Set([word, ...said])], shown };
  }
  if (vocabulary.has(word)) return { terms: [word], shown: word };
  // Half a word is no error.
  if (word.length >= 3 && vocabulary.begins(word)) return { terms: [`${word}:*`], shown: word };
  const near = vocabulary.nearest(word);
  // The catalogue may know a word that this process has not read yet, so what was typed is always asked for too.
  return { terms: [word.length >= 3 ? `${word}:*` : word, ...near], shown: near[0] ?? word };
}

function deletions(word: string): string[] {
  return Array.from(word, (_, place) => word.slice(0, place) + word.slice(place + 1));
}

/** Consonants, each once, spelled in one way: `oe` and old or foreign letters sound the same. */
function skeleton(word: string): string {
  return word
    .replace(/dj/g, 'j')
    .replace(/tj/g, 'c')
    .replace(/[vf]/g, 'p')
    .replace(/[ckq]/g, 'k')
    .replace(/[aeiouy]/g, '')
    .replace(/(.)\1+/g, '$1');
}

/** Insertions, deletions, other letters and neighbours changed about; more than `most` counts as `most + 1`. */
function distanceOf(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    if (Math.min(...row) > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? most + 1;
}

function lowerBound(sorted: readonly string[], start: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
