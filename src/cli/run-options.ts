// Flags of apply, destroy and rollback → how the run goes.
import { EXIT, refusal } from '../flow/refusal.ts';
import type { Expected, RunRequest } from '../flow/running/run-plan.ts';
import { commitOf } from './commit.ts';
import type { Context } from './context.ts';
import { text } from './globals.ts';
import { readFailOn } from './plan-options.ts';

type Flags = Readonly<Record<string, unknown>>;
type RunOptions = Omit<RunRequest, 'client' | 'rateLimits'>;

export async function readRunOptions(
  context: Context,
  flags: Flags,
  command: RunRequest['command'],
): Promise<RunOptions> {
  return {
    command,
    skipBlocked: flags['skipBlocked'] === true,
    expect: await readExpected(context, text(flags['expect'])),
    parallelism: typeof flags['parallelism'] === 'number' ? flags['parallelism'] : null,
    failOn: readFailOn(flags),
    verify: readVerification(flags),
    message: text(flags['message']) ?? null,
    commit: commitOf(context.deps.env),
  };
}

function readVerification(flags: Flags): RunOptions['verify'] {
  const wanted = text(flags['verify']);
  if (wanted === undefined) return 'parts';
  if (wanted === 'full' || wanted === 'shown') return wanted;
  throw refusal(EXIT.usage, 'cli/usage', `--verify takes full or shown, not ${JSON.stringify(wanted)}`);
}

/** A checksum, or a saved plan that has it: only of that one can be said what differs. */
async function readExpected(context: Context, wanted: string | undefined): Promise<Expected | null> {
  if (wanted === undefined) return null;
  if (/^sha256:[0-9a-f]{64}$/.test(wanted)) return { checksum: wanted, plan: null };
  if (/^(sha256:)?[0-9a-f]*$/i.test(wanted))
    throw refusal(
      EXIT.usage,
      'cli/usage',
      `${JSON.stringify(wanted)} is not a checksum: it has sha256: and 64 hex digits`,
      'copy it whole from the plan that was reviewed, or name the saved plan itself',
    );
  const { readSavedPlan } = await import('../flow/saved/plan-file.ts');
  const plan = await readSavedPlan(context.deps, wanted);
  return { checksum: plan.checksum, plan };
}
