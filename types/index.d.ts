// What `import … from 'cloneform'` gives. Nothing here is printed, no signal is handled, and nothing is read from the environment or
// the arguments of the process: what a run needs is in its options. docs/reference/library.md explains it with examples.
import type { ApplyDocument, PlanDocument, RenderDocument, RunEvent } from './documents.js';

export type * from './documents.js';

/** Environment variables by name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What all functions take. */
export interface CommonOptions {
  /** Folder of the declarations; what a relative path is relative to (`-C`). */
  readonly directory: string;
  /** Root file of the declarations, from `directory`. Default: `cloneform.yaml`. */
  readonly file?: string;
  /** Values of variables (`--var`). */
  readonly variables?: Readonly<Record<string, string>>;
  /** YAML or JSON files of variables (`--var-file`). */
  readonly varFiles?: readonly string[];
  /**
   * Environment that the run sees: `PALETTE_API_KEY`, `PALETTE_HOST`, `CLONEFORM_STATE`, `HTTPS_PROXY`, `HOME` for the cache, and the
   * rest of docs/reference/commands.md. Default: none of it, not even that of the process; pass `process.env` to have it.
   */
  readonly env?: Environment;
  /** API key of Palette; wins over `env`. It is sent to the host of Palette and nowhere else, and is in nothing that is returned. */
  readonly apiKey?: string;
  /** File with the API key (`--api-key-file`). */
  readonly apiKeyFile?: string;
  /** Host of Palette; wins over `env` and declarations. A host that is named here may have the key, as with `PALETTE_HOST`. */
  readonly host?: string;
  /**
   * Stops the run when it is aborted. While it only reads, it gives up. Once it changes things, it finishes the changes that are in
   * progress, starts no other, and records what was done. The promise then rejects with the kind `aborted`.
   */
  readonly signal?: AbortSignal;
  /** Told of everything that is worth fixing but holds nothing up and is in no document. Default: nobody is told. */
  readonly onWarning?: (warning: Diagnostic) => void;
}

export type FailOn = 'drift' | 'unmanaged' | 'blocked';

/** Which clones, and how they are read and shown. */
export interface SelectionOptions extends CommonOptions {
  /** Globs over addresses: only these and their dependencies. */
  readonly target?: readonly string[];
  /** Globs over addresses: not these. */
  readonly exclude?: readonly string[];
  /** `full`, `fast` (only clones whose list row changed, where lists are cheaper) or `none` (no requests to Palette). Default: `full`. */
  readonly refresh?: 'full' | 'fast' | 'none';
  /** How much of a difference the document has: `values`, `keys` (names only) or `none`. Default: `values`, without secrets. */
  readonly diff?: 'values' | 'keys' | 'none';
  /** Rejects with the kind `blocked` where the plan has any of these; apply then changes nothing (but for `blocked`, which it ends with). */
  readonly failOn?: readonly FailOn[];
}

/** What shapes a plan. */
export interface PlanningOptions extends SelectionOptions {
  /** Globs over addresses: clones that go up to the highest source version of their range. */
  readonly upgrade?: readonly string[];
  /** Globs over addresses: of a conflict with the source, the override stays. */
  readonly keepOverrides?: readonly string[];
  /** Lets changes overwrite accepted manual edits. */
  readonly discardAccepted?: boolean;
  /** Rejects with the kind `stale` where a clone would copy something else than the lock file says; apply then changes nothing. */
  readonly locked?: boolean;
  /** `false` skips the check of each create with Palette. Default: `true`. */
  readonly preflight?: boolean;
  /** Files of policies that judge the plan, beside those of the declarations. */
  readonly policy?: readonly string[];
  /** Plans to delete every managed clone. */
  readonly destroy?: boolean;
  /** Allows more deletes than the guards permit. */
  readonly dangerousAllowMassDelete?: boolean;
  /** Allows deletes of clones that clusters use. */
  readonly dangerousDeleteInUse?: boolean;
}

export interface PlanOptions extends PlanningOptions {
  /** Also saves the plan to this file, for `planFile` of `apply` or `cloneform apply FILE`. */
  readonly out?: string;
}

export interface DriftOptions extends SelectionOptions {
  /** Only these clones: addresses, or globs over them. */
  readonly addresses?: readonly string[];
  /** Only clones in these projects: globs. */
  readonly project?: readonly string[];
}

export interface ApplyOptions extends PlanningOptions {
  /** Approves whatever the plan is. */
  readonly autoApprove?: boolean;
  /** Approves one plan: that with this checksum, or with that of this saved plan. Any other rejects with the kind `stale`. */
  readonly expect?: string;
  /** A plan that was saved: its own approval. Nothing that shapes a plan can stand beside it. */
  readonly planFile?: string;
  /** Asked where nothing else approves the plan, and only where there is something to do. */
  readonly approve?: (plan: PlanDocument) => boolean | Promise<boolean>;
  /** Applies the changes that are not blocked. */
  readonly skipBlocked?: boolean;
  /** Changes made at the same time. Default: as many as the rate limit allows. */
  readonly parallelism?: number;
  /** How much of a new clone is read back. Default: by what the source contains. */
  readonly verify?: 'full' | 'shown';
  /** A note that is kept in the history of runs. */
  readonly message?: string;
  /** Milliseconds to wait for the lock of the state. Default: 0. */
  readonly lockTimeoutMs?: number;
}

