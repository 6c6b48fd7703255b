// Include globs → files below the root folder. Segment by segment, so that no pattern can blow up.
import path from 'node:path';
import type { Place } from '../model/diagnostic.ts';
import { matchesGlob } from '../model/glob.ts';
import { type OutOfBounds, outOfBounds } from './bounds.ts';
import type { DeclareDisk } from './disk.ts';
import type { Faults } from './faults.ts';
import { lockNameOf } from './lock-name.ts';
import type { SourceFile } from './source-file.ts';

const MAX_FILES = 10_000;
const MAX_SEGMENTS = 64;

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
        `${JSON.stringify(glob)} points outside the folder of ${root.name}`,
        place(),
        'include only files in that folder',
      );
      continue;
    }
    const matches = await expand(
      rootDir,
      glob.split('/').filter((part) => part !== '' && part !== '.'),
      disk,
    );
    if (matches === null || found.size > MAX_FILES) {
      faults.add(
        'declare/include-many',
        `more than ${MAX_FILES} files and folders match ${JSON.stringify(glob.slice(0, 80))}`,
        place(),
        'narrow the pattern',
      );
      return [];
    }
    if (matches.length === 0) {
      faults.add(
        'declare/include-empty',
        `${JSON.stringify(glob)} matches no file`,
        place(),
        'check the pattern, or remove it',
      );
    }
    for (const match of matches) {
      const why = await outOfBounds(rootDir, match, disk);
      if (why === null) found.add(match);
      else refuseMatch(match, why, root.name, place(), faults);
    }
  }
  found.delete(root.name);
  found.delete(lockNameOf(root.name));
  return [...found].sort();
}

/** null: there are too many on the way; links of a folder to itself multiply with every segment. */
async function expand(
  rootDir: string,
  segments: readonly string[],
  disk: DeclareDisk,
): Promise<readonly string[] | null> {
  if (segments.length > MAX_SEGMENTS) return null;
  let folders: readonly string[] = [''];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '**') {
      folders = await foldersBelow(rootDir, folders, disk);
      if (folders.length > MAX_FILES) return null;
      if (!isLast) continue;
    }
    const pattern = segment === '**' ? '*' : segment;
    const next: string[] = [];
    for (const folder of folders) {
      next.push(...(await matching(rootDir, folder, pattern, isLast, disk)));
      if (next.length > MAX_FILES) return null;
    }
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

function refuseMatch(match: string, why: OutOfBounds, rootName: string, place: Place, faults: Faults): void {
  if (why === 'outside') {
    const message = `${match} points outside the folder of ${rootName}`;
    faults.add('declare/include-escapes', message, place, 'symbolic links must not lead outside that folder');
  } else {
    const hint = 'hidden files are never included; move it to a folder without a leading dot';
    faults.add('declare/include-hidden', `${match} is a hidden file or is in a hidden folder`, place, hint);
  }
}
