// What rules make changes from: parts that many cases have, and what stands in the way.
import type { DesiredClone } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import {
  type Blocked,
  type Change,
  type Copied,
  type Draft,
  intended,
  type Managed,
  type PlannedChange,
  type SeenObject,
} from '../change.ts';
import type { SourceChoice } from '../choose-source.ts';
import { findMissing } from '../document.ts';
import { upstreamOf } from '../links.ts';
import {
  BLOCKERS,
  type Blocker,
  type CloneFacts,
  type PlannedClone,
  type PlannedSource,
  type Preconditions,
} from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import type { Source } from '../source.ts';

/** The change, or where something stands in its way, a blocked one that keeps what it would be. */
export function decided<C extends Change>(draft: Draft<C>, found: readonly Blocker[]): C | Blocked<C> {
  const [first, ...others] = inPrecedence(found);
  if (first !== undefined)
    return { kind: 'blocked', change: draft, blockers: [first, ...others], isFoundLast: false };
  const missing = findMissing(draft);
  invariant(missing === null, `${draft.address} is not blocked, but its ${missing} is not known`);
  return draft as unknown as C;
}

/** Adds a blocker that only the whole plan shows. */
export function blockChange(planned: PlannedChange, blocker: Blocker): Blocked {
  const before = planned.kind === 'blocked' ? planned.blockers : [];
  const [first = blocker, ...others] = inPrecedence([...before, blocker]);
  const isFoundLast = planned.kind === 'blocked' ? planned.isFoundLast : true;
  return { kind: 'blocked', change: intended(planned), blockers: [first, ...others], isFoundLast };
}

/** The change with other members; a blocked one as what it would be. */
export function withMembers(planned: PlannedChange, members: Members): PlannedChange {
  return planned.kind === 'blocked'
    ? { ...planned, change: { ...planned.change, ...members } }
    : { ...planned, ...members };
}

type Members = Partial<Pick<Change, 'needs' | 'recorded'>>;

function inPrecedence(found: readonly Blocker[]): readonly Blocker[] {
  return found.toSorted((a, b) => BLOCKERS.indexOf(a.by) - BLOCKERS.indexOf(b.by));
}

export function clonePlanned(
  planning: PlanningContext,
  key: NaturalKey,
  projectName: string | null,
): PlannedClone {
  return {
    name: key.name,
    version: key.version,
    scope: key.scope,
    project: key.scope === 'tenant' ? null : (planning.projectName(key.projectUid) ?? projectName),
    projectUid: key.projectUid,
  };
}

/** The natural key of what a change makes or keeps. */
export function keyOf({ scope, projectUid, name, version }: PlannedClone): NaturalKey {
  return { scope, projectUid, name, version };
}

/** What a declaration asks for, even where parts of it are missing in Palette. */
export function cloneDesired(
  planning: PlanningContext,
  desired: DesiredClone,
  version: string,
): PlannedClone {
  const { target } = desired;
  const projectUid =
    target.project === null ? null : (planning.observed.projects.get(target.project) ?? null);
  return { name: target.name, version, scope: target.scope, project: target.project, projectUid };
}

export function sourcePlanned(
  planning: PlanningContext,
  desired: DesiredClone,
  choice: SourceChoice,
): PlannedSource {
  if (choice.status === 'resolved') return sourceNamed(planning, choice.source);
  const nothing = { uid: null, version: null, digest: null };
  const { source } = desired;
  if (source.kind === 'clone') {
    const above = upstreamOf(planning, desired);
    const { scope, project } = above?.target ?? desired.target;
    return {
      ...nothing,
      name: above?.target.name ?? source.clone,
      scope,
      project,
      projectUid: uidOf(planning, project),
      ...(above === undefined ? {} : { clone: above.address }),
    };
  }
  const { profile: name, scope, project } = source;
  return { ...nothing, name, scope, project, projectUid: uidOf(planning, project) };
}

function sourceNamed(planning: PlanningContext, source: Source): PlannedSource {
  const { uid, digest, key, clone } = source;
  return {
    uid,
    name: key.name,
    version: key.version,
    digest,
    scope: key.scope,
    project: planning.projectName(key.projectUid),
    projectUid: key.projectUid,
    ...(clone === null ? {} : { clone }),
  };
}

function uidOf(planning: PlanningContext, project: string | null): string | null {
  return project === null ? null : (planning.observed.projects.get(project) ?? null);
}

export function sourceRecorded(planning: PlanningContext, row: RecordedClone): PlannedSource {
  const { uid, name, version, digest, scope, projectUid } = row.source;
  return { uid, name, version, digest, scope, project: planning.projectName(projectUid), projectUid };
}

/** The members that a declaration gives to each of its changes. */
export function declaredMembers({ target, recorded, stamp }: DesiredClone): {
  readonly declaredVersion: string;
  readonly manages: Managed;
} {
  const { version, labels, description } = target;
  return {
    declaredVersion: recorded?.declaredVersion ?? version,
    manages: { labels, description, ...(stamp === undefined ? {} : { stamp }) },
  };
}

export function factsOf(object: ObservedObject): CloneFacts {
  return {
    name: object.key.name,
    version: object.key.version,
    labels: object.labels,
    description: object.description,
  };
}

export function recordedPrecondition(row: RecordedClone | undefined): Preconditions['recorded'] {
  return row === undefined ? null : { uid: row.uid, revision: row.revision };
}

/** The object as it was observed. */
export function seenOf(object: ObservedObject): SeenObject {
  const { uid, digest, shown, lastModified, labels, description, isPublished, hasDraft } = object;
  return { uid, digest, shown, lastModified, labels, description, published: isPublished, draft: hasDraft };
}

/** null: nothing can be copied. */
export function copiedOf(choice: SourceChoice): Copied | null {
  if (choice.status !== 'resolved') return null;
  const { uid, digest, shown } = choice.source;
  return { uid, digest, shown };
}
