// The disk that declarations are read from: what exists, and nothing but whole regular files.
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDeclareDisk, type DeclareDisk, readRegularFile } from '../../src/declare/disk.ts';
import { tempDir } from '../support/cli.ts';

const disk = createDeclareDisk();

/** Made in an order that is not that of the names. */
function scene(): string {
  const folder = tempDir();
  for (const name of ['m', 'b', 'z', 'a', 'k']) writeFileSync(path.join(folder, name), `${name}${name}`);
  mkdirSync(path.join(folder, 'd'));
  writeFileSync(path.join(folder, 'd', 'inner'), 'x');
  for (const [link, target] of [
    ['to-file', 'a'],
    ['to-folder', 'd'],
    ['to-nothing', 'nowhere'],
  ] as const)
    symlinkSync(target, path.join(folder, link));
  return folder;
}

describe('what exists', () => {
  test.each<[string, { readonly bytes?: number; readonly kind: string } | null]>([
    ['a', { bytes: 2, kind: 'file' }],
    ['to-file', { bytes: 2, kind: 'file' }],
    ['d', { kind: 'folder' }],
    ['to-folder', { kind: 'folder' }],
    ['to-nothing', { bytes: 0, kind: 'other' }],
    ['/dev/null', { kind: 'other' }],
    ['nowhere', null],
    ['a/below-a-file', null],
  ])('%s: %j', async (name, expected) => {
    const facts = await disk.inspect(path.resolve(scene(), name));
    if (expected === null) expect(facts).toBeNull();
    else expect(facts).toMatchObject(expected);
  });

  test('is listed by name, folders as such and links as what they are', async () => {
    expect(await disk.list(scene())).toEqual([
      { name: 'a', isFolder: false },
      { name: 'b', isFolder: false },
      { name: 'd', isFolder: true },
      { name: 'k', isFolder: false },
      { name: 'm', isFolder: false },
      { name: 'to-file', isFolder: false },
      { name: 'to-folder', isFolder: false },
      { name: 'to-nothing', isFolder: false },
      { name: 'z', isFolder: false },
    ]);
  });

  test('is nothing where it cannot be listed', async () => {
    const folder = scene();
    expect(await disk.list(path.join(folder, 'nowhere'))).toEqual([]);
    expect(await disk.list(path.join(folder, 'a'))).toEqual([]);
  });
});

describe('a file', () => {
  test('is read whole, up to the size that is allowed', async () => {
    const file = path.join(scene(), 'a');
    expect(new TextDecoder().decode(await disk.read(file, 2))).toBe('aa');
    await expect(disk.read(file, 1)).rejects.toThrow(`${file} is no file of that size`);
  });

  test.each(['d', 'to-folder', '/dev/null'])('is not read where it is none: %s', async (name) => {
    await expect(disk.read(path.resolve(scene(), name), 1e6)).rejects.toThrow('is no file of that size');
  });

  test('is closed again, whether it was read or not', async () => {
    const folder = scene();
    const open = (): number => readdirSync('/dev/fd').length;
    const before = open();
    for (let count = 0; count < 50; count++) {
      await disk.read(path.join(folder, 'a'), 2);
      await disk.read(path.join(folder, 'a'), 1).catch(() => null);
    }
    expect(open() - before).toBeLessThan(50);
  });
});

describe('a regular file', () => {
  test.each<[string, number, string | null]>([
    ['a', 2, 'aa'],
    ['a', 3, 'aa'],
    ['a', 1, null],
    ['to-file', 2, 'aa'],
    ['d', 1e6, null],
    ['to-nothing', 1e6, null],
    ['nowhere', 1e6, null],
  ])('%s of at most %i bytes: %j', async (name, maxBytes, expected) => {
    const bytes = await readRegularFile(disk, path.join(scene(), name), maxBytes);
    expect(bytes === null ? null : new TextDecoder().decode(bytes)).toBe(expected);
  });

  const opened: string[] = [];
  const of = (facts: Awaited<ReturnType<DeclareDisk['inspect']>>): DeclareDisk => ({
    ...disk,
    inspect: async () => facts,
    read: async (file) => {
      opened.push(file);
      throw new Error('it is gone');
    },
  });

  test('that went away after it was looked at is none', async () => {
    opened.length = 0;
    expect(await readRegularFile(of({ bytes: 1, kind: 'file' }), 'x', 1)).toBeNull();
    expect(opened).toEqual(['x']);
  });

  test.each([
    { bytes: 0, kind: 'other' },
    { bytes: 0, kind: 'folder' },
    { bytes: 2, kind: 'file' },
  ] as const)('is not even opened where it is %j: devices do things when they are opened', async (facts) => {
    opened.length = 0;
    expect(await readRegularFile(of(facts), 'x', 1)).toBeNull();
    expect(opened).toEqual([]);
  });
});
