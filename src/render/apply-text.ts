// How a run ended, in truth: what was done, what failed and what that means, what was not begun, and what to do next.
import { assertNever } from '../model/invariant.ts';
import type { AppliedPlan, ApplyResult } from '../plan/plan.ts';
import { type ChangeView, removes, toChangeView } from './change-view.ts';
import { memberLines } from './member-text.ts';
import { groupsOf } from './plan-view.ts';
import { ACTION_WORDS, COUNT_WORDS, count } from './plan-words.ts';
import { isEachListed } from './progress.ts';
import type { Style, Tone } from './style.ts';
import { joinLines, layout, type Span } from './wrap.ts';

const FLUSH = { first: 0, hang: 2 } as const;
const ENTRY = { first: 2, hang: 6 } as const;
const DETAIL = { first: 6, hang: 8 } as const;

export interface HowItEnded {
  /** The command that somebody stopped; absent: nobody did. */
  readonly interrupted?: string;
  /** It applied a saved plan, which what was done has made stale. */
  readonly planFile?: boolean;
}

/** `Run ID took 12 seconds.`, and how it is undone. */
function runLines({ run }: AppliedPlan, style: Style): readonly string[] {
  if (run === undefined) return [];
  const seconds = Math.round(run.elapsedMs / 1000);
  const time = seconds < 1 ? 'less than a second' : count(seconds, 'second');
  return [
    ...layout([{ text: `Run ${run.id} took ${time}.` }], style, FLUSH),
    ...(run.undo === null
      ? []
      : layout([{ text: 'To undo it: ' }, { text: run.undo, keep: true }], style, FLUSH)),
  ];
}

