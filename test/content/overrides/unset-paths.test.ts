// Paths of every kind, through maps, lists by index, by a key and by value, and blocks: what they name goes, and nothing else.

import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { withoutPaths } from '../../../src/content/overrides/edit-text.ts';
import { arbitraryYaml, layouts, printYaml } from '../../support/arbitrary-yaml.ts';
import { fc } from '../../support/fast-check.ts';
import { hasTwice, readSpelled } from '../../support/yaml-oracle.ts';
import { type Walked, walk, without } from '../../support/yaml-paths.ts';

const RUNS = { numRuns: Number(process.env['OVERRIDE_RUNS'] ?? 250) };
const choices = fc.array(fc.nat(11), { minLength: 1, maxLength: 5 });

describe.each([
  ['unique keys', {}],
  ['anchors, aliases and keys that stand there twice', { anchors: true, duplicates: true }],
])('texts with %s', (_, features) => {
  test('lose what the paths name, and keep every other line', () => {
    fc.assert(
      fc.property(
        arbitraryYaml(features),
        layouts,
        fc.array(choices, { minLength: 1, maxLength: 3 }),
        (tree, layout, ways) => {
          const text = printYaml(tree, layout);
          const before = readSpelled(text);
          fc.pre(before !== undefined);
          const walked = ways.flatMap((way) => walk(before, way) ?? []);
          fc.pre(walked.length > 0);
          const paths = walked.map(({ path }) => path);
          const result = withoutPaths(text, paths);
          const shown = `${text}\n${paths.join(' ')}\n${result.text}\n${JSON.stringify(result)}`;
          expect(result.absent, shown).toEqual([]);
          if (result.failures.length > 0) {
            expect(result.text, shown).toBe(text);
            for (const { path, message } of result.failures)
              expect(isRightly(message, text, walked[Number(path[0])]), shown).toBe(true);
            return;
          }
          const steps = walked.map((one) => one.steps);
          const after = readSpelled(result.text);
          expect(without(after ?? null, []), shown).toEqual(without(before, steps));
          expect(isPartOf(result.text, text), shown).toBe(true);
        },
      ),
      RUNS,
    );
  }, 600_000);
});

/** A refusal whose cause can be seen in the text. */
function isRightly(message: string, text: string, walked: Walked | undefined): boolean {
  if (/alias|anchor/.test(message)) return text.includes('*n');
  // A deep comment, or a line that is only a tab, is part of a block above it, once it stands right below one; so is a blank line of `|+`.
  if (message.endsWith('would change other values of the text'))
    return /^ *\t[ \t]*$|# deep comment|\|\+/m.test(text);
  if (walked === undefined) return false;
  if (message.endsWith('stands there twice')) return hasTwice(text, walked.steps);
  if (message.endsWith('items match, not one')) return /\[(?:name)?=/.test(walked.path);
  // A folded or quoted text may look like a mapping.
  return message.endsWith('through a scalar') && /[>"']/.test(text);
}

/** Nothing is added but `{}` and `[]` for what is emptied, and lines that move up to their dash. */
function isPartOf(result: string, text: string): boolean {
  const words = (of: string): readonly string[] => of.match(/[^\s{}[\],]+/g) ?? [];
  let at = 0;
  const all = words(text);
  return words(result).every((word) => {
    at = all.indexOf(word, at) + 1;
    return at > 0;
  });
}
