// `cloneform sandbox serve`, `reset` and `show`: the embedded Palette of a project.
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { openSandboxOf, openServedSandbox, resetSandbox } from '../../flow/project/sandbox.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import type { Output } from '../../questions/answer.ts';
import { renderInventory } from '../../questions/inventory/text.ts';
import { renderFaults } from '../../render/fault-text.ts';
import { renderJson, toJsonDocument } from '../../render/json-document.ts';
import { count } from '../../render/plan-words.ts';
import type { Context } from '../context.ts';
import { formatOf } from '../reports.ts';

interface ShowInput {
  readonly format: 'text' | 'json' | undefined;
}

interface ServeInput {
  readonly port: string;
  /** The file of fault rules. */
  readonly faults: string | undefined;
}

/** Serves it over HTTP on loopback, until Ctrl-C. */
export async function sandboxServe(context: Context, input: ServeInput): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const port = Number(input.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw userError(EXIT.usage, 'cli/usage', '--port must be a number from 0 to 65535');
  }
  const { settings } = await loadDeclarations(deps, globals);
  const sandbox = await openServedSandbox(deps, settings, input.faults ?? null, ({ operation, call, what }) =>
    context.note(`${operation} ${call}: ${what}\n`),
  );
  const { serveSandbox } = await import('../../sandbox/serve.ts');
  const server = await serveSandbox(sandbox, { port });
  const faults = sandbox.describe().faults.map(({ rule }) => rule);
  context.answer({ url: server.url, port: server.port, faults }, () => servedText(server.url, faults));
  await new Promise<void>((resolve) => {
    if (io.isStopping()) resolve();
    io.onStopping(resolve);
  });
  await server.close();
  sandbox.close();
  return EXIT.ok;
}

function servedText(url: string, faults: readonly string[]): string {
  const lines = [
    `Palette sandbox at ${url}, until Ctrl-C. In another shell:`,
    `  export PALETTE_HOST=${url} PALETTE_API_KEY=sandbox`,
    ...(faults.length === 0 ? [] : ['', 'Injected faults are reported here as they occur:']),
    ...faults.map((rule) => `  ${rule}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Back to the seed. */
export async function sandboxReset({ deps, globals }: Context): Promise<Output> {
  const { settings } = await loadDeclarations(deps, globals);
  const { path, recorded } = await resetSandbox(deps, settings);
  return {
    value: { reset: path, recorded },
    text: () => `The sandbox now matches its seed file. ${stateWords(recorded)}\n`,
  };
}

function stateWords(recorded: number | null): string {
  if (recorded === null) return 'State was not changed; it cannot be read.';
  if (recorded === 0) return 'State is empty.';
  return `State was not changed and still lists ${count(recorded, 'clone')}. cloneform plan shows which of them no longer exist, and apply creates those again. To start over, delete the state file first.`;
}

/** Its projects and profiles. */
export async function sandboxShow(context: Context, input: ShowInput): Promise<ExitCode> {
  const { deps, globals, io, style } = context;
  const format = formatOf(input.format, globals.json);
  const { settings } = await loadDeclarations(deps, globals);
  const sandbox = await openSandboxOf(deps, settings);
  try {
    const value = sandbox.describe();
    io.writeOut(
      format === 'json'
        ? renderJson(toJsonDocument(value))
        : renderInventory(value.profiles, style) + renderFaults(value.faults, style),
    );
    return EXIT.ok;
  } finally {
    sandbox.close();
  }
}