export interface RenderOptions extends CommonOptions {
  readonly address: string;
  /** Only packs whose name matches this glob. */
  readonly pack?: string;
  /** Shows what is masked otherwise. */
  readonly showSecrets?: boolean;
}

/** A promise with the events of its run. */
export interface Run<T> extends Promise<T> {
  /**
   * The events of the run, the same as `apply --events` writes. It ends when the run ends, however it ends; whether it went well, the
   * promise says. Events are kept from the first use of this member on, so use it in the same turn in which you call `apply`.
   */
  readonly events: AsyncIterableIterator<RunEvent>;
}

/** What would be done; takes no lock and writes nothing but `out`. */
export declare function plan(options: PlanOptions): Promise<{ readonly plan: PlanDocument }>;

/** Does it. One of `autoApprove`, `expect`, `planFile`, `approve` and `autoApprove:` of the declarations has to approve the plan. */
export declare function apply(options: ApplyOptions): Run<{ readonly result: ApplyDocument }>;

/** What changed in Palette although no declaration did; takes no lock and writes nothing. */
export declare function drift(options: DriftOptions): Promise<{ readonly plan: PlanDocument }>;

/** What a clone should hold: its source with the overrides of the declaration. */
export declare function render(options: RenderOptions): Promise<{ readonly content: RenderDocument }>;

/** Something to fix, with its place where it has one. Lines and columns count from 1. */
export interface Diagnostic {
  /** `area/what`, such as `declare/unknown-field`. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'hint';
  readonly message: string;
  readonly place?: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    /** The line itself. */
    readonly text: string;
  };
  /** What to do. */
  readonly hint?: string;
}

interface Failure<Kind extends string, ExitCode extends number> extends Error {
  readonly name: 'CloneformError';
  readonly kind: Kind;
  /** `area/what`: that of the first diagnostic. */
  readonly code: string;
  /** What the command would exit with. */
  readonly exitCode: ExitCode;
  /** All that is wrong, the first of it also as `message` and `code`; at least one. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Declarations, policies or options are wrong, or something that they name is not there. */
export interface InvalidError extends Failure<'invalid', 1 | 64> {}
/** The key is missing or was refused; or the state did not accept who asks. */
export interface UnauthorizedError extends Failure<'unauthorized', 3> {}
/** A run changed something, and not all that it should. The next run continues from there. */
export interface IncompleteError extends Failure<'incomplete', 4> {
  readonly result: ApplyDocument;
}
/** The plan has blocked changes, a policy denies it, or it has what `failOn` names. */
export interface BlockedError extends Failure<'blocked', 5> {
  /** Of `plan` and `drift`. */
  readonly plan?: PlanDocument;
  /** Of `apply`. */
  readonly result?: ApplyDocument;
}
/** The plan is not the expected one, or no longer fits. */
export interface StaleError extends Failure<'stale', 6> {
  readonly result?: ApplyDocument;
}
/** Another run holds the lock of the state. */
export interface LockedError extends Failure<'locked', 7> {
  readonly holder: { readonly user: string; readonly host: string; readonly command: string } | null;
}
/** `signal` was aborted. */
export interface AbortedError extends Failure<'aborted', 130> {
  /** What was done; absent where nothing had begun. */
  readonly result?: ApplyDocument;
}
/** `approve` said no. */
export interface DeclinedError extends Failure<'declined', 1> {
  readonly result: ApplyDocument;
}
/** Something could not be read, so nobody can tell whether anything drifted, or is unmanaged. */
export interface UnreadError extends Failure<'unread', 1> {
  readonly plan: PlanDocument;
}
/** Palette, or the way to it, failed. */
export interface PaletteFailure extends Failure<'palette', 1> {
  /** HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** Palette's reference for support. */
  readonly ref: string | null;
}
/** The state cannot be used. */
export interface StateFailure extends Failure<'state', 1> {
  /** Where it is. */
  readonly where: string;
}
/** A fault of cloneform. `cause` has the stack to report. */
export interface BugError extends Failure<'bug', 70> {
  /** What had been done, where a run had begun. */
  readonly result?: ApplyDocument;
}

/** Why a promise was rejected, told apart by `kind`. */
export type CloneformError =
  | InvalidError
  | UnauthorizedError
  | IncompleteError
  | BlockedError
  | StaleError
  | LockedError
  | AbortedError
  | DeclinedError
  | UnreadError
  | PaletteFailure
  | StateFailure
  | BugError;

export declare function isCloneformError(error: unknown): error is CloneformError;

/** An outcome as a value: nothing has to be caught. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CloneformError };

/** Turns a rejection into a value: `const outcome = await attempt(plan({ directory }))`. What is no CloneformError is thrown. */
export declare function attempt<T>(work: Promise<T>): Promise<Outcome<T>>;
