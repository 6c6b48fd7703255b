// What the code of a command gets beside its own flags: the global ones, the process as flow wants it, and ways to answer.
import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import process from 'node:process';
import type { Command } from 'commander';
import type { FlowDeps } from '../flow/deps.ts';
import { systemClock } from '../palette/clock.ts';
import { renderDiagnostics } from '../render/diagnostics-text.ts';
import { renderWaiting } from '../render/error-text.ts';
import { renderJson } from '../render/json-document.ts';
import type { Style } from '../render/style.ts';
import { type Globals, readGlobals } from './globals.ts';
import { type Io, styleFor } from './io.ts';
import { TOOL } from './version.ts';

export interface Context {
  readonly io: Io;
  readonly globals: Globals;
  readonly deps: FlowDeps;
  readonly style: Style;
  readonly errStyle: Style;
  /** The answer: one JSON document with --json, else the text. */
  answer(value: unknown, text: () => string): void;
  /** Progress and notes; silent with --quiet. */
  readonly note: (text: string) => void;
}

export function makeContext(io: Io, command: Command): Context {
  const globals = readGlobals(command, io.cwd);
  return {
    io,
    globals,
    deps: makeDeps(io, globals),
    style: styleFor(io, 'out', globals),
    errStyle: styleFor(io, 'err', globals),
    answer: (value, text) => io.writeOut(globals.json ? renderJson(value) : text()),
    note: (text) => {
      if (!globals.quiet) io.writeErr(text);
    },
  };
}

function makeDeps(io: Io, globals: Globals): FlowDeps {
  return {
    env: io.env,
    cwd: globals.dir,
    clock: systemClock(),
    random: Math.random,
    newId: randomUUID,
    process: { hostname: hostname(), user: userName(), pid: process.pid },
    tool: TOOL,
    ...(io.secrets === undefined ? {} : { secrets: io.secrets }),
    warn: (diagnostic) => {
      if (!globals.quiet) io.writeErr(renderDiagnostics([diagnostic], styleFor(io, 'err', globals)));
    },
    trace: globals.logLevel === 'trace' ? (line) => io.writeErr(`${line}\n`) : null,
    ...(globals.quiet ? {} : { tell: (line) => io.writeErr(`${line}\n`) }),
    requestsMade: (stats) => {
      if (globals.logLevel !== 'off') io.writeErr(`${JSON.stringify({ requests: stats })}\n`);
    },
    signal: io.signal,
    waiting: (held, timeoutMs) => {
      if (!globals.quiet) io.writeErr(renderWaiting(held, timeoutMs, styleFor(io, 'err', globals)));
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
