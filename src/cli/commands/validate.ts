// `cloneform validate`: everything that needs no network.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { checkPlaces } from '../../flow/planning/places.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';

export async function validate(context: Context): Promise<ExitCode> {
  const { deps, globals } = context;
  const { desired, files, settings } = await loadDeclarations(deps, globals);
  await checkPlaces(deps, settings);
  const ids = new Set(desired.clones.map((clone) => clone.id)).size;
  context.answer({ valid: true, files, declarations: ids, clones: desired.clones.length }, () => {
    const shape = `${count(ids, 'declaration')}, ${count(desired.clones.length, 'clone')}`;
    return `Valid: ${shape} in ${count(files.length, 'file')}.\n`;
  });
  return EXIT.ok;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
