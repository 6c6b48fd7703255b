// The content that a clone should have: that of its source, with the overrides of its declaration applied. While the digests of
// source and overrides stand, the recorded digest says what that is, and nothing is rendered.
import type { Content, Digest } from '../../content/content.ts';
import { RENDER_FORMAT } from '../../content/overrides/rendered.ts';
import { MASK } from '../../content/secret-text.ts';
import type { DesiredClone, DesiredOverrides } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone, RecordedOverrides } from '../../model/recorded.ts';
import { isMadeOf } from '../../model/remarks.ts';
import { toSource } from '../links.ts';
import type { Blocker, PlannedOverride, PlannedRendering } from '../plan.ts';
import type { PlanningContext } from '../planning-context.ts';
import type { Rendered, RenderedPlace, Renderer, RenderResult } from '../renderer.ts';
import type { Source } from '../source.ts';
import { type CloneContext, isReverted, isSameVersion, sourceOf } from './clone-context.ts';
import { conflictsIn, sourceHash } from './override-conflicts.ts';

export type Wanted =
  | RenderResult
  /** The content of the source has to be read first: the planning context asks for it. */
  | { readonly status: 'needs_read' };

/** Whether the overrides, or the way they are rendered, are other ones than when the clone was last written. */
export function overridesChanged(
  { overrides }: DesiredClone,
  row: Pick<RecordedClone, 'overrides'>,
): boolean {
  const before = row.overrides;
  if (overrides === undefined || before === undefined) return overrides !== before;
  return before.digest !== overrides.digest || before.format !== RENDER_FORMAT;
}

/** Overrides rendered onto what the source has now; null: there are none, or no source. Repeatable, and rendered once. */
export function renderWanted(context: CloneContext): Wanted | null {
  const source = sourceOf(context);
  const { overrides } = context.desired;
  if (overrides === undefined || source === null) return null;
  const whole = wholeOf(context.planning, source);
  return whole === null ? { status: 'needs_read' } : renderOnto(context, whole, overrides);
}

/** What overrides make of the source; null: there are none, or that is not known. */
function renderedOf(context: CloneContext): Rendered | null {
  const wanted = renderWanted(context);
  return wanted?.status === 'rendered' ? wanted : null;
}

/** Where it was not read, it is asked for. */
function contentOf(planning: PlanningContext, { content, object }: Source): Content | null {
  return content ?? planning.contentOf(object);
}

function wholeOf(planning: PlanningContext, source: Source): Whole | null {
  const content = contentOf(planning, source);
  return content === null ? null : { content, digest: source.digest };
}

type Whole = Parameters<Renderer>[0];

function renderOnto({ planning }: CloneContext, whole: Whole, overrides: DesiredOverrides): RenderResult {
  const { render } = planning.input;
  invariant(render !== undefined, 'a plan with overrides has a renderer');
  const { registries } = planning.observed;
  const rendered = render(whole, overrides, registries ?? NO_REGISTRIES);
  if (rendered.status !== 'needs_registries') return rendered;
  planning.askRegistries();
  // Names that Palette does not have are null.
  return registries === undefined
    ? rendered
    : render(
        whole,
        overrides,
        new Map([...rendered.names.map((name) => [name, null] as const), ...registries]),
      );
}

const NO_REGISTRIES: ReadonlyMap<string, string | null> = new Map();

/** Whether the recorded digest no longer says what overrides make of the source. */
export function needsRendering(context: CloneContext, row: RecordedClone): boolean {
  const source = sourceOf(context);
  if (context.desired.overrides === undefined || source === null) return false;
  return row.overrides?.source !== source.digest || overridesChanged(context.desired, row);
}

/** Digest of the content that the clone should have; null: not known yet, or it cannot be rendered. */
export function wantedDigest(context: CloneContext, row: RecordedClone | undefined): Digest | null {
  const source = sourceOf(context);
  if (source === null || context.desired.overrides === undefined) return source?.digest ?? null;
  if (row?.overrides !== undefined && !needsRendering(context, row)) return row.overrides.wanted;
  return renderedOf(context)?.rendering.wanted ?? null;
}

/** The content that the clone should have; null: not read yet, or it cannot be rendered. */
export function wantedContent(context: CloneContext): Content | null {
  const source = sourceOf(context);
  if (source === null || context.desired.overrides !== undefined) return renderedOf(context)?.content ?? null;
  return contentOf(context.planning, source);
}

/** The source as chains and hints see it: with the content that the clone gets. */
export function wantedSource(context: CloneContext): Source | null {
  const source = sourceOf(context);
  const rendered = renderedOf(context);
  if (source === null || rendered === null) return source;
  const { content, rendering } = rendered;
  return { ...source, content, digest: rendering.wanted, shown: rendering.shown };
}

