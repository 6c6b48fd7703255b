// Looks at everything that a run needs: declarations, state, Palette. Continues where other commands stop, changes nothing, takes no lock.
import type { CommonOptions, FlowDeps } from '../../flow/deps.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import type { Settings } from '../../model/settings.ts';
import { orIssues } from './issues.ts';
import { type Finding, judgeHealth } from './judge.ts';
import { inspectPalette } from './read-palette.ts';
import { inspectState } from './read-state.ts';

export interface Health {
  readonly findings: readonly Finding[];
  /** The key is missing or not accepted. */
  readonly isAuth: boolean;
}

/** Looks at all there is; what fails becomes a finding. */
export async function diagnose(deps: FlowDeps, options: CommonOptions): Promise<Health> {
  const loaded = await orIssues(() => loadDeclarations(deps, options));
  if (!loaded.ok) {
    const declarations = { clones: 0, issues: loaded.issues };
    return { findings: judgeHealth({ declarations, palette: null, state: null, plan: null }), isAuth: false };
  }
  const { settings, declared } = loaded.value;
  const { facts: state, recorded } = await inspectState(deps, settings);
  const { palette, plan, desired } = await inspectPalette(deps, options, settings, declared, recorded);
  const declarations = { clones: (desired ?? declared.desired).clones.length, issues: [] };
  const findings = judgeHealth({ declarations, palette, state, plan });
  return { findings, isAuth: palette.issue?.isAuth ?? false };
}

export async function checkState(deps: FlowDeps, settings: Settings): Promise<readonly Finding[]> {
  const { facts } = await inspectState(deps, settings);
  return judgeHealth({ declarations: null, palette: null, state: facts, plan: null });
}
