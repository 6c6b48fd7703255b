// One change as a question.
import { takesAway } from '../plan/document.ts';
import type { ChangeEntry } from '../plan/plan.ts';
import { ACTION_WORDS, cloneWords } from './plan-words.ts';
import type { Style } from './style.ts';
import { joinLines, layout } from './wrap.ts';

/** What the question is about; the question itself is the line below. */
export function renderChangeQuestion(change: ChangeEntry, place: string, style: Style): string {
  const { symbol, verb, tone } = ACTION_WORDS[change.action];
  const clone = cloneWords(change.replaces?.clone ?? change.clone);
  const what = takesAway(change) ? `  deletes ${clone} from Palette` : `  ${cloneWords(change.clone)}`;
  const lines = layout(
    [
      { text: `[${place}] `, tone: 'dim', keep: true },
      { text: `${symbol} ${verb} `, tone },
      { text: change.address, tone: 'bold', keep: true },
      { text: what, tone: takesAway(change) ? 'remove' : undefined },
    ],
    style,
    { first: 0, hang: 2 },
  );
  return `\n${joinLines(lines)}`;
}

export const QUESTION = 'Apply this change? [y]es, [n]o, [a]ll remaining, [q]uit: ';

export function renderLeft(change: ChangeEntry, because: ChangeEntry, style: Style): string {
  return joinLines(
    layout(
      [
        { text: 'Left: ', tone: 'warn' },
        { text: change.address, keep: true },
        { text: ', which depends on ' },
        { text: because.address, keep: true },
      ],
      style,
      { first: 0, hang: 2 },
    ),
  );
}
