// Flags of apply, destroy, revert and rollback → how the run goes.

import type { Expected, RunRequest } from '../flow/running/run-plan.ts';
import { EXIT, userError } from '../flow/user-error.ts';
import { commitOf } from './commit.ts';
import type { Context } from './context.ts';
import type { APPLYING, FAIL_ON } from './flags.ts';
import type { Input } from './params.ts';

/** Commands have some of these flags each. */
export type RunInput = Input<typeof APPLYING> & Partial<Input<typeof FAIL_ON>>;
type RunOptions = Omit<RunRequest, 'client' | 'rateLimits'>;

export async function readRunOptions(
  context: Context,
  input: RunInput,
  command: RunRequest['command'],
): Promise<RunOptions> {
  return {
    command,
    skipBlocked: input.skipBlocked,
    expect: await readExpected(context, input.expect),
    parallelism: input.parallelism ?? null,
    failOn: input.failOn ?? new Set(),
    verify: input.verify ?? 'parts',
    message: input.message ?? null,
    commit: commitOf(context.deps.env),
  };
}

/** A checksum, or a saved plan that has it: only of that one can be said what differs. */
async function readExpected(context: Context, wanted: string | undefined): Promise<Expected | null> {
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
  const plan = await readSavedPlan(context.deps, wanted);
  return { checksum: plan.checksum, plan };
}
