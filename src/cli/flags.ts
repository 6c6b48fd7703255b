// Flags that several commands share.
import type { Command } from 'commander';
import { collect, parseCount } from './globals.ts';

export function planFlags(command: Command): Command {
  return selectFlags(command)
    .option('--discard-accepted', 'let a change drop hand edits that were accepted')
    .option('--no-preflight', "do not ask Palette's clone/validate about each create")
    .option(
      '--upgrade [glob]',
      'let sources move to the highest version their range allows; may be repeated',
      collect,
    );
}

export function diffFlag(command: Command): Command {
  return command.option(
    '--diff <detail>',
    '`values`; `keys` names what differs without its values; `none` says only that it does (default: values)',
  );
}

export function selectFlags(command: Command): Command {
  return diffFlag(command)
    .option('--target <glob>', 'only these addresses, and what they need; may be repeated', collect)
    .option('--exclude <glob>', 'leave these addresses out; may be repeated', collect)
    .option(
      '--refresh <how>',
      '`full`; `fast` reads only clones whose list row changed; `none` asks Palette nothing (default: full)',
    );
}

export function failFlag(command: Command): Command {
  return command.option(
    '--fail-on <what>',
    'exit 5 on `drift`, `unmanaged` (what status --unmanaged lists) or `blocked`; several with a comma',
    collect,
  );
}

export function reportFlag(command: Command): Command {
  return command.option(
    '--report <format=file>',
    'write a report too: text, json, markdown or html; may be repeated',
    collect,
  );
}

export function applyFlags(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask')
    .option('--expect <checksum>', 'go on only if the plan has this checksum, or that of this saved plan')
    .option('--skip-blocked', 'do what is not blocked')
    .option('--parallelism <n>', 'changes under way at once (default: what the rate needs)', parseCount)
    .option('--interactive', 'ask about each change by itself')
    .option('--events <file>', 'write what happens as it happens: one JSON object a line')
    .option('--message <text>', 'kept in the history of runs')
    .option(
      '--verify <what>',
      '`full` reads each new clone whole; `shown` only what one GET shows (default: what its source has)',
    );
}

/** What apply and destroy have in common with plan. */
export function outcomeFlags(command: Command): Command {
  return command
    .option('-o, --out <file>', 'save the plan and do nothing yet, for cloneform apply FILE')
    .option('--detailed-exitcode', 'exit 2 when something was changed')
    .option(
      '--fail-on <what>',
      'exit 5 on `drift` or `unmanaged`, before anything is done, or on `blocked`; several with a comma',
      collect,
    );
}

export function dangerFlags(command: Command): Command {
  return command
    .option('--dangerous-allow-mass-delete', 'more deletes than the guards allow')
    .option('--dangerous-delete-in-use', 'delete clones that clusters use');
}
