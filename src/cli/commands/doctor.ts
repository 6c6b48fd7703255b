// `cloneform doctor` and `cloneform state check`: what is well, what is not, and what to do about it.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { type Finding, isHealthy } from '../../questions/doctor/judge.ts';
import { checkState, diagnose } from '../../questions/doctor/read.ts';
import { renderFindings, toFindingView } from '../../questions/doctor/text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';

export async function doctor(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const project = text(flags['probe']);
  if (project !== undefined) return (await import('./doctor-probe.ts')).doctorProbe(context, project);
  const { findings, isAuth } = await diagnose(context.deps, context.globals);
  tell(context, findings);
  if (isAuth) return EXIT.auth;
  return isHealthy(findings) ? EXIT.ok : EXIT.error;
}

export async function stateCheck(context: Context): Promise<ExitCode> {
  const settings = await loadStateSettings(context.deps, context.globals);
  const findings = await checkState(context.deps, settings);
  tell(context, findings);
  return isHealthy(findings) ? EXIT.ok : EXIT.error;
}

function tell(context: Context, findings: readonly Finding[]): void {
  const views = findings.map(toFindingView);
  const document = { healthy: isHealthy(findings), findings: views };
  context.answer(document, () => renderFindings(views, context.style));
}