/** Begins with a blank line: it follows the plan, and on a terminal the progress. */
export function renderApplySummary(applied: AppliedPlan, style: Style, how: HowItEnded = {}): string {
  const { results } = applied;
  const of = (status: ApplyResult['status']): readonly ApplyResult[] =>
    results.filter((result) => result.status === status);
  const blocked = of('skipped').filter((result) => result.blockedBy !== undefined);
  // Where all went well, the headline is the last line.
  const blocks = [
    appliedLines(applied, style),
    runLines(applied, style),
    layout([{ text: outcomeHeadline(results), tone: isWhole(results) ? 'bold' : 'error' }], style, FLUSH),
    section('Failed', of('failed'), 'error', style, failureLines),
    section(
      'Skipped',
      of('skipped').filter((result) => !blocked.includes(result)),
      'warn',
      style,
      becauseLines,
    ),
    section('Blocked', blocked, 'blocked', style, blockedLines),
    notStartedLines(applied, style),
    section(
      'Applied, with notes',
      of('applied').filter((result) => result.because !== undefined),
      'bold',
      style,
      noteLines,
    ),
    nextSteps(results, how).flatMap((text) => layout([{ text }], style, FLUSH)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${joinLines(lines)}`)
    .join('');
}

function isWhole(results: readonly ApplyResult[]): boolean {
  return results.every((result) => result.status === 'applied');
}

export function outcomeHeadline(results: readonly ApplyResult[]): string {
  if (results.length === 0) return 'Nothing to apply.';
  const applied = results.filter((result) => result.status === 'applied');
  const done = COUNT_WORDS.flatMap(([action]) => {
    const n = applied.filter((result) => result.action === action).length;
    return n === 0 ? [] : [`${n} ${ACTION_WORDS[action].past}`];
  });
  const left = countLeft(results);
  const of = `Applied ${applied.length} of ${results.length} change${results.length === 1 ? '' : 's'}`;
  return `${of}${done.length === 0 ? '' : `: ${done.join(', ')}`}.${left.length === 0 ? '' : ` ${left.join(', ')}.`}`;
}

function countLeft(results: readonly ApplyResult[]): readonly string[] {
  const counts = new Map([
    ['failed', 0],
    ['skipped', 0],
    ['blocked', 0],
    ['not started', 0],
  ]);
  for (const result of results) {
    const word = leftWord(result);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].flatMap(([word, n]) => (n === 0 ? [] : [`${n} ${word}`]));
}

export function leftWord(result: ApplyResult): string | null {
  switch (result.status) {
    case 'applied':
      return null;
    case 'failed':
      return 'failed';
    case 'skipped':
      return result.blockedBy === undefined ? 'skipped' : 'blocked';
    case 'not_started':
      return 'not started';
    default:
      return assertNever(result.status);
  }
}

/** Each change on a line of its own. Where several in a row have the same to say, it stands below the last of them. */
function section(
  title: string,
  results: readonly ApplyResult[],
  tone: Tone,
  style: Style,
  details: (result: ApplyResult) => readonly Span[],
): readonly string[] {
  if (results.length === 0) return [];
  const said = results.map((result) => JSON.stringify(details(result)));
  return [
    ...layout([{ text: `${title}: ${results.length}`, tone }], style, FLUSH),
    ...results.flatMap((result, index) => [
      ...layout(
        [
          { text: `${ACTION_WORDS[result.action].verb.toLowerCase()} ` },
          { text: result.address, tone: 'bold', keep: true },
        ],
        style,
        ENTRY,
      ),
      ...(said[index] === said[index + 1]
        ? []
        : details(result).flatMap((span) => layout([span], style, DETAIL))),
    ]),
  ];
}

/** What was done, by the groups of the plan, where progress had no line for each change. */
function appliedLines(applied: AppliedPlan, style: Style): readonly string[] {
  if (isEachListed(applied.results.length, style.isVerbose === true)) return [];
  return groupLines(applied, 'applied', style).flatMap(({ change, lines }) => [
    ...layout(
      [
        { text: `${change.symbol} ${change.past}`, tone: change.tone, keep: true },
        { text: change.count > 1 ? ` ×${change.count}` : '' },
        { text: `  ${change.address ?? ''}`, tone: 'bold', keep: true },
        { text: `  ${change.clause}` },
      ],
      style,
      { first: 0, hang: 6 },
    ),
    ...lines,
  ]);
}

function notStartedLines(applied: AppliedPlan, style: Style): readonly string[] {
  const results = applied.results.filter(({ status }) => status === 'not_started');
  if (isEachListed(applied.results.length, style.isVerbose === true))
    return section('Not started', results, 'warn', style, () => []);
  if (results.length === 0) return [];
  return [
    ...layout([{ text: `Not started: ${results.length}`, tone: 'warn' }], style, FLUSH),
    ...groupLines(applied, 'not_started', style).flatMap(({ change, lines }) => [
      ...layout(
        [
          { text: change.verb.toLowerCase() },
          { text: change.count > 1 ? ` ×${change.count}` : '' },
          { text: `  ${change.address ?? ''}`, tone: 'bold', keep: true },
        ],
        style,
        ENTRY,
      ),
      ...lines,
    ]),
  ];
}

interface GroupLines {
  readonly change: ChangeView;
  /** Its projects. */
  readonly lines: readonly string[];
}

/** The groups of a plan, of the changes that ended so. */
function groupLines(
  applied: AppliedPlan,
  status: ApplyResult['status'],
  style: Style,
): readonly GroupLines[] {
  const keys = new Set(applied.results.filter((result) => result.status === status).map(keyOf));
  const changes = applied.changes.filter((change) => keys.has(keyOf(change)));
  return groupsOf({ changes }, false, () => null).map((group, index) => {
    const change = toChangeView(group, index + 1, applied.options);
    const { members } = change;
    return {
      change,
      lines: members.length > 1 ? memberLines(members, style, removes(change)) : [],
    };
  });
}

function keyOf({ address, action }: Pick<ApplyResult, 'address' | 'action'>): string {
  return JSON.stringify([address, action]);
}

function failureLines({ error, because }: ApplyResult): readonly Span[] {
  const lines: Span[] = [];
  if (error !== undefined) lines.push({ text: `${error.code}: ${error.message}`, tone: 'error' });
  if (error?.ref != null) lines.push({ text: `Palette's reference: ${error.ref}` });
  if (because !== undefined) lines.push({ text: `meaning: ${because}` });
  if (error?.hint != null) lines.push({ text: `next: ${error.hint}` });
  return lines;
}

function becauseLines({ because }: ApplyResult): readonly Span[] {
  return because === undefined ? [] : [{ text: `because ${because}` }];
}

function noteLines({ because }: ApplyResult): readonly Span[] {
  return because === undefined ? [] : [{ text: because }];
}

function blockedLines({ blockedBy, because }: ApplyResult): readonly Span[] {
  return [{ text: because ?? `blocked: ${blockedBy ?? ''}` }];
}

function nextSteps(results: readonly ApplyResult[], how: HowItEnded): readonly string[] {
  if (isWhole(results)) return [];
  const { interrupted } = how;
  if (interrupted !== undefined && !isBrokenOff(results))
    return interruptedWords(results, interrupted, how.planFile === true);
  const isOnlyBlocked = results.every(
    (result) => result.status === 'applied' || result.blockedBy !== undefined,
  );
  if (isOnlyBlocked) return ['Next: cloneform plan shows what blocks the rest and how to fix it.'];
  if (isBrokenOff(results))
    return [
      'The run failed, and state may lack its last steps. Next: fix the cause, then run cloneform apply: it checks those steps in Palette and continues.',
    ];
  return ['State is saved. Next: fix the errors above, then run cloneform apply to continue.'];
}

function interruptedWords(
  results: readonly ApplyResult[],
  command: string,
  hasPlanFile: boolean,
): readonly string[] {
  const left = countLeft(results);
  const next = hasPlanFile
    ? 'The saved plan is now stale: make a new one with cloneform plan -o FILE and apply that.'
    : `Run cloneform ${command} again to continue.`;
  return [
    `Interrupted: ${left.length === 0 ? 'all changes were applied' : left.join(', ')}. State is saved. ${left.length === 0 ? '' : next}`.trimEnd(),
  ];
}

/** State itself failed under the run. */
export function isBrokenOff(results: readonly ApplyResult[]): boolean {
  return results.some(({ error }) => error?.code === 'BrokenOff');
}
