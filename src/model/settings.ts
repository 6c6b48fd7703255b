// What a root file says about the run itself: which Palette, which state.

export interface RateLimit {
  /** Requests per second that the server allows. */
  readonly rps: number;
  /** Requests the server allows at once after a quiet time. */
  readonly burst: number;
}

/** Server limits by API prefix (`clusterprofiles`, `dashboard`, …); `default` serves the rest. 'off' sends freely. */
export type RateLimits = 'off' | { readonly default: RateLimit; readonly [prefix: string]: RateLimit };

/** What a run uses of the server's rate and burst; the rest absorbs jitter on the way. */
export const USED_SHARE = { rate: 0.96, burst: 0.88 } as const;

/** The limit that requests of a prefix count against. */
export function limitOf(limits: Exclude<RateLimits, 'off'>, prefix: string): RateLimit {
  return (Object.hasOwn(limits, prefix) ? limits[prefix] : undefined) ?? limits.default;
}

export interface PaletteSettings {
  /** As declared: bare host or URL; null when not declared. */
  readonly host: string | null;
  /** Absolute path of the sandbox seed file when the embedded Palette is declared. */
  readonly sandbox: string | null;
  /** Absolute path. */
  readonly caFile: string | null;
  /** Address of Palette's console, for links; absent: there are none. */
  readonly consoleUrl?: string;
  /** Clones carry checksum, commit and message of their run into Palette's audit; absent: they do not. */
  readonly auditNotes?: true;
  readonly requestTimeoutMs: number;
  readonly retries: number;
  readonly rateLimits: RateLimits;
}

export interface StateSettings {
  /** Absolute path of the SQLite file; null when `url` is set. */
  readonly path: string | null;
  readonly url: string | null;
}

export interface Settings {
  readonly palette: PaletteSettings;
  readonly state: StateSettings;
}
