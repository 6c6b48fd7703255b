// docs/reference/policies.md, made from the vocabulary that the checker uses.
import { type ObjectType, type Type, type TypedField, typeWords } from '../../src/policy/cel/types.ts';
import { VOCABULARY } from '../../src/policy/vocabulary.ts';

export function policiesPage(): string {
  const objects = new Map<string, ObjectType>();
  for (const { type } of Object.values(VOCABULARY.change)) collect(type, objects);
  return `${INTRODUCTION}
## Variables

Of a policy with \`on: plan\`, and of \`autoApprove\`, there are ${names(VOCABULARY.plan)}; of all others, these:

${table(VOCABULARY.change)}
${[...objects.values()].map((type) => `\n### ${type.name}\n\n${table(type.fields)}`).join('\n')}
${FUNCTIONS}`;
}

function collect(type: Type, objects: Map<string, ObjectType>): void {
  if (type.kind === 'list' || type.kind === 'map') collect(type.of, objects);
  if (type.kind !== 'object' || objects.has(type.name)) return;
  objects.set(type.name, type);
  for (const field of Object.values(type.fields)) collect(field.type, objects);
}

function names(fields: Readonly<Record<string, TypedField>>): string {
  return Object.keys(fields)
    .map((name) => `\`${name}\``)
    .join(', ');
}

function table(fields: Readonly<Record<string, TypedField>>): string {
  const rows = Object.entries(fields).map(([name, { type, about, isNullable }]) => {
    const words = wordsOf(type);
    const meaning =
      words.length === 0 ? about : `${about} One of ${words.map((word) => `\`${word}\``).join(', ')}.`;
    return `| \`${name}\` | \`${typeWords(type)}\`${isNullable === true ? ' or null' : ''} | ${meaning} |`;
  });
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

function wordsOf(type: Type): readonly string[] {
  if (type.kind === 'list' || type.kind === 'map') return wordsOf(type.of);
  return type.kind === 'object' ? [] : (type.words ?? []);
}

const INTRODUCTION = `# Policies

A policy is a rule that every plan has to meet. It is written in [CEL](https://cel.dev), a small language without side effects.

\`\`\`yaml
policies:
  - id: no-tenant-scope
    when: change.action in ["create", "adopt", "replace"]
    deny: clone.scope == "tenant"
    message: Only the platform team makes tenant-scope clones such as {clone.name}.
  - id: at-most-ten-clusters
    on: plan
    deny: plan.clusters.size() > 10
    message: "{plan.clusters.size()} clusters use what changes."
    level: warn
autoApprove: plan.summary.delete == 0 && plan.summary.replace == 0
\`\`\`

- \`policies\` and \`autoApprove\` stand in the root file, or in files of \`--policy FILE\` (repeatable; \`plan\`, \`apply\`, \`destroy\`, \`revert\`,
  \`rollback\`, \`import\`, \`validate\`). All of them apply; what one denies is denied. A file of policies holds nothing else; \`cloneform: 1\` is
  optional in it. In CI, give \`--policy\` a file that the author of a change cannot edit.
- \`deny\` is true: the change is \`blocked\` · \`policy\`, beside whatever else blocks it. With \`on: plan\`, nothing of the plan is applied, and
  \`plan\` and \`apply\` exit with 5. \`level: warn\` warns and blocks nothing.
- An expression that has an error when it is evaluated denies (with \`level: warn\`, it warns). So does one that takes too many steps.
- A name that does not exist, a comparison that never holds and a wrong type are errors before anything is read: \`cloneform validate\` finds them,
  with line and column.
- Policies judge the plan in \`plan\` and again in \`apply\`, under the lock and before the first write. What policies say is not in the checksum.
- \`apply PLANFILE\` needs all policies that judged the plan when it was made; without one of them it exits with 6. They judge it again, with their text
  of today: what a stricter text denies is blocked, and what the plan was denied stays denied where the text of that policy is another one since. With
  the same text, what changed since counts: the time, the approvals.
- In \`message\`, \`{expression}\` is replaced by its value; \`{{\` and \`}}\` are braces. The plan names the address beside it, and says a message that is
  the same for many clones once. Values are masked as they are in the plan. In YAML, quote a text
  that begins with \`{\`, \`[\`, \`"\` or \`!\`, or has \`: \` in it; an expression of several lines stands below \`deny: |\`.
- \`autoApprove\`: where it is true, \`apply\` continues without a terminal and without \`--auto-approve\`, and says which expression allowed it;
  \`history RUN\` keeps it. Blocked changes and policies come first, an error means no, and \`destroy\` always needs somebody. Where \`--policy\` is given,
  \`autoApprove\` of the root file does not count.

[Ten policies with their tests](../../examples/policies) are there to copy; [policies in CI](../how-to/policies-in-ci.md) says where they belong, and where
approvals come from.

## Tests

\`cloneform policy test FILE [PLAN…]\` judges saved plans (\`plan -o\`, \`plan --json\`) without network, state or declarations, and compares with what FILE
expects ([schema](../../schemas/policy-tests.v1.json)):

\`\`\`yaml
policies: no-tenant-scope.yaml        # or a list; seen from the folder of this file; a root file is one, too
tests:
  - name: a tenant-scope clone is denied
    plan: plans/tenant.json           # without it: each PLAN of the command line
    deny: [{ policy: no-tenant-scope, at: platform, message: platform team }]
  - name: Friday evening, for somebody in CI
    plan: plans/project.json
    now: 2026-11-27T18:00:00Z         # default: when the plan was made
    run: { command: apply, user: ann, branch: main, isCi: true, approvers: [bob] }   # default: plan, by nobody, nowhere
\`\`\`

- \`deny\`, \`warn\` and \`error\` list policies by id, or with more: \`at\` (exactly these addresses) and \`message\` (a part of it). What a test does not expect
  must not be said, so a test without any of them expects that nothing is. \`error\` is an expression that has one; it is never taken for a denial.
- \`autoApprove: true\` or \`false\` says whether the expression of that name allows the plan.
- Exit 0: all is as expected; 1: it is not. Where FILE has policies and no tests, exit 5 where one of them denies a plan.

## Why does it deny?

\`cloneform policy explain ID ADDRESS\` shows each part of the expression with its value, for a change of the plan as it is now or of a saved one
(\`--plan FILE\`). In a loop, it shows the turns that decide. A policy with \`on: plan\` needs no address; the id \`autoApprove\` stands for that expression.

\`\`\`text
not-in-b denies second (cloneform.yaml:7): second has no place in b

when: change.action == "create" → true
└─ change.action → "create"

deny: clone.scope == "tenant" || clone.project in ["b", "c"] → true
├─ clone.scope == "tenant" → false
│  └─ clone.scope → "project"
└─ clone.project in ["b", "c"] → true
   └─ clone.project → "b"
\`\`\`
`;

