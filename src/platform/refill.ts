import { fieldId } from './forms.tsx';
import { KEY_FIELD, PAGE_FIELD, type Posted } from './posted.ts';

export interface Wrong {
  readonly name: string;
  readonly reason: string;
}

interface Refilling {
  readonly posted: Posted;
  readonly wrong: readonly Wrong[];
  /** Fields whose new value counts, not the one that was sent. */
  readonly fresh?: readonly string[];
}

interface Refilled {
  readonly page: string;
  /** Where each reason stands, by its field. */
  readonly ids: ReadonlyMap<string, string>;
}

/** A form's own part of its page; controls elsewhere belong to it by its id. */
interface Inside {
  readonly from: number;
  readonly to: number;
  readonly id: string | undefined;
}

/**
 * The page on which a form stands, with the form filled as it was sent and each reason beside its field.
 * It works on what our own pages write (quoted attributes, escaped text), so that no form has to be made ready for it.
 * Undefined when the page no longer holds a place for everything that was written.
 */
export function refill(page: string, { posted, wrong, fresh = [] }: Refilling): Refilled | undefined {
  for (const { index, 0: tag, 1: said = '' } of page.matchAll(/<form\b([^>]*)>/g)) {
    const { method = 'get', action, id } = attributes(said);
    const inside = { from: index + tag.length, to: page.indexOf('</form>', index), id };
    const addresses = [action ?? '', ...buttonAddresses(page.slice(inside.from, inside.to))];
    if (method !== posted.method || !addresses.some((one) => leadsTo(one, posted.action))) continue;
    const mark = posted.method === 'post' && posted.page ? hidden(PAGE_FIELD, posted.page) : '';
    const filled = fill(page, inside, { posted, wrong, fresh });
    if (!filled) continue;
    const begin = nthForm(filled, page.slice(0, index).split('<form').length);
    return tell(unfolded(filled.slice(0, begin)) + tag + mark + filled.slice(begin + tag.length), wrong);
  }
  return undefined;
}

/** A form of several buttons may lead to several addresses. */
function buttonAddresses(form: string): string[] {
  return [...form.matchAll(/<button\b([^>]*)>/g)].flatMap(([, said = '']) => attributes(said).formaction ?? []);
}

function escaped(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '');
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}"/>`;
}

/** A language that was chosen in between changes an address, and not the form. */
function leadsTo(action: string, address: string): boolean {
  const bare = (one: string) => one.replace(/[?&]lang=\w*/, '');
  return bare(action) === bare(address);
}

const CONTROL =
  /<input\b([^>]*?)\/?>|(<textarea\b([^>]*)>)[\s\S]*?<\/textarea>|(<select\b([^>]*)>)([\s\S]*?)<\/select>/g;

function fill(page: string, inside: Inside, { posted, wrong, fresh = [] }: Refilling): string | undefined {
  const { values, secrets, hasFiles } = posted;
  const left = new Map([...values].map(([name, written]) => [name, [...written]]));
  const placed = new Set<string>();
  let isOther = false;
  const filled = page.replace(CONTROL, (all, input?: string, area?: string, inArea?: string, ...more) => {
    const [select, inSelect, options, offset] = more as [string?, string?, string?, number?];
    const said = attributes(input ?? inArea ?? inSelect ?? '');
    const { name, type = 'text', value = '' } = said;
    const isMine = said.form === undefined ? isWithin(inside, offset ?? 0) : said.form === inside.id;
    if (!name || !isMine) return all;
    placed.add(name);
    const flagged = type !== 'hidden' && wrong.some((one) => one.name === name) ? `${MARK}${name}${MARK}` : '';
    if (type === 'file' || type === 'password') return flagged + all;
    if (type === 'checkbox' || type === 'radio') {
      const isTaken = values.get(name)?.includes(value) ?? false;
      return flagged + all.replace(/ checked=""/, '').replace(/\/?>$/, isTaken ? ' checked=""/>' : '/>');
    }
    const was = left.get(name)?.shift();
    // Forms of one address are told apart by what goes along unseen: which line, which order.
    if (type === 'hidden' && name !== KEY_FIELD && was !== undefined && was !== value) isOther = true;
    if (was === undefined || fresh.includes(name)) return flagged + all;
    if (area) return `${flagged}${area}\n${escaped(was)}</textarea>`;
    if (select) return `${flagged}${select}${chosen(options ?? '', was)}</select>`;
    return `${flagged}${all.replace(/ value="[^"]*"/, '').replace(/\/?>$/, '')} value="${escaped(was)}"/>`;
  });
  // Where each of several buttons carries its own key, the next press brings a new one.
  const isWhole = [...values].every(
    ([name, written]) => placed.has(name) || name === KEY_FIELD || written.every((one) => one === ''),
  );
  // A form without one field in common only shares the address.
  const isIt = [...values.keys(), ...secrets].some((name) => placed.has(name)) || hasFiles;
  return isWhole && isIt && !isOther ? filled : undefined;
}

