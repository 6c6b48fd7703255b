// Flags of a run that would say nothing where none is made.
import { refuseIgnored } from '../library/refuse-ignored.ts';
import type { APPLYING } from './flags.ts';
import type { Input } from './params.ts';

/** Where a plan is saved and nothing is applied. */
export function refuseRunFlags(input: Partial<Input<typeof APPLYING>>): void {
  refuseIgnored(
    '-o, which saves the plan and applies nothing',
    {
      '--auto-approve': input.autoApprove === true,
      '--expect': input.expect !== undefined,
      '--skip-blocked': input.skipBlocked === true,
      '--parallelism': input.parallelism !== undefined,
      '--interactive': input.interactive === true,
      '--events': input.events !== undefined,
      '--message': input.message !== undefined,
      '--verify': input.verify !== undefined,
    },
    'give it to cloneform apply FILE',
  );
}
