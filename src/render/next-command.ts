// The command that applies a plan that was shown, and nothing else than that plan.
import type { PlanOptions } from '../plan/plan.ts';

/**
 * A saved plan is applied as it is. A plan that was not saved is made again, so the command has the flags that it was made with:
 * without `--target` it would change more than was reviewed, and without `--upgrade` nothing.
 */
export function applyCommand(options: PlanOptions, planFile: string | null): string {
  if (planFile !== null) return `cloneform apply ${shellWord(planFile)}`;
  const { destroy, target, exclude, upgrade, keepOverrides = [], refresh } = options;
  const updating = destroy
    ? []
    : [
        ...upgrade.map((glob) => optionalGlob('--upgrade', glob)),
        ...keepOverrides.map((glob) => optionalGlob('--keep-overrides', glob)),
        ...(options.discardAccepted === true ? ['--discard-accepted'] : []),
      ];
  const words = [
    destroy ? 'cloneform destroy' : 'cloneform apply',
    ...updating,
    ...target.map((glob) => `--target ${shellWord(glob)}`),
    ...exclude.map((glob) => `--exclude ${shellWord(glob)}`),
    ...(refresh === 'full' ? [] : [`--refresh ${refresh}`]),
    ...(options.allowMassDelete ? ['--dangerous-allow-mass-delete'] : []),
    ...(options.allowDeleteInUse ? ['--dangerous-delete-in-use'] : []),
  ];
  return words.join(' ');
}

/** A glob that may be left out stands behind an equals sign. */
function optionalGlob(flag: string, glob: string): string {
  return glob === '*' ? flag : `${flag}=${shellWord(glob)}`;
}

function shellWord(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