function isWithin({ from, to }: Inside, offset: number): boolean {
  return offset >= from && offset < to;
}

function chosen(options: string, was: string): string {
  return options.replace(/<option\b([^>]*)>/g, (option, said: string) => {
    const plain = option.replace(/ selected=""/, '');
    return attributes(said).value === was ? plain.replace(/>$/, ' selected="">') : plain;
  });
}

/** Stands before a control with a reason while the page is written; what was sent holds none. */
const MARK = '\0';

/** Writes each reason between its question and the answer, where a screen reader reads it with the answer. */
function tell(marked: string, wrong: readonly Wrong[]): Refilled {
  const ids = new Map<string, string>();
  let page = marked;
  for (const { name, reason } of wrong) {
    const mark = `${MARK}${name}${MARK}`;
    const at = page.indexOf(mark);
    if (at < 0) continue;
    const before = page.slice(0, at);
    const after = page.slice(at + mark.length).replaceAll(mark, '');
    const end = after.indexOf('>') + 1;
    const control = after.slice(0, end);
    const { type, id = fieldId(name), 'aria-describedby': by } = attributes(control);
    const set = type === 'radio' || type === 'checkbox' ? before.lastIndexOf('<fieldset') : -1;
    const boxId = set < 0 ? id : (attributes(before.slice(set, before.indexOf('>', set))).id ?? id);
    const why = `<p class="why" id="${boxId}-why">${escaped(reason)}</p>`;
    ids.set(name, boxId);
    if (set >= 0) {
      const legend = before.indexOf('</legend>', set) + '</legend>'.length;
      page = bad(before.slice(0, legend), set) + why + before.slice(legend) + after;
      continue;
    }
    const field = before.lastIndexOf('<div class="field');
    const isOwn = field >= 0 && !/<(input|textarea|select)\b(?![^>]*type="hidden")/.test(before.slice(field));
    const bare = control.replace(/ (id|aria-describedby|aria-invalid)="[^"]*"/g, '').replace(/\/?>$/, '');
    const described = `${by ? `${by} ` : ''}${id}-why`;
    const told = `${bare} id="${id}" aria-describedby="${described}" aria-invalid="true">`;
    page = (isOwn ? bad(before, field) : before) + why + told + after.slice(end);
  }
  return { page, ids };
}

function bad(text: string, box: number): string {
  return text.slice(0, box) + text.slice(box).replace(/class="(field|stack[^"]*)"/, 'class="$1 bad"');
}

/** Filling moves what comes later, but adds and takes away no form. */
function nthForm(page: string, nth: number): number {
  return page.split('<form').slice(0, nth).join('<form').length;
}

/** A form in a folded part of the page is unfolded, for it is what the reader came back to. */
function unfolded(before: string): string {
  const fold = before.lastIndexOf('<details');
  if (fold < 0 || before.indexOf('</details>', fold) >= 0 || before.startsWith('<details open', fold)) return before;
  return `${before.slice(0, fold)}<details open=""${before.slice(fold + '<details'.length)}`;
}

function attributes(written: string): Record<string, string | undefined> {
  const found = [...written.matchAll(/([\w:-]+)="([^"]*)"/g)];
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (all, sign: string) => signs[sign] ?? all);
}
