// What a probe found out, as a table: assumed, seen, and a mark where the two differ.
import { isConclusive, type Leftover, type ProbeFinding, type ProbeReport } from '../../probe/finding.ts';
import { count } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout } from '../../render/wrap.ts';

export interface ProbeFacts {
  readonly report: ProbeReport;
  readonly identicalAtOnce: string | null;
  readonly interrupted: boolean;
  readonly unseen: readonly Leftover[];
  /** Where the findings were written; null: they were not. */
  readonly file: string | null;
  /** Open this time, and known from an earlier probe. */
  readonly earlier: readonly string[];
}

export function renderProbe(facts: ProbeFacts, style: Style): string {
  const { report, identicalAtOnce, interrupted, unseen } = facts;
  const { findings } = report;
  const { head, rows } = renderTable(
    [
      { head: '', cells: findings.map(markOf) },
      { head: 'ASSUMPTION', cells: findings.map(({ name }) => name), keep: true },
      { head: 'ASSUMED', cells: findings.map(({ assumed }) => shownValue(assumed)) },
      { head: 'SEEN', cells: findings.map(({ seen }) => (seen === null ? '?' : shownValue(seen))) },
    ],
    style,
    0,
  );
  const odd = findings.filter(isOdd);
  const unknown = findings.filter(({ seen }) => seen === null);
  return joinLines([
    head,
    ...rows.flat(),
    ...section('Different from the assumption', odd, style),
    ...section('Not determined', unknown, style),
    '',
    ...(identicalAtOnce === null ? [] : identicalWords(identicalAtOnce, style)),
    ...leftWords(report, style),
    ...unseenWords(unseen, style),
    `${count(findings.length - unknown.length, 'assumption')} determined, ${odd.length} different from the assumption.`,
    ...(interrupted || isConclusive(findings) ? [] : inconclusiveWords(findings.length, style)),
    ...fileWords(facts, style),
  ]);
}

function isOdd({ seen, assumed }: ProbeFinding): boolean {
  return seen !== null && seen !== assumed;
}

function markOf(finding: ProbeFinding): string {
  if (finding.seen === null) return '?';
  return isOdd(finding) ? '!' : '=';
}

function shownValue(value: string): string {
  return value === '' ? '(empty)' : value;
}

function section(title: string, findings: readonly ProbeFinding[], style: Style): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap(({ name, question, detail }) =>
    layout([{ text: `${name}: ${question}: ${detail}` }], style, { first: 2, hang: 4 }),
  );
  return ['', ...layout([{ text: title, tone: 'bold' }], style, { first: 0, hang: 2 }), ...lines];
}

function inconclusiveWords(asked: number, style: Style): readonly string[] {
  const text = `The probe determined fewer than half of ${asked} assumptions, so its findings are of little use. Fix the causes above (often missing permissions of the key in this project) and run it again.`;
  return layout([{ text }], style, { first: 0, hang: 2 });
}

function identicalWords(made: string, style: Style): readonly string[] {
  const isUnique = made.startsWith('1 ');
  const text = `Of five identical clones sent at once ${made.replace(' of 5', '')} was created${isUnique ? '' : ': Palette does not keep names and versions unique; run one apply at a time'}.`;
  return layout([{ text }], style, { first: 0, hang: 2 });
}

function leftWords({ left }: ProbeReport, style: Style): readonly string[] {
  if (left.length === 0)
    return ['All temporary profiles are deleted, as confirmed by Palette and its lists.'];
  return [
    `Not confirmed as deleted: ${left.length}. Delete by hand those that are still in Palette:`,
    ...left.flatMap((item) => layout([{ text: leftoverWords(item) }], style, { first: 2, hang: 4 })),
    ...layout([{ text: 'The next doctor --probe of this user looks for them again as well.' }], style, {
      first: 0,
      hang: 2,
    }),
  ];
}

function leftoverWords({ name, version, uid, projectUid }: Leftover): string {
  const where = projectUid === null ? 'tenant scope' : `project ${projectUid}`;
  return `${safeText(name)} ${safeText(version)} (${uid === null ? 'UID unknown: the response was lost' : `UID ${uid}`}), ${where}`;
}

function unseenWords(unseen: readonly Leftover[], style: Style): readonly string[] {
  if (unseen.length === 0) return [];
  const text = `The response to ${count(unseen.length, 'request')} was lost. Palette lists no resulting profile; the next doctor or doctor --probe looks again.`;
  return layout([{ text }], style, { first: 0, hang: 2 });
}

function fileWords({ file, earlier, interrupted }: ProbeFacts, style: Style): readonly string[] {
  const words = interrupted
    ? ['Interrupted: no findings were written.']
    : file === null
      ? ['Nothing was determined, so no findings were written.']
      : [
          ...(earlier.length === 0
            ? []
            : [`Not determined this time, kept from an earlier probe: ${earlier.join(', ')}.`]),
          `Written to ${file}. Commit it: later runs read it.`,
        ];
  return words.flatMap((text) => layout([{ text }], style, { first: 0, hang: 2 }));
}
