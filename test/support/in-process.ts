// The whole command inside the test's process: argv in, exit code and texts out. For tables that are too long for a process a cell.
import { setVariables } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import type { CliEnd } from './cli.ts';

export async function runInProcess(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  /** What somebody at a terminal answers; absent: nobody is there. */
  answer?: string | null,
): Promise<CliEnd> {
  const texts = { out: '', err: '' };
  const code = await run(args, {
    env: setVariables(env),
    cwd,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdinIsTerminal: answer !== undefined,
    columns: 80,
    writeOut: (text) => void (texts.out += text),
    writeErr: (text) => void (texts.err += text),
    ask: async (question) => {
      texts.err += question;
      return answer ?? null;
    },
    isStopping: () => false,
    onStopping: () => undefined,
    onWork: () => undefined,
    signal: new AbortController().signal,
  });
  return { code, ...texts };
}
