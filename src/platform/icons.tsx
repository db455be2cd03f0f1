/** Signs beside words, 24 × 24, drawn in the colour of the text. A sign never stands alone. */
const signs = {
  box: <path d="M4 8h16v12H4zM4 8l2-4h12l2 4M9 12h6" />,
  book: <path d="M12 6q-3-2-8-2v14q5 0 8 2 3-2 8-2V4q-5 0-8 2zM12 6v14" />,
  camera: circled('M3 8h4l2-3h6l2 3h4v11H3z', 12, 13, 3.5),
  check: <path d="m4.5 12.5 5 5 10-11" />,
  clock: circled('M12 7v5l3.5 2', 12, 12, 9),
  document: <path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6" />,
  download: <path d="M12 4v11M7 11l5 5 5-5M4 20h16" />,
  flag: <path d="M6 21V4h12l-3 4.5 3 4.5H6" />,
  house: <path d="M3 11 12 4l9 7M6 9v11h12V9M10 20v-6h4v6" />,
  info: circled('M12 11.5v5M12 7.5v.01', 12, 12, 9),
  lock: <path d="M5 11h14v10H5zM8 11V8a4 4 0 0 1 8 0v3" />,
  message: <path d="M4 4h16v12H10l-5 4v-4H4z" />,
  offline: (
    <path d="M3 3l18 18M5 12.5a10 10 0 0 1 4-2.4M2 9a15 15 0 0 1 4.5-2.7M11 5q6.5-.4 11 4M15 10.5a10 10 0 0 1 4 2M9 16a4.5 4.5 0 0 1 6 0M12 20v.01" />
  ),
  person: circled('M4 21q0-8 8-8t8 8', 12, 8, 4),
  phone: <path d="M5 4h4l2 5-2.5 2a12 12 0 0 0 5 5l2-2.5 5 2v4q0 1.5-2 1.5A17 17 0 0 1 3.5 6Q3.5 4 5 4z" />,
  rule: <path d="M5 3h14v18H5zM9 8h6M9 12h6M9 16h3" />,
  search: circled('m15.5 15.5 5 5', 10.5, 10.5, 6.5),
  shop: <path d="M4 10v10h16V10M3 9l2-5h14l2 5q-1.5 2-3 2t-3-2q-1.5 2-3 2t-3-2q-1.5 2-3 2T3 9M10 20v-5h4v5" />,
  stop: <path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16.5v.01" />,
  truck: (
    <>
      <path d="M2 6h12v10H2zM14 10h4l4 3v3h-8" />
      <circle cx="7" cy="17.5" r="2" />
      <circle cx="17.5" cy="17.5" r="2" />
    </>
  ),
  upload: <path d="M12 16V5M7 10l5-5 5 5M4 20h16" />,
  wallet: <path d="M3 7h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 7l12-4v4M16.5 13.5v.01" />,
};

function circled(d: string, cx: number, cy: number, r: number) {
  return (
    <>
      <circle cx={cx} cy={cy} r={r} />
      <path d={d} />
    </>
  );
}

export type Sign = keyof typeof signs;

/** The words beside it say the same, so a screen reader passes over it. */
export function Icon({ sign }: { readonly sign: Sign }) {
  return (
    <svg class="ic" viewBox="0 0 24 24" aria-hidden="true">
      {signs[sign]}
    </svg>
  );
}

