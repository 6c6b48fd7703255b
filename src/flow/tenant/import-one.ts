// Use case: one existing object under management, by address and UID. State only; what it should look like is for the next apply.
import type { Desired } from '../../model/desired.ts';
import { nearest } from '../../model/nearest.ts';
import type { Settings } from '../../model/settings.ts';
import { intendedAction } from '../../plan/document.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { type ApplyEnd, type ApplyRequest, applyClones, type RunReporter } from '../running/apply-clones.ts';
import { EXIT, userError } from '../user-error.ts';

export interface ImportRequest
  extends Pick<ApplyRequest, 'client' | 'rateLimits' | 'desired' | 'commit' | 'policies'> {
  readonly address: string;
  readonly uid: string;
}

/** Fails with UserError when the address is not declared; how it ended is that of an apply of the one adoption. */
export function importClone(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: ImportRequest,
  reporter: Pick<RunReporter, 'showPlan' | 'emit' | 'isStopping'>,
): Promise<ApplyEnd> {
  const { address, uid, client, rateLimits, commit, policies } = request;
  const desired = withImport(request.desired, address, uid);
  return applyClones(
    deps,
    settings,
    lockTimeoutMs,
    {
      client,
      rateLimits,
      desired,
      commit,
      options: { ...JUST_LOOKING, target: [address] },
      ...(policies === undefined ? {} : { policies }),
      command: 'import',
      only: (change) => change.address === address && intendedAction(change) === 'adopt',
      skipBlocked: false,
      expect: null,
      parallelism: 1,
      verify: 'parts',
      message: null,
      auditNotes: false,
    },
    { ...reporter, approve: async () => 'yes', allowed: () => undefined },
  );
}

function withImport(desired: Desired, to: string, uid: string): Desired {
  const clone = desired.clones.find((item) => item.address === to);
  if (clone !== undefined) return { ...desired, imports: [{ to, uid, place: clone.places.declaration }] };
  const addresses = desired.clones.map((item) => item.address);
  const guess = addresses.find((address) => address.startsWith(`${to}[`)) ?? nearest(to, addresses);
  throw userError(
    EXIT.error,
    'plan/not-declared',
    `${to} is not declared`,
    guess === undefined
      ? 'declare it first; import --all --match GLOB --write FILE writes declarations for existing profiles'
      : `did you mean ${guess}?`,
  );
}
