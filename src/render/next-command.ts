// The command that applies a plan that was shown, and nothing else than that plan.
import type { PlanOptions } from '../plan/plan.ts';

/** Flags with their values, as they were given; a flag without a value is true. Values are raw: they are quoted here. */
export type GivenFlags = readonly (readonly [flag: string, value: string | true])[];

export interface NextCommandFacts {
  /** Where the plan was saved, as the user named it; null: nowhere. */
  readonly planFile: string | null;
  /** What the plan was made with and does not tell: where the declarations are, variables, policies. */
  readonly given?: GivenFlags;
}

/**
 * A saved plan is applied as it is. A plan that was not saved is made again, so the command has the flags that it was made with:
 * without `--target` it would change more than was reviewed, and without `--upgrade` nothing.
 */
export function applyCommand(options: PlanOptions, { planFile, given = [] }: NextCommandFacts): string {
  const words = given.map(([flag, value]) => (value === true ? flag : `${flag} ${shellWord(value)}`));
  if (planFile !== null) return ['cloneform apply', ...words, shellWord(planFile)].join(' ');
  return [options.destroy ? 'cloneform destroy' : 'cloneform apply', ...words, ...planned(options)].join(' ');
}

/** What the plan itself tells. */
function planned(options: PlanOptions): readonly string[] {
  const { destroy, target, exclude, upgrade, keepOverrides = [], refresh, diff } = options;
  const updating = destroy
    ? []
    : [
        ...upgrade.map((glob) => optionalGlob('--upgrade', glob)),
        ...keepOverrides.map((glob) => optionalGlob('--keep-overrides', glob)),
        ...(options.discardAccepted === true ? ['--discard-accepted'] : []),
        // Without reading there is no preflight either; apply always reads.
        ...(options.preflight || refresh === 'none' ? [] : ['--no-preflight']),
      ];
  return [
    ...updating,
    ...target.map((glob) => `--target ${shellWord(glob)}`),
    ...exclude.map((glob) => `--exclude ${shellWord(glob)}`),
    ...(refresh === 'fast' ? ['--refresh fast'] : []),
    ...(diff === undefined || diff === 'values' ? [] : [`--diff ${diff}`]),
    ...(options.allowMassDelete ? ['--dangerous-allow-mass-delete'] : []),
    ...(options.allowDeleteInUse ? ['--dangerous-delete-in-use'] : []),
  ];
}

/** A glob that may be left out stands behind an equals sign. */
function optionalGlob(flag: string, glob: string): string {
  return glob === '*' ? flag : `${flag}=${shellWord(glob)}`;
}

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
