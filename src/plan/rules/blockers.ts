// What can stand in the way of a change, each as one function from facts to a blocker.
import { HIDDEN } from '../../model/absence.ts';
import type { DesiredClone } from '../../model/desired.ts';
import { assertNever } from '../../model/invariant.ts';
import { keyId, type NaturalKey } from '../../model/natural-key.ts';
import type { InUse, ReadFailure } from '../../model/observed.ts';
import type { RecordedClone, RunningRun } from '../../model/recorded.ts';
import { NOT_ASKED, projectHints, type SourceChoice } from '../choose-source.ts';
import { importWords } from '../import-words.ts';
import type { Blocker } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import { baseAddress } from '../supersede.ts';

/** Anything but a resolved source blocks what needs one. */
export function sourceBlockers(choice: SourceChoice): readonly Blocker[] {
  switch (choice.status) {
    case 'resolved':
      return [];
    case 'missing':
      return [{ by: 'source_missing', detail: choice.detail, hint: choice.hint }];
    case 'unpublished':
      return [
        {
          by: 'unpublished_source',
          detail: choice.detail,
          hint: 'publish it in Palette, or declare another version',
        },
      ];
    case 'unreadable':
      return [unreadable('the source', choice.failure)];
    case 'needs_read':
      return [{ by: 'unreadable', detail: 'the source was not read', hint: null }];
    default:
      return assertNever(choice);
  }
}

export function projectBlockers(planning: PlanningContext, desired: DesiredClone): readonly Blocker[] {
  const { project } = desired.target;
  if (project === null || planning.observed.projects.has(project)) return [];
  if (planning.options.refresh === 'none')
    return [unreadable(`project ${JSON.stringify(project)}`, NOT_ASKED)];
  return [
    {
      by: 'project_missing',
      detail: `there is no project ${JSON.stringify(project)}`,
      hint: projectHints(planning.observed)(project),
    },
  ];
}

/** Whether a natural key is free for a new object. `own` is the UID that may hold it. */
export function keyBlockers(
  planning: PlanningContext,
  desired: DesiredClone,
  key: NaturalKey,
  own: string | null,
): readonly Blocker[] {
  const at = planning.keyAt(key);
  if (at.status === 'unreadable') return [unreadable('the list of profiles in the target scope', at.failure)];
  if (at.status === 'hidden') {
    const message = `Palette does not show it, but reports its name as taken: it is ${HIDDEN}`;
    return [unreadable(`${key.name} ${key.version}`, { code: 'NameTaken', message })];
  }
  // What is unknown is being asked for: this is not the last decision.
  if (at.status !== 'held' || at.uid === own) return [];
  const { uid } = at;
  const holder = planning.recordedByUid.get(uid);
  if (holder !== undefined && baseAddress(holder.address) !== desired.address)
    return [keyTaken(key, holder, swapHint(planning, desired, holder))];
  if (holder !== undefined) return [takenByOwn(key, holder)];
  const { running } = planning.input.recorded;
  if (running !== undefined) return [madeByRun(key, uid, running)];
  return [
    {
      by: 'exists_unmanaged',
      detail: `${key.name} ${key.version} already exists (UID ${uid}) and is not managed here`,
      ...importOf(desired.address, uid),
    },
  ];
}

/** How an object is taken over as it is. The plan gathers the entries, for one block to be pasted. */
export function importOf(address: string, uid: string): Pick<Blocker, 'hint' | 'import'> {
  return { hint: importHint(address, uid), import: { to: address, uid } };
}

/** The line for the YAML, ready to be copied. */
export function importHint(address: string, uid: string): string {
  return `to adopt it as it is, use imports: [ ${importWords({ to: address, uid })} ]`;
}

/** `hint`: where there is a better one than another name. */
export function keyTaken(
  key: NaturalKey,
  holder: { readonly address: string },
  hint: string | null = null,
): Blocker {
  return {
    by: 'key_taken',
    detail: `${key.name} ${key.version} belongs to ${holder.address}`,
    hint: hint ?? `give one of the two another name or version, or remove ${holder.address}`,
  };
}

/** A superseded version of the clone stands there, or another object of it was renamed in Palette to what the clone should be. */
function takenByOwn(key: NaturalKey, holder: RecordedClone): Blocker {
  if (keyId(holder.key) === keyId(key))
    return {
      by: 'key_taken',
      detail: `${key.name} ${key.version} is ${holder.address} (UID ${holder.uid}), a superseded version of this clone`,
      hint: `fix what else blocks this change and the clone returns to that version, or give the clone another name or version`,
    };
  return {
    by: 'key_taken',
    detail: `${key.name} ${key.version} is the name in Palette of ${holder.address} (UID ${holder.uid}), which is recorded as ${holder.key.name} ${holder.key.version}`,
    hint: `rename it back to ${holder.key.name} ${holder.key.version} in Palette, or remove it from state: cloneform state rm '${holder.address}'`,
  };
}

