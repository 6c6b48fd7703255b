// The three sides of a clone: what its source holds, what the clone should hold (the source with the overrides), and what it holds.
import type { Content, Digest } from '../../content/content.ts';
import { renderOverrides } from '../../content/overrides/render.ts';
import { readObject } from '../../inventory/read-object.ts';
import type { DesiredClone } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import { assertNever } from '../../model/invariant.ts';
import type { NaturalKey, ScopeRef } from '../../model/natural-key.ts';
import { nearest } from '../../model/nearest.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone, RecordedOverrides } from '../../model/recorded.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Decided } from '../../plan/decide.ts';
import { JUST_LOOKING, type PlannedClone, type PlannedOverride } from '../../plan/plan.ts';
import { sourceBlockers } from '../../plan/rules/blockers.ts';
import { isSameVersion, makeCloneContext } from '../../plan/rules/clone-context.ts';
import type { Source } from '../../plan/source.ts';
import type { FlowDeps } from '../deps.ts';
import { whileReading } from '../reading-progress.ts';
import type { Situation } from '../tenant/with-client.ts';
import { EXIT, UserError, userError } from '../user-error.ts';
import { readAndDecide, refuseOtherTenant } from './read-and-decide.ts';
import { registriesByName } from './registries.ts';
import { createRenderer } from './renderer.ts';

export interface Side {
  readonly content: Content;
  readonly digest: Digest;
}

/** A place that an override decides, and where it stands. */
export interface OverrideSet extends PlannedOverride {
  readonly place: Pick<Place, 'file' | 'line'> | null;
}

export interface WantedSide extends Side {
  readonly overrides: readonly OverrideSet[];
}

/** What overrides make of a source, with what state records of that; null: there are none. */
export interface RenderedSide extends WantedSide {
  readonly rendering: RecordedOverrides | null;
}

export interface ThreeSides {
  readonly desired: DesiredClone;
  /** null: no run has made it. */
  readonly row: RecordedClone | null;
  readonly clone: PlannedClone;
  readonly source: Side & { readonly key: NaturalKey };
  readonly wanted: WantedSide;
  /** What Palette has; null: it is not there. */
  readonly now: (Side & { readonly object: ObservedObject }) | null;
  /** The source has other content by now than the clone was made of. */
  readonly isSourceEdited: boolean;
}

/** Reads whole what the planner would only look up. Fails with UserError where one of the sides cannot be had. */
export async function readSides(
  { reading: report }: Pick<FlowDeps, 'reading'>,
  { client, settings, desired: all, recorded }: Situation,
  address: string,
): Promise<ThreeSides> {
  const desired = declaredClone(all.clones, address);
  const options = { ...JUST_LOOKING, target: [desired.address] };
  const { rateLimits } = settings.palette;
  const decided = await readAndDecide({ client, desired: all, recorded, rateLimits, report, options });
  refuseOtherTenant(decided);
  const { planning } = decided;
  const row = planning.recorded.get(desired.address);
  const context = makeCloneContext(planning, desired, row);
  if (context.choice.status !== 'resolved') {
    const [blocker] = sourceBlockers(context.choice);
    throw failed(`${desired.address} has no source: ${blocker?.detail ?? ''}`, blocker?.hint ?? undefined);
  }
  const chosen = context.choice.source;
  const { source, wanted, now } = await whileReading(report, async (tally) => {
    tally.expect('profiles', 1);
    if (row !== undefined) tally.expect('clones', 1);
    const read = await tally.count('profiles', sourceSide(client, decided, chosen));
    return {
      source: read,
      wanted: await renderSide(client, read, desired),
      now:
        row === undefined
          ? null
          : await tally.count('clones', objectSide(client, row.uid, row.key, row.address)),
    };
  });
  const { target } = desired;
  const projectUid =
    target.project === null ? null : (planning.observed.projects.get(target.project) ?? null);
  const named = row?.key ?? { name: target.name, version: context.version ?? target.version };
  return {
    desired,
    row: row ?? null,
    clone: {
      name: named.name,
      version: named.version,
      scope: target.scope,
      project: target.project,
      projectUid,
    },
    source: { ...source, key: chosen.key },
    wanted,
    now,
    isSourceEdited: row !== undefined && isSameVersion(chosen, row) && row.source.digest !== source.digest,
  };
}

