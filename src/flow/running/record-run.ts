// A run that only writes state, in one transaction with its place in the history.
import type { Plan } from '../../plan/plan.ts';
import type { Mutation } from '../../state/mutation.ts';
import type { FlowDeps } from '../deps.ts';
import type { Locked } from '../state/open-state.ts';
import { HISTORY_RUNS } from '../state/runs.ts';

export async function recordRun(
  deps: FlowDeps,
  { store, lease, runId }: Locked,
  plan: Pick<Plan, 'tenantUid' | 'host' | 'checksum'>,
  facts: { readonly command: string; readonly commit: string | null },
  mutations: readonly Mutation[],
): Promise<void> {
  const { user, hostname } = deps.process;
  const at = new Date(deps.clock.now()).toISOString();
  await store.write(lease, [
    { kind: 'bind', tenantUid: plan.tenantUid, host: plan.host },
    {
      kind: 'start_run',
      run: {
        id: runId,
        command: facts.command,
        user,
        host: hostname,
        startedAt: at,
        commit: facts.commit,
        message: null,
        toolVersion: deps.tool,
        planChecksum: plan.checksum,
      },
    },
    ...mutations,
    { kind: 'finish_run', runId, outcome: 'done', finishedAt: at },
  ]);
  await store.trimHistory(lease, HISTORY_RUNS);
}