/** Between a clone and its row: what a run makes this very moment looks like somebody else's. */
function madeByRun(key: NaturalKey, uid: string, running: RunningRun): Blocker {
  return {
    by: 'unreadable',
    detail: `${key.name} ${key.version} (UID ${uid}) exists and is not recorded yet: a run is in progress (${running.command} by ${running.user} on ${running.host})`,
    hint: 'make a new plan when that run has ended',
  };
}

/** Two projects that swapped names: each declaration now finds the other's clone in its place. */
function swapHint(
  planning: PlanningContext,
  { id, address }: DesiredClone,
  holder: RecordedClone,
): string | null {
  const row = planning.recorded.get(address);
  const other = baseAddress(holder.address);
  if (row === undefined || holder.projectName === null) return null;
  const isSwapped =
    row.projectName !== holder.projectName &&
    planning.projectName(row.key.projectUid) === holder.projectName &&
    planning.projectName(holder.key.projectUid) === row.projectName;
  if (!isSwapped) return null;
  const spare = `${id}-swap`;
  const moves = [
    [address, spare],
    [other, address],
    [spare, other],
  ].map(([from, to]) => `cloneform state mv '${from}' '${to}'`);
  return `the projects ${row.projectName} and ${holder.projectName} swapped names; to let each clone keep its object, run ${moves.join(' && ')}; or swap their names in the declarations`;
}

/** `key`: where it is to be made. */
export function preflightBlockers(
  planning: PlanningContext,
  address: string,
  key: NaturalKey | null,
): readonly Blocker[] {
  const answer = planning.observed.preflight.get(address);
  if (answer === undefined || answer.status !== 'refused') return [];
  const row = planning.recorded.get(address);
  const isItsOwn = key !== null && row !== undefined && keyId(row.key) === keyId(key);
  if (isItsOwn && answer.code === 'ClusterProfileAlreadyExists') {
    const message = `Palette does not show it, but reports its name as taken: it is ${HIDDEN}`;
    return [unreadable('the clone', { code: answer.code, message })];
  }
  return [
    {
      by: 'preflight',
      detail: `Palette would refuse it: ${answer.code}: ${answer.message}`,
      hint: 'this is the response of clone/validate; --no-preflight skips this check',
    },
  ];
}

/** A delete or replace takes something away: protection and use stand before it. */
export function removalBlockers(
  planning: PlanningContext,
  facts: { readonly address: string; readonly isProtected: boolean; readonly inUse: InUse | null },
): readonly Blocker[] {
  const blockers: Blocker[] = [];
  if (facts.isProtected) {
    blockers.push({
      by: 'protected',
      detail: `${facts.address} is protected`,
      hint: `remove the protection first: remove protect: true and apply, or run cloneform state unprotect '${facts.address}'`,
    });
  }
  const use = facts.inUse === null ? null : inUseBlocker(planning, facts.inUse);
  return use === null ? blockers : [...blockers, use];
}

/** A version that a cluster template links cannot be changed at all (facts.md section 0, item 3). */
export function lockBlockers(inUse: InUse): readonly Blocker[] {
  return inUse.templates.length === 0 ? [] : [lockedBy(inUse)];
}

function lockedBy(inUse: InUse): Blocker {
  return {
    by: 'in_use',
    detail: `linked to ${inUseWords(inUse.templates, 'cluster template')}, which locks it`,
    hint: 'unlink the profile from the template in Palette',
  };
}

function inUseBlocker(planning: PlanningContext, inUse: InUse): Blocker | null {
  if (inUse.templates.length > 0) return lockedBy(inUse);
  if (inUse.clusters.length === 0 || planning.options.allowDeleteInUse) return null;
  return {
    by: 'in_use',
    detail: `in use by ${inUseWords(inUse.clusters, 'cluster')}`,
    hint: 'move the clusters to another profile first, or apply with --dangerous-delete-in-use',
  };
}

/** Names of what uses a profile, the first five. */
export function inUseWords(refs: readonly { readonly name: string }[], noun: string): string {
  const names = refs
    .slice(0, 5)
    .map((ref) => ref.name)
    .join(', ');
  const more = refs.length > 5 ? `, … (${refs.length} in total)` : '';
  return `${noun}${refs.length === 1 ? '' : 's'} ${names}${more}`;
}

export function unreadable(what: string, failure: ReadFailure): Blocker {
  return {
    by: 'unreadable',
    detail: `${what} could not be read: ${failure.code}: ${failure.message}`,
    hint: 'an object that cannot be read is never treated as deleted; try again, or check the permissions of this key',
  };
}
