// Globs and addresses.

import { expect, test } from 'vitest';
import { formatAddress, fromShell, parseAddress } from '../../src/model/address.ts';
import { matchesGlob, selectsAddress } from '../../src/model/glob.ts';
import { nearest } from '../../src/model/nearest.ts';
import { fc } from '../support/fast-check.ts';

test.each([
  ['*', 'anything', true],
  ['edge-*', 'edge-base', true],
  ['edge-?', 'edge-b', true],
  ['edge-?', 'edge-', false],
  ['a*b*c', 'aXbYbZc', true],
  ['a*b*c', 'aXbYbZ', false],
  ['[ab]', 'a', false],
  ['', '', true],
])('%s against %s: %s', (glob, text, expected) => {
  expect(matchesGlob(glob, text)).toBe(expected);
});

test('a pattern made to backtrack ends at once', () => {
  const started = performance.now();
  expect(matchesGlob('*a*a*a*a*a*a*a*ab', 'a'.repeat(5000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('an id selects all its addresses and versions', () => {
  expect(selectsAddress('edge', 'edge["dev"]')).toBe(true);
  expect(selectsAddress('edge', 'edge["dev"]@1.0.0')).toBe(true);
  expect(selectsAddress('edge', 'edge-2')).toBe(false);
});

test('an address survives the way through text, whatever the project is called', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: 'binary' })),
      fc.option(fc.constantFrom('1.0.0', '2.0.0-rc.1')),
      (project, version) => {
        expect(parseAddress(formatAddress('a.b-c', project, version))).toEqual({
          id: 'a.b-c',
          project,
          version,
        });
      },
    ),
  );
});

test.each(['', 'a b', 'a[b]', 'a["b"', '["b"]', 'a[1]'])('%s is not an address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test.each([
  ['edge[dev]', 'edge["dev"]'],
  ['edge[edge prod]@1.0.0', 'edge["edge prod"]@1.0.0'],
  ['ed*[de?]', 'ed*["de?"]'],
  ['edge["dev"]', 'edge["dev"]'],
  ['edge', 'edge'],
  ['edge[]', 'edge[]'],
  ['*', '*'],
])('%s out of a shell is %s', (typed, address) => {
  expect(fromShell(typed)).toBe(address);
});

test('the nearest name is near, or there is none', () => {
  expect(nearest('edge-dve', ['edge-prod', 'edge-dev'])).toBe('edge-dev');
  expect(nearest('zebra', ['edge-prod', 'edge-dev'])).toBeUndefined();
});