/**
 * A snapshot keeps the content that it was made of: neither an edit of its source nor anything else renders it again, as long as it stays at
 * this version of its source with these overrides.
 */
export function isLeftAlone(context: CloneContext, row: RecordedClone): boolean {
  const source = sourceOf(context);
  return (
    context.desired.content === 'snapshot' &&
    context.desired.recorded === undefined &&
    (source === null || isSameVersion(source, row)) &&
    !overridesChanged(context.desired, row) &&
    !isReverted(context)
  );
}

/** What stands in the way of the content that the clone should have. */
export function overrideBlockers(context: CloneContext, row?: RecordedClone): readonly Blocker[] {
  const wanted = renderWanted(context);
  if (wanted === null) return lostOverrides(context, row);
  switch (wanted.status) {
    case 'needs_read':
    case 'needs_registries':
      return [{ by: 'unreadable', detail: 'what its overrides need was not read', hint: null }];
    case 'failed':
      return wanted.failures.map(({ message, hint, place }) => ({
        by: 'override_failed',
        detail: `${placeWords(context, place)}${message}`,
        hint: hint ?? 'change the override, or mark it optional where the source may lack the place',
      }));
    case 'rendered':
      return [...conflictBlockers(context, row), ...rollbackBlockers(context, wanted.rendering.wanted, row)];
  }
}

/** File and line of a member of the overrides, for a sentence that begins with it. */
function placeWords(
  { desired }: CloneContext,
  at: Parameters<NonNullable<DesiredClone['places']['override']>>[0],
): string {
  const place = desired.places.override?.(at);
  return place === undefined ? '' : `${place.file}:${place.line}: `;
}

/** Without the values, which the plan lists as far as `--diff` shows them. */
function conflictBlockers(context: CloneContext, row: RecordedClone | undefined): readonly Blocker[] {
  const { address } = context.desired;
  return conflictsOf(context, row)
    .filter(({ shown }) => shown.conflict === 'blocked')
    .map(({ place, shown }) => ({
      by: 'override_conflict',
      detail: `${placeWords(context, place.place)}the source changed ${placeName(shown)}, which an override sets`,
      hint: `change the override, or keep it: onConflict: keep for this pack, or --keep-overrides '${address}'`,
    }));
}

/** The places that overrides decide; none before they are rendered. */
export function overriddenPlaces(context: CloneContext): readonly PlannedOverride[] {
  return renderedOf(context)?.places.map(({ shown }) => shown) ?? [];
}

/** Places where the source changed what an override decides. */
export function conflictsOf(context: CloneContext, row: RecordedClone | undefined): readonly RenderedPlace[] {
  const wanted = renderedOf(context);
  return wanted === null ? [] : conflictsIn(context.planning.options, context.desired, row, wanted);
}

export function placeName({ pack, part, path }: PlannedOverride): string {
  const what = part === 'pack' ? '' : ` ${part}`;
  return `${pack}${what}${path === '' ? '' : ` ${path}`}`;
}

/** The run of then recorded what overrides made; today there are none. */
function lostOverrides(context: CloneContext, row: RecordedClone | undefined): readonly Blocker[] {
  const source = sourceOf(context);
  const isLost = context.desired.recorded?.hadOverrides === true && source !== null;
  return isLost ? rollbackBlockers(context, source.digest, row) : [];
}

/** A rollback renders the source of then with the overrides of now. */
function rollbackBlockers(
  context: CloneContext,
  digest: Digest,
  row: RecordedClone | undefined,
): readonly Blocker[] {
  const then = context.desired.recorded;
  if (then === undefined || then.digest === digest) return [];
  const read = row === undefined ? undefined : context.planning.object(row.uid);
  if (row !== undefined && read?.status === 'present' && isMadeOf(row, read.object.digest, then.digest))
    return [];
  const commit = then.commit === undefined || then.commit === null ? 'the commit of that run' : then.commit;
  return [
    {
      by: 'override_failed',
      detail: 'the overrides that are declared now do not make the content that the run recorded',
      hint: `check out ${commit} and roll back there, or exclude this clone with --exclude '${context.desired.address}'`,
    },
  ];
}

