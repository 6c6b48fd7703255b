// Runs one command line to its exit code.
import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import type { Io } from './io.ts';
import { refuseOneDash } from './one-dash.ts';
import { buildProgram } from './program.ts';
import { repeatHint } from './repeat-hint.ts';
import { reportError } from './report-error.ts';

export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const heard = { code: EXIT.ok as ExitCode, usage: '' };
  const program = buildProgram(io, {
    exit: (code) => {
      heard.code = code;
    },
    usage: (text) => {
      heard.usage += text;
    },
  });
  try {
    refuseOneDash(program, argv);
    await program.parseAsync([...argv], { from: 'user' });
    return heard.code;
  } catch (error) {
    const json = argv.includes('--json');
    if (error instanceof CommanderError && error.code === 'commander.excessArguments')
      heard.usage += repeatHint(program, argv);
    return reportError(error, { io, json, color: !argv.includes('--no-color'), usage: heard.usage });
  }
}
