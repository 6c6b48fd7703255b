// What policies do to a plan: blocked changes beside what else blocks them, warnings, denials of the whole, and what is not touched.
import { expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import { hasChecksum } from '../../src/plan/checksum.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { denialsOf, withoutPolicies } from '../../src/plan/policy-blocks.ts';
import { approvalOf } from '../../src/policy/judge.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';
import { CIRCUMSTANCES, denying, judged, policySet } from '../support/policies.ts';

const NEW = planWorld({ desired: aDesired(aClone('one'), aClone('two')) });
const OLD = anObject({
  uid: 'c-1',
  name: 'old',
  version: '1.0.0',
  project: 'edge-dev',
  clusters: ['berlin'],
});
/** One create, and one delete that clusters stand in the way of. */
const MIXED = planWorld({
  desired: aDesired(aClone('one')),
  rows: [aRow('old', OLD)],
  objects: [OLD],
});

function blockersOf(plan: Plan): Readonly<Record<string, readonly string[] | undefined>> {
  return Object.fromEntries(plan.changes.map(({ address, blockers }) => [address, blockers]));
}

test('a change that is denied is blocked, names the policy with its place, and leaves the rest alone', () => {
  const plan = judged(denying('change.id == "two"'), NEW);
  expect(blockersOf(plan)).toEqual({ one: undefined, two: ['policy'] });
  expect(plan.changes.find(({ address }) => address === 'two')).toMatchObject({
    action: 'blocked',
    wouldBe: 'create',
    blockedBy: 'policy',
    obstacles: [
      {
        by: 'policy',
        detail: 'rule (policies.yaml:2): no',
        policy: { id: 'rule', file: 'policies.yaml', line: 2 },
      },
    ],
  });
  expect([plan.summary.blocked, plan.applyable]).toEqual([1, false]);
});

test('it never hides what else blocks, and stands in its order', () => {
  const plan = judged(denying('change.action == "delete"'), MIXED);
  expect(blockersOf(plan)).toEqual({ one: undefined, old: ['in_use', 'policy'] });
});

test('the action of a blocked change is what it would do, and isBlocked says so', () => {
  expect(
    blockersOf(judged(denying('change.action == "delete" && change.isBlocked'), MIXED))['old'],
  ).toContain('policy');
});

test('the outcome is not in the checksum, whichever change it is', () => {
  for (const plan of [NEW, MIXED]) {
    const denied = judged(denying('true'), plan);
    expect(denied.checksum).toBe(plan.checksum);
    expect(hasChecksum(denied, plan.checksum, sha256)).toBe(true);
  }
});

test('without its policies, the plan is what it was', () => {
  for (const plan of [NEW, MIXED])
    expect(withoutPolicies(judged(denying('true'), plan))).toEqual({ ...plan, estimate: expect.anything() });
});

test('judged again, by a policy that no longer denies, nothing is left of the first time', () => {
  const first = judged(denying('true'), NEW);
  expect(judged(denying('false'), first).summary).toEqual(NEW.summary);
});

test('no-ops are not judged', () => {
  const same = anObject({ uid: 'c-1', name: 'same', version: '1.0.0', project: 'edge-dev' });
  const plan = planWorld({ desired: aDesired(aClone('same')), rows: [aRow('same', same)], objects: [same] });
  expect(plan.changes.map(({ action }) => action)).toEqual(['noop']);
  expect(judged(denying('true'), plan).policies?.findings).toEqual([]);
});

test('when: where it is false the policy does not apply', () => {
  const yaml = 'policies:\n  - id: r\n    when: change.id == "one"\n    deny: true\n    message: no\n';
  expect(blockersOf(judged(yaml, NEW))).toEqual({ one: ['policy'], two: undefined });
});

test.each([
  ['in deny', 'deny: change.before.name == "x"'],
  ['in when', 'when: change.before.name == "x"\n    deny: false'],
])('an error %s denies, and says what it is', (_, members) => {
  const plan = judged(`policies:\n  - id: r\n    ${members}\n    message: no\n`, NEW);
  expect(blockersOf(plan)).toEqual({ one: ['policy'], two: ['policy'] });
  expect(plan.policies?.findings[0]).toMatchObject({
    outcome: 'failed',
    message: expect.stringContaining('has an error'),
  });
});

test('level: warn warns once for all changes that it holds for, and blocks nothing', () => {
  const plan = judged(denying('true', '    level: warn\n'), NEW);
  expect(plan.summary.blocked).toBe(0);
  expect(plan.diagnostics).toMatchObject([
    {
      code: 'plan/policy-warning',
      severity: 'warning',
      message: 'one, two: policy rule (policies.yaml:2): no',
    },
  ]);
});

test('on: plan is judged once, and its denial is of the whole', () => {
  const plan = judged(denying('plan.changes.size() > 1', '    on: plan\n'), NEW);
  expect(plan.summary.blocked).toBe(0);
  expect(denialsOf(plan)).toMatchObject([{ policy: { id: 'rule' }, address: null, message: 'no' }]);
  expect([plan.applyable, plan.diagnostics.map(({ code }) => code)]).toEqual([false, ['plan/policy']]);
});

test('messages have values in them, braces where they are doubled, and errors where there is no value', () => {
  const yaml = `policies:
  - id: r
    deny: change.id == "one"
    message: "{{{change.action}}} {content.packs.map(p, p.name)} {now} {change.before.name} {run.approvers}"
`;
  const [found] = judged(yaml, NEW).policies?.findings ?? [];
  expect(found?.message).toMatch(
    /^\{create\} \[hello\] 2026-11-27T17:30:00Z \{change\.before\.name: .+\} \[bob, cem\]$/,
  );
});

test.each([
  ['plan.summary.create == 2', true],
  ['plan.summary.delete > 0', false],
  ['plan.changes[9].action == "create"', false],
])('autoApprove %s: %s; an error means no', (expression, allowed) => {
  const set = policySet(`autoApprove: ${JSON.stringify(expression)}\n`);
  const ref = approvalOf(set, NEW, CIRCUMSTANCES);
  expect(ref).toEqual(allowed ? { id: expression, file: 'policies.yaml', line: 1 } : null);
});
