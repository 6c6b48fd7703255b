// Versions of packs, which are not always SemVer (22.04, 1.25.x, v1.2, 3.27.0-rc1), and ranges over them.
import semver from 'semver';

/** true, false, or null: it is no version that could be compared. */
export function isInRange(versions: readonly string[], range: string): boolean | null {
  const known = versions.filter((version) => version !== '');
  if (known.includes(range)) return true;
  const plain = withoutZeros(range);
  if (semver.validRange(plain) === null) return false;
  for (const version of known.map(withoutZeros)) {
    const parsed =
      semver.parse(version, { loose: true }) ?? semver.coerce(version, { includePrerelease: true });
    if (parsed !== null) return semver.satisfies(parsed, plain, { includePrerelease: true });
  }
  return null;
}

/** Whether it can be read as a range; what cannot may still be the exact tag of a pack, which need not be SemVer. */
export function isRange(range: string): boolean {
  return semver.validRange(withoutZeros(range)) !== null;
}

/** A text that no pack's tag looks like: it was meant as a range. */
export function isBadRange(range: string): boolean {
  return range.trim() === '' || (!isRange(range) && /[<>=^~|*\s]/.test(range));
}

/** 22.04 is 22.4 among versions. */
function withoutZeros(text: string): string {
  return text.replace(/(?<![\d.a-z+-])0+(?=\d)|(?<=\d\.)0+(?=\d)/gi, '');
}
