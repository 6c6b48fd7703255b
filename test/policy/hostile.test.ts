// Expressions that want to keep the machine busy: each ends with an error, which denies. Steps are counted, so no test depends on time.
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { Meter } from '../../src/policy/cel/meter.ts';
import { compilePolicies } from '../../src/policy/compile.ts';
import { judgePlan } from '../../src/policy/judge.ts';
import { aClone, aDesired, planWorld } from '../support/a-world.ts';
import { CIRCUMSTANCES, declaredPolicies, denying, judged } from '../support/policies.ts';

const ONE = planWorld({ desired: aDesired(aClone('one')) });
/** So many changes beside the one, which are no work. */
function withNoops(count: number): Plan {
  const noops = ONE.changes.flatMap((change) =>
    Array.from({ length: count }, () => ({
      ...change,
      action: 'noop' as const,
      reason: 'unchanged' as const,
      uid: 'u',
    })),
  );
  return { ...ONE, changes: [...ONE.changes, ...noops] };
}

/** A loop in a loop takes four times what an evaluation may take. */
const ENOUGH = withNoops(1500);
const MANY = withNoops(10_000);

function messagesOf(plan: Plan): readonly string[] {
  return (plan.policies?.findings ?? []).map(({ message, outcome }) => `${outcome}: ${message}`);
}

const TOO_MANY = ['failed: its expression has an error: it takes too many steps'];

test.each([
  ['a loop in a loop', 'plan.changes.all(a, plan.changes.all(b, a.address == b.address))'],
  [
    'loops whose errors are swallowed',
    'plan.changes.exists(a, plan.changes.exists(b, plan.changes.exists(c, false)))',
  ],
  ['an error that || swallows', 'plan.changes.all(a, plan.changes.all(b, true)) || false'],
  ['an error that && swallows', '!(plan.changes.all(a, plan.changes.all(b, true)) && false)'],
  ['whole plans compared', 'plan.changes.all(a, plan == plan)'],
  ['lists of lists', '[plan.changes.map(a, plan.changes.map(b, b.address))].all(x, x == x)'],
  ['a list searched for each change', 'plan.changes.all(a, a.address in plan.changes.map(b, b.address))'],
  ['patterns', 'plan.changes.exists(a, plan.changes.map(b, b.address).join("").matches("(a|b|c)*d"))'],
  ['times in zones', 'plan.changes.all(a, now.getHours("Europe/Berlin") >= 0)'],
  ['lists that grow', 'plan.changes.all(a, plan.changes.map(b, b) + plan.changes.map(c, c) != [])'],
])('%s', (_, deny) => {
  expect(messagesOf(judged(denying(deny), ENOUGH))).toEqual(TOO_MANY);
});

test('ten thousand changes take no longer than fewer', () => {
  const deny = 'plan.changes.all(a, plan.changes.all(b, a.address == b.address))';
  expect(messagesOf(judged(denying(deny), MANY))).toEqual(TOO_MANY);
});

const DOUBLED = Array.from({ length: 18 }).reduce<string>(
  (text) => `[${text}].map(x, x + x)[0]`,
  '"aaaaaaaaaa"',
);

test.each([
  ['a text that doubles', `${DOUBLED} == ""`, 'a text has more than 100000 characters'],
  [
    'a pattern that repeats what repeats',
    '"a".matches("((a{99}){999}){999}")',
    'a pattern repeats at most 99 times',
  ],
  ['a long pattern', `"a".matches("${'a'.repeat(600)}")`, 'more than 500 characters'],
])('%s', (_, deny, message) => {
  const [found = ''] = messagesOf(judged(denying(deny), ONE));
  expect(found).toMatch(/^failed: /);
  expect(found).toContain(message);
});

test.each([
  ['brackets', `${'('.repeat(60)}true${')'.repeat(60)}`],
  ['lists', `${'['.repeat(60)}1${']'.repeat(60)} == []`],
  ['negations', `${'!'.repeat(60)}true`],
  ['choices', `${'true ? true : '.repeat(60)}true`],
  ['selections', `change${'.a'.repeat(60)} == 1`],
  ['calls', `${'size('.repeat(60)}[]${')'.repeat(60)} == 0`],
  ['length', `true ${'|| true '.repeat(1000)}`],
])('what is nested or long is not even read: %s', (_, deny) => {
  const compiled = compilePolicies(declaredPolicies(denying(deny)));
  expect(compiled.ok ? '' : compiled.diagnostics[0]?.message).toMatch(
    /levels deep|more than 4000 characters/,
  );
});

test('patterns that are slow elsewhere are not here', () => {
  const text = `"${'a'.repeat(2000)}b"`;
  expect(messagesOf(judged(denying(`${text}.matches("^(a+)+$")`), ONE))).toEqual([]);
  expect(messagesOf(judged(denying(`${text}.matches("^(a|a)*b$")`), ONE))).toEqual(['denied: no']);
});

test('what all evaluations of a plan may cost is bounded, too, and the rest denies', () => {
  const [change] = ONE.changes;
  const work = { ...ONE, changes: Array.from({ length: 3 }, () => change).flatMap((item) => item ?? []) };
  const deny = '[1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, [1, 2, 3, 4, 5, 6, 7, 8, 9].all(b, a + b == 0))';
  const compiled = compilePolicies(declaredPolicies(denying(deny)), new Meter(40));
  if (!compiled.ok) throw new Error('it does not compile');
  const found = messagesOf(judgePlan(compiled.set, work, CIRCUMSTANCES));
  expect(found).toEqual([TOO_MANY[0], TOO_MANY[0]]);
});

test('a rule over ten thousand changes is no hostile one', () => {
  const rules = [
    'plan.changes.filter(c, c.action == "delete").size() > 0',
    'plan.changes.map(c, c.address).filter(a, a == "x").size() > 0',
    'plan.changes.exists(c, c.inUse.clusters.size() > 3)',
  ];
  const yaml = rules.map((rule, n) => `  - { id: rule-${n}, deny: '${rule}', message: no }\n`);
  expect(messagesOf(judged(`policies:\n${yaml.join('')}`, MANY))).toEqual([]);
});
