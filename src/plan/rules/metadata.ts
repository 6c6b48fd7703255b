// Name, version, labels and description of a clone against what is declared.
import type { DesiredClone } from '../../model/desired.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { CloneFacts } from '../plan.ts';

/** What the clone should look like. Members that are not declared stay as they are. */
export function wantedFacts(desired: DesiredClone, key: NaturalKey, object: ObservedObject): CloneFacts {
  return {
    name: key.name,
    version: key.version,
    labels: desired.target.labels ?? object.labels,
    description: desired.target.description ?? object.description,
  };
}

export function sameFacts(a: CloneFacts, b: CloneFacts): boolean {
  return (
    a.name === b.name &&
    a.version === b.version &&
    sameLabels(a.labels ?? {}, b.labels ?? {}) &&
    (a.description ?? '').trim() === (b.description ?? '').trim()
  );
}

export function sameLabels(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
  );
}
