// The note beside a state file: read only where it is a file that this tool could have written, and written whole or not at all.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSeenFile, seenFile, writeSeenFile } from '../../src/state/seen-file.ts';

/** More than this is nothing that the tool writes. */
const MOST_BYTES = 16_384;

let folder: string;
let state: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cloneform-seen-'));
  state = path.join(folder, 'cloneform.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('reading', () => {
  const PLACED: Readonly<Record<string, readonly [put: () => void, read: string | null]>> = {
    'no note': [() => {}, null],
    'a note': [() => writeFileSync(seenFile(state), 'seen: é'), 'seen: é'],
    'a note of the largest size': [
      () => writeFileSync(seenFile(state), 'x'.repeat(MOST_BYTES)),
      'x'.repeat(MOST_BYTES),
    ],
    'a file that is too large': [() => writeFileSync(seenFile(state), 'x'.repeat(MOST_BYTES + 1)), null],
    'a folder': [() => mkdirSync(seenFile(state)), null],
    'a link to a file of somebody else': [
      () => {
        writeFileSync(path.join(folder, 'other'), 'secret');
        symlinkSync(path.join(folder, 'other'), seenFile(state));
      },
      null,
    ],
  };

  test.each(Object.entries(PLACED))('%s', (_, [put, read]) => {
    put();
    expect(readSeenFile(state)).toBe(read);
  });
});

describe('writing', () => {
  const files = (): readonly string[] => readdirSync(folder).sort();

  test('the note is beside the state, only for its owner, and the only new file', () => {
    writeSeenFile(state, 'one');
    expect(files()).toEqual(['cloneform.db.seen']);
    expect(statSync(seenFile(state)).mode & 0o777).toBe(0o600);
    writeSeenFile(state, 'two');
    expect([files(), readFileSync(seenFile(state), 'utf8')]).toEqual([['cloneform.db.seen'], 'two']);
  });

  test('what a process of the same number left does not stand in the way', () => {
    writeFileSync(`${seenFile(state)}.${process.pid}`, 'half');
    writeSeenFile(state, 'whole');
    expect([files(), readSeenFile(state)]).toEqual([['cloneform.db.seen'], 'whole']);
  });

  test('a draft that is a link is replaced, and what it points to stays', () => {
    const other = path.join(folder, 'other');
    writeFileSync(other, 'theirs');
    symlinkSync(other, `${seenFile(state)}.${process.pid}`);
    writeSeenFile(state, 'ours');
    expect([readFileSync(other, 'utf8'), readSeenFile(state)]).toEqual(['theirs', 'ours']);
  });

  test('where it cannot be put, nothing is left and nothing fails', () => {
    mkdirSync(path.join(seenFile(state), 'taken'), { recursive: true });
    writeSeenFile(state, 'one');
    expect(files()).toEqual(['cloneform.db.seen']);
    writeSeenFile(path.join(folder, 'nowhere', 'cloneform.db'), 'one');
    expect(files()).toEqual(['cloneform.db.seen']);
  });

  test('where its draft cannot be made either, nothing fails', () => {
    mkdirSync(path.join(`${seenFile(state)}.${process.pid}`, 'taken'), { recursive: true });
    writeSeenFile(state, 'one');
    expect(readSeenFile(state)).toBeNull();
  });
});
