// Clones and blocks → what is desired, checked across declarations.
import { byText } from '../content/compare.ts';
import type { Desired, DesiredClone, ImportBlock, MovedBlock, RemovedBlock } from '../model/desired.ts';
import { compareDiagnostics, type Diagnostic } from '../model/diagnostic.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkAddress, checkNaturalKeys, nameClones } from './cross-checks.ts';
import type { Faults } from './faults.ts';
import type { GatherContext, Gathered } from './gather-clones.ts';
import type { LoadedFile } from './load-files.ts';
import { toPolicies } from './policies/read-policies.ts';
import { asRecord } from './schema-check.ts';
import { toGuards } from './settings.ts';

/** Without the clones of declarations that select their projects; these take part in the checks with samples. */
export function knownDesired(gathered: Gathered, reading: GatherContext): Desired {
  const { clones, samples } = gathered;
  const isSample = new Set<string>(samples.map(({ address }) => address));
  const open = openIds(gathered);
  const { faults, loaded } = reading;
  const named = nameClones([...clones, ...samples], faults, open);
  const known = named.filter(({ address }) => !isSample.has(address));
  const desired = assemble(known, loaded, faults);
  checkBlocks(desired, faults, open);
  return withWarnings(desired, reading.warnings);
}

/** Ids whose projects are not written down. */
export function openIds({ selecting }: Pick<Gathered, 'selecting'>): ReadonlySet<string> {
  return new Set(selecting.map(({ declaration }) => declaration.id));
}

/** All clones by their names, with what the root file says beside them. */
export function assemble(
  named: readonly DesiredClone[],
  { root, included }: GatherContext['loaded'],
  faults: Faults,
): Desired {
  const all = [root, ...included];
  const asked = root.values['stamp'];
  const stamp: Desired['stamp'] = asked === 'labels' || asked === 'annotations' ? asked : 'off';
  const sorted = named.toSorted(byText((clone) => clone.address));
  const clones = stamp === 'off' ? sorted : sorted.map((clone) => ({ ...clone, stamp }));
  checkNaturalKeys(clones, faults);
  const policies = toPolicies(root.file, root.values, faults);
  return {
    clones,
    moved: all.flatMap((file) =>
      blocks(file, 'moved', ['from', 'to'], faults),
    ) as readonly unknown[] as readonly MovedBlock[],
    removed: all.flatMap((file) =>
      blocks(file, 'removed', ['clone'], faults),
    ) as readonly unknown[] as readonly RemovedBlock[],
    imports: all.flatMap((file) =>
      blocks(file, 'imports', ['to'], faults),
    ) as readonly unknown[] as readonly ImportBlock[],
    guards: toGuards(root.values),
    stamp,
    ...(policies === undefined ? {} : { policies }),
  };
}

export function withWarnings(desired: Desired, warnings: ReadonlyMap<string, Diagnostic>): Desired {
  const told = [...warnings.values()].sort(compareDiagnostics);
  return told.length === 0 ? desired : { ...desired, warnings: told };
}

/** Entries of moved, removed and imports, with their places; `addresses` names the members that must be addresses. */
function blocks(
  { file, values }: LoadedFile,
  key: string,
  addresses: readonly string[],
  faults: Faults,
): readonly Readonly<Record<string, unknown>>[] {
  const list = values[key];
  if (!Array.isArray(list)) return [];
  return list.map((item, index) => {
    const block = asRecord(item);
    for (const member of addresses) {
      const address = String(block[member]);
      if (checkAddress(address)) continue;
      faults.add(
        'declare/bad-address',
        `${JSON.stringify(address)} is not an address`,
        file.place([key, index, member]),
        'use id or id["project"]; in YAML, put it in single quotes',
      );
    }
    return {
      ...block,
      get place() {
        return file.place([key, index]);
      },
    };
  });
}
