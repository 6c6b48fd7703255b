// What the code of a command gets beside its own flags: the global ones, the process as flow wants it, and ways to answer.
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { FlowDeps } from '../flow/deps.ts';
import type { ReadingCounts } from '../flow/reading-progress.ts';
import { processFacts } from '../library/process-facts.ts';
import { TOOL } from '../model/version.ts';
import { systemClock } from '../palette/clock.ts';
import type { RequestStats } from '../palette/port.ts';
import { renderDiagnostics } from '../render/diagnostics-text.ts';
import { renderWaiting } from '../render/error-text.ts';
import { renderJson } from '../render/json-document.ts';
import { renderReading } from '../render/reading-text.ts';
import type { Style } from '../render/style.ts';
import { type Globals, readGlobals } from './globals.ts';
import { type Io, styleFor } from './io.ts';
import { createMovingLine, type Moving, type MovingLine } from './moving-line.ts';

export interface Context {
  readonly io: Io;
  readonly globals: Globals;
  readonly deps: FlowDeps;
  readonly style: Style;
  readonly errStyle: Style;
  /** The answer: one JSON document with --json, else the text. */
  answer(value: unknown, text: () => string): void;
  /** What a client sent to Palette, once it is closed; null: nothing was sent. */
  readonly requests: () => RequestStats | null;
  /** Progress and notes; silent with --quiet. */
  readonly note: (text: string) => void;
  /** The line of progress that moves; nothing with --quiet. */
  readonly moving: MovingLine['report'];
}

export function makeContext(processIo: Io, command: Command): Context {
  const globals = readGlobals(command, processIo.cwd);
  const line = movingLine(processIo);
  const io = withoutLine(processIo, line);
  let sent: RequestStats | null = null;
  return {
    io,
    globals,
    deps: makeDeps(io, globals, line, (stats) => {
      sent = stats;
    }),
    style: styleFor(io, 'out', globals),
    errStyle: styleFor(io, 'err', globals),
    answer: (value, text) => io.writeOut(globals.json ? renderJson(value) : text()),
    requests: () => sent,
    note: (text) => {
      if (!globals.quiet) io.writeErr(text);
    },
    moving: globals.quiet ? () => undefined : line.report,
  };
}

function movingLine(io: Io): MovingLine {
  const isTerminal = io.stderrIsTerminal && io.env['TERM'] !== 'dumb';
  const { width } = styleFor(io, 'err', { color: false });
  return createMovingLine({
    isTerminal,
    width,
    now: () => performance.now(),
    write: (text) => io.writeErr(text),
  });
}

/** Whatever is written takes the place of a line that is still there. */
function withoutLine(io: Io, { erase }: MovingLine): Io {
  const own: Partial<Io> = {
    writeOut: (text) => {
      erase();
      io.writeOut(text);
    },
    writeErr: (text) => {
      erase();
      io.writeErr(text);
    },
  };
  // Not copied: what the process is asked for is asked for when it is wanted.
  return Object.assign(Object.create(io) as Io, own);
}

function makeDeps(
  io: Io,
  globals: Globals,
  line: MovingLine,
  count: (stats: RequestStats) => void,
): FlowDeps {
  return {
    env: io.env,
    cwd: globals.dir,
    clock: systemClock(),
    random: Math.random,
    newId: randomUUID,
    process: processFacts(),
    tool: TOOL,
    ...(io.secrets === undefined ? {} : { secrets: io.secrets }),
    warn: (diagnostic) => {
      if (!globals.quiet) io.writeErr(renderDiagnostics([diagnostic], styleFor(io, 'err', globals)));
    },
    trace: globals.logLevel === 'trace' ? (text) => io.writeErr(`${text}\n`) : null,
    ...(globals.quiet ? {} : { tell: (text) => io.writeErr(`${text}\n`) }),
    ...(globals.quiet
      ? {}
      : { reading: (counts) => line.report(counts === null ? null : toReading(counts)) }),
    requestsMade: (stats) => {
      count(stats);
      if (globals.logLevel !== 'off') io.writeErr(`${JSON.stringify({ requests: stats })}\n`);
    },
    signal: io.signal,
    waiting: (held, timeoutMs) => {
      if (!globals.quiet) io.writeErr(renderWaiting(held, timeoutMs, styleFor(io, 'err', globals)));
    },
  };
}

function toReading(counts: ReadingCounts): Moving {
  return { work: 'reading', parts: counts, text: (rate, width) => renderReading(counts, rate, width) };
}
