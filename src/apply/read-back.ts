// Reading a fresh clone back: it must be where it was asked for, published, and have what was planned.

import type { Content } from '../content/content.ts';
import { readObject } from '../inventory/read-object.ts';
import type { ContentParts } from '../inventory/read-whole.ts';
import type { ObservedObject } from '../model/observed.ts';
import type { Remarks } from '../model/recorded.ts';
import type { Making } from '../plan/change.ts';
import { type ContentVerdict, judgeContent } from '../plan/judge-content.ts';
import { metadataFaults, rewrittenDescription } from '../plan/rules/metadata.ts';
import type { ApplyDeps } from './deps.ts';
import type { ContentGoal, WantedContent } from './goal.ts';
import { cloneScope } from './scopes.ts';
import { readSource } from './source-content.ts';
import { sourceOf } from './source-of.ts';

/** `remarks`: what Palette wrote otherwise than it was sent, without changing its meaning. */
export type ReadBack =
  | { readonly status: 'as_planned'; readonly object: ObservedObject; readonly remarks: Remarks }
  /** It is there, but not as planned: `what` says how. */
  | {
      readonly status: 'differs';
      readonly object: ObservedObject;
      readonly remarks: Remarks;
      readonly what: string;
    }
  | { readonly status: 'not_seen'; readonly what: string };

/** A new object may take a moment to be readable. */
const WAITS_MS = [0, 250, 500, 1000, 2000, 4000];

/** `wanted`: where overrides make it; else it is the content of the source, read only where it is needed. */
export interface PlannedContent {
  readonly goal: ContentGoal;
  readonly wanted: WantedContent | null;
}

export async function readBack(
  deps: ApplyDeps,
  change: Making,
  uid: string,
  planned: PlannedContent,
): Promise<ReadBack> {
  let what = 'it cannot be read by its UID yet';
  for (const wait of WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    const read = await readObject(deps.client, uid, cloneScope(change.clone), toRead(deps, change, planned));
    if (read.status === 'present') return compare(deps, change, read.object, planned);
    if (read.status === 'unreadable') what = `${read.failure.code}: ${read.failure.message}`;
  }
  return { status: 'not_seen', what };
}

/** More than one GET is needed only where the source, or what overrides make of it, has something that a GET does not show. */
function toRead(
  deps: ApplyDeps,
  change: Making,
  { goal }: PlannedContent,
): ContentParts | 'whole' | 'existence' {
  if (deps.verify === 'full') return 'whole';
  if (deps.verify === 'shown') return 'existence';
  const outlines = [sourceOf(deps, change).digest, goal.digest].map((digest) => deps.outlines.get(digest));
  if (outlines.includes(undefined)) return 'whole';
  const parts = outlines
    .flatMap((outline = {}) => Object.keys(outline))
    .map((key): unknown => JSON.parse(key));
  const has = (is: (path: readonly unknown[]) => boolean): boolean =>
    parts.some((path) => Array.isArray(path) && is(path));
  return {
    manifests: has((path) => path[2] === 'manifest'),
    variables: has(([kind]) => kind === 'variable'),
  };
}

async function compare(
  deps: ApplyDeps,
  change: Making,
  object: ObservedObject,
  planned: PlannedContent,
): Promise<ReadBack> {
  const content = await compareContent(deps, change, object, planned);
  const faults = [
    ...placeFaults(change, object),
    ...(object.isPublished ? [] : ['it is not published']),
    ...(planned.wanted !== null && object.hasDraft ? ['it has an unpublished draft'] : []),
    ...(content.isSame ? [] : ['its content differs from the planned content']),
    ...metadataFaults(change.after, object),
  ];
  const description = rewrittenDescription(change.after.description, object.description);
  const remarks: Remarks = { ...content.remarks, ...(description === null ? {} : { description }) };
  return faults.length === 0
    ? { status: 'as_planned', object: content.object, remarks }
    : { status: 'differs', object: content.object, remarks, what: faults.join('; ') };
}

function placeFaults({ clone }: Making, { key }: ObservedObject): readonly string[] {
  return [
    ...(key.name === clone.name ? [] : [`its name is ${key.name}`]),
    ...(key.version === clone.version ? [] : [`its version is ${key.version}`]),
    ...(key.scope === clone.scope && key.projectUid === clone.projectUid ? [] : ['it is in another scope']),
  ];
}

interface ComparedContent extends ContentVerdict {
  /** With as much of its content as had to be read. */
  readonly object: ObservedObject;
}

/** Against the planned content. Where the digests differ both are read whole: the same values in another form are the same. */
async function compareContent(
  deps: ApplyDeps,
  change: Making,
  object: ObservedObject,
  { goal, wanted }: PlannedContent,
): Promise<ComparedContent> {
  const { digest, shown = plannedShown(deps, change) } = goal;
  const isSame = object.digest === null ? object.shown === shown : object.digest === digest;
  if (isSame) return { isSame, object, remarks: {} };
  const read = await readObject(deps.client, object.uid, cloneScope(change.clone), 'whole');
  if (read.status !== 'present') return { isSame: false, object, remarks: {} };
  const planned = wanted === null ? await sourceContent(deps, change) : wanted.content;
  return { object: read.object, ...judgeContent(digest, planned, read.object) };
}

async function sourceContent(deps: ApplyDeps, change: Making): Promise<Content | null> {
  const source = await readSource(deps, change);
  return source.status === 'read' ? source.whole.object.content : null;
}

/** What a GET of the source showed. That of a chain is what its link was planned with. */
function plannedShown(deps: ApplyDeps, change: Making): string | undefined {
  const row = change.source.clone === undefined ? undefined : deps.state.clones.get(change.source.clone);
  const isMade = change.needs.length > 0 && row?.uid === sourceOf(deps, change).uid;
  return isMade ? row?.shown : change.copies.shown;
}
