// What is fine by itself but would say nothing beside something else: it is refused, as somebody expects it to count.
import { EXIT, userError } from '../flow/user-error.ts';

/** Fails with UserError for the first flag that is given. `beside`: why it would be ignored, such as `--destroy`. */
export function refuseIgnored(beside: string, given: Readonly<Record<string, boolean>>, hint?: string): void {
  const flag = Object.entries(given).find(([, isGiven]) => isGiven)?.[0];
  if (flag === undefined) return;
  throw userError(EXIT.usage, 'cli/usage', `${flag} has no meaning with ${beside}`, hint);
}
