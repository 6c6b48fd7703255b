// What a probe found out, as a table: assumed, seen, and a mark where the two differ.
import { type Finding, isConclusive, type ProbeReport } from '../probe/finding.ts';
import { count } from './plan-words.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { joinLines, layout } from './wrap.ts';

export interface ProbeFacts {
  readonly report: ProbeReport;
  readonly identicalAtOnce: string | null;
  readonly file: string;
}

export function renderProbe({ report, identicalAtOnce, file }: ProbeFacts, style: Style): string {
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
    ...section('Otherwise than assumed', odd, style),
    ...section('Not settled', unknown, style),
    '',
    ...(identicalAtOnce === null ? [] : identicalWords(identicalAtOnce, style)),
    ...leftWords(report, style),
    `${count(findings.length - unknown.length, 'assumption')} settled, ${odd.length} otherwise than assumed.`,
    ...(isConclusive(findings) ? [] : inconclusiveWords(findings.length, style)),
    ...layout([{ text: `Written to ${file}: commit it, later runs read it.` }], style, { first: 0, hang: 2 }),
  ]);
}

function isOdd({ seen, assumed }: Finding): boolean {
  return seen !== null && seen !== assumed;
}

function markOf(finding: Finding): string {
  if (finding.seen === null) return '?';
  return isOdd(finding) ? '!' : '=';
}

function shownValue(value: string): string {
  return value === '' ? '(empty)' : value;
}

function section(title: string, findings: readonly Finding[], style: Style): readonly string[] {
  if (findings.length === 0) return [];
  const lines = findings.flatMap(({ name, question, detail }) =>
    layout([{ text: `${name}: ${question}: ${detail}` }], style, { first: 2, hang: 4 }),
  );
  return ['', ...layout([{ text: title, tone: 'bold' }], style, { first: 0, hang: 2 }), ...lines];
}

function inconclusiveWords(asked: number, style: Style): readonly string[] {
  const text = `The probe settled less than half of ${asked} assumptions, so its findings are of little use. Fix the causes above (often the rights of the key in this project) and run it again.`;
  return layout([{ text }], style, { first: 0, hang: 2 });
}

function identicalWords(made: string, style: Style): readonly string[] {
  const isUnique = made.startsWith('1 ');
  const text = `Of five identical clones sent at once ${made.replace(' of 5', '')} was made${isUnique ? '' : ': Palette does not keep names and versions unique; run one apply at a time'}.`;
  return layout([{ text }], style, { first: 0, hang: 2 });
}

function leftWords({ left }: ProbeReport, style: Style): readonly string[] {
  if (left.length === 0) return ['All throw-away profiles were deleted again.'];
  return [
    `Not deleted again, do it by hand: ${left.length}`,
    ...left.flatMap(({ name, version, uid }) =>
      layout([{ text: `${name} ${version} (UID ${uid})` }], style, { first: 2, hang: 4 }),
    ),
  ];
}
