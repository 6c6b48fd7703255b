// Declarations that ask for what was recorded: the rows of a clone as they were, each with the one content that will do.

import { byText } from '../../content/compare.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import type { Desired, DesiredClone, DesiredSource } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { baseAddress } from '../../plan/supersede.ts';
import type { RunRecord } from '../../state/mutation.ts';

/** Superseded versions of then are left as they are: wanted is what was current. */
export function desiredOf(
  run: Pick<RunRecord, 'id' | 'commit'>,
  rows: readonly RecordedClone[],
  projects: ReadonlyMap<string, string>,
  declared: Desired,
): Desired {
  const today = new Map(declared.clones.map((clone) => [clone.address as string, clone]));
  const byUid = new Map(rows.map((row) => [row.uid, row]));
  const projectOf = (uid: string | null): string | null => (uid === null ? null : (projects.get(uid) ?? uid));
  const current = rows.filter((row) => row.status === 'current');
  const clones = current.map((row): DesiredClone => {
    const { key, labels, description, digest, declaredVersion, isProtected } = row;
    const project = key.projectUid === null ? null : (projects.get(key.projectUid) ?? row.projectName);
    return {
      address: row.address,
      id: partsOf(row.address).id,
      source: sourceOf(row, byUid, projectOf),
      target: { name: key.name, version: key.version, scope: key.scope, project, labels, description },
      // Whatever was done to it since goes: the plan shows what that is.
      content: 'mirror',
      mirrorBy: today.get(row.address)?.mirrorBy === 'recreate' ? 'recreate' : 'update',
      retain: 'all',
      protect: isProtected,
      adopt: true,
      places: {
        ...overridePlacesOf(today.get(row.address)),
        declaration: { file: `run ${run.id}`, line: 1, column: 1, text: '' },
      },
      ...(row.overrides === undefined ? {} : overridesOf(today.get(row.address))),
      recorded: {
        digest,
        declaredVersion,
        commit: run.commit,
        hadOverrides: row.overrides !== undefined,
      },
    };
  });
  const sorted = clones.toSorted(byText(({ address }) => address));
  return { ...declared, clones: sorted, moved: [], removed: [], imports: [] };
}

/** State keeps digests of overrides only: those of today have to do. */
function overridesOf(today: DesiredClone | undefined): Pick<DesiredClone, 'overrides'> {
  return today?.overrides === undefined ? {} : { overrides: today.overrides };
}

function overridePlacesOf(today: DesiredClone | undefined): Pick<DesiredClone['places'], 'override'> {
  return today === undefined ? {} : { override: (at) => today.places.override?.(at) };
}

/** A source that was a clone of ours is copied as one, so that it is restored before its copies. */
function sourceOf(
  { source }: RecordedClone,
  byUid: ReadonlyMap<string, RecordedClone>,
  projectOf: (uid: string | null) => string | null,
): DesiredSource {
  const { version } = source;
  const above = byUid.get(source.uid);
  if (above !== undefined) {
    const { id, project } = partsOf(baseAddress(above.address));
    return { kind: 'clone', clone: id, project, version };
  }
  return {
    kind: 'profile',
    profile: source.name,
    version,
    scope: source.scope,
    project: projectOf(source.projectUid),
  };
}

function partsOf(address: Address): { readonly id: string; readonly project: string | null } {
  const parts = parseAddress(address);
  invariant(parts !== undefined, `not an address: ${address}`);
  return parts;
}
