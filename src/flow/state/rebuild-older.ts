// Of the stamped versions that `state rebuild` finds: which one of a clone is its current one, and how the others are recorded.
import semver from 'semver';
import type { RecordedClone } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { Plan } from '../../plan/plan.ts';
import { groupBy } from '../../plan/planning-context.ts';
import { countsVersions } from '../../plan/rules/clone-context.ts';
import { supersede } from '../../plan/supersede.ts';
import type { FlowDeps } from '../deps.ts';
import { withLock } from './open-state.ts';
import type { OlderVersions, ProvenVersion, Stamped } from './rebuild-sources.ts';

export interface SortedStamped {
  /** One for each clone that state does not have. */
  readonly current: readonly Stamped[];
  /** Versions that were superseded. One that several declarations could have had is nobody's, and left out. */
  readonly older: readonly Stamped[];
}

/** `recorded`: addresses that have a current clone already. */
export function sortStamped(found: readonly Stamped[], recorded: ReadonlySet<string>): SortedStamped {
  const byAddress = groupBy(found, ({ clone }) => clone.address);
  const current = [...byAddress].flatMap(([address, group]) =>
    recorded.has(address) ? [] : (currentOf(group) ?? []),
  );
  const taken = new Set(current.map(({ object }) => object.uid));
  const claims = groupBy(
    found.filter(({ object }) => !taken.has(object.uid)),
    ({ object }) => object.uid,
  );
  const owned = new Set<string>([...recorded, ...current.map(({ clone }) => clone.address)]);
  const older = [...claims.values()].flatMap((group) => {
    const [first] = group;
    return first !== undefined && group.length === 1 && owned.has(first.clone.address) ? [first] : [];
  });
  return { current, older };
}

/** The declared version; where versions follow the source or are counted, the newest. */
function currentOf(group: readonly Stamped[]): Stamped | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { version } = first.clone.target;
  if (version !== 'source' && !countsVersions(first.clone))
    return group.find(({ object }) => object.key.version === version);
  return group.toSorted((a, b) => semver.compareLoose(b.object.key.version, a.object.key.version))[0];
}

/** The plan that is shown says what is recorded beside it, and what is not. */
export function withOlder(plan: Plan, { proven, unproven }: OlderVersions): Plan {
  const note = ({ object: { key, uid } }: Stamped, said: string, hint: string) => ({
    code: 'plan/older-versions' as const,
    severity: 'warning' as const,
    message: `${key.name} ${key.version} (UID ${uid}) ${said}`,
    hint,
  });
  const notes = [
    ...proven.map((item) =>
      note(
        item,
        `is also recorded, as a superseded version of ${item.clone.address}`,
        'the retain of that clone decides how long it is kept; cloneform state rm removes it from state',
      ),
    ),
    ...unproven.map((item) =>
      note(
        item,
        `is not recorded as a superseded version of ${item.clone.address}: ${item.reason}`,
        'it stays in Palette and is not managed; delete it there when nothing uses it',
      ),
    ),
  ];
  return notes.length === 0 ? plan : { ...plan, diagnostics: [...plan.diagnostics, ...notes] };
}

/** Beside the current clone, which must be recorded by now. */
export async function recordOlder(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  older: readonly ProvenVersion[],
): Promise<void> {
  await withLock(deps, settings, 'state rebuild', lockTimeoutMs, async ({ store, lease }) => {
    const { clones } = await store.readRecorded();
    const taken = new Set<string>(clones.map((row) => row.address));
    const known = new Set(clones.map((row) => row.uid));
    const rows = older.flatMap((item) => {
      const current = clones.find((row) => row.address === item.clone.address);
      if (current === undefined || known.has(item.object.uid)) return [];
      const row = olderRow(current, item, taken, new Date(deps.clock.now()).toISOString());
      taken.add(row.address);
      return [{ kind: 'put_clone', clone: row } as const];
    });
    if (rows.length > 0) await store.write(lease, rows);
  });
}

/** Its stamp has the digest of its content. Without a timestamp the next plan reads it whole. */
function olderRow(
  current: RecordedClone,
  { object, stamp, made }: ProvenVersion,
  taken: ReadonlySet<string>,
  recordedAt: string,
): RecordedClone {
  const { remarks: _remarks, overrides: _overrides, ...rest } = current;
  const row: RecordedClone = {
    ...rest,
    ...made,
    uid: object.uid,
    key: object.key,
    provenance: 'imported',
    digest: stamp.digest as RecordedClone['digest'],
    shown: object.shown,
    lastModified: '',
    declaredVersion: object.key.version,
    labels: null,
    description: null,
    recordedAt,
  };
  return supersede(row, taken);
}
