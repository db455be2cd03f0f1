// Shows the page anew when what it shows has changed. The page is read again as a whole, so nothing is drawn here.

const streamOf = (): HTMLElement | null => document.querySelector<HTMLElement>('[data-live]');

/** Whoever types, or stands somewhere in the page, is told and not pushed away. */
const isBusy = (main: Element): boolean => {
  if (main.contains(document.activeElement)) return true;
  const fields = main.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input:not([type=hidden]), textarea');
  const isTouched = [...fields].some(
    (field) =>
      field.value !== field.defaultValue ||
      (field instanceof HTMLInputElement && field.checked !== field.defaultChecked),
  );
  const isChosen = [...main.querySelectorAll('option')].some(
    (one) => one.selected && !one.defaultSelected && one.index > 0,
  );
  return isTouched || isChosen || main.querySelector('details[open]') !== null;
};

async function show(): Promise<void> {
  const main = document.querySelector('main');
  if (!main) return;
  if (isBusy(main)) {
    const note = streamOf()?.querySelector<HTMLElement>('.note');
    if (note) note.hidden = false;
    return;
  }
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.querySelector('main');
  if (fresh && !isBusy(main)) main.replaceChildren(...fresh.childNodes);
}

const href = streamOf()?.dataset.live;
if (href && 'EventSource' in window) {
  const stream = new EventSource(href);
  stream.addEventListener('changed', () => void show().catch(() => undefined));
  // A page that is left takes its stream along.
  addEventListener('pagehide', () => stream.close());
}
