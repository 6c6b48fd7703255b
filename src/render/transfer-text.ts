// What became of a state that was carried: pulled, pushed, moved.
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout } from './wrap.ts';

export interface CountsView {
  readonly clones: number;
  readonly openOperations: number;
  readonly closedOperations: number;
  readonly runs: number;
  readonly changes: number;
}

interface PushView {
  readonly where: string;
  readonly isChanged: boolean;
  readonly backup: string | null;
  readonly serial: number;
  readonly counts: CountsView;
}

interface MigrationView {
  readonly from: string;
  readonly to: string;
  readonly lineage: string;
  readonly serial: number;
  readonly counts: CountsView;
  readonly edit:
    | { readonly kind: 'environment'; readonly value: string }
    | {
        readonly kind: 'line';
        readonly file: string;
        readonly line: number;
        readonly before: string;
        readonly after: string;
      }
    | { readonly kind: 'add'; readonly file: string; readonly after: string };
}

export function renderPulled(file: string, counts: CountsView, style: Style): string {
  return lines([[0, `Wrote ${file}: ${countsText(counts)}.`]], style);
}

export function renderPushed(pushed: PushView, style: Style): string {
  const { where, counts, serial, backup } = pushed;
  if (!pushed.isChanged)
    return lines([[0, `${where} already contains exactly this (serial ${serial}).`]], style);
  return lines(
    [
      [0, `Pushed to ${where} (serial ${serial}): ${countsText(counts)}.`],
      ...(backup === null ? [] : ([[0, `The previous state is kept in ${backup}.`]] as const)),
      [0, 'Next: cloneform plan'],
    ],
    style,
  );
}

export function renderMigrated(
  { from, to, lineage, serial, counts, edit }: MigrationView,
  style: Style,
): string {
  return lines(
    [
      [0, `Moved the state to ${to}`],
      [2, countsText(counts)],
      [2, `read back and verified: equal (lineage ${lineage}, serial ${serial})`],
      [2, `the old state stays at ${from}, marked as moved: no command uses it any longer`],
      [0, ''],
      ...editLines(edit),
      ...(to.startsWith('postgres')
        ? ([[0, 'The password comes from PGPASSWORD or PGPASSFILE, never from YAML.']] as const)
        : []),
    ],
    style,
  );
}

export function renderUpgraded(
  { where, from, to }: { readonly where: string; readonly from: number; readonly to: number },
  style: Style,
): string {
  const text =
    from === to
      ? `The state at ${where} already has format ${to}; nothing was changed.`
      : `Upgraded the state at ${where} from format ${from} to ${to}.`;
  return lines([[0, text]], style);
}

type Line = readonly [indent: number, text: string];

function editLines(edit: MigrationView['edit']): readonly Line[] {
  switch (edit.kind) {
    case 'environment':
      return [
        [0, 'Next: set CLONEFORM_STATE to'],
        [2, edit.value],
      ];
    case 'add':
      return [
        [0, `Next: add this line to ${edit.file}`],
        [2, edit.after],
      ];
    case 'line':
      return [
        [0, `Next: in ${edit.file}, line ${edit.line}, replace`],
        [2, edit.before],
        [0, 'with'],
        [2, edit.after],
      ];
  }
}

function countsText({ clones, runs, changes, openOperations, closedOperations }: CountsView): string {
  const journal = `${openOperations + closedOperations} in the journal${openOperations === 0 ? '' : `, ${openOperations} of them open`}`;
  return `${count(clones, 'clone')}, ${count(runs, 'run')}, ${count(changes, 'change')} in the history, ${journal}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function lines(all: readonly Line[], style: Style): string {
  return joinLines(
    all.flatMap(([indent, text]) =>
      text === '' ? [''] : layout([{ text: safeText(text) }], style, { first: indent, hang: indent + 2 }),
    ),
  );
}
