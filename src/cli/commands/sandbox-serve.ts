// `cloneform sandbox serve`: the embedded Palette over HTTP on loopback, until Ctrl-C.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { openServedSandbox } from '../../flow/project/sandbox.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';

export async function sandboxServe(
  context: Context,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const port = Number(flags['port']);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw refusal(EXIT.usage, 'cli/usage', '--port takes a number from 0 to 65535');
  }
  const { settings } = await loadDeclarations(deps, globals);
  const faultsFile = typeof flags['faults'] === 'string' ? flags['faults'] : null;
  const sandbox = await openServedSandbox(deps, settings, faultsFile, ({ operation, call, what }) =>
    context.note(`${operation} ${call}: ${what}\n`),
  );
  const { serveSandbox } = await import('../../sandbox/serve.ts');
  const server = await serveSandbox(sandbox, { port });
  const faults = sandbox.describe().faults.map(({ rule }) => rule);
  context.answer({ url: server.url, port: server.port, faults }, () => {
    const lines = [
      `Palette sandbox at ${server.url}, until Ctrl-C. In another shell:`,
      `  export PALETTE_HOST=${server.url} PALETTE_API_KEY=sandbox`,
      ...(faults.length === 0 ? [] : ['', 'What goes wrong on the way, told here as it strikes:']),
      ...faults.map((rule) => `  ${rule}`),
    ];
    return `${lines.join('\n')}\n`;
  });
  await new Promise<void>((resolve) => {
    if (io.isStopping()) resolve();
    io.onStopping(resolve);
  });
  await server.close();
  sandbox.close();
  return EXIT.ok;
}
