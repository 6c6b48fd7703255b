// Makes Change values: one place that knows their members, so that every rule says only what is special about it.
import type { DesiredClone } from '../../model/desired.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { SourceChoice } from '../choose-source.ts';
import { upstreamOf } from '../links.ts';
import {
  type Action,
  BLOCKERS,
  type Blocker,
  type Change,
  type CloneFacts,
  type PlannedClone,
  type PlannedSource,
  type Preconditions,
  type Reason,
} from '../plan.ts';
import type { Source } from '../source.ts';
import type { World } from '../world.ts';

type Doing = Exclude<Action, 'blocked'>;

/** What a rule decides; `makeChange` adds the rest. */
export interface Draft {
  readonly action: Doing;
  readonly reason: Reason;
  readonly address: Change['address'];
  readonly clone: PlannedClone;
  readonly source: PlannedSource;
  readonly protect: boolean;
  readonly preconditions: Preconditions;
  readonly blockers?: readonly Blocker[];
  readonly more?: Partial<
    Pick<
      Change,
      | 'uid'
      | 'before'
      | 'after'
      | 'inUse'
      | 'movedFrom'
      | 'replaces'
      | 'resume'
      | 'needs'
      | 'content'
      | 'declaredVersion'
      | 'manages'
    >
  >;
}

/** A draft with blockers becomes a `blocked` change that keeps what it would have been. */
export function makeChange(draft: Draft): Change {
  return {
    address: draft.address,
    action: draft.action,
    reason: draft.reason,
    ...blockedMembers(draft.action, draft.blockers ?? []),
    clone: draft.clone,
    source: draft.source,
    needs: [],
    preconditions: draft.preconditions,
    protect: draft.protect,
    ...draft.more,
  };
}

export function isBlocked(change: Change): boolean {
  return change.action === 'blocked';
}

/** What a blocked change would have been; the action itself for all others. */
export function intended(change: Pick<Change, 'action' | 'wouldBe'>): Doing {
  return change.action === 'blocked' ? (change.wouldBe ?? 'noop') : change.action;
}

/** Adds a blocker to a change that is made already, e.g. one that only the whole plan shows. */
export function blockChange(change: Change, blocker: Blocker): Change {
  return { ...change, ...blockedMembers(intended(change), [...(change.obstacles ?? []), blocker]) };
}

/** The first in the order of precedence is the one that is named. */
function blockedMembers(wouldBe: Doing, found: readonly Blocker[]): Partial<Change> {
  const obstacles = found.toSorted((a, b) => BLOCKERS.indexOf(a.by) - BLOCKERS.indexOf(b.by));
  const [first] = obstacles;
  if (first === undefined) return {};
  const blockers = [...new Set(obstacles.map((blocker) => blocker.by))];
  return { action: 'blocked', blockedBy: first.by, blockers, wouldBe, obstacles };
}

export function clonePlanned(world: World, key: NaturalKey, projectName: string | null): PlannedClone {
  return {
    name: key.name,
    version: key.version,
    scope: key.scope,
    project: key.scope === 'tenant' ? null : (world.projectName(key.projectUid) ?? projectName),
    projectUid: key.projectUid,
  };
}

/** The natural key of what a change makes or keeps. */
export function keyOf({ scope, projectUid, name, version }: Change['clone']): NaturalKey {
  return { scope, projectUid, name, version };
}

/** What a declaration asks for, even where parts of it are missing in Palette. */
export function cloneDesired(world: World, desired: DesiredClone, version: string): PlannedClone {
  const { target } = desired;
  const projectUid = target.project === null ? null : (world.observed.projects.get(target.project) ?? null);
  return { name: target.name, version, scope: target.scope, project: target.project, projectUid };
}

export function sourcePlanned(world: World, desired: DesiredClone, choice: SourceChoice): PlannedSource {
  if (choice.status === 'resolved') return sourceNamed(world, choice.source);
  const nothing = { uid: null, version: null, digest: null };
  const { source } = desired;
  if (source.kind === 'clone') {
    const above = upstreamOf(world, desired);
    const { scope, project } = above?.target ?? desired.target;
    return {
      ...nothing,
      name: above?.target.name ?? source.clone,
      scope,
      project,
      projectUid: uidOf(world, project),
      ...(above === undefined ? {} : { clone: above.address }),
    };
  }
  const { profile: name, scope, project } = source;
  return { ...nothing, name, scope, project, projectUid: uidOf(world, project) };
}

function sourceNamed(world: World, source: Source): PlannedSource {
  const { uid, digest, key, clone } = source;
  return {
    uid,
    name: key.name,
    version: key.version,
    digest,
    scope: key.scope,
    project: world.projectName(key.projectUid),
    projectUid: key.projectUid,
    ...(clone === null ? {} : { clone }),
  };
}

function uidOf(world: World, project: string | null): string | null {
  return project === null ? null : (world.observed.projects.get(project) ?? null);
}

export function sourceRecorded(world: World, row: RecordedClone): PlannedSource {
  const { uid, name, version, digest, scope, projectUid } = row.source;
  return { uid, name, version, digest, scope, project: world.projectName(projectUid), projectUid };
}

/** The members that a declaration gives to each of its changes. */
export function declaredMembers({
  target,
  recorded,
  stamp,
}: DesiredClone): Pick<Change, 'declaredVersion' | 'manages'> {
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

export function observedPrecondition(object: ObservedObject | null): Preconditions['observed'] {
  if (object === null) return null;
  const { uid, digest, shown, lastModified, labels, description, isPublished, hasDraft } = object;
  return { uid, digest, shown, lastModified, labels, description, published: isPublished, draft: hasDraft };
}

export function sourcePrecondition(choice: SourceChoice): Preconditions['source'] {
  if (choice.status !== 'resolved') return null;
  const { uid, digest, shown } = choice.source;
  return { uid, digest, shown };
}
