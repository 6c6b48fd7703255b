// `cloneform doctor --probe PROJECT`: what no document settles, found out with throw-away profiles.
import path from 'node:path';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { probePalette } from '../../flow/tenant/probe.ts';
import { renderProbe } from '../../render/probe-text.ts';
import type { Context } from '../context.ts';

export async function doctorProbe(context: Context, project: string): Promise<ExitCode> {
  const { deps, globals } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const tell = (question: string): void => context.note(`asking: ${question}\n`);
  const end = await probePalette(deps, globals, settings, project, tell);
  const facts = { ...end, file: path.relative(deps.cwd, end.file) };
  const { conclusive, identicalAtOnce, report } = end;
  context.answer({ ...report, identicalAtOnce, conclusive }, () => renderProbe(facts, context.style));
  return conclusive && report.left.length === 0 ? EXIT.ok : EXIT.error;
}
