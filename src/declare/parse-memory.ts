// What files were parsed to before, by the hash of their bytes: parsing takes nine tenths of a plan of ten thousand clones. A forged
// memory would make the plan differ from the YAML that people review, so it counts only with a code made with the user's key. Nothing
// here is believed further than a parser would be: what is recalled goes through the schema and all later checks like the rest.

export interface ParseMemory {
  /** Values of a file with just these bytes; undefined: not known. */
  recall(bytes: Uint8Array): unknown;
  /** These bytes parsed without a fault, and these are their values. */
  remember(bytes: Uint8Array, values: unknown): void;
}

export const NO_MEMORY: ParseMemory = { recall: () => undefined, remember: () => undefined };

export interface SavedMemory extends ParseMemory {
  /** What to keep for the next run: the files of this run alone; null: nothing worth it, or nothing new. */
  toText(): string | null;
}

/** Raised when parse-file.ts gives other values for the same bytes. */
const FORMAT = 'cloneform-parsed 3';
/** Smaller projects are parsed sooner than they are looked up; ten clones in a file are not. */
const WORTH_BYTES = 1024;
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
/** What values can reach that aliases multiplied is not kept. */
const MAX_GROWTH = 4;
/** Keys that parse-file.ts refuses, and escapes that could hide them. */
const SUSPICIOUS = /"(?:__proto__|constructor|prototype)"|\\u/;

export interface MemoryMeans {
  /** Name and version of the tool. */
  readonly tool: string;
  /** Collision-free: names a file by its bytes. */
  readonly hash: (data: string | Uint8Array) => string;
  /** A code that only whoever has the user's key can compute. */
  readonly authenticate: (text: string) => string;
}

/**
 * `saved`: what an earlier `toText` gave, from wherever it was kept. Damaged, forged, or of another tool or version: nothing is
 * known.
 */
export function openMemory(
  saved: string | null,
  { tool, hash: sha256, authenticate }: MemoryMeans,
  maxBytes = MAX_MEMORY_BYTES,
): SavedMemory {
  const known = saved === null ? new Map<string, string>() : readLines(saved, tool, authenticate);
  const used = new Map<string, string>();
  const fresh: { readonly bytes: Uint8Array; readonly values: unknown }[] = [];
  let total = 0;
  return {
    recall: (bytes) => {
      total += bytes.length;
      if (known.size === 0) return undefined;
      const hash = sha256(bytes);
      const json = known.get(hash);
      if (json === undefined || SUSPICIOUS.test(json)) return undefined;
      const values = parse(json);
      if (values !== undefined) used.set(hash, json);
      return values;
    },
    remember: (bytes, values) => void fresh.push({ bytes, values }),
    toText: () => {
      if (fresh.length === 0 || total < WORTH_BYTES) return null;
      for (const { bytes, values } of fresh) {
        const json = JSON.stringify(values);
        if (json.length <= MAX_GROWTH * bytes.length && !SUSPICIOUS.test(json)) used.set(sha256(bytes), json);
      }
      const lines = [...used].map(([hash, json]) => `${hash} ${json}\n`).join('');
      return lines.length > maxBytes ? null : `${header(tool, authenticate(lines))}\n${lines}`;
    },
  };
}

function header(tool: string, sum: string): string {
  return `${FORMAT} ${tool} ${sum}`;
}

function readLines(saved: string, tool: string, authenticate: (text: string) => string): Map<string, string> {
  const end = saved.indexOf('\n');
  const lines = saved.slice(end + 1);
  if (saved.slice(0, end) !== header(tool, authenticate(lines))) return new Map();
  return new Map(
    lines.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