/** What a change says of overrides that makes the wanted content. */
export function renderingMembers(
  context: CloneContext,
  row?: RecordedClone,
): { readonly rendering?: PlannedRendering; readonly overrides?: readonly PlannedOverride[] } {
  const wanted = renderedOf(context);
  if (wanted === null) return {};
  const conflicts = new Map(conflictsOf(context, row).map((item) => [item.id, item]));
  const valuesIn =
    row?.overrides === undefined || conflicts.size === 0 ? null : conflictValues(context, row, row.overrides);
  return {
    rendering: wanted.rendering,
    overrides: wanted.places.map((item) => {
      const conflict = conflicts.get(item.id);
      return {
        ...(conflict ?? item).shown,
        ...(conflict === undefined ? {} : valuesIn?.(conflict)),
        ...declaredMember(context, item),
      };
    }),
  };
}

/** Looked for only where a change is shown: to find a line, its file may have to be parsed again. */
function declaredMember(
  { desired }: CloneContext,
  { place }: RenderedPlace,
): Pick<PlannedOverride, 'declaredAt'> {
  const at = desired.places.override?.(place.place);
  return at === undefined ? {} : { declaredAt: { file: at.file, line: at.line } };
}

/** Looked for only where there is a conflict: the source of then may have to be read. */
function conflictValues(
  context: CloneContext,
  row: RecordedClone,
  before: RecordedOverrides,
): (item: RenderedPlace) => Pick<PlannedOverride, 'sourceBefore' | 'clone'> {
  const ofSource = formerValues(context, row, before);
  const ofClone = cloneValues(context, row, before);
  return (item) => {
    const [sourceBefore, clone] = [ofSource(item), ofClone(item)];
    return {
      ...(sourceBefore === undefined ? {} : { sourceBefore }),
      ...(clone === undefined ? {} : { clone }),
    };
  };
}

/** A value at a place in conflict; null: none, undefined: not known. */
type ValueAt = (item: RenderedPlace) => string | null | undefined;

const UNKNOWN: ValueAt = () => undefined;

function cloneValues(context: CloneContext, row: RecordedClone, before: RecordedOverrides): ValueAt {
  const { planning } = context;
  const read = planning.object(row.uid);
  const source = read?.status === 'present' ? toSource(read.object) : null;
  if (source === null) return UNKNOWN;
  // In a conflict the override is the one that the clone was last written with.
  if (isMadeOf(row, source.digest, before.wanted))
    return ({ place, shown }) => (place.isSecret ? undefined : shown.wanted);
  // Rendered onto the clone, the overrides find what stands there.
  const places = placesById(renderedOnto(context, wholeOf(planning, source)));
  return ({ id, place }) => (place.isSecret ? undefined : places.get(id)?.shown.source);
}

/**
 * What the source had at a place in conflict when the clone was last written. State keeps hashes only: the value is known where the source
 * of then can still be read, and has the value with that hash.
 */
function formerValues(context: CloneContext, row: RecordedClone, before: RecordedOverrides): ValueAt {
  const rendered = renderedOnto(context, formerSource(context, row, before.source));
  const places = placesById(rendered);
  return ({ id, place }) => {
    const then = places.get(id);
    const isTheSame = sourceHash(rendered?.rendering.places[id]) === sourceHash(before.places[id]);
    if (then === undefined || !isTheSame) return undefined;
    return place.isSecret && then.place.source !== null ? MASK : then.shown.source;
  };
}

function renderedOnto(context: CloneContext, whole: Whole | null): Rendered | null {
  const { overrides } = context.desired;
  if (whole === null || overrides === undefined) return null;
  const result = renderOnto(context, whole, overrides);
  return result.status === 'rendered' ? result : null;
}

function placesById(rendered: Rendered | null): ReadonlyMap<string, RenderedPlace> {
  return new Map(rendered?.places.map((item) => [item.id, item]));
}

/** An object that was edited in place does not have what it had; another version may. */
function formerSource(context: CloneContext, { source }: RecordedClone, digest: Digest): Whole | null {
  const { planning } = context;
  const content = planning.contentWith(digest);
  if (content !== null) return { content, digest };
  return sourceOf(context)?.uid === source.uid ? null : planning.formerSource(source.uid, source);
}

/** What a change that keeps the content has state record of overrides. */
export function keptMembers(
  context: CloneContext,
  row: RecordedClone,
  object: ObservedObject,
): ReturnType<typeof renderingMembers> & { readonly dropsOverrides?: true } {
  const source = sourceOf(context);
  if (source === null || row.status === 'incomplete' || isLeftAlone(context, row)) return {};
  const { overrides } = context.desired;
  if (overrides === undefined) {
    const isDropped = row.overrides !== undefined && isMadeOf(row, object.digest, source.digest);
    return isDropped ? { dropsOverrides: true } : {};
  }
  if (!needsRendering(context, row)) return {};
  const wanted = renderedOf(context);
  return wanted !== null && isMadeOf(row, object.digest, wanted.rendering.wanted)
    ? renderingMembers(context, row)
    : {};
}
