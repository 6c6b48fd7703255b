// `cloneform validate`: everything that needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { checkPlaces } from '../../flow/planning/places.ts';
import type { Output } from '../../questions/answer.ts';
import { renderDiagnostics } from '../../render/diagnostics-text.ts';
import { count } from '../../render/plan-words.ts';
import type { Context } from '../context.ts';

export async function validate({ deps, globals }: Context): Promise<Output> {
  const { desired, files, settings } = await loadDeclarations(deps, globals);
  await checkPlaces(deps, settings);
  const declarations = new Set(desired.clones.map((clone) => clone.id)).size;
  const clones = desired.clones.length;
  const shape = `${count(declarations, 'declaration')}, ${count(clones, 'clone')}`;
  const warnings = desired.warnings ?? [];
  return {
    value: { valid: true, files, declarations, clones, ...(warnings.length === 0 ? {} : { warnings }) },
    text: (style) => {
      const told = warnings.length === 0 ? '' : `${renderDiagnostics(warnings, style)}\n`;
      return `${told}Valid: ${shape} in ${count(files.length, 'file')}.\n`;
    },
  };
}
