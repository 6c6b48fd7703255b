// A flag that may be repeated and was given several values at once: commander takes the first one, and calls the rest too many arguments.
import type { Command } from 'commander';
import { isRepeatable } from './params.ts';

/** What to write instead, as commander words its hints; '' where nothing of the kind was typed. */
export function repeatHint(program: Command, argv: readonly string[]): string {
  const known = repeatableFlags(program);
  for (const [at, flag] of argv.entries()) {
    if (flag === '--') return '';
    if (!known.has(flag)) continue;
    const rest = argv.slice(at + 1);
    const end = rest.findIndex((word) => word.startsWith('-'));
    const values = end === -1 ? rest : rest.slice(0, end);
    if (values.length < 2) continue;
    return `(${flag} takes one value; repeat it: ${values.map((value) => `${flag} ${value}`).join(' ')})\n`;
  }
  return '';
}

function repeatableFlags(command: Command): ReadonlySet<string> {
  const own = command.options.filter(isRepeatable).map(({ long }) => long ?? '');
  return new Set([...own, ...command.commands.flatMap((child) => [...repeatableFlags(child)])]);
}