/** Flat shapes on one shadow, 96 × 96: the tone (`i1` red … `i5` bark, `l2` `l5` lines), then the path. */
const shapes = {
  basket: [
    ['i3', 'M18 46h60v35H18z'],
    [
      'i2',
      'M18 46h10v9H18zM38 46h10v9H38zM58 46h10v9H58zM28 55h10v9H28zM48 55h10v9H48zM68 55h10v9H68zM18 64h10v9H18zM38 64h10v9H38zM58 64h10v9H58zM28 73h10v8H28zM48 73h10v8H48zM68 73h10v8H68z',
    ],
    ['i4', 'M14 34h68v12H14z'],
    ['i1', 'M43 34h10v47H43z'],
    ['i1', 'M48 33q-14-16-16-6 0 6 16 7 16-1 16-7-2-10-16 6z'],
  ],
  camera: [
    ['i5', 'M32 12h32q5 0 5 5v60q0 5-5 5H32q-5 0-5-5V17q0-5 5-5z'],
    ['i4', 'M31 20h34v50H31zM45.5 76a2.5 2.5 0 0 1 5 0 2.5 2.5 0 0 1-5 0z'],
    ['i3', 'M31 56h34v14H31z'],
    ['i1', 'M40 38h16l2 20q-10 3-20 0z'],
    ['i4', 'M43 49a5 5 0 0 1 10 0 5 5 0 0 1-10 0z'],
  ],
  chair: [
    ['i3', 'M30 16h36q6 0 6 8l-3 26H27l-3-26q0-8 6-8z'],
    ['l2', 'M33 20l-2 28M42 20l-1 28M54 20l1 28M63 20l2 28M26 28h44M27 38h42'],
    ['i1', 'M22 49h52q4 0 4 5t-4 5H22q-4 0-4-5t4-5z'],
    ['l5', 'M26 60l-4 21M70 60l4 21M28 70h40'],
  ],
  cloth: [
    ['i5', 'M16 36a8 8 0 0 1 8-8h48a8 8 0 0 1 8 8v46H24a8 8 0 0 1-8-8z'],
    ['i3', kawung()],
    ['i1', 'M16 64h64v18H24a8 8 0 0 1-8-8z'],
    ['i4', 'M16 64h64v3H16zM24 76h56v2H24z'],
  ],
  coffee: [
    ['i5', 'M27 20h42v56q-21 7-42 0z'],
    ['i2', 'M27 20h42v9H27z'],
    ['i4', 'M27 42h42v24H27z'],
    ['i5', 'M40 54c0-6 4-9 8-9s8 3 8 9-4 9-8 9-8-3-8-9z'],
    ['l2', 'M48 47q-4 4 0 7t0 7'],
  ],
  honey: [
    ['i3', 'M28 34h40q5 4 5 10v30q0 7-7 7H30q-7 0-7-7V44q0-6 5-10z'],
    ['i1', 'M27 20h42v12H27z'],
    ['i4', 'M23 50h50v20H23z'],
    ['i2', 'M41 54h6l3 5-3 5h-6l-3-5zM51 60h6l3 5-2 4h-7l-3-4z'],
  ],
  map: [
    ['i4', 'M14 24l22-8 24 8 22-8v54l-22 8-24-8-22 8z'],
    ['i0', 'M36 16l24 8v54l-24-8z'],
    ['l5', 'M22 62q10-14 20-8t14-10'],
    ['i1', 'M66 22q10 0 10 10 0 8-10 18-10-10-10-18 0-10 10-10z'],
    ['i4', 'M62 32a4 4 0 0 1 8 0 4 4 0 0 1-8 0z'],
  ],
  pencil: [
    ['i4', 'M20 22h38v60H20z'],
    ['i1', 'M20 22h9v60h-9z'],
    ['l5', 'M36 36h15M36 46h15M36 56h9'],
    ['i3', 'M66 26h9v44h-9z'],
    ['i4', 'M66 70h9l-4.5 11z'],
    ['i5', 'M68.8 76.5h3.4l-1.7 4.5z'],
    ['i1', 'M66 22a4 4 0 0 1 9 0v6h-9z'],
  ],
  pot: [
    ['i2', 'M38 24h20q-2 8 6 14 12 10 12 22 0 16-14 21H34Q20 76 20 60q0-12 12-22 8-6 6-14z'],
    ['i5', 'M34 18h28v7H34z'],
    ['i4', 'M23 51h50q2 4 3 8H20q1-4 3-8z'],
    ['i1', 'M24 59l6-8 6 8zM36 59l6-8 6 8zM48 59l6-8 6 8zM60 59l6-8 6 8z'],
  ],
  receipt: [
    ['i4', 'M28 14h40v66l-6.5-5-7 5-6.5-5-6.5 5-7-5-6.5 5z'],
    ['l5', 'M37 28h22M37 39h22M37 50h12'],
    ['i1', 'M53 47h8v6h-8z'],
  ],
  snack: [
    ['i1', 'M24 18h48l-3 8 5 50q-26 8-52 0l5-50z'],
    ['i4', 'M23 18h50l-1 6H24zM32 52a16 16 0 0 1 32 0 16 16 0 0 1-32 0z'],
    ['i3', 'M38 46q8-8 14 0q-2 9-10 8q-6-2-4-8zM47 55q7-6 12 0q-2 7-8 6q-5-1-4-6z'],
    ['i2', 'M37 58q4-3 7 1q-1 4-4 4q-4-1-3-5z'],
  ],
  table: [
    ['i3', 'M14 34q34-10 68 0v8q-34 9-68 0z'],
    ['l2', 'M20 38q28-7 56 0'],
    ['l5', 'M24 45l-3 36M72 45l3 36M40 47l-1 30M56 47l1 30M26 66h44'],
  ],
  uniform: [
    ['i4', 'M36 18h24l20 12-7 17-9-4v38H32V43l-9 4-7-17z'],
    ['i1', 'M36 18l12 14 12-14 5 3-12 19-5-5-5 5-12-19z'],
    ['l5', 'M48 42v36'],
    ['i2', 'M53 48h8v8h-8z'],
  ],
} as const satisfies Record<string, readonly (readonly [tone: string, path: string])[]>;

/** Two rows of four-petalled flowers, the old pattern of batik. */
function kawung(): string {
  const flowers = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `M${17 + (n % 4) * 16} ${31 + Math.floor(n / 4) * 16}`);
  return flowers
    .map((from) => `${from}q7 0 7 7q-7 0-7-7zm14 0q0 7-7 7q0-7 7-7zm-14 14q0-7 7-7q0 7-7 7zm14 0q-7 0-7-7q7 0 7 7z`)
    .join('');
}

export type Drawing = keyof typeof shapes;
export const drawings = Object.keys(shapes) as Drawing[];

interface PlateProps {
  /** A kind of goods; one without a drawing of its own is shown as a basket. */
  readonly drawing: string;
  /** `mini` beside a line, `mid` in a hit, `tile` above an empty state. */
  readonly size?: 'mini' | 'mid' | 'tile';
}

/** A drawing in the place of a photograph or above an empty state; the words beside it name the goods. */
export function Plate({ drawing, size = 'mini' }: PlateProps) {
  const parts: readonly (readonly [string, string])[] = isDrawing(drawing) ? shapes[drawing] : shapes.basket;
  return (
    <span class={size === 'tile' ? 'plate tile' : 'plate'}>
      <svg class={size === 'tile' ? 'il' : `il ${size}`} viewBox="0 0 96 96" aria-hidden="true">
        <ellipse class="i0" cx="48" cy="82" rx="36" ry="5" />
        {parts.map(([tone, d]) => (
          <path class={tone} d={d} />
        ))}
      </svg>
    </span>
  );
}

function isDrawing(name: string): name is Drawing {
  return Object.hasOwn(shapes, name);
}
