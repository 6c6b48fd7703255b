// What a change is to arrive at: the content of its source, with the overrides of its declaration applied where it has any.
import type { Content, Digest } from '../content/content.ts';
import type { WholeProfile } from '../inventory/read-whole.ts';
import { invariant } from '../model/invariant.ts';
import type { RecordedClone, RecordedOverrides } from '../model/recorded.ts';
import type { PlannedRendering } from '../plan/plan.ts';
import { type ApplyDeps, type FailedSaga, refuse } from './deps.ts';
import { attempt, toFailure } from './failures.ts';
import { readSource } from './source-content.ts';
import { type CopyingChange, sourceOf } from './source-of.ts';

export interface ContentGoal {
  readonly digest: Digest;
  /** What state records of overrides; absent: it becomes an exact copy. */
  readonly overrides?: RecordedOverrides;
  /** Digest of what one GET shows of it; absent: as the plan saw the source. */
  readonly shown?: Digest;
}

/** The same with the content itself. */
export interface WantedContent {
  readonly goal: ContentGoal;
  /** As Palette has it: the UIDs of packs are those of the source's. */
  readonly source: WholeProfile;
  readonly content: Content;
  /** Packs for which the UID of the source's pack is wrong. */
  readonly withoutUid: ReadonlySet<string>;
}

export type WantedRead =
  | { readonly status: 'read'; readonly wanted: WantedContent }
  | { readonly status: 'failed'; readonly result: FailedSaga };

/** As planned. */
export function goalOf(deps: Pick<ApplyDeps, 'state'>, change: CopyingChange): ContentGoal {
  return change.rendering === undefined
    ? { digest: sourceOf(deps, change).digest }
    : goalOfRendering(change.rendering);
}

function goalOfRendering({ shown, ...overrides }: PlannedRendering): ContentGoal {
  return { digest: overrides.wanted, shown, overrides };
}

/** The row with what state records of overrides, in place of what it had. */
export function withOverrides<T extends Pick<RecordedClone, 'overrides'>>(
  row: T,
  { overrides }: ContentGoal,
): T {
  const { overrides: _old, ...rest } = row;
  return (overrides === undefined ? rest : { ...rest, overrides }) as T;
}

/** Reads the source, once for all its clones, and renders the overrides: they must make what was planned. */
export async function readWanted(deps: ApplyDeps, change: CopyingChange): Promise<WantedRead> {
  const read = await readSource(deps, change);
  if (read.status === 'failed') return read;
  const { whole: source } = read;
  const { content } = source.object;
  invariant(content !== null, 'a profile that was read whole has content');
  const planned = change.rendering;
  if (planned === undefined)
    return {
      status: 'read',
      wanted: { goal: goalOf(deps, change), source, content, withoutUid: new Set() },
    };
  const { digest } = sourceOf(deps, change);
  const asked = await attempt(() => deps.renderWanted(change.address, { content, digest }));
  if (!asked.ok)
    return {
      status: 'failed',
      result: toFailure(asked.error, null, 'the registries of its overrides could not be read'),
    };
  const rendered = asked.value;
  if (rendered?.status !== 'rendered')
    return failed('its overrides cannot be applied to the source any more');
  // Where Palette wrote the link of a chain with other text than was planned, that text is what is rendered.
  const isRewritten = digest !== change.copies.digest;
  if (rendered.rendering.wanted !== planned.wanted && !isRewritten)
    return failed('its overrides make another content than was planned');
  const goal = goalOfRendering(rendered.rendering);
  deps.outlines.set(goal.digest, rendered.outline);
  return {
    status: 'read',
    wanted: { goal, source, content: rendered.content, withoutUid: rendered.withoutUid },
  };
}

function failed(message: string): WantedRead {
  return {
    status: 'failed',
    result: refuse('OverridesChanged', message, 'make a new plan with the declarations as they are now'),
  };
}
