// What changed in Palette although nobody changed the declarations, for a terminal.
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { renderDiagnostics } from './diagnostics-text.ts';
import { driftLines, unmanagedLines } from './plan-text.ts';
import { cautionsOf, toPlanView } from './plan-view.ts';
import { count } from './plan-words.ts';
import type { Style } from './style.ts';
import { joinLines, layout, wrapText } from './wrap.ts';

const FLUSH = { first: 0, hang: 2 } as const;
const INDENTED = { first: 2, hang: 4 } as const;

export function renderDriftText(plan: Plan, style: Style): string {
  const view = toPlanView(plan, { allDrift: true, isVerbose: style.isVerbose === true });
  const ofState = plan.diagnostics.filter(({ code }) => STATE_CODES.has(code));
  const blocks: readonly (readonly string[])[] = [
    ofState.length === 0 ? [] : [renderDiagnostics(ofState, style).trimEnd()],
    [
      ...layout([{ text: driftHeadline(plan), tone: 'bold' }], style, FLUSH),
      ...cautionsOf(plan).flatMap((text) => layout([{ text, tone: 'warn' }], style, FLUSH)),
    ],
    driftLines(view, style),
    unreadLines(plan, style),
    unmanagedLines(view, style),
    plan.drift.length === 0 ? [] : wrapText(DRIFT_NEXT, style, FLUSH),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map(joinLines)
    .join('\n');
}

/** What is wrong with the state that drift is reported against. */
const STATE_CODES: ReadonlySet<string> = new Set(['plan/state-older', 'plan/state-absent']);

export const DRIFT_NEXT = 'Next: cloneform plan shows what apply would do about it.';

/** Clones that could not be read, each once: whether they drifted is not known. */
function unreadLines(plan: Plan, style: Style): readonly string[] {
  const unread = plan.changes.filter(isUnread);
  if (unread.length === 0) return [];
  return [
    ...layout([{ text: `Not read: ${unread.length}`, tone: 'bold' }], style, FLUSH),
    ...unread.flatMap(({ address, obstacles }) =>
      layout([{ text: `${address}  ${obstacles?.[0]?.detail ?? 'it could not be read'}` }], style, INDENTED),
    ),
  ];
}

/** Whether some clone or scope could not be read, so that "no drift" would say too much. */
export function hasUnread(plan: Plan): boolean {
  return plan.errored || plan.changes.some(isUnread);
}

/** What is not recorded yet cannot have drifted. */
function isUnread({ blockedBy, preconditions }: ChangeEntry): boolean {
  return blockedBy === 'unreadable' && preconditions.recorded !== null;
}

export function driftHeadline(plan: Plan): string {
  const examined = new Set(plan.changes.map((change) => change.address)).size;
  if (plan.drift.length > 0) {
    const drifted = new Set(plan.drift.map((drift) => drift.address)).size;
    return `Drift in ${count(drifted, 'clone')} of ${examined}.`;
  }
  if (plan.diagnostics.some(({ code }) => code === 'plan/state-absent'))
    return 'Drift cannot be determined: state is empty, so there is nothing to compare with.';
  if (plan.state.lineage === null) return 'State is empty, so nothing can have drifted.';
  return hasUnread(plan)
    ? 'No drift in the clones that could be read.'
    : `No drift: ${count(examined, 'clone')} as recorded.`;
}
