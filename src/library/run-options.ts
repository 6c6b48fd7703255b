// What was asked for of apply, destroy, revert and rollback → how the run goes.
import type { FlowDeps } from '../flow/deps.ts';
import type { Expected, RunRequest } from '../flow/running/run-plan.ts';
import { EXIT, userError } from '../flow/user-error.ts';
import { commitOf } from './commit.ts';
import type { Failure } from './plan-options.ts';

/** Named like the flags; each command has some of them. */
export interface RunInput {
  readonly skipBlocked?: boolean | undefined;
  /** A checksum, or the file of a saved plan. */
  readonly expect?: string | undefined;
  readonly parallelism?: number | undefined;
  readonly failOn?: ReadonlySet<Failure> | undefined;
  readonly verify?: 'full' | 'shown' | undefined;
  readonly message?: string | undefined;
}

/** All but what the declarations say, and the client that they lead to. */
type RunOptions = Omit<RunRequest, 'client' | 'rateLimits' | 'auditNotes'>;

export async function readRunOptions(
  deps: FlowDeps,
  input: RunInput,
  command: RunRequest['command'],
): Promise<RunOptions> {
  return {
    command,
    skipBlocked: input.skipBlocked === true,
    expect: await readExpected(deps, input.expect),
    parallelism: input.parallelism ?? null,
    failOn: input.failOn ?? new Set(),
    verify: input.verify ?? 'parts',
    message: input.message ?? null,
    commit: commitOf(deps.env),
  };
}

/** A checksum, or a saved plan that has it: only of that one can be said what differs. */
async function readExpected(deps: FlowDeps, wanted: string | undefined): Promise<Expected | null> {
  if (wanted === undefined) return null;
  if (/^sha256:[0-9a-f]{64}$/.test(wanted)) return { checksum: wanted, plan: null };
  if (/^(sha256:)?[0-9a-f]*$/i.test(wanted))
    throw userError(
      EXIT.usage,
      'cli/usage',
      `${JSON.stringify(wanted)} is not a checksum: a checksum is sha256: followed by 64 hex digits`,
      'copy the whole checksum from the plan you reviewed, or pass the saved plan itself',
    );
  const { readSavedPlan } = await import('../flow/saved/plan-file.ts');
  const plan = await readSavedPlan(deps, wanted);
  return { checksum: plan.checksum, plan };
}
