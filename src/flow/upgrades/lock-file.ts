// The lock file: YAML beside the root file, written whole and read with the checks that declarations have.
import path from 'node:path';
import { Document, Scalar } from 'yaml';
import type { Digest } from '../../content/content.ts';
import { compileSchema } from '../../declare/compile-schema.ts';
import { createDeclareDisk } from '../../declare/disk.ts';
import { Faults } from '../../declare/faults.ts';
import { lockNameOf } from '../../declare/lock-name.ts';
import { MAX_FILE_BYTES, parseFile } from '../../declare/parse-file.ts';
import { asRecord, checkSchema } from '../../declare/schema-check.ts';
import type { Lock, LockedSource } from '../../plan/lock.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { FOR_OTHERS, writeOutput } from '../output-file.ts';
import { EXIT, UserError, userError } from '../user-error.ts';

/** As the user would write it: beside the root file. */
export function lockFileOf({ file }: Pick<CommonOptions, 'file'>): string {
  return lockNameOf(file);
}

/** null: there is none. Fails with UserError for a file that is no lock file. */
export async function readLock(deps: FlowDeps, name: string): Promise<Lock | null> {
  const bytes = await createDeclareDisk()
    .read(path.resolve(deps.cwd, name), MAX_FILE_BYTES)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw userError(
        EXIT.error,
        'declare/no-file',
        `${name} cannot be read: ${error.code ?? error.message}`,
      );
    });
  if (bytes === null) return null;
  const faults = new Faults();
  const file = parseFile(name, bytes, faults);
  const values = asRecord(file?.values());
  if (file !== null) checkSchema(await compileSchema('lock.v1.json'), file, values, faults);
  if (!faults.isEmpty) throw new UserError(EXIT.error, faults.list());
  return new Map(
    Object.entries(asRecord(values['sources'])).map(([key, value]) => [key, toSource(asRecord(value))]),
  );
}

/** The whole text of the file. */
export function formatLock(lock: Lock): string {
  const document = new Document({ cloneformLock: 1, sources: Object.fromEntries(lock) });
  document.commentBefore = ' Written by `cloneform lock`; checked by `cloneform plan --locked`.';
  return document.toString({ lineWidth: 0, defaultStringType: Scalar.PLAIN });
}

export async function writeLock(deps: FlowDeps, name: string, lock: Lock): Promise<void> {
  await writeOutput(deps, name, formatLock(lock), FOR_OTHERS);
}

function toSource({ version, uid, digest }: Readonly<Record<string, unknown>>): LockedSource {
  return {
    version: String(version),
    ...(typeof uid === 'string' ? { uid } : {}),
    digest: String(digest) as Digest,
  };
}
