// The command table: declarations, and what plan and apply make of them.
import { command } from '../command.ts';
import { APPLYING, DANGER, DIFF, FAIL_ON, FORMAT, OUTCOME, PLANNING, REPORT } from '../flags.ts';
import { on, optional, optionalOr, value } from '../params.ts';

export const DECLARATIONS = [
  command({
    name: 'init',
    about: 'write a commented cloneform.yaml and a .gitignore; never overwrites',
    params: {
      dir: optionalOr('[dir]', 'folder to start in', '.'),
      sandbox: on('--sandbox', 'start on the embedded Palette, without an account'),
    },
    examples: ['cloneform init', 'cloneform init --sandbox try-out'],
    load: async () => (await import('../commands/init.ts')).init,
  }),
  command({
    name: 'validate',
    about: 'check the declarations; needs no network',
    params: {},
    examples: ['cloneform validate', 'cloneform validate --var env=prod --json'],
    load: async () => (await import('../commands/validate.ts')).validate,
  }),
  command({
    name: 'explain',
    about: 'tell what a field of the declarations means: type, default, examples',
    params: { field: optional('[field]', 'dotted, e.g. clones.source.version; without one: all fields') },
    examples: ['cloneform explain', 'cloneform explain clones.source.version'],
    load: async () => (await import('../../questions/explain/answer.ts')).explain,
  }),
];

export const PLAN_AND_APPLY = [
  command({
    name: 'plan',
    about: 'show what apply would do',
    params: {
      ...PLANNING,
      ...FAIL_ON,
      ...REPORT,
      ...DANGER,
      out: value('-o, --out <file>', 'save the plan, for cloneform apply FILE'),
      destroy: on('--destroy', 'plan of nothing desired'),
      detailedExitcode: on('--detailed-exitcode', 'exit 2 when there is anything to do'),
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
    name: 'apply',
    about: 'do it: asks for `yes` on a terminal',
    params: {
      ...PLANNING,
      ...APPLYING,
      ...OUTCOME,
      ...REPORT,
      ...DANGER,
      planfile: optional('[planfile]', 'a plan that was saved with plan -o; the declarations are not read'),
      destroy: on('--destroy', 'apply a plan of nothing desired'),
    },
    examples: [
      'cloneform apply',
      'cloneform apply plan.json',
      'cloneform apply --auto-approve --message "edge rollout"',
      'cloneform apply --expect sha256:…',
    ],
    load: async () => (await import('../commands/apply.ts')).apply,
  }),
  command({
    name: 'destroy',
    about: 'delete every recorded clone: plan and apply of nothing desired',
    params: { ...PLANNING, ...APPLYING, ...OUTCOME, ...REPORT, ...DANGER },
    examples: ['cloneform plan --destroy', 'cloneform destroy'],
    load: async () => (await import('../commands/apply.ts')).destroy,
  }),
  command({
    name: 'show',
    about: 'show a saved plan, or the recorded state',
    params: {
      ...DIFF,
      planfile: optional('[planfile]', 'a saved plan, stale or not; without one: the recorded state'),
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
