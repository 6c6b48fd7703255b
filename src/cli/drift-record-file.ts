// `drift --record FILE`: what was found goes into the file, as counts. What was not seen whole is not recorded.
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import { commitOf } from '../library/commit.ts';
import { refuseIgnored } from '../library/refuse-ignored.ts';
import type { Plan } from '../plan/plan.ts';
import { hasUnread } from '../render/drift-text.ts';
import type { Context } from './context.ts';

interface Narrowed {
  readonly record: string | undefined;
  readonly addresses: readonly string[];
  readonly project: readonly string[];
  readonly target?: readonly string[];
  readonly exclude?: readonly string[];
  readonly refresh?: string | undefined;
}

/** Fails with UserError for a file that cannot be written or is of something else: before anything is read from Palette. */
export async function openDriftRecord(
  context: Context,
  { record: file, ...input }: Narrowed,
): Promise<(plan: Plan, exitCode: ExitCode) => Promise<void>> {
  if (file === undefined) return () => Promise.resolve();
  // Counts of different clones would make a line of no meaning.
  refuseIgnored('--record, which counts all clones', {
    'an address': input.addresses.length > 0,
    '--project': input.project.length > 0,
    '--target': (input.target ?? []).length > 0,
    '--exclude': (input.exclude ?? []).length > 0,
    '--refresh none': input.refresh === 'none',
  });
  const { deps } = context;
  const { checkOutput, FOR_OTHERS } = await import('../flow/output-file.ts');
  const { addDriftRecord, readDriftRecords, toDriftRecord } = await import('../flow/saved/drift-records.ts');
  await checkOutput(deps, file, FOR_OTHERS);
  const before = (await readDriftRecords(deps, file)) ?? [];
  return async (plan, exitCode) => {
    if (exitCode === EXIT.error || hasUnread(plan)) {
      context.note('Not recorded, because not everything could be read.\n');
      return;
    }
    const at = new Date(deps.clock.now()).toISOString();
    await addDriftRecord(deps, file, before, toDriftRecord(plan, at, commitOf(deps.env)));
  };
}
