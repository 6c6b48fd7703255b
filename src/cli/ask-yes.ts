// Asks for approval with the word `yes`; and what a command that is no run says where it did not get it.
import type { NotApproved } from '../flow/running/accept.ts';
import { EXIT, type UserError, userError } from '../flow/user-error.ts';
import type { Context } from './context.ts';

/** `what`: what would be done, such as `apply this`. */
export async function askYes({ io, globals }: Context, what: string): Promise<'yes' | NotApproved> {
  if (!io.stdinIsTerminal || globals.json) return 'nobody_to_ask';
  const answer = await io.ask(`\nDo you want to ${what}?\nOnly 'yes' is accepted: `);
  if (answer === null) return 'interrupted';
  return answer.trim() === 'yes' ? 'yes' : 'no';
}

export function notApproved(why: NotApproved, command: string): UserError {
  if (why === 'nobody_to_ask')
    return userError(
      EXIT.usage,
      'cli/unapproved',
      `no terminal to ask for approval. Use cloneform ${command} --auto-approve.`,
    );
  const exitCode = why === 'interrupted' ? EXIT.interrupted : EXIT.error;
  return userError(exitCode, 'cli/declined', 'it was not approved.');
}
