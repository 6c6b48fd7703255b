// Declarations that were damaged by chance: whatever comes out, the reader refuses or reads it, soon, and lets nothing through to a
// terminal. `npm run fuzz` makes many more; RUNS and CLONEFORM_SEED say how many and which.
import { expect, test } from 'vitest';
import { readDeclarations } from '../../src/declare/read-declarations.ts';
import { renderDiagnostics } from '../../src/render/diagnostics-text.ts';
import { findRawControls } from '../render/golden.ts';
import { corpus, fuzzed, inMemory, mutateText, rounds } from '../support/fuzzing.ts';

const SEEDS = corpus('.yaml');

test('no text breaks the reader, holds it up, or comes through', async () => {
  for (const { random, name } of rounds(250)) {
    const text = mutateText(SEEDS, random);
    await fuzzed(name, text, async () => {
      const disk = inMemory({ 'cloneform.yaml': text });
      const input = { rootDir: '/p', file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
      const result = await readDeclarations(input, disk);
      if (result.ok) {
        for (const { address, target } of result.value.desired.clones) {
          expect(/[\p{Cc}\p{Cs}]/u.test(`${address}${target.name}${target.version}`)).toBe(false);
          expect(Object.getPrototypeOf(target.labels ?? {})).toBe(Object.prototype);
        }
        return;
      }
      expect(result.diagnostics.length).toBeGreaterThan(0);
      const told = renderDiagnostics(result.diagnostics, { width: 80, color: false });
      expect(findRawControls(told)).toEqual([]);
    });
  }
  expect(({} as Record<string, unknown>)['protect']).toBeUndefined();
});

const many = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
const clone = (id: string, source: string, more = ''): string =>
  `  ${id}: { source: { ${source} }, target: { scope: tenant, name: ${id}${more} } }`;
const word = (n: number): string => `declaration-of-team-${(n * 7919) % 100_003}-in-region-${n}`;

/** Small in every part, and made to cost the square of their size in time or in what is printed. */
const GROWING: readonly (readonly [string, string, RegExp])[] = [
  [
    'thousands of keys of perProject that are almost projects',
    `cloneform: 1\nclones:\n  c:\n    source: { profile: p }\n    target: { scope: project, projects: [${Array.from({ length: 4000 }, (_, n) => word(n)).join(', ')}] }\n    perProject:\n${many(4000, (n) => `      ${word(n)}x: { protect: true }`)}`,
    /did you mean/,
  ],
  [
    'a large variable in thousands of overrides',
    `cloneform: 1\nvariables: { big: { default: ${'x'.repeat(60_000)} } }\nclones:\n${many(2000, (n) => `${clone(`c${n}`, 'profile: p').slice(0, -2)}, overrides: { packs: { a: { values: { x: "${n}\${var.big}" } } } } }`)}`,
    /more than 33554432 characters/,
  ],
  [
    'thousands of paths that are none',
    `cloneform: 1\nclones:\n${clone('c', 'profile: p').slice(0, -2)}, overrides: { packs: { a: { unset: [${Array.from({ length: 8000 }, (_, n) => `a..b${n}`).join(', ')}] } } } }\n`,
    /is not a path/,
  ],
  [
    'thousands of references to names that are almost declared',
    `cloneform: 1\nclones:\n${many(4000, (n) => clone(word(n), 'profile: p'))}${many(4000, (n) => clone(`c${n}`, `clone: ${word(n)}x`))}`,
    /did you mean/,
  ],
  [
    'thousands of moves to names that are almost declared',
    `cloneform: 1\nclones:\n${many(4000, (n) => clone(word(n), 'profile: p'))}moved:\n${many(4000, (n) => `  - { from: old-${n}, to: ${word(n)}x }`)}`,
    /which is not declared/,
  ],
  [
    'a circle of four thousand',
    `cloneform: 1\nclones:\n${many(4000, (n) => clone(`c${n}`, `clone: c${(n + 1) % 4000}`))}`,
    /copy each other in a cycle: c0 → c1 → .* 3991 more .* → c0/,
  ],
  [
    'a large variable that one text uses two thousand times',
    `cloneform: 1\nvariables: { big: { default: ${'x'.repeat(300_000)} } }\nclones:\n${clone('c', 'profile: p', `, description: "${'${var.big}'.repeat(2000)}"`)}\n`,
    /more than 65536 characters/,
  ],
  [
    'a variable that thousands of texts use',
    `cloneform: 1\nvariables: { big: { default: ${'x'.repeat(60_000)} } }\nclones:\n${many(4000, (n) => clone(`c${n}`, 'profile: p', ', description: "${var.big}"'))}`,
    /more than 33554432 characters/,
  ],
  [
    'thousands of variables that are almost declared',
    `cloneform: 1\nvariables:\n${many(3000, (n) => `  v_${word(n)}: {}`)}clones:\n${many(3000, (n) => clone(`c${n}`, 'profile: p', `, description: "\${var.v_${word(n)}x}"`))}`,
    /did you mean/,
  ],
  [
    'a name of megabytes',
    `cloneform: 1\nclones:\n${clone('c', 'profile: p', `, description: "\${${'x'.repeat(3_000_000)}}"`)}\n`,
    /is not a variable/,
  ],
];

test.each(GROWING)('%s: soon refused, and in few words', async (name, text, says) => {
  await fuzzed(
    name,
    text,
    async () => {
      const disk = inMemory({ 'cloneform.yaml': text });
      const input = { rootDir: '/p', file: 'cloneform.yaml', vars: {}, varFiles: [], env: {} };
      const result = await readDeclarations(input, disk);
      const told = result.ok ? '' : renderDiagnostics(result.diagnostics, { width: 200, color: false });
      expect(told).toMatch(says);
      expect(told.length).toBeLessThan(1_000_000);
    },
    10_000,
  );
});
