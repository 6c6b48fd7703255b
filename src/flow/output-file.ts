// Writes the files that users name: plans, reports, events, declarations. Whole or not at all, plans readable by their owner alone,
// never through a link and never outside of the folder that the path seems to lie in: the tree may come from somebody else's branch.
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, realpath, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { FlowDeps } from './deps.ts';
import { EXIT, UserError, userError } from './user-error.ts';

type Deps = Pick<FlowDeps, 'cwd' | 'newId' | 'secrets'>;

export interface OutputOptions {
  /** What to do about an existing file. */
  readonly existing: 'replace' | 'refuse';
  /** Before the umask. Default 0600: a plan can be applied by whoever can read it. */
  readonly mode?: number;
}

/** For what others are meant to read, such as reports: the umask decides who may. */
export const FOR_OTHERS = { existing: 'replace', mode: 0o666 } as const satisfies OutputOptions;

/** Lines that appear as they are written, for whoever follows a run. */
export interface OutputStream {
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Fails with UserError if the file could not be written: to be asked before the work whose outcome is to go there. */
export async function checkOutput(deps: Deps, file: string, options: OutputOptions): Promise<void> {
  await settlePath(deps, file, options);
}

/** Whether there is a file of that name in the folder of `file`. */
export async function existsBeside({ cwd }: Pick<Deps, 'cwd'>, file: string, name: string): Promise<boolean> {
  const found = await lstat(path.join(path.dirname(path.resolve(cwd, file)), name)).catch(() => null);
  return found?.isFile() === true;
}

/** The whole text appears under the name at once. Fails with UserError. */
export async function writeOutput(
  deps: Deps,
  file: string,
  text: string | Uint8Array,
  options: OutputOptions,
): Promise<void> {
  const target = await settlePath(deps, file, options);
  await named(file, async () => {
    const temp = await openTemp(deps, target, options);
    try {
      await temp.handle.writeFile(withoutSecrets(deps, text));
      await temp.handle.sync();
      await temp.handle.close();
      await place(temp.path, target, options);
    } catch (error) {
      await drop(temp);
      throw error;
    }
    await syncFolder(path.dirname(target));
  });
}

/** A new file that is written bit by bit. What was there before is replaced, not written into. Fails with UserError. */
export async function openOutput(deps: Deps, file: string, options: OutputOptions): Promise<OutputStream> {
  const target = await settlePath(deps, file, options);
  const temp = await named(file, async () => {
    const made = await openTemp(deps, target, options);
    try {
      await place(made.path, target, options);
    } catch (error) {
      await drop(made);
      throw error;
    }
    return made;
  });
  return {
    write: (text) => named(file, () => temp.handle.writeFile(withoutSecrets(deps, text))),
    close: () => named(file, () => temp.handle.close()),
  };
}

/** Makes a folder below the folder of the run, with those above it. Fails with UserError. */
export async function makeFolder({ cwd }: Deps, folder: string): Promise<void> {
  await named(folder, () => mkdir(path.resolve(cwd, folder), { recursive: true }));
}

function withoutSecrets<T extends string | Uint8Array>({ secrets }: Deps, text: T): string | T {
  return typeof text === 'string' ? (secrets?.redact(text) ?? text) : text;
}

/** The real place of the file: its folder without links, its own name as given. */
async function settlePath({ cwd }: Deps, file: string, options: OutputOptions): Promise<string> {
  const lexical = path.resolve(cwd, file);
  const folder = await named(file, () => realpath(path.dirname(lexical)));
  const target = path.join(folder, path.basename(lexical));
  if (isBelow(cwd, lexical) && !isBelow(await realpath(cwd), target))
    throw userError(
      EXIT.error,
      'cli/file-outside',
      `${file} appears to be in ${cwd}, but its folder is a link to ${folder}`,
      'use the path of the real folder',
    );
  const there = await lstat(target).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw notWritten(file, error);
  });
  if (there === null) return target;
  if (there.isSymbolicLink())
    throw userError(
      EXIT.error,
      'cli/file-is-link',
      `${file} is a symbolic link, and cloneform does not write through links`,
      'use the path of the real file, or remove the link',
    );
  if (!there.isFile())
    throw userError(
      EXIT.error,
      'cli/file-not-written',
      `${file} is not a regular file`,
      'use the path of a regular file in an existing folder',
    );
  if (options.existing === 'refuse') throw isThere(file);
  if (await isDatabase(file, target))
    throw userError(
      EXIT.error,
      'cli/file-is-state',
      `${file} is a database (it may hold state), so it is not overwritten`,
      'choose another file name',
    );
  return target;
}

/** A slip of the hand must not cost what nobody can bring back. */
async function isDatabase(file: string, target: string): Promise<boolean> {
  return named(file, async () => {
    const handle = await open(target, 'r').catch((error: unknown) => {
      // What cannot be read can still be replaced by whoever owns its folder.
      if (codeOf(error) === 'EACCES') return null;
      throw error;
    });
    if (handle === null) return false;
    try {
      const head = await handle.read(Buffer.alloc(16), 0, 16, 0);
      return head.buffer.toString('latin1').startsWith('SQLite format 3');
    } finally {
      await handle.close();
    }
  });
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

interface Temp {
  readonly path: string;
  readonly handle: FileHandle;
}

async function openTemp({ newId }: Deps, target: string, { mode = 0o600 }: OutputOptions): Promise<Temp> {
  const temp = path.join(path.dirname(target), `.${path.basename(target).slice(0, 100)}.${newId()}`);
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
  return { path: temp, handle: await open(temp, flags, mode) };
}

/** Gives the finished file its name. A link made here fails where a file appeared in the meantime; a rename would replace it. */
async function place(temp: string, target: string, { existing }: OutputOptions): Promise<void> {
  if (existing === 'replace') return rename(temp, target);
  try {
    await link(temp, target);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw error;
    // A file system without hard links.
    return rename(temp, target);
  }
  await unlink(temp);
}

async function drop({ path: temp, handle }: Temp): Promise<void> {
  await handle.close().catch(() => undefined);
  await unlink(temp).catch(() => undefined);
}

/** So that the name survives a power cut. Not every file system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function named<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw codeOf(error) === 'EEXIST' ? isThere(file) : notWritten(file, error);
  }
}

function isThere(file: string): UserError {
  return userError(
    EXIT.error,
    'cli/file-exists',
    `${file} already exists`,
    'choose another file name, or move the existing file away',
  );
}

function notWritten(file: string, error: unknown): UserError {
  const code = codeOf(error);
  if (code === null) throw error;
  return userError(
    EXIT.error,
    'cli/file-not-written',
    `${file} cannot be written (${code})`,
    code === 'ENOENT' ? 'create its folder first' : 'check the folder, its mode and the free disk space',
  );
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
