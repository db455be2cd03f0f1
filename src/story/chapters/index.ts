import type { Chapter } from '../scene.ts';
import { approval } from './approval.ts';
import { cancellation } from './cancellation.ts';
import { firstBela } from './first-bela.ts';
import { killedHub } from './killed-hub.ts';
import { lastMoney } from './last-money.ts';
import { lostAnswer } from './lost-answer.ts';
import { ls } from './ls.ts';
import { onePurchase } from './one-purchase.ts';
import { partialConfirmation } from './partial-confirmation.ts';
import { rulesChange } from './rules-change.ts';

/** Each plays one thing that happens to an office, checks what became of it, and can be played alone. */
export const chapters: readonly Chapter[] = [
  ...[onePurchase, ls, approval, lastMoney, lostAnswer, partialConfirmation, cancellation, killedHub],
  ...[firstBela, rulesChange],
];
