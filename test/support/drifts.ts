// Drift in the words of a test.
import type { Drift } from '../../src/plan/plan.ts';

/** `kind: detail` of each drift. */
export function said(drift: readonly Drift[]): readonly string[] {
  return drift.map(({ kind, detail }) => `${kind}: ${detail}`);
}

/** What differs, as pack and change. */
export function edits({ content }: Pick<Drift, 'content'>): readonly string[] | undefined {
  return content?.map(({ pack, change }) => `${pack} ${change}`);
}

export function theOnly(kind: Drift['kind'], drift: readonly Drift[]): Drift {
  const [found, ...others] = drift.filter((one) => one.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`not one ${kind}: ${said(drift).join(', ')}`);
  return found;
}
