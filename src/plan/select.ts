// Which part of everything a plan is about: `--target` and `--exclude`.
import { parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { selectsAddress } from '../model/glob.ts';
import { nearest } from '../model/nearest.ts';
import { upstreamOf } from './links.ts';
import type { Change, PlanOptions } from './plan.ts';
import { baseAddress } from './supersede.ts';
import type { World } from './world.ts';

export type Selection = Pick<PlanOptions, 'target' | 'exclude'>;

export function isSelected({ target, exclude }: Selection, address: string): boolean {
  const isTargeted = target.length === 0 || target.some((glob) => selects(glob, address));
  return isTargeted && !exclude.some((glob) => selects(glob, address));
}

/** A clone's address selects its superseded versions too. */
function selects(glob: string, address: string): boolean {
  return selectsAddress(glob, address) || selectsAddress(glob, baseAddress(address));
}

/** What has to be looked at: what is selected, and what that copies. null: all of it. */
export function examined(world: World): ReadonlySet<string> | null {
  const { target, exclude } = world.options;
  if (target.length === 0 && exclude.length === 0) return null;
  const addresses = new Set<string>();
  for (const clone of world.input.desired.clones) {
    if (!isSelected(world.options, clone.address)) continue;
    for (
      let at = upstreamOf(world, clone);
      at !== undefined && !addresses.has(at.address);
      at = upstreamOf(world, at)
    )
      addresses.add(at.address);
    addresses.add(clone.address);
  }
  for (const row of world.recorded.values()) {
    if (isSelected(world.options, row.address)) addresses.add(row.address).add(baseAddress(row.address));
  }
  return addresses;
}

/** What is selected, and what selected changes cannot be done without. */
export function selectChanges(options: Selection, changes: readonly Change[]): readonly Change[] {
  if (options.target.length === 0 && options.exclude.length === 0) return changes;
  const byAddress = new Map<string, Change[]>();
  for (const change of changes) {
    const group = byAddress.get(change.address);
    if (group === undefined) byAddress.set(change.address, [change]);
    else group.push(change);
  }
  const wanted = new Set(changes.filter((change) => isChosen(options, change)));
  for (const change of wanted) {
    for (const address of change.needs) for (const needed of byAddress.get(address) ?? []) wanted.add(needed);
  }
  return changes.filter((change) => wanted.has(change));
}

function isChosen(options: Selection, change: Change): boolean {
  return (
    isSelected(options, change.address) ||
    (change.movedFrom !== undefined && isSelected(options, change.movedFrom))
  );
}

/** A glob that selects nothing is a slip of the pen, and would read as "no changes". */
export function checkGlobs(world: World): readonly Diagnostic[] {
  const { target, exclude, upgrade } = world.options;
  const declared = [...world.declared.keys()];
  const known = [...new Set([...declared, ...world.recorded.keys()])];
  return [
    ...unmatched('--target', target, known),
    ...unmatched('--exclude', exclude, known),
    ...unmatched('--upgrade', upgrade, declared),
  ];
}

function unmatched(flag: string, globs: readonly string[], known: readonly string[]): readonly Diagnostic[] {
  return globs
    .filter((glob) => glob !== '*' && !known.some((address) => selectsAddress(glob, address)))
    .map((glob) => {
      const ids = [...new Set(known.map((address) => parseAddress(address)?.id ?? address))];
      const guess = nearest(glob, [...ids, ...known]);
      return {
        code: 'plan/nothing-selected',
        severity: 'error',
        message: `${flag} ${glob} selects nothing`,
        hint:
          guess === undefined
            ? `there are: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}`
            : `did you mean ${guess}?`,
      } as const;
    });
}
