// Include globs → files below the root folder. Segment by segment, so that no pattern can blow up.
import path from 'node:path';
import type { Place } from '../model/diagnostic.ts';
import { matchesGlob } from '../model/glob.ts';
import type { DeclareDisk } from './disk.ts';
import type { Faults } from './faults.ts';
import type { SourceFile } from './source-file.ts';

const MAX_FILES = 10_000;

/** Paths relative to the root folder, with forward slashes, sorted, each once; the root file itself is left out. */
export async function findIncluded(
  rootDir: string,
  root: SourceFile,
  globs: readonly string[],
  disk: DeclareDisk,
  faults: Faults,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const [index, glob] of globs.entries()) {
    const place = (): Place => root.place(['include', index]);
    if (path.isAbsolute(glob) || glob.split(/[\\/]/).includes('..')) {
      faults.add(
        'declare/include-escapes',
        `${JSON.stringify(glob)} leaves the folder of ${root.name}`,
        place(),
        'include only what is below it',
      );
      continue;
    }
    const matches = await expand(
      rootDir,
      glob.split('/').filter((part) => part !== '' && part !== '.'),
      disk,
    );
    if (matches.length === 0) {
      faults.add(
        'declare/include-empty',
        `${JSON.stringify(glob)} matches no file`,
        place(),
        'check the pattern, or take it out',
      );
    }
    for (const match of matches) {
      if (await isInside(rootDir, match, disk)) found.add(match);
      else
        faults.add(
          'declare/include-escapes',
          `${match} points out of the folder of ${root.name}`,
          place(),
          'symbolic links may not lead outside',
        );
    }
    if (found.size > MAX_FILES) {
      faults.add(
        'declare/include-many',
        `more than ${MAX_FILES} files are included`,
        place(),
        'narrow the pattern',
      );
      return [];
    }
  }
  found.delete(root.name);
  return [...found].sort();
}

async function expand(
  rootDir: string,
  segments: readonly string[],
  disk: DeclareDisk,
): Promise<readonly string[]> {
  let folders: readonly string[] = [''];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '**') {
      folders = isLast
        ? await filesBelow(rootDir, folders, disk)
        : await foldersBelow(rootDir, folders, disk);
      if (isLast) return folders;
      continue;
    }
    const next: string[] = [];
    for (const folder of folders) next.push(...(await matching(rootDir, folder, segment, isLast, disk)));
    folders = next;
  }
  return segments.length === 0 ? [] : folders;
}

async function matching(
  rootDir: string,
  folder: string,
  segment: string,
  wantsFile: boolean,
  disk: DeclareDisk,
): Promise<readonly string[]> {
  const isPattern = /[*?]/.test(segment);
  const names = isPattern
    ? (await disk.list(path.join(rootDir, folder)))
        .map((entry) => entry.name)
        .filter((name) => !name.startsWith('.') && matchesGlob(segment, name))
    : [segment];
  const kept: string[] = [];
  for (const name of names) {
    const relative = folder === '' ? name : `${folder}/${name}`;
    const facts = await disk.inspect(path.join(rootDir, relative));
    if (facts?.kind === (wantsFile ? 'file' : 'folder')) kept.push(relative);
  }
  return kept;
}

async function foldersBelow(
  rootDir: string,
  folders: readonly string[],
  disk: DeclareDisk,
): Promise<readonly string[]> {
  const all = new Set(folders);
  for (const folder of all) {
    if (all.size > MAX_FILES) break;
    for (const entry of await disk.list(path.join(rootDir, folder))) {
      if (entry.isFolder && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
        all.add(folder === '' ? entry.name : `${folder}/${entry.name}`);
      }
    }
  }
  return [...all];
}

async function filesBelow(
  rootDir: string,
  folders: readonly string[],
  disk: DeclareDisk,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const folder of await foldersBelow(rootDir, folders, disk)) {
    files.push(...(await matching(rootDir, folder, '*', true, disk)));
  }
  return files;
}

async function isInside(rootDir: string, relative: string, disk: DeclareDisk): Promise<boolean> {
  const root = await disk.realPath(rootDir);
  const real = await disk.realPath(path.join(rootDir, relative));
  return real.startsWith(`${root}${path.sep}`);
}
