// Declarations for a use case: read, or refused with everything that is wrong with them.
import { createDeclareDisk } from '../declare/disk.ts';
import { type Declarations, readDeclarations } from '../declare/read-declarations.ts';
import type { CommonOptions, FlowDeps } from './deps.ts';
import { EXIT, Refusal } from './refusal.ts';

export async function loadDeclarations(deps: FlowDeps, options: CommonOptions): Promise<Declarations> {
  const { file, vars, varFiles } = options;
  const result = await readDeclarations(
    { rootDir: deps.cwd, file, vars, varFiles, env: deps.env },
    createDeclareDisk(),
  );
  if (!result.ok) throw new Refusal(EXIT.error, result.diagnostics);
  return result.value;
}
