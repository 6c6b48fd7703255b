// A row that another object took the place of: kept under its version until it may be deleted.
import { type Address, formatAddress, parseAddress } from '../model/address.ts';
import { invariant } from '../model/invariant.ts';
import type { RecordedClone } from '../model/recorded.ts';
import type { Mutation } from '../state/mutation.ts';

/** `id["p"]@1.0.0`; where that is taken, build metadata tells the two apart. */
export function supersede(row: RecordedClone, taken: Pick<ReadonlySet<string>, 'has'>): RecordedClone {
  const parts = parseAddress(row.address);
  invariant(parts !== undefined, `not an address: ${row.address}`);
  const plain = formatAddress(parts.id, parts.project, row.key.version);
  const address = taken.has(plain)
    ? formatAddress(parts.id, parts.project, `${row.key.version}+${row.uid}`)
    : plain;
  return { ...row, address, status: 'superseded' };
}

/** The old row leaves its address before the new one takes it: UIDs and addresses are unique. */
export function putAside(
  row: RecordedClone,
  old: RecordedClone,
  fresh: Omit<RecordedClone, 'revision'>,
): readonly Mutation[] {
  return [
    { kind: 'move_clone', from: row.address, to: old.address },
    { kind: 'put_clone', clone: old },
    { kind: 'put_clone', clone: fresh },
  ];
}

/** Asked of every row: most addresses show without being taken apart that they have none. */
export function isVersioned(address: string): boolean {
  return address.includes('@') && parseAddress(address)?.version !== null;
}

/** The address without its version: the declaration that a superseded row belongs to. */
export function baseAddress(address: string): Address {
  if (!isVersioned(address)) return address as Address;
  const parts = parseAddress(address);
  invariant(parts !== undefined, `not an address: ${address}`);
  return formatAddress(parts.id, parts.project);
}
