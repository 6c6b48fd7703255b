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

/** 22.04 is 22.4 among versions. */
function withoutZeros(text: string): string {
  return text.replace(/(?<![\d.a-z+-])0+(?=\d)|(?<=\d\.)0+(?=\d)/gi, '');
}
