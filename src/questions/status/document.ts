// The status as tools read it: one list of clones, each with its declaration.
import { toJsonDocument } from '../../render/json-document.ts';
import type { Status, StatusCell } from './status.ts';

interface StatusClone extends StatusCell {
  /** Id of the declaration. */
  readonly declaration: string;
  /** False: recorded, but declared no more. */
  readonly isDeclared: boolean;
}

export type StatusDocument = {
  readonly formatVersion: string;
  readonly clones: readonly StatusClone[];
} & Omit<Status, 'declarations' | 'projects' | 'standings'>;

export function toStatusDocument({
  declarations,
  projects: _columns,
  standings: _standings,
  ...rest
}: Status): StatusDocument {
  const clones = declarations.flatMap(({ id, isDeclared, cells }) =>
    cells.map(({ address, ...cell }) => ({ address, declaration: id, isDeclared, ...cell })),
  );
  return toJsonDocument({ ...rest, clones });
}
