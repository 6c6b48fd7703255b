// What runs changed, as counts: by run, for the bars of the page, and by declaration, for the list of a run.
import { parseAddress } from '../../model/address.ts';
import type { RunRecord, RunResult } from '../../state/mutation.ts';

/** What the bars tell apart. */
export const BAR_KINDS = ['created', 'updated', 'deleted', 'failed'] as const;
export type BarKind = (typeof BAR_KINDS)[number];

export type RunCounts = Readonly<Record<BarKind, number>>;

/** `updated`: whatever neither makes an object nor takes one away. A replace does both, and counts as a delete. */
const KIND_OF_ACTION: Readonly<Record<string, BarKind>> = {
  create: 'created',
  adopt: 'created',
  delete: 'deleted',
  replace: 'deleted',
};

export function countRun({ results }: Pick<RunRecord, 'results'>): RunCounts {
  const counts = { created: 0, updated: 0, deleted: 0, failed: 0 };
  for (const { status, action } of results) {
    if (status === 'failed') counts.failed++;
    else if (status === 'applied') counts[KIND_OF_ACTION[action] ?? 'updated']++;
  }
  return counts;
}

/** Results of one declaration that say the same, so that four hundred creates are one line. */
export interface ResultGroup {
  readonly id: string;
  readonly action: string;
  readonly status: RunResult['status'];
  readonly error: string | null;
  /** Its project, or its address. */
  readonly labels: readonly string[];
}

/** What failed comes first; else in the order of the run. */
export function groupResults(results: readonly RunResult[]): readonly ResultGroup[] {
  const groups = new Map<string, ResultGroup & { readonly labels: string[] }>();
  for (const { address, action, status, error } of results) {
    const parts = parseAddress(address);
    const id = parts?.id ?? address;
    const label = parts?.project ?? address;
    const key = JSON.stringify([id, action, status, error]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { id, action, status, error, labels: [label] });
    else group.labels.push(label);
  }
  const isBad = ({ status }: ResultGroup): number => (status === 'failed' ? 0 : 1);
  return [...groups.values()].toSorted((a, b) => isBad(a) - isBad(b));
}
