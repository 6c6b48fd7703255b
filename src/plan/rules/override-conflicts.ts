// Conflicts: the source changed the value of a place that an override decides, since the clone was last written.
import type { DesiredClone } from '../../model/desired.ts';
import { selectsAddress } from '../../model/glob.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { PlanOptions } from '../plan.ts';
import type { Rendered, RenderedPlace } from '../renderer.ts';

/** The places in conflict, marked as kept or blocked. A clone that is new, or had no overrides, has none. */
export function conflictsIn(
  { keepOverrides = [] }: PlanOptions,
  { address }: DesiredClone,
  row: RecordedClone | undefined,
  rendered: Rendered,
): readonly RenderedPlace[] {
  const before = row?.overrides;
  if (before === undefined) return [];
  const isKept = keepOverrides.some((glob) => selectsAddress(glob, address));
  return rendered.places.flatMap((item): readonly RenderedPlace[] => {
    const was = before.places[item.id];
    const is = rendered.rendering.places[item.id];
    if (was === undefined || is === undefined || !isConflict(item, was, is)) return [];
    const conflict = isKept || item.place.onConflict === 'keep' ? 'kept' : 'blocked';
    return [{ ...item, shown: { ...item.shown, conflict } }];
  });
}

/** The half of a recorded place that is of the source. */
export function sourceHash(place: string | undefined): string | undefined {
  return place?.split(':')[0];
}

/** A recorded place is the hash of what the source had, and behind a colon that of what was wanted there. */
function isConflict({ place }: RenderedPlace, was: string, is: string): boolean {
  const [sourceThen, ownThen] = was.split(':');
  const [sourceNow, ownNow] = is.split(':');
  // Who changed the override has seen what the source has. A place that the source lost has no value to decide about.
  return !place.isRedundant && sourceNow !== '' && sourceThen !== sourceNow && ownThen === ownNow;
}

/** The source had a value there, and has none now. Of a place that may hold a secret, that is not known. */
export function hasLostPlace(was: string | undefined, is: string | undefined): boolean {
  return was !== undefined && sourceHash(was) !== '' && sourceHash(is) === '';
}
