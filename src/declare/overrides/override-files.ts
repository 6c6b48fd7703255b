// Files that overrides name: values of a pack, a manifest. Bounded like every file that YAML names, read once a run.
import path from 'node:path';
import type { OverrideFile } from '../../content/overrides/overrides.ts';
import type { Place } from '../../model/diagnostic.ts';
import { outOfBounds } from '../bounds.ts';
import type { DeclareDisk } from '../disk.ts';
import type { Faults } from '../faults.ts';
import { decodeUtf8 } from '../source-file.ts';

/** Palette's own limit is lower; a profile of megabytes is none. */
const MAX_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

interface Problem {
  readonly code: `declare/${string}`;
  readonly message: string;
  readonly hint: string;
}

/** A file is judged once, and its fault is reported wherever it is named. */
export class OverrideFiles {
  readonly #rootDir: string;
  readonly #disk: DeclareDisk;
  readonly #redact: ((text: string) => string) | undefined;
  readonly #known = new Map<string, OverrideFile | Problem>();
  #left = MAX_TOTAL_BYTES;

  constructor(rootDir: string, disk: DeclareDisk, redact?: (text: string) => string) {
    this.#rootDir = rootDir;
    this.#disk = disk;
    this.#redact = redact;
  }

  /** Reads the file, so that `get` has it. */
  async load(name: string): Promise<void> {
    if (!this.#known.has(name)) this.#known.set(name, await this.#read(name));
  }

  /** A file that was loaded; undefined where it cannot be used, which is a fault. */
  get(name: string, place: () => Place, faults: Faults): OverrideFile | undefined {
    const known = this.#known.get(name);
    if (known === undefined || 'text' in known) return known;
    faults.add(known.code, known.message, place(), known.hint);
    return undefined;
  }

  async #read(name: string): Promise<OverrideFile | Problem> {
    const shown = JSON.stringify(name.slice(0, 200));
    const why = name.includes('\u0000') ? 'outside' : await outOfBounds(this.#rootDir, name, this.#disk);
    if (why === 'outside')
      return problem(
        'file-outside',
        `${shown} is outside the folder of the root file`,
        'move the file into that folder; YAML cannot refer to files outside it',
      );
    if (why === 'hidden')
      return problem(
        'file-hidden',
        `${shown} is in a hidden folder or is a hidden file`,
        'use a file whose path has no names with a leading dot',
      );
    const full = path.resolve(this.#rootDir, name);
    const facts = await this.#disk.inspect(full);
    if (facts === null)
      return problem('no-file', `there is no ${shown}`, 'paths start at the folder of the root file');
    if (facts.kind !== 'file')
      return problem('not-a-file', `${shown} is not a file`, 'use the path of a text file');
    this.#left -= facts.bytes;
    if (facts.bytes > MAX_BYTES || this.#left < 0) return tooLarge(shown, facts.bytes);
    const bytes = await this.#disk.read(full, MAX_BYTES).catch(() => null);
    if (bytes === null)
      return problem(
        'not-read',
        `${shown} cannot be read`,
        'check its mode, and that no other program replaces it',
      );
    return this.#toFile(name, shown, bytes);
  }

  #toFile(name: string, shown: string, bytes: Uint8Array): OverrideFile | Problem {
    const text = textOf(bytes);
    if (text === null)
      return problem('not-text', `${shown} is not UTF-8 text`, 'use a text file, saved as UTF-8');
    if (this.#redact !== undefined && this.#redact(text) !== text)
      return problem(
        'secret-in-yaml',
        `${shown} has the Palette API key in it`,
        'remove it, also from the version history, and replace the key with a new one',
      );
    return { name, text };
  }
}

function problem(code: string, message: string, hint: string): Problem {
  return { code: `declare/${code}`, message, hint };
}

function tooLarge(shown: string, bytes: number): Problem {
  const limit = bytes > MAX_BYTES ? '1 MiB per file' : '32 MiB for all files of overrides';
  return problem('too-large', `${shown} has ${bytes} bytes; the limit is ${limit}`, 'use a smaller file');
}

/** null: it is binary. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = decodeUtf8(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}
