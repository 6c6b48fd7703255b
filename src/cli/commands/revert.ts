// `cloneform revert ADDRESS…`: an ordinary plan of these clones that also discards what was edited by hand, once.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { applyClones } from '../../flow/running/apply-clones.ts';
import { withClient } from '../../flow/tenant/with-client.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import { toPlanOptions } from '../../library/plan-options.ts';
import { policiesFor } from '../../library/policies.ts';
import { readRunOptions } from '../../library/run-options.ts';
import type { Output } from '../../questions/answer.ts';
import type { Context } from '../context.ts';
import type { APPLYING, DANGER, DIFF, DISCARD, POLICY, PREFLIGHT, REPORT } from '../flags.ts';
import type { Input } from '../params.ts';
import { refuseRunFlags } from '../refuse-ignored.ts';
import { reportEnd } from '../report-end.ts';
import { readReports } from '../reports.ts';
import { withReporter } from '../run-reporter.ts';
import { plan } from './plan.ts';

interface RevertInput
  extends Input<
    typeof APPLYING &
      typeof DANGER &
      typeof DIFF &
      typeof DISCARD &
      typeof PREFLIGHT &
      typeof REPORT &
      typeof POLICY
  > {
  readonly addresses: readonly string[];
  readonly upgrade: boolean;
  readonly out: string | undefined;
}

export async function revert(context: Context, input: RevertInput): Promise<Output | ExitCode> {
  const { deps, globals } = context;
  const { addresses } = input;
  const upgrade = input.upgrade ? addresses : [];
  const asked = { ...input, target: addresses, revert: addresses, upgrade };
  if (input.out !== undefined) {
    refuseRunFlags(input);
    const rest = {
      exclude: [],
      refresh: undefined,
      failOn: new Set<never>(),
      detailedExitcode: false,
      metrics: undefined,
    };
    return plan(context, { ...asked, ...rest });
  }
  const options = toPlanOptions(asked);
  const run = await readRunOptions(deps, input, 'revert');
  const reports = await readReports(context, input.report);
  const { settings, declared } = await loadDeclarations(deps, globals);
  const policies = await policiesFor(deps, 'revert', declared, input.policy);
  return withClient(deps, globals, settings, async (client) => {
    const desired = await desiredNow(client, declared, deps.reading);
    const end = await withReporter(context, input, { command: 'revert', planFile: null }, (reporter) => {
      const { rateLimits, auditNotes = false } = settings.palette;
      const request = { ...run, auditNotes, client, rateLimits, desired, options, policies };
      return applyClones(deps, settings, globals.lockTimeoutMs, request, reporter);
    });
    const code = await reportEnd(context, settings, end, 'revert');
    return (await reports.tryWrite(end.applied, 'apply')) || code !== EXIT.ok ? code : EXIT.error;
  });
}
