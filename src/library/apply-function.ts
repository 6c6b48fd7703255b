// The function that changes something: apply, with whoever approves the plan and whoever follows the run.
import type { ApplyDocument, ApplyOptions, PlanDocument } from '../../types/index.js';
import type { RunReporter } from '../flow/running/run-plan.ts';
import { EXIT } from '../flow/user-error.ts';
import type { Plan } from '../plan/plan.ts';
import { type AppliedNow, type ApplyHost, applyExit, applyNow, applySavedNow } from './apply-now.ts';
import { asFunction, type Called, ThrownByCaller } from './as-function.ts';
import { createEventLines, type RunEvent, type ToldEvent } from './event-lines.ts';
import { clonesAfter } from './recorded-rows.ts';
import { refusedRun } from './refusals.ts';
import { refuseIgnored } from './refuse-ignored.ts';
import { appliedDocument } from './run-end.ts';

/** `told`: hears of each event. */
export function applyFunction(
  options: ApplyOptions,
  told: (event: RunEvent) => void,
): Promise<{ readonly result: ApplyDocument }> {
  return asFunction('apply', options, async (called) => {
    const { deps, common, published, stopping } = called;
    const { failOn = [], policy = [], planFile } = options;
    const asked = { ...options, failOn: new Set(failOn), policy, detailedExitcode: false };
    const lineOf = createEventLines(deps);
    const tell = (event: ToldEvent): void => told(JSON.parse(lineOf(event)) as RunEvent);
    const command = options.destroy === true && planFile === undefined ? 'destroy' : 'apply';
    const host: ApplyHost<ApplyDocument> = {
      command,
      withReporter: async (run) => {
        const end = await run(reporterFor(options, called, tell, command));
        tell({ event: 'ended', exitCode: applyExit(end, asked), stopped: end.stopped });
        return end;
      },
      finish: async (end, settings) =>
        published(appliedDocument(end, command, await clonesAfter(deps, settings))),
    };
    const { end, finished: result }: AppliedNow<ApplyDocument> =
      planFile === undefined
        ? await applyNow(deps, common, asked, host)
        : await applySaved(called, { ...asked, planFile }, host);
    const exitCode = applyExit(end, asked);
    if (exitCode === EXIT.ok && end.broken === null) return { result };
    throw refusedRun(end, exitCode, result, { command, signal: stopping.reading });
  });
}

async function applySaved(
  { deps, common }: Called,
  asked: Omit<ApplyOptions, 'failOn' | 'policy'> &
    Parameters<typeof applyNow>[2] & { readonly planFile: string },
  host: ApplyHost<ApplyDocument>,
): Promise<AppliedNow<ApplyDocument>> {
  refuseIgnored('planFile, which already fixes what is done', {
    target: asked.target !== undefined,
    exclude: asked.exclude !== undefined,
    upgrade: asked.upgrade !== undefined,
    refresh: asked.refresh !== undefined,
    destroy: asked.destroy === true,
    discardAccepted: asked.discardAccepted === true,
    locked: asked.locked === true,
    keepOverrides: asked.keepOverrides !== undefined,
    dangerousAllowMassDelete: asked.dangerousAllowMassDelete === true,
    dangerousDeleteInUse: asked.dangerousDeleteInUse === true,
  });
  const { readSavedPlan } = await import('../flow/saved/plan-file.ts');
  const saved = await readSavedPlan(deps, asked.planFile);
  return applySavedNow(deps, common, { ...asked, saved }, host);
}

function reporterFor(
  options: ApplyOptions,
  { stopping, published }: Called,
  tell: (event: ToldEvent) => void,
  command: 'apply' | 'destroy',
): RunReporter {
  let inFlight = 0;
  /** From here on an abort lets what was begun come to its end. */
  const begin = (): void => stopping.onWork(() => tell({ event: 'stopping', inFlight }));
  return {
    showPlan: ({ checksum, summary }) => tell({ event: 'planned', command, checksum, summary }),
    approve: async (plan) => {
      const approval = await approvalOf(options, plan, published);
      if (stopping.isStopping()) return 'interrupted';
      if (approval !== 'no') begin();
      return approval;
    },
    allowed: () => undefined,
    emit: (event) => {
      if (event.event === 'change_started') inFlight++;
      if (event.event === 'change_finished') inFlight--;
      tell(event);
    },
    isStopping: stopping.isStopping,
  };
}

async function approvalOf(
  { autoApprove, expect, planFile, approve }: ApplyOptions,
  plan: Plan,
  published: Called['published'],
): Promise<'yes' | 'no' | 'nobody_to_ask'> {
  if (autoApprove === true || expect !== undefined || planFile !== undefined) return 'yes';
  if (approve === undefined) return 'nobody_to_ask';
  try {
    return (await approve(published<PlanDocument>(plan))) ? 'yes' : 'no';
  } catch (error) {
    throw new ThrownByCaller(error);
  }
}
