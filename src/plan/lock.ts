// The lock: which source content each declaration copies, as a document for version control, and how a plan differs from it.
import { compareText } from '../content/compare.ts';
import type { Digest } from '../content/content.ts';
import { type Address, parseAddress } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { invariant } from '../model/invariant.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import { groupBy } from './planning-context.ts';

export interface LockedSource {
  readonly version: string;
  /** Of the source profile; absent for a clone of a clone, whose source a run may make again. */
  readonly uid?: string;
  readonly digest: Digest;
}

/** By id of a declaration; by address where a clone copies something else than most clones of its declaration. */
export type Lock = ReadonlyMap<string, LockedSource>;

/** What the clones of a plan copy. `unknown`: clones whose source the plan does not know, so that they cannot be locked. */
export function lockOf({ changes }: Pick<Plan, 'changes'>): {
  readonly lock: Lock;
  readonly unknown: readonly Address[];
} {
  const unknown: Address[] = [];
  const byId = new Map<string, Map<Address, LockedSource>>();
  for (const change of changes.filter(isDeclared)) {
    const source = sourceOf(change);
    if (source === null) {
      unknown.push(change.address);
      continue;
    }
    const id = idOf(change.address);
    byId.set(id, (byId.get(id) ?? new Map<Address, LockedSource>()).set(change.address, source));
  }
  const entries = [...byId]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([id, clones]) => {
      const common = mostCommon([...clones.values()]);
      const own = [...clones]
        .filter(([, source]) => !isSame(source, common))
        .toSorted(([a], [b]) => compareText(a, b));
      return [[id, common] as const, ...own];
    });
  return { lock: new Map<string, LockedSource>(entries), unknown };
}

/** How a plan differs from a lock, as errors; empty: it does not. `name`: of the lock file. */
export function lockDifferences(
  { changes, options }: Pick<Plan, 'changes' | 'options'>,
  lock: Lock,
  name: string,
): readonly Diagnostic[] {
  const declared = changes.filter(isDeclared);
  const isWhole = options.target.length === 0 && options.exclude.length === 0;
  const known = new Set<string>(declared.flatMap(({ address }) => [address, idOf(address)]));
  return [
    ...declared.flatMap((change) => {
      const locked = lock.get(change.address) ?? lock.get(idOf(change.address));
      const what = differenceOf(change, locked, name);
      return what === null ? [] : [differs(`${change.address}: ${what}`)];
    }),
    ...[...lock.keys()]
      .filter((key) => isWhole && !known.has(key))
      .map((key) => differs(`${key} is in ${name}, but it is not declared`)),
  ];
}

/** Entries that are new, gone (`to` is null) or other, with their versions. */
export function lockChanges(
  before: Lock,
  after: Lock,
): readonly { readonly key: string; readonly from: string | null; readonly to: string | null }[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  return keys.flatMap((key) => {
    const [from, to] = [before.get(key), after.get(key)];
    if (from !== undefined && to !== undefined && isSame(from, to)) return [];
    return [{ key, from: from?.version ?? null, to: to?.version ?? null }];
  });
}

function differs(message: string): Diagnostic {
  return {
    code: 'plan/lock-differs',
    severity: 'error',
    message,
    hint: 'if the new source is meant, run cloneform lock and commit the file',
  };
}

function differenceOf(change: ChangeEntry, locked: LockedSource | undefined, name: string): string | null {
  if (locked === undefined) return `it is not in ${name}`;
  const { version, digest } = change.source;
  const source = sourceOf(change);
  if (source === null) return `its source is not known, but ${name} has ${locked.version}`;
  if (version !== locked.version)
    return `the plan copies ${source.version}, but ${name} has ${locked.version}`;
  if (digest !== locked.digest)
    return `${source.version} has other content than ${name} says (${source.digest}, locked ${locked.digest})`;
  if (source.uid !== undefined && locked.uid !== undefined && source.uid !== locked.uid)
    return `${source.version} is another profile (UID ${source.uid}) than ${name} says (UID ${locked.uid})`;
  return null;
}

/** Superseded versions and what is no longer declared copy nothing any more. */
function isDeclared({ address, declaredVersion }: ChangeEntry): boolean {
  return declaredVersion !== undefined && parseAddress(address)?.version === null;
}

function sourceOf({ source: { version, digest, uid, clone } }: ChangeEntry): LockedSource | null {
  if (version === null || digest === null) return null;
  return { version, ...(uid === null || clone !== undefined ? {} : { uid }), digest };
}

function isSame(a: LockedSource, b: LockedSource): boolean {
  return a.version === b.version && a.uid === b.uid && a.digest === b.digest;
}

/** Of equally common ones the first. */
function mostCommon(sources: readonly LockedSource[]): LockedSource {
  const alike = [
    ...groupBy(sources, ({ version, uid, digest }) => JSON.stringify([version, uid, digest])).values(),
  ];
  const [common] = alike.reduce((most, group) => (group.length > most.length ? group : most));
  invariant(common !== undefined, 'a declaration without clones');
  return common;
}

function idOf(address: Address): string {
  return parseAddress(address)?.id ?? address;
}
