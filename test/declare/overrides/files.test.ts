// Files that overrides name: read once, bounded, and what is said of those that cannot be used.
import { describe, expect, test } from 'vitest';
import type { DeclareDisk } from '../../../src/declare/disk.ts';
import { Faults } from '../../../src/declare/faults.ts';
import { OverrideFiles } from '../../../src/declare/overrides/override-files.ts';
import { aDisk } from '../../support/declared.ts';

const MIB = 1024 * 1024;
const PLACE = { file: 'cloneform.yaml', line: 7, column: 24, text: '' };
const DISK = aDisk({ 'v.yaml': 'x: 1\n', 'folder/w.yaml': '' });

/** The text of the file, or `code message (hint)`. */
async function found(files: OverrideFiles, name: string): Promise<string> {
  await files.load(name);
  const faults = new Faults();
  const file = files.get(name, () => PLACE, faults);
  const [fault] = faults.list();
  if (fault !== undefined) expect([fault.place, file]).toEqual([PLACE, undefined]);
  else expect(file?.name).toBe(name);
  return fault === undefined ? (file?.text ?? '') : `${fault.code} ${fault.message} (${fault.hint})`;
}

/** Every file has this many bytes, whatever is read of it. */
function ofSize(bytes: number): DeclareDisk {
  return { ...DISK, inspect: async () => ({ bytes, kind: 'file' }) };
}

function reading(bytes: Uint8Array): DeclareDisk {
  return { ...DISK, read: async () => bytes };
}

const OUTSIDE =
  'is outside the folder of the root file (move the file into that folder; YAML cannot refer to files outside it)';
const HIDDEN =
  'is in a hidden folder or is a hidden file (use a file whose path has no names with a leading dot)';
const MISSING = '(paths start at the folder of the root file)';
const BINARY = 'declare/not-text "v.yaml" is not UTF-8 text (use a text file, saved as UTF-8)';

describe('a file', () => {
  test.each<[string, string, DeclareDisk, string]>([
    ['as it is', 'v.yaml', DISK, 'x: 1\n'],
    ['that is empty', 'folder/w.yaml', DISK, ''],
    ['above the folder', '../v.yaml', DISK, `declare/file-outside "../v.yaml" ${OUTSIDE}`],
    ['whose name no disk knows', 'a\0b', DISK, `declare/file-outside "a\\u0000b" ${OUTSIDE}`],
    ['that is hidden', '.v.yaml', DISK, `declare/file-hidden ".v.yaml" ${HIDDEN}`],
    ['that is not there', 'w.yaml', DISK, `declare/no-file there is no "w.yaml" ${MISSING}`],
    [
      'with a name that nobody reads',
      'w'.repeat(201),
      DISK,
      `declare/no-file there is no "${'w'.repeat(200)}" ${MISSING}`,
    ],
    [
      'that is a folder',
      'folder',
      DISK,
      'declare/not-a-file "folder" is not a file (use the path of a text file)',
    ],
    [
      'that cannot be opened',
      'v.yaml',
      { ...DISK, read: () => Promise.reject(new Error('EACCES')) },
      'declare/not-read "v.yaml" cannot be read (check its mode, and that no other program replaces it)',
    ],
    ['of the largest size', 'v.yaml', ofSize(MIB), 'x: 1\n'],
    [
      'of more',
      'v.yaml',
      ofSize(MIB + 1),
      'declare/too-large "v.yaml" has 1048577 bytes; the limit is 1 MiB per file (use a smaller file)',
    ],
    ['that is binary', 'v.yaml', reading(new Uint8Array([0x61, 0, 0x62])), BINARY],
    ['that is not UTF-8', 'v.yaml', reading(new Uint8Array([0xff])), BINARY],
  ])('%s', async (_, name, disk, expected) => {
    expect(await found(new OverrideFiles('/p', disk), name)).toBe(expected);
  });

  test('is read once, however often it is named', async () => {
    const names: string[] = [];
    const disk: DeclareDisk = {
      ...DISK,
      read: async (name, maxBytes) => {
        names.push(name);
        return DISK.read(name, maxBytes);
      },
    };
    const files = new OverrideFiles('/p', disk);
    await found(files, 'v.yaml');
    await found(files, 'v.yaml');
    expect(names).toEqual(['/p/v.yaml']);
  });

  test('that was never loaded is none, and no fault', () => {
    const faults = new Faults();
    expect(new OverrideFiles('/p', DISK).get('v.yaml', () => PLACE, faults)).toBeUndefined();
    expect(faults.isEmpty).toBe(true);
  });
});

test('all files together have 32 MiB at most', async () => {
  const files = new OverrideFiles('/p', ofSize(MIB));
  for (let at = 0; at < 32; at++) expect(await found(files, `${at}.yaml`)).toBe('');
  expect(await found(files, 'v.yaml')).toBe(
    'declare/too-large "v.yaml" has 1048576 bytes; the limit is 32 MiB for all files of overrides (use a smaller file)',
  );
});

test.each([
  [
    'x: the-key\n',
    'declare/secret-in-yaml "v.yaml" has the Palette API key in it (remove it, also from the version history, and replace the key with a new one)',
  ],
  ['x: a key\n', 'x: a key\n'],
])('with the API key known, %j comes to %s', async (text, expected) => {
  const redact = (shown: string): string => shown.replaceAll('the-key', '***');
  expect(await found(new OverrideFiles('/p', aDisk({ 'v.yaml': text }), redact), 'v.yaml')).toBe(expected);
});
