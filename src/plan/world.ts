// Everything a plan is made from, with the look-ups that its rules need. Built once; reads only.

import type { Desired, DesiredClone } from '../model/desired.ts';
import { keyId, type NaturalKey, type ScopeRef, scopeId } from '../model/natural-key.ts';
import type { ListedVersion, ObjectRead, Observed, ScopeRead } from '../model/observed.ts';
import type { Recorded, RecordedClone } from '../model/recorded.ts';
import type { RateLimits } from '../model/settings.ts';
import type { PlanOptions } from './plan.ts';

export interface PlanInput {
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly observed: Observed;
  readonly options: PlanOptions;
  /** For the estimate. */
  readonly rateLimits: RateLimits;
}

export interface World {
  readonly input: PlanInput;
  readonly observed: Observed;
  readonly options: PlanOptions;
  readonly declared: ReadonlyMap<string, DesiredClone>;
  /** Rows as the journal leaves them; see settle.ts. */
  readonly recorded: ReadonlyMap<string, RecordedClone>;
  readonly recordedByUid: ReadonlyMap<string, RecordedClone>;
  /** Rows by `keyId`: who holds a natural key. */
  readonly holders: ReadonlyMap<string, RecordedClone>;
  scope(ref: ScopeRef): ScopeRead | undefined;
  /** Versions of one name in one scope; empty when there are none or the scope was not listed. */
  versionsOf(ref: ScopeRef, name: string): readonly ListedVersion[];
  namesIn(ref: ScopeRef): Iterable<string>;
  /** UID of the object listed at a natural key. */
  uidAt(key: NaturalKey): string | undefined;
  object(uid: string): ObjectRead | undefined;
  /** Project name for people. */
  projectName(uid: string | null): string | null;
}

export function makeWorld(input: PlanInput, rows: readonly RecordedClone[]): World {
  const { observed } = input;
  const listed = new Map<string, ReadonlyMap<string, readonly ListedVersion[]>>();
  const uidByKey = new Map<string, string>();
  for (const [id, read] of observed.scopes) {
    if (read.status !== 'listed') continue;
    listed.set(id, groupByName(read.versions));
    for (const item of read.versions) uidByKey.set(JSON.stringify([id, item.name, item.version]), item.uid);
  }
  const projectNames = new Map([...observed.projects].map(([name, uid]) => [uid, name]));
  return {
    input,
    observed,
    options: input.options,
    declared: new Map(input.desired.clones.map((clone) => [clone.address, clone])),
    recorded: new Map(rows.map((row) => [row.address, row])),
    recordedByUid: new Map(rows.map((row) => [row.uid, row])),
    holders: new Map(rows.map((row) => [keyId(row.key), row])),
    scope: (ref) => observed.scopes.get(scopeId(ref)),
    versionsOf: (ref, name) => listed.get(scopeId(ref))?.get(name) ?? [],
    namesIn: (ref) => listed.get(scopeId(ref))?.keys() ?? [],
    uidAt: (key) => uidByKey.get(JSON.stringify([scopeId(key), key.name, key.version])),
    object: (uid) => observed.objects.get(uid),
    projectName: (uid) => (uid === null ? null : (projectNames.get(uid) ?? null)),
  };
}

function groupByName(versions: readonly ListedVersion[]): ReadonlyMap<string, readonly ListedVersion[]> {
  const groups = new Map<string, ListedVersion[]>();
  for (const item of versions) {
    const group = groups.get(item.name);
    if (group === undefined) groups.set(item.name, [item]);
    else group.push(item);
  }
  return groups;
}
