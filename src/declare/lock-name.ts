// The name of the lock file, which globs of `include` leave out.

/** The name of the root file with `.lock` before its ending. */
export function lockNameOf(rootFile: string): string {
  return rootFile.replace(/(\.ya?ml)?$/i, (end) => `.lock${end === '' ? '.yaml' : end}`);
}
