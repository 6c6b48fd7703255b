// Why nothing was done, and every reason for it by itself.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Style } from './style.ts';
import { joinLines, layout } from './wrap.ts';

const MOST = 50;

export function renderRefusedRun(why: string, reasons: readonly Diagnostic[], style: Style): string {
  const more = reasons.length - MOST;
  return joinLines([
    ...layout([{ text: `Nothing was applied: ${why}` }], style, { first: 0, hang: 2 }),
    ...reasons
      .slice(0, MOST)
      .flatMap(({ message }) =>
        layout([{ text: '- ', tone: 'error' }, { text: message }], style, { first: 2, hang: 4 }),
      ),
    ...(more > 0 ? [`  and ${more} more; --json lists them all`] : []),
  ]);
}
