// Paths of every kind, through maps, lists by index, by a key and by value, and blocks: what they name goes, and nothing else.

import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { withoutPaths } from '../../../src/content/overrides/edit-text.ts';
import { arbitraryYaml, layouts, printYaml } from '../../support/arbitrary-yaml.ts';
import { fc } from '../../support/fast-check.ts';
import { hasTwice, isMapValue, literalText, readSpelled, type Value } from '../../support/yaml-oracle.ts';

/** A path as it is written, and the keys and indexes that it comes to. */
interface Walked {
  readonly path: string;
  readonly steps: readonly (string | number)[];
}

/** One way down into the value; each choice takes a member, and how the path names it. */
function walk(root: Value, choices: readonly number[]): Walked | null {
  let at: Value | undefined = root;
  const steps: (string | number)[] = [];
  let path = '';
  for (const choice of choices) {
    const inner: Value | undefined = typeof at === 'string' ? mappingIn(at) : at;
    if (isMapValue(inner)) {
      const keys: readonly string[] = Object.keys(inner);
      const key: string | undefined = keys[choice % keys.length];
      if (key === undefined) break;
      path += `${path === '' ? '' : '.'}${/^[\w/-]+$/.test(key) ? key : JSON.stringify(key)}`;
      steps.push(key);
      at = inner[key];
    } else if (Array.isArray(inner) && inner.length > 0) {
      const index = choice % inner.length;
      path += `[${wayTo(inner[index], index, choice)}]`;
      steps.push(index);
      at = inner[index];
    } else break;
  }
  return steps.length === 0 ? null : { path, steps };
}

/** By its name or its value, where it has one, for two choices of three. */
function wayTo(item: Value | undefined, index: number, choice: number): string {
  if (choice % 3 === 0) return String(index);
  const name = isMapValue(item) ? item['name'] : undefined;
  if (typeof name === 'string') return `name=${JSON.stringify(name)}`;
  // The oracle writes templates in other characters.
  return typeof item === 'string' && item !== '' && !item.includes('_')
    ? `=${JSON.stringify(item)}`
    : String(index);
}

function mappingIn(value: string): Value | undefined {
  const inner = readSpelled(literalText(value) ?? '');
  return isMapValue(inner) ? inner : undefined;
}

/** What is left. The text of a block stands for the value that it holds. */
function without(value: Value, paths: readonly (readonly (string | number)[])[]): Value {
  if (typeof value === 'string') {
    const inner = mappingIn(value);
    return inner === undefined ? value.replace(/\n+$/, '\n') : { '(block)': without(inner, paths) };
  }
  const below = (key: string | number) =>
    paths.filter(([first]) => first === key).map((path) => path.slice(1));
  const goes = (key: string | number): boolean => below(key).some((rest) => rest.length === 0);
  if (Array.isArray(value))
    return value.flatMap((item, index) => (goes(index) ? [] : [without(item, below(index))]));
  if (!isMapValue(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (goes(key) ? [] : [[key, without(one, below(key))]])),
  );
}

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
  if (walked === undefined) return /^ *\t[ \t]*$|# deep comment|\|\+/m.test(text);
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
