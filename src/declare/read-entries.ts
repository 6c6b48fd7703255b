// A file of declarations, read one entry at a time. The parser's tree of a file is fifty times its text, and while it grows the garbage
// collector copies it again and again; trees of single entries are gone before that. And ten thousand declarations differ in few words:
// an entry that was met before is not parsed again. Only files that are plain maps of entries are read so, which nearly all are.
// Whatever is unusual or wrong is left to parse-file.ts, which reads the file as a whole and can say what is wrong, and where.
import { findDeepNesting } from '../content/deep-nesting.ts';
import { checkTree, FORBIDDEN_KEYS } from './check-tree.ts';
import { Faults } from './faults.ts';
import { type Position, positionBelow } from './overrides/position.ts';
import { hasTooManyMarks } from './parse-file.ts';
import { asRecord } from './schema-check.ts';
import { findSecrets, isKeyName } from './secrets.ts';
import { type DataPath, decodeUtf8, isQuotable, SourceFile } from './source-file.ts';

type Values = Readonly<Record<string, unknown>>;

/** `key:` and what belongs to it, up to the next key of the same map. */
interface Entry {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Where its value begins, if that stands on lines of its own. */
  readonly below: number | null;
}

/** An anchor is known to all entries behind it; tabs and other line ends make lines that these rules do not know. */
const UNUSUAL = /[&\t\r\0\uFEFF]/;
/** Comments may stand above the one `---`. */
const START = /(?:#[^\n]*\n|\n)*---\n/y;
/** Indent; then `#` or nothing, or a plain key with, where no value stands on its line, the rest of it. */
const LINE = /( *)(?:(#|(?=\n|$))|([A-Za-z][\w.-]*):(?:( *(?: #[^\n]*)?(?=\n|$))|(?= ))|)/y;
/** Maps whose entries are read one by one. */
const SPLIT: ReadonlySet<Position> = new Set(['clones', 'declaration']);
/** Plain scalars that are no texts. */
const NO_TEXT = /^(?:true|false|null)$/i;

/** For one run. Entries in the same words share one value: nobody writes into values. */
export class EntryReader {
  readonly #known = new Map<string, Values>();

  /** The same values that the file has as a whole; undefined: it must be read as a whole. */
  read(name: string, bytes: Uint8Array): Values | undefined {
    if (!isQuotable(name)) return undefined;
    const text = decode(bytes);
    if (text === null || UNUSUAL.test(text) || hasTooManyMarks(text) || findDeepNesting(text) !== null)
      return undefined;
    START.lastIndex = 0;
    const from = START.test(text) ? START.lastIndex : 0;
    return this.#readMap(text, from, text.length, 'file', []);
  }

  #readMap(text: string, from: number, to: number, position: Position, path: DataPath): Values | undefined {
    const values = new Map<string, unknown>();
    for (const entry of splitMap(text, from, to)) {
      if (entry === null || values.has(entry.key)) return undefined;
      const read = this.#readEntry(text, entry, position, path);
      if (read === undefined) return undefined;
      values.set(entry.key, read[entry.key]);
    }
    // Without an entry it is not a map.
    return values.size === 0 ? undefined : Object.fromEntries(values);
  }

  #readEntry(text: string, entry: Entry, position: Position, path: DataPath): Values | undefined {
    const { key, from, to, below } = entry;
    const inside = positionBelow(position, key);
    if (below === null || !SPLIT.has(inside)) return this.#parse(text.slice(from, to), key, position, path);
    if (FORBIDDEN_KEYS.has(key) || NO_TEXT.test(key) || isKeyName(key)) return undefined;
    const values = this.#readMap(text, below, to, inside, [...path, key]);
    return values === undefined ? undefined : { [key]: values };
  }

  #parse(text: string, key: string, position: Position, path: DataPath): Values | undefined {
    const id = `${position} ${text}`;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const file = new SourceFile('entry.yaml', new TextEncoder().encode(text));
    if (file.problems.length > 0) return undefined;
    const faults = new Faults();
    checkTree(file, position, faults, path.length);
    findSecrets(file, faults, path);
    if (!faults.isEmpty) return undefined;
    const values = asRecord(file.values(position));
    // YAML may read the key as another text.
    if (!Object.hasOwn(values, key)) return undefined;
    this.#known.set(id, values);
    return values;
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return decodeUtf8(bytes);
  } catch {
    return null;
  }
}

/** null: a line that may mean anything. What stands deeper than the keys belongs to the key above it, whatever it is. */
function* splitMap(text: string, from: number, to: number): Generator<Entry | null> {
  let indent: number | undefined;
  let entry: Entry | undefined;
  for (let at = from; at < to; ) {
    LINE.lastIndex = at;
    const [, spaces = '', nothing, key, rest] = LINE.exec(text) ?? [];
    const end = text.indexOf('\n', at);
    const next = end === -1 ? to : end + 1;
    indent ??= nothing === undefined ? spaces.length : undefined;
    if (nothing === undefined && indent !== undefined && spaces.length <= indent) {
      if (spaces.length < indent || key === undefined) return yield null;
      if (entry !== undefined) yield { ...entry, to: at };
      entry = { key, from: at, to, below: rest === undefined ? null : next };
    }
    at = next;
  }
  if (entry !== undefined) yield entry;
}
