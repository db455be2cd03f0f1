import type { Child } from 'hono/jsx';

interface Asked {
  readonly name: string;
  /** Unique on its page; made from the name when a page asks for it once. */
  readonly id?: string;
  readonly label: string;
  readonly hint?: string;
  /** Why the last answer was refused, and what would be right: a whole sentence. */
  readonly error?: string | undefined;
}

interface FieldProps extends Asked {
  readonly value?: string | number | undefined;
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'date' | 'search' | 'file';
  /** Rows of a longer text. */
  readonly lines?: number;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly inputmode?: 'numeric' | 'decimal' | 'email' | 'tel';
  readonly autocomplete?: string;
  readonly maxlength?: number;
  readonly required?: boolean;
  /** A short number, right-aligned. */
  readonly quantity?: boolean;
  /** What a file may be. */
  readonly accept?: string;
}

/** One question: its label, a hint, the reason of a refusal, the answer; in this order for eye and ear. */
export function Field(props: FieldProps) {
  const { name, label, hint, error, options, value, lines, quantity = false, ...rest } = props;
  const id = props.id ?? fieldId(name);
  const { type, accept, inputmode, ...common } = rest;
  const shared = { ...common, ...described(id, props), id, name };
  return (
    <div class={error ? 'field bad' : 'field'}>
      <label for={id}>{label}</label>
      <About {...{ id, hint, error }} />
      {options ? (
        <select {...shared}>
          {options.map((option) => (
            <option value={option.value} selected={option.value === String(value ?? '')}>
              {option.label}
            </option>
          ))}
        </select>
      ) : lines ? (
        // A browser drops the first line break of a textarea, so one more keeps the text as it was.
        <textarea {...shared} rows={lines}>{`\n${value ?? ''}`}</textarea>
      ) : (
        <input
          {...{ ...shared, type: type ?? 'text', accept, inputmode, class: quantity ? 'qty' : undefined }}
          value={type === 'file' || type === 'password' ? undefined : value}
        />
      )}
    </div>
  );
}

interface ChoicesProps extends Asked {
  readonly options: readonly { readonly value: string; readonly label: Child; readonly hint?: string }[];
  readonly value?: string | readonly string[] | undefined;
  /** More than one may be taken. */
  readonly many?: boolean;
  /** `tall` on phones, `dense` for facets under a mouse. */
  readonly look?: 'tall' | 'dense';
}

/** One question whose answers all stand on the page. */
export function Choices({
  name,
  label,
  hint,
  error,
  options,
  value = [],
  many = false,
  look = 'tall',
  ...rest
}: ChoicesProps) {
  const id = rest.id ?? fieldId(name);
  const taken = [value].flat();
  return (
    <fieldset id={id} class={`stack one ${look}${error ? ' bad' : ''}`} {...described(id, { hint, error })}>
      <legend>{label}</legend>
      <About {...{ id, hint, error }} />
      {options.map((option) => (
        <label class="pick">
          <input
            type={many ? 'checkbox' : 'radio'}
            {...{ name, value: option.value }}
            checked={taken.includes(option.value)}
          />
          <span>
            {option.label}
            {option.hint && (
              <>
                <br />
                <span class="soft s">{option.hint}</span>
              </>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ActionFormProps {
  readonly action: string;
  /** What happens, with its object: `Setujui Rp10.925.000`. */
  readonly label: string;
  /** `main` once a view, `quiet` for other good choices and in lists, `bare` for the way out. */
  readonly kind?: 'main' | 'quiet' | 'bare';
  /** Which of many, for those who hear the button without its row. */
  readonly about?: string;
  readonly idempotencyKey: string;
  /** Answers that are known already. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly wide?: boolean;
  /** Some answers are files. */
  readonly files?: boolean;
  readonly children?: Child;
}

/**
 * One act and its button. The key goes along, so that a double click is one act. What is missing is said by us in
 * the reader's language, not by the browser: hence `novalidate`.
 */
export function ActionForm(props: ActionFormProps) {
  const { action, label, kind = 'main', about, idempotencyKey, fields = {}, wide = false, files, children } = props;
  const look = { main: 'btn', quiet: 'btn quiet', bare: 'btn bare' }[kind];
  const enctype = files ? ({ enctype: 'multipart/form-data' } as const) : {};
  return (
    <form method="post" {...{ action, ...enctype }} novalidate {...(children ? { class: 'stack three' } : {})}>
      {Object.entries({ 'idempotency-key': idempotencyKey, ...fields }).map(([name, value]) => (
        <input type="hidden" {...{ name, value }} />
      ))}
      {children}
      <button type="submit" class={wide ? `${look} full` : look}>
        {label}
        {about && <span class="vh"> {about}</span>}
      </button>
    </form>
  );
}

/** `lines.0.quantity` → `f-lines-0-quantity` */
export function fieldId(name: string): string {
  return `f-${name.replace(/[^\w-]/g, '-')}`;
}

function About({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="why" id={`${id}-why`}>
          {error}
        </p>
      )}
    </>
  );
}

function described(id: string, { hint, error }: { hint?: string | undefined; error?: string | undefined }) {
  const by = [hint && `${id}-hint`, error && `${id}-why`].filter(Boolean).join(' ');
  return { ...(by ? { 'aria-describedby': by } : {}), ...(error ? { 'aria-invalid': 'true' as const } : {}) };
}
