// Versions of sources: which ones a declaration allows, and which is the higher one.
import semver from 'semver';
import { compareText } from '../content/compare.ts';
import { memoize } from '../content/memoize.ts';

/** Whether a version is in a range; null where the text is none. A fleet asks the same few things ten thousand times. */
export const rangeOf = memoize((text) => {
  if (semver.validRange(text) === null) return null;
  const range = new semver.Range(text);
  return memoize((version) => {
    const parsed = semver.parse(version);
    return parsed !== null && range.test(parsed);
  });
});

/** Whether the version text of a declaration, an exact version or a range, allows this version. */
export function allowsVersion(wanted: string, version: string): boolean {
  return wanted === version || rangeOf(wanted)?.(version) === true;
}

export function compareVersions(a: string, b: string): number {
  const left = semver.parse(a);
  const right = semver.parse(b);
  if (left !== null && right !== null) return left.compare(right);
  return compareText(a, b);
}
