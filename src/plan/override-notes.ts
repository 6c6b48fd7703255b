// What a plan says of overrides beside its changes: conflicts in which they stay, places that the source lost, and overrides without
// an effect. The same is said once for all clones that it holds for.
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import type { RecordedClone } from '../model/recorded.ts';
import { groupBy } from './planning-context.ts';
import type { RenderedPlace } from './renderer.ts';
import type { CloneContext } from './rules/clone-context.ts';
import { hasLostPlace } from './rules/override-conflicts.ts';
import { conflictsOf, placeName, renderWanted } from './rules/wanted.ts';

export interface NotedOverride {
  readonly address: string;
  readonly code: Diagnostic['code'];
  readonly severity: Diagnostic['severity'];
  /** Without the address. */
  readonly text: string;
  readonly hint: string | null;
  readonly place: Place | undefined;
}

/** Of a clone whose overrides were rendered in this plan. Values are not named: `--diff` decides whether they are shown. */
export function noteOverrides(
  context: CloneContext,
  row: RecordedClone | undefined,
): readonly NotedOverride[] {
  const wanted = renderWanted(context);
  if (wanted?.status !== 'rendered') return [];
  const { address, places } = context.desired;
  const note = (
    code: Diagnostic['code'],
    text: string,
    at: RenderedPlace['place']['place'],
    hint: string | null,
    severity: NotedOverride['severity'] = 'warning',
  ): NotedOverride => ({
    address,
    code,
    severity,
    text,
    hint,
    place: places.override?.(at),
  });
  const kept = conflictsOf(context, row).filter(({ shown }) => shown.conflict === 'kept');
  const stale = wanted.places.filter(({ id }) =>
    hasLostPlace(row?.overrides?.places[id], wanted.rendering.places[id]),
  );
  return [
    ...kept.map(({ place, shown }) =>
      note(
        'plan/override-conflict',
        `the source changed ${placeName(shown)}; the override stays`,
        place.place,
        'to take the value of the source, remove the override; onConflict: block stops for every conflict',
      ),
    ),
    ...stale.map(({ place, shown }) =>
      note(
        'plan/override-stale',
        `the source no longer has ${placeName(shown)}; the override sets it again`,
        place.place,
        'remove the override if it is no longer needed',
      ),
    ),
    ...wanted.notes.map(({ kind, message, place }) =>
      kind === 'override-redundant'
        ? note(`plan/${kind}`, message, place, 'the override can be removed', 'hint')
        : note(`plan/${kind}`, message, place, 'correct it, or remove it'),
    ),
  ];
}

const SHOWN_ADDRESSES = 5;

/** Those that are alike as one diagnostic, with the first addresses. */
export function tellOverrides(notes: readonly NotedOverride[]): readonly Diagnostic[] {
  const alike = groupBy(notes, ({ code, text, place }) =>
    JSON.stringify([code, text, place?.file ?? null, place?.line ?? null]),
  );
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { code, severity, text, hint, place } = first;
    const shown = [first, ...others].slice(0, SHOWN_ADDRESSES).map(({ address }) => address);
    const more = others.length + 1 - shown.length;
    const names = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return [
      {
        code,
        severity,
        message: `${names}: ${text}`,
        ...(hint === null ? {} : { hint }),
        ...(place === undefined ? {} : { place }),
      },
    ];
  });
}
