// The command table: declarations, and what plan and apply make of them.
import { command, family } from '../command.ts';
import {
  APPLYING,
  DANGER,
  DELETING,
  DIFF,
  FAIL_ON,
  FORMAT,
  LOCKED,
  METRICS,
  OUTCOME,
  PLANNING,
  POLICY,
  REPORT,
  SELECTION,
} from '../flags.ts';
import { argument, many, on, optional, optionalAddress, optionalOr, value } from '../params.ts';

export const DECLARATIONS = [
  command({
    name: 'init',
    about: 'write a commented cloneform.yaml and a .gitignore; never overwrites files',
    params: {
      dir: optionalOr('[dir]', 'folder to create the project in', '.'),
      sandbox: on('--sandbox', 'use the embedded Palette; needs no account'),
    },
    examples: ['cloneform init', 'cloneform init --sandbox try-out'],
    load: async () => (await import('../commands/init.ts')).init,
  }),
  command({
    name: 'validate',
    about: 'check the declarations and policies; needs no network',
    params: POLICY,
    examples: [
      'cloneform validate',
      'cloneform validate --var env=prod --json',
      'cloneform validate --policy policies.yaml',
    ],
    load: async () => (await import('../commands/validate.ts')).validate,
  }),
  command({
    name: 'explain',
    about: 'explain a field of the declarations: type, default, examples',
    params: {
      field: optional('[field]', 'path of a field, such as clones.source.version; without one, all fields'),
    },
    examples: ['cloneform explain', 'cloneform explain clones.source.version'],
    load: async () => (await import('../../questions/explain/answer.ts')).explain,
  }),
  family('policy', 'test and explain policies', [
    command({
      name: 'test',
      about: 'judge saved plans by policies, and compare with what a file of tests expects; needs no network',
      params: {
        file: argument('<file>', 'tests (YAML), or policies: then exit 5 where one of them denies a plan'),
        plans: many(
          '[plan...]',
          'plans saved with plan -o or plan --json; without any, those that the tests name',
        ),
      },
      examples: [
        'cloneform policy test policies.test.yaml',
        'cloneform policy test policies.test.yaml plans/*.json --json',
        'cloneform policy test policies.yaml plan.json',
      ],
      load: async () => (await import('../commands/policy.ts')).policyTest,
    }),
    command({
      name: 'explain',
      about: 'show why a policy says what it says of a change: each part of its expression with its value',
      params: {
        id: argument('<id>', 'id of a policy, or autoApprove'),
        address: optionalAddress('[address]', 'address of a change; policies with `on: plan` need none'),
        plan: value('--plan <file>', 'use this saved plan; without it, a plan is made now'),
        upgrade: PLANNING.upgrade,
        ...POLICY,
      },
      examples: [
        'cloneform policy explain no-tenant-scope platform',
        `cloneform policy explain no-downgrade 'edge["edge-oslo"]' --plan plan.json --policy policies.yaml`,
        'cloneform policy explain autoApprove',
      ],
      load: async () => (await import('../commands/policy.ts')).policyExplain,
    }),
  ]),
];

export const PLAN_AND_APPLY = [
  command({
    name: 'plan',
    about: 'show what apply would do',
    params: {
      ...PLANNING,
      ...FAIL_ON,
      ...REPORT,
      ...POLICY,
      ...METRICS,
      ...DANGER,
      out: value('-o, --out <file>', 'save the plan for cloneform apply FILE'),
      destroy: on('--destroy', 'plan to delete every managed clone'),
      detailedExitcode: on('--detailed-exitcode', 'exit 2 if there is anything to do'),
      ...LOCKED,
    },
    examples: [
      'cloneform plan',
      'cloneform plan -o plan.json',
      'cloneform plan --detailed-exitcode --json',
      'cloneform plan --report markdown=plan.md --report html=plan.html',
    ],
    load: async () => (await import('../commands/plan.ts')).plan,
  }),
  command({
    name: 'lock',
    about: 'write down which source content each declaration copies, for plan --locked and apply --locked',
    params: { upgrade: PLANNING.upgrade },
    examples: ['cloneform lock', `cloneform lock --upgrade 'edge-*'`],
    load: async () => (await import('../commands/lock.ts')).lockCommand,
  }),
  command({
    name: 'apply',
    about: 'apply the plan, after you confirm it with `yes`',
    params: {
      ...PLANNING,
      ...LOCKED,
      ...APPLYING,
      ...OUTCOME,
      ...REPORT,
      ...POLICY,
      ...METRICS,
      ...DANGER,
      planfile: optional(
        '[planfile]',
        'a plan saved with plan -o; of the declarations, only overrides, protection and guards are read',
      ),
      destroy: on('--destroy', 'delete every managed clone'),
    },
    examples: [
      'cloneform apply',
      'cloneform apply plan.json',
      'cloneform apply --auto-approve --message "edge rollout"',
      'cloneform apply --expect sha256:…',
      `cloneform apply --upgrade --keep-overrides 'edge-base["edge-prod"]'`,
    ],
    load: async () => (await import('../commands/apply.ts')).apply,
  }),
  command({
    name: 'destroy',
    about: 'delete every managed clone, after you confirm the plan',
    params: { ...SELECTION, ...DELETING, ...OUTCOME, ...REPORT, ...POLICY, ...METRICS, ...DANGER },
    examples: ['cloneform plan --destroy', 'cloneform destroy'],
    load: async () => (await import('../commands/apply.ts')).destroy,
  }),
  command({
    name: 'show',
    about: 'show a saved plan, or the recorded state',
    params: {
      ...DIFF,
      planfile: optional('[planfile]', 'a saved plan, even a stale one; without it, the recorded state'),
      ...FORMAT,
    },
    examples: [
      'cloneform show',
      'cloneform show plan.json',
      'cloneform show plan.json --format html > plan.html',
    ],
    load: async () => (await import('../commands/show.ts')).show,
  }),
];
