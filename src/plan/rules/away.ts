// The rules for a recorded clone that no declaration has as its own: one that is no longer declared, or whose declaration selects its
// projects and does not select this one.
import { assertNever } from '../../model/invariant.ts';
import { whyNotSelected } from '../../model/project-selector.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { type Blocked, type Delete, type ForgetGone, intended, type LetGo, type Noop } from '../change.ts';
import type { Blocker } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import { type Whereabouts, whereaboutsOf } from '../selection.ts';
import { decided } from './draft.ts';
import { decideLetGo, decideUndeclared, rowMembers } from './undeclared.ts';

export function decideAway(
  planning: PlanningContext,
  row: RecordedClone,
): Delete | ForgetGone | LetGo | Noop | Blocked {
  const found = whereaboutsOf(planning.input.desired, row);
  if (found === null) return decideUndeclared(planning, row, 'not_declared');
  switch (found.status) {
    case 'disabled':
      return { kind: 'noop', reason: 'project_disabled', ...rowMembers(planning, row), seen: null };
    case 'unlisted':
      return held(planning, row, unlisted(row));
    case 'second':
      return held(planning, row, second(row, found));
    case 'left':
      return decideLeft(planning, row, found);
    default:
      return assertNever(found);
  }
}

type Left = Extract<Whereabouts, { status: 'left' }>;

function decideLeft(
  planning: PlanningContext,
  row: RecordedClone,
  found: Left,
): Delete | ForgetGone | LetGo | Blocked {
  const { onLeave } = found.selector;
  switch (onLeave) {
    case 'block':
      return held(planning, row, left(found));
    case 'forget':
      return planning.object(row.uid)?.status === 'gone'
        ? decideUndeclared(planning, row, 'project_left')
        : decideLetGo(planning, row, 'project_left');
    case 'delete':
      return decideUndeclared(planning, row, 'project_left');
    default:
      return assertNever(onLeave);
  }
}

/** Nothing is done to it. What is gone has nothing to be decided about. Whether a delete would be possible is for later. */
function held(planning: PlanningContext, row: RecordedClone, blocker: Blocker): ForgetGone | Blocked {
  const change = decideUndeclared(planning, row, 'project_left');
  if (change.kind === 'forget_gone') return change;
  const unread = change.kind === 'blocked' ? change.blockers.filter(({ by }) => by === 'unreadable') : [];
  return decided<Delete>(intended(change) as Blocked<Delete>['change'], [...unread, blocker]) as Blocked;
}

function left({ selector, project }: Left): Blocker {
  const why = whyNotSelected(selector.selector, project);
  const { file, line } = selector.place;
  return {
    by: 'project_left',
    detail: `${selector.id} no longer selects project ${JSON.stringify(project.name)}${why === null ? '' : `: ${why}`}`,
    hint: `select it again (${file}:${line}), or decide what becomes of its clone: onLeave: forget keeps it in Palette, onLeave: delete deletes it`,
  };
}

function unlisted({ projectName }: RecordedClone): Blocker {
  return {
    by: 'unreadable',
    detail: `its project ${JSON.stringify(projectName)} is not in the list of projects, but its clone may still exist`,
    hint: 'check the permissions of this key in that project',
  };
}

function second(
  row: RecordedClone,
  { selector, project }: Extract<Whereabouts, { status: 'second' }>,
): Blocker {
  return {
    by: 'project_left',
    detail: `project ${JSON.stringify(project.name)} has another clone of ${selector.id}`,
    hint: `to stop managing this one, run cloneform state rm '${row.address}'`,
  };
}
