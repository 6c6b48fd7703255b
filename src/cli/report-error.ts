// What was thrown → a message and an exit code. Nothing else does so.
import { CommanderError } from 'commander';
import { EXIT, type ExitCode, UserError } from '../flow/user-error.ts';
import { PaletteError } from '../palette/palette-error.ts';
import { renderDiagnostics } from '../render/diagnostics-text.ts';
import { renderFailure } from '../render/error-text.ts';
import { renderErrorJson } from '../render/json-document.ts';
import { safeText } from '../render/safe-text.ts';
import { StoreError } from '../state/store-error.ts';
import { type Io, styleFor } from './io.ts';

/** Commander shows help in place of an error where a command is missing. */
function isHelp(error: CommanderError): boolean {
  return error.code === 'commander.help';
}

/** What commander said, which repeats what was typed, control characters and all. It says nothing about values that we check. */
function usageMessage(error: CommanderError, usage: string): string {
  const said = usage.trim() === '' ? `error: ${error.message.replace(/^error: /, '')}` : usage.trim();
  return said
    .split('\n')
    .map((line) => safeText(line))
    .join('\n');
}

interface ErrorReport {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  readonly diagnostics?: UserError['diagnostics'];
  readonly text: (style: ReturnType<typeof styleFor>) => string;
}

export interface ErrorReportOptions {
  readonly io: Io;
  /** As the whole of standard output, instead of text on standard error. */
  readonly json: boolean;
  readonly color: boolean;
  /** What commander had to say about wrong usage. */
  readonly usage?: string;
}

export function reportError(error: unknown, options: ErrorReportOptions): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const { io } = options;
  const report = describe(causeOf(error, io), options.usage ?? '');
  if (options.json) {
    const { code, message, diagnostics } = report;
    io.writeOut(renderErrorJson({ code, message, diagnostics: diagnostics ?? [] }));
  } else {
    io.writeErr(report.text(styleFor(io, 'err', options)));
  }
  return report.exitCode;
}

/** A request that was cut short because somebody stopped us is no failure of Palette's. */
function causeOf(error: unknown, { signal }: Io): unknown {
  const isCut = error instanceof PaletteError && error.kind === 'aborted' && signal.aborted;
  return isCut ? signal.reason : error;
}

function describe(error: unknown, usage: string): ErrorReport {
  if (error instanceof CommanderError) {
    const said = usageMessage(error, usage);
    const message = isHelp(error)
      ? 'no command given; cloneform --help lists the commands'
      : said.replace(/^error: /, '');
    return { exitCode: EXIT.usage, code: 'cli/usage', message, text: () => `${said}\n` };
  }
  if (error instanceof UserError) {
    const { exitCode, diagnostics, message } = error;
    const code = diagnostics[0]?.code ?? 'cli/refused';
    return { exitCode, code, message, diagnostics, text: (style) => renderDiagnostics(diagnostics, style) };
  }
  if (error instanceof PaletteError) return describePalette(error);
  if (error instanceof StoreError) return describeStore(error);
  return describeFault(error);
}

function describePalette(error: PaletteError): ErrorReport {
  const { code, message, hint, ref, method, path } = error;
  return {
    exitCode: error.kind === 'auth' ? EXIT.auth : error.kind === 'aborted' ? EXIT.interrupted : EXIT.error,
    code: `palette/${code}`,
    message,
    text: (style) => renderFailure({ code, message, hint, ref, request: `${method} ${path}` }, style),
  };
}

function describeStore(error: StoreError): ErrorReport {
  const { kind, message, hint, holder, where } = error;
  const code = `store/${kind.replaceAll('_', '-')}`;
  return {
    exitCode: kind === 'locked' ? EXIT.locked : kind === 'denied' ? EXIT.auth : EXIT.error,
    code,
    message,
    text: (style) => renderFailure({ code, message, hint, where, holder }, style),
  };
}

/** Our bug: the one case in which a stack is of use to whoever reports it. */
function describeFault(error: unknown): ErrorReport {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return {
    exitCode: EXIT.fault,
    code: 'cli/fault',
    message,
    text: (style) =>
      renderFailure(
        {
          code: 'cli/fault',
          message: `this is a bug in cloneform: ${message}`,
          hint: FAULT_HINT,
          details: stack,
        },
        style,
      ),
  };
}

const FAULT_HINT =
  'please report it with the lines below; everything done so far is recorded in state and journal';
