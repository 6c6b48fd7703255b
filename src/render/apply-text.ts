// How a run ended, in truth: what was done, what failed and why, what was not begun, and what to do next.
import type { AppliedPlan, ApplyResult } from '../plan/plan.ts';
import { safeText } from './safe-text.ts';
import { type Paints, paintsFor, type Style } from './style.ts';
import { indented } from './wrap.ts';

export function renderApplySummary(applied: AppliedPlan, style: Style): string {
  const paints = paintsFor(style);
  const { results, summary } = applied;
  const isWhole = summary.applied === results.length;
  const headline = `${isWhole ? 'Done' : 'Not all done'}: ${countsOf(results).join(', ') || 'nothing'}.`;
  const lines = [
    '',
    isWhole ? paints.bold(headline) : paints.remove(headline),
    ...results
      .filter((result) => result.status === 'failed')
      .flatMap((result) => failedLines(result, style, paints)),
    ...results
      .filter((result) => result.status === 'skipped')
      .flatMap((result) => skippedLines(result, style)),
    ...noteLines(results, style),
    ...(isWhole
      ? []
      : indented('State says what is true. Run apply again to go on from here.', 0, style.width)),
  ];
  return `${lines.join('\n')}\n`;
}

const DONE: Readonly<Record<string, string>> = {
  create: 'created',
  adopt: 'adopted',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  forget: 'forgotten',
  move: 'moved',
  resume: 'resumed',
};

export function pastOf(action: string): string {
  return DONE[action] ?? action;
}

function countsOf(results: readonly ApplyResult[]): readonly string[] {
  const counts = new Map<string, number>();
  const add = (word: string): void => void counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const result of results) if (result.status === 'applied') add(pastOf(result.action));
  for (const result of results) {
    if (result.status !== 'applied') add(result.status === 'not_started' ? 'not started' : result.status);
  }
  return [...counts].map(([word, n]) => `${n} ${word}`);
}

function failedLines(result: ApplyResult, style: Style, paints: Paints): readonly string[] {
  const { error } = result;
  const head = `failed: ${result.action} ${safeText(result.address)}`;
  const ref = error?.ref === undefined || error.ref === null ? '' : ` (Palette's reference ${error.ref})`;
  return [
    paints.remove(head),
    ...indented(safeText(`${error?.code ?? 'Unknown'}: ${error?.message ?? ''}${ref}`), 4, style.width),
    ...(result.because === undefined ? [] : indented(safeText(result.because), 4, style.width)),
    ...(error?.hint === undefined || error.hint === null
      ? []
      : indented(`→ ${safeText(error.hint)}`, 4, style.width)),
  ];
}

function skippedLines(result: ApplyResult, style: Style): readonly string[] {
  return indented(
    safeText(`skipped: ${result.action} ${result.address}: ${result.because ?? ''}`),
    0,
    style.width,
  );
}

/** What succeeded with something to say about it. */
function noteLines(results: readonly ApplyResult[], style: Style): readonly string[] {
  return results.flatMap((result) =>
    result.status !== 'applied' || result.because === undefined
      ? []
      : indented(safeText(`${pastOf(result.action)} ${result.address}: ${result.because}`), 0, style.width),
  );
}
