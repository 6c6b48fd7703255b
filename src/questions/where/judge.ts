// Which of the packs that were found answer the question: `cni-calico`, `<3.26`.
import { compareText } from '../../content/compare.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import type { NamedRef } from '../../model/observed.ts';
import { isBadRange, isInRange, isRange } from './pack-range.ts';

export interface WhereQuestion {
  /** A glob, over full names and names of charts. */
  readonly pack: string;
  /** Of versions; null: any. */
  readonly range: string | null;
}

export interface WhereRow {
  readonly kind: 'source' | 'clone';
  /** null for a source. */
  readonly address: string | null;
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly scope: string;
  readonly project: string | null;
  readonly pack: string;
  /** As the profile asks for it; may be a train. */
  readonly tag: string;
  /** What that is today; "" where Palette does not say. */
  readonly resolved: string;
  readonly clusters: readonly NamedRef[];
}

export interface Where {
  readonly rows: readonly WhereRow[];
  /** Objects that were looked at. */
  readonly examined: number;
  /** Objects that are gone or could not be read. */
  readonly unread: number;
  /** Packs of that name whose version the range cannot be compared with. */
  readonly notCompared: number;
  /** All versions that there are of the pack, the range aside. */
  readonly versions: readonly string[];
}

/** Fails with UserError for a text that can be no range, whatever the packs are: before anything is read. */
export function checkRange(range: string | null): void {
  if (range !== null && isBadRange(range)) throw badRange(range);
}

/** Fails with UserError for a range that is neither one nor the exact version of any of the packs. */
export function answerWhere(
  all: readonly WhereRow[],
  { range }: WhereQuestion,
  counts: Pick<Where, 'examined' | 'unread'>,
): Where {
  if (range !== null && !isRange(range)) {
    const isExact = all.some(({ resolved, tag }) => [resolved, tag].includes(range));
    if (!isExact) throw badRange(range);
  }
  const judged = all.map((row) => ({
    row,
    fits: range === null ? true : isInRange([row.resolved, row.tag], range),
  }));
  return {
    rows: judged
      .filter(({ fits }) => fits === true)
      .map(({ row }) => row)
      .toSorted(
        (a, b) =>
          compareText(a.pack, b.pack) ||
          compareText(a.kind, b.kind) ||
          compareText(a.address ?? a.name, b.address ?? b.name) ||
          compareText(a.version, b.version),
      ),
    ...counts,
    notCompared: judged.filter(({ fits }) => fits === null).length,
    versions: [...new Set(all.map((row) => row.resolved || row.tag))].sort(),
  };
}

function badRange(range: string): Error {
  return userError(
    EXIT.usage,
    'cli/usage',
    `${JSON.stringify(range)} is not a range of versions`,
    "write ranges as in package.json: '<3.26', '>=1.28 <1.30', 1.2.x, ^1.2.3, or one exact version",
  );
}
