// What is wrong with an expression is said before it is evaluated, with the column of the very name.
import { expect, test } from 'vitest';
import { compilePolicies } from '../../src/policy/compile.ts';
import { declaredPolicies, denying } from '../support/policies.ts';

function faultsOf(deny: string, more = ''): readonly string[] {
  const compiled = compilePolicies(declaredPolicies(denying(deny, more)));
  return compiled.ok
    ? []
    : compiled.diagnostics.map(({ message }) => message.replace('deny of policy rule: ', ''));
}

test.each([
  ['change.clone.scope == "tenant"'],
  ['change.action in ["create", "replace"] && clone.labels["team"] != "a"'],
  ['!("team" in clone.labels)'],
  ['has(change.before) && change.before.name != clone.name'],
  ['change.before == null || change.before.version == clone.version'],
  ['plan.changes.filter(c, c.action == "delete").map(c, c.clone.name).size() > 3'],
  ['plan.changes.exists(c, c.inUse.clusters.exists(u, u.name.startsWith("prod-")))'],
  ['content.packs.all(p, p.registryUid in ["a", "b"])'],
  ['content.differences.exists(d, d.path.matches("^cluster[.]") && d.to != null)'],
  ['now.getDayOfWeek("Europe/Berlin") == 5 || now > timestamp("2026-12-20T00:00:00Z")'],
  ['run.approvers.filter(a, a != run.user).size() < 2'],
  ['size(plan.changes) > 2 ? true : plan.summary.delete + plan.summary.replace > 1'],
  ['plan.changes.map(c, c.clone.project).exists(p, p == "edge-prod")'],
  ['[1, 2].exists(x, x > 1.5) && {"a": 1}.a == 1'],
])('%s is well typed', (deny) => {
  expect(faultsOf(deny)).toEqual([]);
});

test.each([
  ['change.clone.scop == "tenant"', 'Clone has no field scop'],
  ['chnge.clone.scope == "tenant"', 'there is no variable chnge'],
  ['change.action == "creat"', 'it is never "creat"'],
  ['change.action in ["create", "destroy"]', 'it is never "destroy"'],
  ['clone.name == 5', 'a string never equals a int'],
  ['clone.name', 'the expression is a string, and has to be a bool'],
  ['plan.changes.exists(c, c.clone.nam == "x")', 'Clone has no field nam'],
  ['has(change.befor)', 'Change has no field befor'],
  ['plan.changes.action == "create"', 'a list(Change) has no field action'],
  ['clone.name.startswith("a")', 'there is no function startswith'],
  ['clone.name.startsWith(1)', 'startsWith of a string cannot take int'],
  ['clone.name + 1 == "a"', '+ cannot take string and int'],
  ['clone.name && true', 'this is a string, and has to be true or false'],
  ['clone.name.exists(x, true)', 'a string is no list'],
  ['clone.name in "abc"', 'in needs a list or a map, not a string'],
  ['5 in clone.labels.team', 'in needs a list or a map, not a string'],
  ['plan.changes.map(c, c.action).exists(a, a == "creates")', 'it is never "creates"'],
  ['change.clone.scope = "tenant"', 'this is not CEL: "= \\"tenant\\""'],
  ['google.protobuf.Timestamp{seconds: 1} == now', 'there is no type google.protobuf.Timestamp'],
  ['change.reason == "downgraded"', 'it is never "downgraded"'],
  ['change.hints.exists(h, h.code == "skew-kubernetes")', 'it is never "skew-kubernetes"'],
  ['run.command == "deploy"', 'it is never "deploy"'],
  ['now > timestamp("2026-12-24")', '"2026-12-24" is no time'],
  ['now - duration("1d") > now', '"1d" is no duration'],
  ['now.getHours("Europe/Nowhere") > 3', 'there is no time zone "Europe/Nowhere"'],
  ['now > "2026-12-24T00:00:00Z"', '> cannot take timestamp and string'],
  ['clone.name.replace("a", "b") == "b"', 'there is no function replace'],
])('%s is refused', (deny, message) => {
  expect(faultsOf(deny)[0]).toContain(message);
});

test('a policy over the plan has no single change', () => {
  expect(faultsOf('change.action == "create"', '    on: plan\n')).toEqual(['there is no variable change']);
});

test.each([
  ['plain', '    deny: clone.name == clone.nam', 3, 31],
  ['single quotes', `    deny: 'clone.name == ''a'' || clone.nam == "b"'`, 3, 41],
  ['double quotes', '    deny: "clone.name == \\"a\\" || clone.nam == \'b\'"', 3, 41],
  ['a literal block', '    deny: |\n      clone.name == "a" ||\n      clone.nam == "b"', 5, 13],
  ['a folded block', '    deny: >-\n      clone.name == "a" ||\n        clone.nam == "b"', 5, 15],
  ['several plain lines', '    deny: clone.name == "a" ||\n      clone.nam == "b"', 4, 13],
])('%s: the place is that of the name', (_, deny, line, column) => {
  const yaml = `policies:\n  - id: rule\n${deny}\n    message: no\n`;
  const compiled = compilePolicies(declaredPolicies(yaml));
  expect(compiled.ok ? [] : compiled.diagnostics).toMatchObject([
    {
      code: 'policy/expression',
      place: { file: 'policies.yaml', line, column },
      hint: expect.stringContaining('did you mean name?'),
    },
  ]);
});

test('a fault in a message stands at its place in the message', () => {
  const yaml = 'policies:\n  - id: rule\n    deny: true\n    message: "no {{ {clone.name} {clone.nam}"\n';
  const compiled = compilePolicies(declaredPolicies(yaml));
  expect(compiled.ok ? [] : compiled.diagnostics).toMatchObject([
    { message: 'message of policy rule: Clone has no field nam', place: { line: 4, column: 41 } },
  ]);
});

test.each([['no { brace'], ['no } brace'], ['{clone.name']])(
  '%s: a brace without its counterpart',
  (message) => {
    const yaml = `policies:\n  - id: rule\n    deny: true\n    message: ${JSON.stringify(message)}\n`;
    const compiled = compilePolicies(declaredPolicies(yaml));
    expect(compiled.ok ? '' : compiled.diagnostics[0]?.message).toContain('has no counterpart');
  },
);
