// Keyboard first on the desk: every key leads to something that stands on the page, so nothing here is a way of its own.

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/** What j, k and the arrows walk over: the main thing of each row or card, in the order of the page. */
const stops = (): HTMLElement[] => {
  const all = document.querySelectorAll<HTMLElement>('[data-stop], main .list a, main td a');
  return [...all].filter((one) => one.offsetParent !== null); // what is folded away cannot be stepped on
};

const isWalking = (): boolean => stops().some((one) => one === document.activeElement);

function step(by: 1 | -1): boolean {
  const all = stops();
  if (all.length === 0) return false;
  const now = all.indexOf(document.activeElement as HTMLElement);
  const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}

function press(selector: string): boolean {
  const target = document.querySelector<HTMLElement>(selector);
  if (!target) return false;
  if (target instanceof HTMLInputElement) {
    target.focus();
    target.select();
  } else target.click();
  return true;
}

const help = (): boolean => {
  const box = document.querySelector<HTMLDialogElement>('dialog#keys');
  if (!box) return false;
  if (box.open) box.close();
  else box.showModal();
  return true;
};

const keys: Readonly<Record<string, () => boolean>> = {
  '/': () => press('input[type="search"]') || press('a[data-key="find"]'),
  j: () => step(1),
  k: () => step(-1),
  // The arrows scroll the page, until somebody walks in a list.
  ArrowDown: () => isWalking() && step(1),
  ArrowUp: () => isWalking() && step(-1),
  '?': help,
  n: () => press('a[rel="next"]'),
  p: () => press('a[rel="prev"]'),
};

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === 'Escape') (event.target as HTMLElement).blur();
    return;
  }
  if (keys[event.key]?.()) event.preventDefault();
});
