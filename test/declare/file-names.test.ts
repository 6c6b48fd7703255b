// Names and places that come from the root file: its lock file, and the line that says where state lives.
import { describe, expect, test } from 'vitest';
import { lockNameOf } from '../../src/declare/lock-name.ts';
import { findStatePlace } from '../../src/declare/state-place.ts';

test.each([
  ['cloneform.yaml', 'cloneform.lock.yaml'],
  ['clones/edge.yml', 'clones/edge.lock.yml'],
  ['EDGE.YAML', 'EDGE.lock.YAML'],
  ['a.yaml.b', 'a.yaml.b.lock.yaml'],
  ['clones', 'clones.lock.yaml'],
])('the lock file of %s is %s', (root, lock) => {
  expect(lockNameOf(root)).toBe(lock);
});

describe('the line that says where state lives', () => {
  test.each([
    ['state.url', 'cloneform: 1\nstate:\n  lock: {}\n  url: postgres://a\n', 4],
    ['state.path', 'cloneform: 1\nstate:\n  lock: {}\n  path: a.db\n', 4],
    ['state.url before state.path', 'cloneform: 1\nstate:\n  path: a.db\n  url: postgres://a\n', 4],
    ['state', 'cloneform: 1\nclones: {}\nstate: {}\n', 3],
    ['none', 'cloneform: 1\nclones: {}\n', undefined],
    ['none in a file that does not parse', 'state: {\n', undefined],
  ])('%s', (_, text, line) => {
    expect(findStatePlace('cloneform.yaml', new TextEncoder().encode(text))?.line).toBe(line);
  });

  test('is shown from its key, in a file of any name that is ours', () => {
    const bytes = new TextEncoder().encode('cloneform: 1\nstate: { path: a.db }\n');
    expect(findStatePlace('clones.conf', bytes)).toEqual({
      file: 'clones.conf',
      line: 2,
      column: 10,
      text: 'state: { path: a.db }',
    });
    expect(findStatePlace('clones.conf', new TextEncoder().encode('state: { path: a.db }\n'))).toBeNull();
  });
});
