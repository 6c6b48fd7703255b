// What each override of a change sets, and where it is declared: for the lists in text and Markdown, and the table of a page. Raw.
import { HIDDEN_VALUE } from '../content/diff-detail.ts';
import type { ChangeEntry, PlannedOverride } from '../plan/plan.ts';

export interface OverrideView
  extends Pick<PlannedOverride, 'source' | 'sourceBefore' | 'wanted' | 'clone' | 'conflict'> {
  /** e.g. `pack cni-calico: values calico.mtu`. */
  readonly name: string;
  /** FILE:LINE; null: not known. */
  readonly declaredAt: string | null;
  /** The same to be looked up. */
  readonly place: PlannedOverride['declaredAt'];
  /** Where that line can be read in a browser; absent: not known. */
  readonly href?: string;
  /** In a conflict, or of a new clone: no difference of content shows it. */
  readonly isListed: boolean;
}

/** Characters of a value in a line. */
const MOST_VALUE = 120;

export function toOverrideViews({
  overrides = [],
  content,
  records,
}: Pick<ChangeEntry, 'overrides' | 'content' | 'records'>): readonly OverrideView[] {
  const isAlone = content === undefined && records === undefined;
  return overrides.map((override): OverrideView => {
    const { source, sourceBefore, wanted, clone, conflict, declaredAt } = override;
    return {
      name: nameOf(override),
      source,
      wanted,
      ...(sourceBefore === undefined ? {} : { sourceBefore }),
      ...(clone === undefined ? {} : { clone }),
      ...(conflict === undefined ? {} : { conflict }),
      declaredAt: declaredAt === undefined ? null : `${declaredAt.file}:${declaredAt.line}`,
      place: declaredAt,
      isListed: isAlone || conflict !== undefined,
    };
  });
}

function nameOf({ pack, part, path }: PlannedOverride): string {
  // Its two sides say what is replaced.
  const at = path.startsWith('replace:') ? 'text' : path;
  const where = [part === 'pack' ? '' : part, at].filter((word) => word !== '').join(' ');
  return `${pack.startsWith('(') ? pack : `pack ${pack}:`}${where === '' ? '' : ` ${where}`}`;
}

/** One line, without the place: what the override replaces, or the values of a conflict and what becomes of it. */
export function overrideWords(view: OverrideView): string {
  const name = view.name.replace(/:$/, '');
  if (view.conflict !== undefined)
    return `${name}: ${isHidden(view) ? 'the source changed it' : conflictSides(view)}; ${conflictWords(view.conflict)}`;
  const sides = [view.source, view.wanted].filter((value) => value !== null).map(oneLine);
  return sides.length === 0 || isHidden(view) ? name : `${name}: ${sides.join(' → ')}`;
}

/** A plan that shows no values has the same word for all of them. */
function isHidden({ source, wanted }: OverrideView): boolean {
  return source === HIDDEN_VALUE || wanted === HIDDEN_VALUE;
}

function conflictSides({ source, sourceBefore, wanted, clone }: OverrideView): string {
  const value = (text: string | null): string => (text === null ? 'nothing' : oneLine(text));
  const ofClone = clone === undefined ? '' : `, the clone ${value(clone)}`;
  const ofSource =
    sourceBefore === undefined
      ? `the source now has ${value(source)} (its earlier value is no longer known)`
      : `the source had ${value(sourceBefore)} and now has ${value(source)}`;
  return `${ofSource}, the override ${value(wanted)}${ofClone}`;
}

/** What becomes of a conflict. */
export function conflictWords(conflict: NonNullable<OverrideView['conflict']>): string {
  return conflict === 'kept' ? 'the override stays' : 'somebody has to decide';
}

/** The first line of a value, cut to what a line bears. */
export function oneLine(value: string): string {
  const [first = '', ...more] = value.split('\n');
  const text = first.length > MOST_VALUE ? `${first.slice(0, MOST_VALUE)}…` : first;
  return more.length === 0 ? text : `${text} … (${more.length + 1} lines)`;
}
