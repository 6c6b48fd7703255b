// The whole command inside the test's process: argv in, exit code and texts out. For tables that are too long for a process a cell.
import { type Io, setVariables } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { type CliEnd, type CliOptions, cleanEnv, listIn } from './cli.ts';

export async function runInProcess(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  /** What somebody at a terminal answers; absent: nobody is there. */
  answer?: string | null,
  /** How Ctrl-C is heard; absent: nobody presses it. */
  stops: Pick<Io, 'isStopping' | 'onStopping' | 'signal'> = {
    isStopping: () => false,
    onStopping: () => undefined,
    signal: new AbortController().signal,
  },
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
    onWork: () => undefined,
    ...stops,
  });
  return { code, ...texts };
}

/** As `cli` of cli.ts, with the same variables. */
export function inProcess(
  args: readonly string[],
  { cwd, env }: Pick<CliOptions, 'cwd' | 'env'>,
): Promise<CliEnd> {
  return runInProcess(args, cwd, cleanEnv(env));
}

/** As `cliJson`. */
export async function inProcessJson<T>(
  args: readonly string[],
  options: CliOptions,
): Promise<{ code: number | null; value: T }> {
  const end = await inProcess([...args, '--json'], options);
  return { code: end.code, value: JSON.parse(end.out) };
}

/** As `cliList`. */
export async function inProcessList<T>(
  args: readonly string[],
  options: CliOptions,
): Promise<{ code: number | null; value: readonly T[] }> {
  const { code, value } = await inProcessJson(args, options);
  return { code, value: listIn(value) };
}
