import { z } from 'zod';
import { grouped } from '../../values/grouped.ts';

const MOST_PIECES = 100_000;
const MOST_LINES = 100;
const EXAMPLE = '01a21111-0000-7000-8000-00000000000f';

const piecesOf = (own: readonly { readonly quantity: number }[]) => own.reduce((sum, one) => sum + one.quantity, 0);

/** Whole pieces, as a number or as people type it. */
const pieces = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,6}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().min(1).max(MOST_PIECES));

interface Wished {
  readonly offerId: string;
  readonly quantity: number;
}

/** What is wished for twice becomes one line, and that line has the same limit. */
const fits = (all: readonly Wished[]): boolean =>
  [...grouped(all, ({ offerId }) => offerId).values()].every((own) => piecesOf(own) <= MOST_PIECES);
const some = z
  .array(z.object({ offerId: z.uuid(), quantity: pieces }))
  .min(1)
  .max(MOST_LINES)
  .refine(fits);
/** The same once it is read and what is not wanted is left out. */
const rest = z
  .array(z.object({ offerId: z.uuid(), quantity: z.number() }))
  .min(1)
  .max(MOST_LINES)
  .refine(fits);

const text = (most: number) => z.string().trim().min(1).max(most);
const justification = z.string().trim().max(2000).optional();

export const newRequest = z
  .object({
    title: text(200),
    budgetLineId: z.uuid(),
    shipTo: z.string().regex(/^\d{2}\.\d{2}$/),
    address: text(300),
    lines: some,
    /** Asks and submits in one step; left out, a draft is kept. */
    submit: z.boolean().default(false),
    justification,
  })
  .meta({
    examples: [
      {
        title: 'Kursi ruang layanan',
        budgetLineId: EXAMPLE,
        shipTo: '19.02',
        address: 'Jl. Melur 14',
        lines: [{ offerId: EXAMPLE, quantity: 2 }],
      },
    ],
  });

const isWished = ({ quantity }: { readonly quantity: number | '' }): boolean => quantity !== '';
const isChosen = ({ offerId }: { readonly offerId: string }): boolean => offerId !== '';

/** Without a quantity a good is taken away; zero is a slip of the hand, and is refused. */
const changed = z
  .array(z.object({ offerId: z.uuid(), quantity: z.literal('').or(pieces) }))
  .transform((all) => all.filter(isWished));

export const change = z
  .object({ lines: changed.pipe(rest) })
  .meta({ examples: [{ lines: [{ offerId: EXAMPLE, quantity: 3 }] }] });

export const addition = z
  .object({ offerId: z.uuid(), quantity: pieces })
  .meta({ examples: [{ offerId: EXAMPLE, quantity: 1 }] });

/** An empty `offerId` goes without: a form has one question for each good that was lost. */
export const replacement = z
  .object({
    lines: z
      .array(z.object({ offerId: z.uuid().or(z.literal('')), quantity: pieces }))
      .transform((all) => all.filter(isChosen))
      .pipe(rest),
    justification,
  })
  .meta({ examples: [{ lines: [{ offerId: EXAMPLE, quantity: 2 }] }] });

/** With `lines`, only a draft of exactly these goods is submitted: nobody buys what he did not see. */
export const submission = z
  .object({
    justification,
    lines: changed.pipe(z.array(z.object({ offerId: z.uuid(), quantity: z.number() }))).optional(),
  })
  .meta({ examples: [{ justification: 'Kebutuhan yang sudah direncanakan.' }] });

export const withReason = z.object({ reason: text(1000) }).meta({ examples: [{ reason: 'Tidak jadi diperlukan.' }] });
export const nothing = z.object({}).loose();
export const beginning = z.object({ offer: z.uuid().optional(), quantity: pieces.optional() }).loose();
