// Versions as people write them, and what is wrong with them.
import semver from 'semver';
import { memoize } from '../content/memoize.ts';
import type { Place } from '../model/diagnostic.ts';
import type { Faults } from './faults.ts';
import { threeParts } from './schema-check.ts';

const MAX_RANGE = 256;

/** Strict SemVer as Palette takes it since 4.10: three parts, no v, no build metadata (facts.md section 2). */
export function checkTargetVersion(version: string, place: () => Place, faults: Faults): void {
  if (version === 'source' || isTargetVersion(version)) return;
  const guess = threeParts(version.replace(/\+.*$/, ''));
  const hint =
    semver.valid(guess) === guess
      ? `use ${JSON.stringify(guess)}`
      : 'use major.minor.patch, such as 1.2.0 or 1.2.0-rc.1, or source';
  faults.add('declare/bad-version', `${JSON.stringify(version)} is not a version`, place(), hint);
}

/** Whether a clone may be declared with this version; Palette keeps older ones, such as `1.2`, from before 4.10 (facts.md section 2). */
export function isTargetVersion(version: string): boolean {
  return semver.valid(version) === version && !version.includes('+');
}

const isRange = memoize((text) => semver.validRange(text) !== null);

/** A range, or the exact name of a version: legacy ones match to the letter, so only what looks like a range can be wrong. */
export function checkSourceVersion(version: string, place: () => Place, faults: Faults): void {
  if (version === '' || version.length > MAX_RANGE) {
    const what = version === '' ? 'the version is empty' : `the range has more than ${MAX_RANGE} characters`;
    faults.add('declare/bad-range', what, place(), 'use an exact version, a range such as ^1.2.0, or "*"');
    return;
  }
  if (isRange(version)) return;
  if (!/[\s<>=~^|*]|\.x\b/.test(version) && /^[A-Za-z0-9._+-]+$/.test(version)) return;
  faults.add(
    'declare/bad-range',
    `${JSON.stringify(version)} is not a version range`,
    place(),
    'use a range such as ^1.2.0, ~1.2.0 or ">=1.2.0 <2.0.0"',
  );
}
