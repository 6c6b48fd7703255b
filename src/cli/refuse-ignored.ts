// Flags that are fine by themselves but would say nothing beside another one: they are refused, as somebody expects them to count.
import { EXIT, userError } from '../flow/user-error.ts';
import type { APPLYING } from './flags.ts';
import type { Input } from './params.ts';

/** Fails with UserError for the first flag that is given. `beside`: why it would be ignored, such as `--destroy`. */
export function refuseIgnored(beside: string, given: Readonly<Record<string, boolean>>, hint?: string): void {
  const flag = Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
  if (flag === undefined) return;
  throw userError(EXIT.usage, 'cli/usage', `${flag} has no meaning with ${beside}`, hint);
}

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