const FUNCTIONS = `
### What is not always known

- \`project.tags\` and \`content.packs[].registry\` are read where the expression of a policy names them (\`tags\`, \`registry\`), in the plan; tags also where a
  declaration selects its projects. They are null with \`--refresh none\`, where Palette refuses the list, for a project that is no longer there, and in a
  saved plan that was made without such a policy.
- \`content.packs\` and \`content.jump\` are null where the content was not read (\`content.isKnown\`), as with \`--refresh none\`.
- Asking null for a member, going over it, or asking a map such as \`clone.labels\` for a key that it lacks is an error, and an error denies. Where a rule
  must not deny then, ask first: \`project.tags != null && "tier" in project.tags\`.
- Comparing null is no error: \`content.jump == "downgrade"\` is false where the jump is not known, and allows the change. To deny then, too:
  \`!content.isKnown || content.jump == "downgrade"\`.
- In \`plan\`, nobody has approved yet: a rule over \`run.approvers\` denies there, too, unless \`when\` has \`run.command != "plan"\`.

### Hints

| code | meaning |
|---|---|
| \`skew-pack-downgrade\` | A pack has a lower version than the clone has. |
| \`skew-kubernetes-skip\` | A minor version of Kubernetes is skipped. |
| \`skew-deprecated-pack\`, \`skew-disabled-pack\`, \`skew-deleted-pack\` | So many packs of the source are in this stage. Palette counts them and does not name them, and its lists count them for one version of each profile. The others are asked about: one request for each source that a change copies, and none with \`--no-preflight\`, unless a policy reads \`hints\`. |
| \`skew-edge-repave\` | The system URI of an edge profile changes, or an option or a Kubernetes version that it names; with RKE2, stages of cloud-init, too. Clusters that take the version repave their hosts. |
| \`skew-edge-reboot\` | Stages of cloud-init of the operating system or of Kubernetes change. Clusters that take the version reboot their hosts. |
| \`skew-invalid-pack\` | Palette calls packs of the source invalid. |
| \`skew-unpublished-draft\` | The source has a draft, which is not copied. |
| \`skew-missing-macro\` | Values use macros that the target does not have. |

Repave and reboot follow the table "Upgrade Behavior by Change Location" that Spectro Cloud publishes (Edge Cluster Upgrade Behavior, as of Palette 4.9).
Hints are about contents that a clone has before and after, so that a new clone has none of versions, repave or reboot.

## Functions

The operators and functions of CEL: \`==\`, \`<\`, \`in\`, \`&&\`, \`||\`, \`!\`, \`? :\`, \`+\`, \`has(a.b)\`, \`size(x)\`, \`list.exists(x, …)\`, \`all\`, \`exists_one\`, \`filter\`,
\`map\`, \`text.contains(t)\`, \`startsWith\`, \`endsWith\`, \`matches\` (RE2), \`timestamp("2026-12-24T00:00:00Z")\`, \`duration("24h")\`,
\`now.getDayOfWeek("Europe/Berlin")\` (0 is Sunday), \`getHours\`, \`getDate\`, \`getMonth\` (0 is January). Of its text functions: \`lowerAscii\`, \`upperAscii\`,
\`split\`, \`join\`, \`substring\`, \`indexOf\`, \`lastIndexOf\`, \`charAt\`, \`trim\`; \`replace\` and \`format\` are left out, as they multiply texts.

Without a zone, fields of a time are in UTC. Texts are compared letter by letter, so that \`"1.9" > "1.10"\`: for versions, use \`jump\` and \`skippedMinors\`,
or a pattern, such as \`p.after.matches("^1[.](2[89]|3[0-9])[.]")\`.

## Limits

An expression has at most 4000 characters and 40 levels, a file 200 policies, a text that an expression makes 100,000 characters, a pattern 500. An
evaluation has 500,000 steps, all evaluations of a plan 30 million; a step is a turn of a loop, a call, or a field.
`;
