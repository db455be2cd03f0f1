// What the catalogue holds, while somebody types; without it the words are simply sent.

const PAUSE_MS = 180;
const field = document.querySelector<HTMLInputElement>('input[type="search"][list]');
const list = field?.list;
let waiting: ReturnType<typeof setTimeout> | undefined;
let asked = '';

async function ask(into: Element, words: string): Promise<void> {
  asked = words;
  const address = `/offers/suggestions?q=${encodeURIComponent(words)}`;
  const answer = await fetch(address, { headers: { accept: 'application/json' } });
  if (!answer.ok || asked !== words) return; // somebody typed on meanwhile
  const { titles } = (await answer.json()) as { titles: string[] };
  into.replaceChildren(...titles.map((title) => Object.assign(document.createElement('option'), { value: title })));
}

field?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const words = field.value.trim();
    if (list && words.length > 1 && words !== asked) ask(list, words).catch(() => {});
  }, PAUSE_MS);
});
