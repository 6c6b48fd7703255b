// Which clones differ between two recorded pictures, by what users see of them.
import { canonicalJson, type Json } from '../../content/canonical-json.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { baseAddress } from '../../plan/supersede.ts';

/** Addresses without versions: what changed of a superseded version changed of its clone. */
export function changedBetween(
  before: readonly RecordedClone[],
  after: readonly RecordedClone[],
): ReadonlySet<string> {
  const was = new Map(before.map((row) => [row.address as string, factsOf(row)]));
  const is = new Map(after.map((row) => [row.address as string, factsOf(row)]));
  const addresses = [...new Set([...was.keys(), ...is.keys()])];
  return new Set(addresses.filter((address) => was.get(address) !== is.get(address)).map(baseAddress));
}

/** Times and revisions move without anything else. */
function factsOf(row: RecordedClone): string {
  const { uid, status, digest, labels, description, isProtected, declaredVersion, source } = row;
  const { scope, projectUid, name, version } = row.key;
  const key: Json = [scope, projectUid, name, version];
  return canonicalJson({
    uid,
    key,
    status,
    digest,
    labels,
    description,
    isProtected,
    declaredVersion,
    source: [source.uid, source.version, source.digest],
  });
}