/** What the overrides make of the source. Fails with UserError, with the place of each override that cannot be applied. */
export async function renderSide(
  client: PaletteReader,
  source: Side,
  desired: DesiredClone,
): Promise<RenderedSide> {
  const { overrides, places, address } = desired;
  if (overrides === undefined)
    return { content: source.content, digest: source.digest, overrides: [], rendering: null };
  const render = createRenderer();
  const first = render(source, overrides, new Map());
  const rendered =
    first.status === 'needs_registries' ? render(source, overrides, await registriesByName(client)) : first;
  switch (rendered.status) {
    case 'needs_registries':
      throw failed(`${address} names registries that are not known: ${rendered.names.join(', ')}`);
    case 'failed':
      throw new UserError(
        EXIT.error,
        rendered.failures.map(({ message, hint, place: at }) => {
          const place = places.override?.(at);
          return {
            code: 'plan/override-failed',
            severity: 'error',
            message: `${address}: ${message}`,
            ...(place === undefined ? {} : { place }),
            ...(hint === null ? {} : { hint }),
          };
        }),
      );
    case 'rendered': {
      const { shown: _shown, ...rendering } = rendered.rendering;
      return {
        content: rendered.content,
        digest: rendering.wanted,
        rendering,
        overrides: rendered.places.map(({ shown, place }) => {
          const at = places.override?.(place.place);
          return { ...shown, place: at === undefined ? null : { file: at.file, line: at.line } };
        }),
      };
    }
    default:
      return assertNever(rendered);
  }
}

/** What the overrides make of the source without their last layer; null: they cannot be applied without it. */
export async function renderBelow(
  client: PaletteReader,
  { content }: Side,
  { overrides }: DesiredClone,
): Promise<Content | null> {
  const layers = overrides?.layers.slice(0, -1) ?? [];
  if (layers.length === 0) return content;
  const first = renderOverrides(content, { layers }, new Map());
  const rendered =
    first.status === 'needs_registries'
      ? renderOverrides(content, { layers }, await registriesByName(client))
      : first;
  return rendered.status === 'rendered' ? rendered.content : null;
}

/** A link of a chain that is still to be made has its content from the plan. */
async function sourceSide(client: PaletteReader, { planning }: Decided, source: Source): Promise<Side> {
  const { uid, digest, key } = source;
  const content = source.content ?? planning.contentWith(digest);
  if (content !== null) return { content, digest };
  const read = uid === null ? null : await objectSide(client, uid, key, `${key.name} ${key.version}`);
  if (read === null) throw failed(`the content of ${key.name} ${key.version} is not known yet`);
  return read;
}

async function objectSide(
  client: PaletteReader,
  uid: string,
  scope: ScopeRef,
  name: string,
): Promise<(Side & { readonly object: ObservedObject }) | null> {
  const read = await readObject(client, uid, scope, 'whole');
  if (read.status === 'not_found') return null;
  if (read.status === 'unreadable')
    throw failed(`${name} could not be read: ${read.failure.code}: ${read.failure.message}`);
  const { object } = read;
  const { content, digest } = object;
  return content === null || digest === null ? null : { content, digest, object };
}

/** Fails with UserError for what is not declared, and for an id that stands for several clones. */
function declaredClone(clones: readonly DesiredClone[], wanted: string): DesiredClone {
  const exact = clones.find(({ address }) => address === wanted);
  if (exact !== undefined) return exact;
  const ofId = clones.filter(({ id }) => id === wanted);
  if (ofId.length === 1 && ofId[0] !== undefined) return ofId[0];
  const names = ofId.map(({ address }) => address);
  if (names.length > 0)
    throw failed(
      `${wanted} stands for ${names.length} clones`,
      `name one of them: ${names.slice(0, 10).join(', ')}`,
    );
  const guess = nearest(wanted, [...new Set(clones.flatMap(({ id, address }) => [id, address as string]))]);
  throw failed(`${wanted} is not declared`, guess === undefined ? undefined : `did you mean ${guess}?`);
}

function failed(message: string, hint?: string): Error {
  return userError(EXIT.error, 'plan/no-such-side', message, hint);
}
