// What a command answers with: one JSON document, and the same as text.
import type { CommonOptions, FlowDeps } from '../flow/deps.ts';
import type { ExitCode } from '../flow/user-error.ts';
import type { Style } from '../render/style.ts';

/** What a question gets from whoever asks it. */
export interface Asker {
  readonly deps: FlowDeps;
  readonly globals: CommonOptions & { readonly json?: boolean };
  /** Progress and notes; not part of the answer. */
  readonly note: (text: string) => void;
}

export interface Output {
  /** The whole of standard output with --json. */
  readonly value: unknown;
  /** The whole of standard output without it. */
  text(style: Style): string;
  /** Absent: 0. */
  readonly exitCode?: ExitCode;
}
