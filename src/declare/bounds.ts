// Which files a declaration may name. YAML comes in pull requests, and what cloneform reads it may quote: so a file that YAML names
// lies below the folder of the root file. Only flags and the environment, which the operator of a run sets, name files elsewhere.
import path from 'node:path';
import type { DeclareDisk } from './disk.ts';
import type { Faults } from './faults.ts';
import { asRecord } from './schema-check.ts';
import { DEFAULT_STATE_PATH } from './settings.ts';
import type { SourceFile } from './source-file.ts';

type Values = Readonly<Record<string, unknown>>;

export type BoundsDisk = Pick<DeclareDisk, 'realPath' | 'inspect'>;

/** `outside`: it leaves the folder, by its name or through a symbolic link. `hidden`: a part of its path begins with a dot. */
export type OutOfBounds = 'outside' | 'hidden';

/**
 * Why a path that a file in `rootDir` names is out of bounds; null when it is not. A path that does not exist yet is judged by
 * the nearest folder above it that exists.
 */
export async function outOfBounds(
  rootDir: string,
  name: string,
  disk: BoundsDisk,
): Promise<OutOfBounds | null> {
  const target = path.resolve(rootDir, name);
  const written = path.relative(rootDir, target);
  if (leaves(written)) return 'outside';
  const real = path.relative(await disk.realPath(rootDir), await realPlace(target, disk));
  if (leaves(real)) return 'outside';
  return isHidden(written) || isHidden(real) ? 'hidden' : null;
}

interface NamedFile {
  readonly at: readonly [string, string];
  /** What the operator of a run sets instead: the file that is declared is not used then. */
  readonly variable?: string;
  /** Its content is never quoted, and some people hide it. */
  readonly mayBeHidden?: true;
  /** What is used where neither the field nor a URL is declared: a link can lie there, too. */
  readonly ifAbsent?: string;
  /** What to do instead, for a file that has to lie elsewhere. */
  readonly elsewhere: string;
}

const NAMED: readonly NamedFile[] = [
  { at: ['palette', 'sandbox'], elsewhere: 'move the seed file into that folder' },
  {
    at: ['palette', 'caFile'],
    variable: 'PALETTE_CA_FILE',
    elsewhere: 'move the file into that folder, or set PALETTE_CA_FILE to it',
  },
  {
    at: ['state', 'path'],
    variable: 'CLONEFORM_STATE',
    mayBeHidden: true,
    ifAbsent: DEFAULT_STATE_PATH,
    elsewhere: 'keep the state in that folder, or set CLONEFORM_STATE to its file',
  },
];

const OF_GIT = /(^|[\\/])\.git([\\/]|$)/i;

/** Reports the settings of the root file that name a file out of bounds. `env`: what it overrides is not looked at. */
export async function checkNamedFiles(
  rootDir: string,
  file: SourceFile,
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
  disk: DeclareDisk,
  faults: Faults,
): Promise<void> {
  for (const { at, variable, elsewhere, mayBeHidden, ifAbsent } of NAMED) {
    const [section, field] = at;
    const declared = asRecord(values[section]);
    const name = declared[field] ?? (declared['url'] === undefined ? ifAbsent : undefined);
    if (typeof name !== 'string' || (variable !== undefined && env[variable])) continue;
    const why = await outOfBounds(rootDir, name, disk);
    if (why === null || (why === 'hidden' && mayBeHidden && !OF_GIT.test(name))) continue;
    const shown = `${section}.${field} ${JSON.stringify(name)}`;
    if (why === 'outside') {
      const message = `${shown} is outside the folder of ${file.name}`;
      faults.add(
        'declare/file-outside',
        message,
        file.place(at),
        `${elsewhere}; YAML cannot refer to files outside it`,
      );
    } else {
      const message = `${shown} is in a hidden folder or is a hidden file`;
      faults.add(
        'declare/file-hidden',
        message,
        file.place(at),
        'use a file whose path has no names with a leading dot',
      );
    }
  }
}

function leaves(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

function isHidden(relative: string): boolean {
  return relative.split(path.sep).some((part) => part.startsWith('.'));
}

/**
 * With symbolic links resolved as far as the path exists, which is true at least of the root folder. A link to nothing leads outside:
 * who knows where it will lead.
 */
async function realPlace(target: string, disk: BoundsDisk): Promise<string> {
  const real = await disk.realPath(target).catch(() => null);
  if (real !== null) return real;
  if ((await disk.inspect(target)) !== null) return path.parse(target).root;
  return path.join(await realPlace(path.dirname(target), disk), path.basename(target));
}
