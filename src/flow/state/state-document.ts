// The document of a whole state: written by `state pull`, checked before `state push` lets it near a store.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { compileSchema } from '../../declare/compile-schema.ts';
import type { StateDump } from '../../state/dump.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, type UserError, userError } from '../user-error.ts';

const SUPPORTED = ['1.0', '1.1'] as const;

export interface StateDocument extends StateDump {
  /** 1.1 where it holds overrides: editions that do not know them refuse it by its version. */
  readonly formatVersion: (typeof SUPPORTED)[number];
  /** What wrote it. */
  readonly tool: string;
}

/** Fifty thousand clones with their history are some hundred megabytes; more is not a state. */
const MAX_BYTES = 512 * 1024 * 1024;

export function toDocument(dump: StateDump, tool: string): StateDocument {
  const rows = [...dump.clones, ...dump.operations, ...dump.history.map(({ before }) => before)];
  const hasOverrides = rows.some((row) => row?.overrides !== undefined);
  return { formatVersion: hasOverrides ? '1.1' : '1.0', tool, ...dump };
}

/** Fails with UserError when the file is not such a document. */
export async function readDocument(deps: Pick<FlowDeps, 'cwd'>, file: string): Promise<StateDump> {
  const value = parse(file, await read(path.resolve(deps.cwd, file), file));
  const version: unknown =
    typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : null;
  if (typeof version === 'string' && !SUPPORTED.some((known) => known === version))
    throw bad(
      file,
      `it has format ${version}; this version of cloneform supports ${SUPPORTED.join(' and ')}`,
      'use the version of cloneform that wrote it, or a newer one',
    );
  const validate = await compileSchema('state.v1.json');
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    throw bad(file, `${first?.instancePath || 'the document'} ${first?.message ?? 'is not valid'}`);
  }
  const { formatVersion: _format, tool: _tool, ...dump } = value as StateDocument;
  return dump;
}

async function read(full: string, file: string): Promise<string> {
  try {
    const facts = await stat(full);
    // A pipe or a device would keep us waiting.
    if (!facts.isFile())
      throw bad(file, 'it is not a regular file', 'use a file written by `cloneform state pull`');
    const { size } = facts;
    if (size > MAX_BYTES) throw bad(file, `it has ${size} bytes, which is too large for a state`);
    return await readFile(full, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw userError(
      EXIT.error,
      'store/no-document',
      `${file} cannot be read (${String(error.code)})`,
      'use a file written by `cloneform state pull`',
    );
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad(file, 'it is not JSON');
  }
}

function bad(
  file: string,
  what: string,
  hint = 'use an unchanged document written by `cloneform state pull`',
): UserError {
  return userError(EXIT.error, 'store/not-a-state', `${file} is not a state document: ${what}`, hint);
}
