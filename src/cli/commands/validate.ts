// `cloneform validate`: everything that needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { checkPlaces } from '../../flow/planning/places.ts';
import { policiesFor } from '../../library/policies.ts';
import type { Output } from '../../questions/answer.ts';
import { renderDiagnostics } from '../../render/diagnostics-text.ts';
import { count } from '../../render/plan-words.ts';
import type { Context } from '../context.ts';
import type { POLICY } from '../flags.ts';
import type { Input } from '../params.ts';

export async function validate(context: Context, { policy }: Input<typeof POLICY>): Promise<Output> {
  const { deps, globals } = context;
  const { declared, files, settings } = await loadDeclarations(deps, globals);
  const { desired, selecting } = declared;
  await checkPlaces(deps, settings);
  const judge = await policiesFor(deps, 'validate', declared, policy);
  const policies = judge?.ids.length ?? 0;
  const declarations = new Set(desired.clones.map((clone) => clone.id)).size + selecting.length;
  const clones = desired.clones.length;
  const shape = `${count(declarations, 'declaration')}, ${count(clones, 'clone')}`;
  const warnings = desired.warnings ?? [];
  const selectors = selecting.map(({ id }) => id);
  return {
    value: {
      valid: true,
      files,
      declarations,
      clones,
      ...(selectors.length === 0 ? {} : { selectors }),
      ...(judge === null ? {} : { policies }),
      ...(warnings.length === 0 ? {} : { warnings }),
    },
    text: (style) => {
      const told = warnings.length === 0 ? '' : `${renderDiagnostics(warnings, style)}\n`;
      const rules = policies === 0 ? '' : `, ${policies === 1 ? '1 policy' : `${policies} policies`}`;
      return `${told}Valid: ${shape} in ${count(files.length, 'file')}${rules}.\n${selectorNote(selectors)}`;
    },
  };
}

/** Which projects there are, only Palette knows. */
function selectorNote(selectors: readonly string[]): string {
  if (selectors.length === 0) return '';
  const names = selectors.slice(0, 5).join(', ');
  const more = selectors.length > 5 ? ` and ${selectors.length - 5} more` : '';
  const verb = selectors.length === 1 ? 'selects its projects' : 'select their projects';
  return `${names}${more} ${verb} in Palette, which validate does not ask: cloneform plan shows them.\n`;
}
