// `cloneform doctor` and `cloneform state check`: what is well, what is not, and what to do about it.
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { type Finding, isHealthy } from './judge.ts';
import { checkState, diagnose } from './read.ts';
import { renderFindings, toFindingView } from './text.ts';

export async function doctor({ deps, globals }: Asker): Promise<Output> {
  const { findings, isAuth } = await diagnose(deps, globals);
  return answerWith(findings, isAuth ? EXIT.auth : EXIT.error);
}

export async function stateCheck({ deps, globals }: Asker): Promise<Output> {
  const settings = await loadStateSettings(deps, globals);
  return answerWith(await checkState(deps, settings), EXIT.error);
}

function answerWith(findings: readonly Finding[], whenUnwell: ExitCode): Output {
  const views = findings.map(toFindingView);
  const healthy = isHealthy(findings);
  return {
    value: toJsonDocument({ healthy, findings: views }),
    text: (style) => renderFindings(views, style),
    exitCode: healthy ? EXIT.ok : whenUnwell,
  };
}
