// Runs: a table of them, newest first, and one in full.
import type { DriftRecord } from '../../flow/saved/drift-records.ts';
import type { Plan } from '../../plan/plan.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import type { Style, Tone } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout, type Span } from '../../render/wrap.ts';
import { type RunRow, type ShownResult, type ShownRun, toRunRow } from './judge.ts';

/** Enough of an id to tell runs apart; `history` and `rollback` take it. */
const SHORT = 8;

export function renderHistory(runs: readonly RunRow[], style: Style): string {
  if (runs.length === 0) return 'No runs are recorded.\n';
  const cells = (of: (run: RunRow) => string): readonly string[] => runs.map(of);
  const table = renderTable(
    [
      { head: 'RUN', cells: cells(({ id }) => id.slice(0, SHORT)) },
      { head: 'WHEN', cells: cells(({ startedAt }) => minutesOf(startedAt)) },
      { head: 'COMMAND', cells: cells(({ command }) => command) },
      { head: 'OUTCOME', cells: cells(outcomeOf) },
      { head: 'BY', cells: cells(({ user, host }) => `${user}@${host}`), least: 8, drop: 2 },
      { head: 'COMMIT', cells: cells(({ commit }) => (commit ?? '').slice(0, SHORT)), drop: 1 },
      { head: 'MESSAGE', cells: cells(({ message }) => message ?? ''), least: 10, drop: 3 },
    ].filter(({ head, cells: texts }) => head !== 'COMMIT' || texts.some((text) => text !== '')),
    style,
    0,
  );
  return joinLines([table.head, ...table.rows.flat()]);
}

/** Records that the terminal shows; the page has all of them. */
const MOST_RECORDS = 10;

/** Newest first, as the runs; '' where nobody asked. */
export function renderDriftRecords(records: readonly DriftRecord[] | null, style: Style): string {
  if (records === null) return '';
  const shown = records.slice(-MOST_RECORDS).toReversed();
  if (shown.length === 0) return '\nNo drift is recorded.\n';
  const cells = (of: (record: DriftRecord) => string): readonly string[] => shown.map(of);
  const table = renderTable(
    [
      { head: 'DRIFT AT', cells: cells(({ at }) => minutesOf(at)) },
      { head: 'DRIFTED', cells: cells(({ drifted, clones }) => `${drifted} of ${clones}`) },
      { head: 'KINDS', cells: cells(kindWords), least: 10 },
    ],
    style,
    0,
  );
  const left = records.length - shown.length;
  const more = left === 0 ? [] : [`and ${left} earlier; --json and the page have all of them`];
  return `\n${joinLines([table.head, ...table.rows.flat(), ...more])}`;
}

export function kindWords({ kinds }: DriftRecord): string {
  return Object.entries(kinds)
    .map(([kind, n]) => `${kind} ${n}`)
    .join(', ');
}

/** `2026-11-25 04:11`, UTC as all times in state. */
function minutesOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function outcomeOf({ outcome, applied, failed, skipped, notStarted }: RunRow): string {
  const counts = [
    `${applied} applied`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
  ];
  return `${outcome}, ${counts.join(', ')}`;
}

export function renderRun(run: ShownRun, style: Style): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['command', run.command],
    ['outcome', outcomeOf(toRunRow(run))],
    ['by', `${run.user} on ${run.host}`],
    ['started', run.startedAt],
    ['finished', run.finishedAt],
    ['commit', run.commit],
    ['message', run.message],
    ['approved', approvalOf(run)],
    ['plan', run.plan === null ? run.planChecksum : null],
    ['tool', run.toolVersion],
  ];
  return joinLines([
    ...layout([{ text: 'run ' }, { text: run.id, tone: 'bold', keep: true }], style, { first: 0, hang: 2 }),
    ...facts.flatMap(([name, value]) =>
      value === null
        ? []
        : layout([{ text: name.padEnd(10), tone: 'dim', keep: true }, { text: value }], style, {
            first: 2,
            hang: 12,
          }),
    ),
    '',
    ...(run.plan === null ? [] : planLines(run.plan, style)),
    ...(run.results.length === 0
      ? ['This run has no recorded changes.']
      : [
          ...(run.plan === null ? [] : ['Results:']),
          ...run.results.flatMap((result) => resultLines(result, style)),
          ...unknownLines(run, style),
        ]),
    '',
    ...layout([{ text: `To return to its result: cloneform rollback ${run.id.slice(0, SHORT)}` }], style, {
      first: 0,
      hang: 2,
    }),
  ]);
}

/** null: somebody approved it. */
function approvalOf({ plan }: ShownRun): string | null {
  const by = plan?.policies?.autoApproved;
  return by === undefined ? null : `by autoApprove (${by.file}:${by.line}): ${by.id}`;
}

function unknownLines({ results }: ShownRun, style: Style): readonly string[] {
  if (!results.some(({ status }) => status === 'unknown')) return [];
  const text =
    'unknown: the run was killed before it could record these results. The next cloneform apply checks them in Palette.';
  return ['', ...layout([{ text, tone: 'warn' }], style, { first: 0, hang: 2 })];
}

function planLines(plan: Plan, style: Style): readonly string[] {
  return [...renderPlanText(plan, style, { command: 'apply' }).trimEnd().split('\n'), ''];
}

const LOOKS = {
  applied: { sign: '✓', tone: 'add' },
  failed: { sign: '✗', tone: 'error' },
  skipped: { sign: '-', tone: 'warn' },
  not_started: { sign: '·', tone: 'warn' },
  unknown: { sign: '?', tone: 'warn' },
} as const satisfies Record<ShownResult['status'], { readonly sign: string; readonly tone: Tone }>;

function resultLines(result: ShownResult, style: Style): readonly string[] {
  const { sign, tone } = LOOKS[result.status];
  const spans: Span[] = [
    { text: sign, tone },
    {
      text: ` ${result.status === 'applied' ? '' : `${result.status.replace('_', ' ')}: `}${result.action} `,
    },
    { text: result.address, tone: 'bold', keep: true },
    { text: `  ${result.reason}`, tone: 'dim' },
  ];
  return [
    ...layout(spans, style, { first: 2, hang: 6 }),
    ...(result.error === null
      ? []
      : layout([{ text: result.error, tone: 'error' }], style, { first: 6, hang: 8 })),
  ];
}
