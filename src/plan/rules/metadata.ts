// Name, version, labels and description of a clone against what is declared.
import type { DesiredClone } from '../../model/desired.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import type { CloneFacts } from '../plan.ts';

/** What the clone should look like. Members that are not declared stay as they are. */
export function wantedFacts(
  desired: DesiredClone,
  { key, remarks }: Pick<RecordedClone, 'key' | 'remarks'>,
  object: ObservedObject,
): CloneFacts {
  const made = remarks?.description;
  const isMade = made?.of === desired.target.description && made.shown.trim() === object.description.trim();
  return {
    name: key.name,
    version: key.version,
    labels: desired.target.labels ?? object.labels,
    description: isMade ? object.description : (desired.target.description ?? object.description),
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

/** Managed labels and description that an object does not have as they are declared, in words. */
export function metadataFaults(wanted: CloneFacts | undefined, object: ObservedObject): readonly string[] {
  const { labels = null, description = null } = wanted ?? {};
  return [
    ...(labels === null || sameLabels(labels, object.labels)
      ? []
      : ['its labels differ from the declared labels']),
    ...(description === null || meansSame(description, object.description)
      ? []
      : ['its description differs from the declared description']),
  ];
}

/**
 * What Palette made of a description that it may keep in one line only (facts.md section 10, item 14); null where it shows the
 * description as it was sent, or another text.
 */
export function rewrittenDescription(
  wanted: string | null,
  shown: string,
): { readonly of: string; readonly shown: string } | null {
  if (wanted === null || wanted.trim() === shown.trim() || !meansSame(wanted, shown)) return null;
  return { of: wanted, shown };
}

/** Equal but for white space. */
export function meansSame(a: string, b: string): boolean {
  const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ');
  return plain(a) === plain(b);
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
