// Two plans that should be one: which changes differ, and in what of that which their checksums cover.
import { canonicalJson } from '../content/canonical-json.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { type ChecksumFacts, checksumFacts, selectorFacts } from './checksum.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import type { PlannedSelector } from './planned-selector.ts';
import { groupBy } from './planning-context.ts';

/** Action and reason are compared by themselves; the address is what is compared. */
type Member = Exclude<keyof ChecksumFacts, 'address' | 'action' | 'reason'>;

const MEMBERS: Readonly<Record<Member, string>> = {
  blockedBy: 'what blocks it',
  wouldBe: 'the intended action',
  movedFrom: 'its previous address',
  key: 'its name, version, scope or project',
  uid: 'its object in Palette',
  clone: 'the content of the clone',
  source: 'the content of the source',
  overrides: 'its overrides',
  wanted: 'the content that its overrides make',
  labels: 'its labels',
  description: 'its description',
  records: 'what state records',
  observedName: 'its name or version in Palette',
  observedLabels: 'its labels in Palette',
  observedDescription: 'its description in Palette',
};

/** In the order of what exists now, then what is gone. Empty exactly when the checksums are equal. */
export function planDifferences(expected: Plan, now: Plan): readonly Diagnostic[] {
  const before = byAddress(expected);
  const after = byAddress(now);
  const addresses = [...new Set([...after.keys(), ...before.keys()])];
  const told = addresses.flatMap((address) => {
    const words = differenceWords(before.get(address) ?? [], after.get(address) ?? []);
    return words === null ? [] : [`${address}: ${words}`];
  });
  const isOther = expected.tenantUid !== now.tenantUid;
  const messages = [
    ...(isOther ? ['the two plans belong to different tenants'] : []),
    ...told,
    ...selectorWords(expected.selectors ?? [], now.selectors ?? []),
  ];
  return messages.map((message): Diagnostic => ({ code: 'plan/differs', severity: 'error', message }));
}

function selectorWords(
  before: readonly PlannedSelector[],
  after: readonly PlannedSelector[],
): readonly string[] {
  const facts = (selectors: readonly PlannedSelector[]): ReadonlyMap<string, string> =>
    new Map(selectors.map((selector) => [selector.id, canonicalJson(selectorFacts(selector))]));
  const [was, is] = [facts(before), facts(after)];
  return [...new Set([...is.keys(), ...was.keys()])]
    .filter((id) => was.get(id) !== is.get(id))
    .map((id) => `${id}: the projects that it selects changed since`);
}

function byAddress(plan: Plan): ReadonlyMap<string, readonly ChangeEntry[]> {
  return groupBy(
    plan.changes.filter(({ action }) => action !== 'noop'),
    ({ address }) => address,
  );
}

function differenceWords(before: readonly ChangeEntry[], after: readonly ChangeEntry[]): string | null {
  const [was, is] = [before, after].map((changes) =>
    changes.map(({ action, reason }) => `${action} · ${reason}`).join(', '),
  );
  if (was !== is) {
    if (before.length === 0) return `${is}, which was not expected`;
    return after.length === 0
      ? `expected ${was}, but there is nothing to do now`
      : `expected ${was}, but it is now ${is}`;
  }
  const members = after.flatMap((change, index) => differingMembers(before[index], change));
  return members.length === 0 ? null : `${is}: ${[...new Set(members)].join(', ')} changed since`;
}

function differingMembers(before: ChangeEntry | undefined, after: ChangeEntry): readonly string[] {
  if (before === undefined) return [];
  const [was, is] = [checksumFacts(before), checksumFacts(after)];
  return (Object.keys(MEMBERS) as Member[]).flatMap((key) => {
    const [from, to] = [canonicalJson(was[key] ?? null), canonicalJson(is[key] ?? null)];
    if (from === to) return [];
    return [key === 'observedLabels' ? `${MEMBERS[key]} (${from} → ${to})` : MEMBERS[key]];
  });
}
