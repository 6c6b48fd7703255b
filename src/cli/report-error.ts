// What was thrown → a message and an exit code, as text or as the JSON document of an error.
import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from '../flow/user-error.ts';
import { describeError, type ErrorFacts } from '../library/describe-error.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { assertNever } from '../model/invariant.ts';
import { renderDiagnostics } from '../render/diagnostics-text.ts';
import { renderFailure } from '../render/error-text.ts';
import { renderErrorJson } from '../render/json-document.ts';
import { safeText } from '../render/safe-text.ts';
import type { Style } from '../render/style.ts';
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
  readonly diagnostics?: readonly Diagnostic[];
  readonly text: (style: Style) => string;
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
  const report =
    error instanceof CommanderError
      ? wrongUsage(error, options.usage ?? '')
      : reportOf(describeError(error, io.signal));
  if (options.json) {
    const { code, message, diagnostics } = report;
    io.writeOut(renderErrorJson({ code, message, diagnostics: diagnostics ?? [] }));
  } else {
    io.writeErr(report.text(styleFor(io, 'err', options)));
  }
  return report.exitCode;
}

function wrongUsage(error: CommanderError, usage: string): ErrorReport {
  const said = usageMessage(error, usage);
  const message = isHelp(error)
    ? 'no command given; cloneform --help lists the commands'
    : said.replace(/^error: /, '');
  return { exitCode: EXIT.usage, code: 'cli/usage', message, text: () => `${said}\n` };
}

function reportOf(facts: ErrorFacts): ErrorReport {
  const { exitCode, code, message } = facts;
  return {
    exitCode,
    code,
    message,
    ...(facts.kind === 'user' ? { diagnostics: facts.diagnostics } : {}),
    text: (style) => textOf(facts, style),
  };
}

function textOf(facts: ErrorFacts, style: Style): string {
  switch (facts.kind) {
    case 'user':
      return renderDiagnostics(facts.diagnostics, style);
    case 'palette':
      return renderFailure({ ...facts, code: facts.code.replace(/^palette\//, '') }, style);
    case 'state':
      return renderFailure(facts, style);
    case 'bug': {
      // The one case in which a stack is of use to whoever reports it.
      const message = `this is a bug in cloneform: ${facts.message}`;
      return renderFailure({ code: facts.code, message, hint: FAULT_HINT, details: facts.stack }, style);
    }
    default:
      return assertNever(facts);
  }
}

const FAULT_HINT =
  'please report it with the lines below; everything done so far is recorded in state and journal';
