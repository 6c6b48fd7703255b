// Declaration files as they would be after an edit: the differences, and writing them when nobody changed them meanwhile.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { unifiedDiff } from '../content/unified-diff.ts';
import type { FlowDeps } from './deps.ts';
import { FOR_OTHERS, makeFolder, writeOutput } from './output-file.ts';
import { EXIT, userError } from './user-error.ts';

/** Texts by path as the declarations name them; null: there is no such file yet. */
export interface TextEdits {
  readonly before: ReadonlyMap<string, string | null>;
  readonly after: ReadonlyMap<string, string>;
}

export interface FileDiff {
  readonly file: string;
  readonly isNew: boolean;
  /** Unified. */
  readonly diff: string;
}

/** null: there is no such file. */
export async function readDeclarationFile(
  { cwd }: Pick<FlowDeps, 'cwd'>,
  file: string,
): Promise<string | null> {
  const bytes = await readFile(fullPath(cwd, file)).catch(() => null);
  return bytes === null ? null : bytes.toString('utf8');
}

export function diffsOf({ before, after }: TextEdits): readonly FileDiff[] {
  return [...after].map(([file, text]) => {
    const old = before.get(file) ?? null;
    return { file, isNew: old === null, diff: unifiedDiff(file, old, text) };
  });
}

/** The texts by absolute path, as `loadDeclarations` takes them. */
export function editedTexts(cwd: string, { after }: TextEdits): ReadonlyMap<string, string> {
  return new Map([...after].map(([file, text]) => [fullPath(cwd, file), text]));
}

/** New files first, because the declarations name them. Fails with UserError where a file was changed meanwhile. */
export async function writeEdits(deps: FlowDeps, { before, after }: TextEdits): Promise<void> {
  for (const [file, text] of before)
    if ((await readDeclarationFile(deps, file)) !== text)
      throw userError(
        EXIT.error,
        'cli/file-changed',
        `${file} was changed meanwhile; nothing was written`,
        'run the command again',
      );
  const files = [...after].toSorted(
    ([a], [b]) => Number(before.get(a) !== null) - Number(before.get(b) !== null),
  );
  for (const [file, text] of files) {
    const isNew = before.get(file) === null;
    if (isNew) await makeFolder(deps, path.dirname(file));
    const mode = isNew ? FOR_OTHERS.mode : (await stat(fullPath(deps.cwd, file))).mode & 0o777;
    await writeOutput(deps, file, text, { existing: isNew ? 'refuse' : 'replace', mode });
  }
}

/** The absolute path of a file as declarations name it. */
export function fullPath(root: string, file: string): string {
  return path.resolve(root, file);
}
