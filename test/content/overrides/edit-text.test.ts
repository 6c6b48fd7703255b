// Values set and unset in texts of any style: the result means exactly what it should, and nothing else was touched.

import { describe, expect, test } from 'vitest';
import { type EditedText, withoutPaths, withValues } from '../../../src/content/overrides/edit-text.ts';
import { arbitraryYaml, KEYS, layouts, printYaml, spoiled } from '../../support/arbitrary-yaml.ts';
import { fc } from '../../support/fast-check.ts';
import { mapOf } from '../../support/overrides.ts';
import {
  hasTwice,
  isMapValue as isMap,
  keptLines,
  missingLine,
  read,
  type Value,
} from '../../support/yaml-oracle.ts';

/** undefined: a map does not go into what stands there. */
function merged(
  before: Value | undefined,
  over: Value,
  isBlock: (text: string) => boolean,
): Value | undefined {
  if (!isMap(over)) return over;
  if (typeof before === 'string') {
    const inner = isBlock(before) ? read(before) : undefined;
    const result = isMap(inner) ? merged(inner, over, isBlock) : undefined;
    return result === undefined ? undefined : { '(block)': result };
  }
  if (before !== undefined && before !== null && !isMap(before)) return undefined;
  const result: { [key: string]: Value } = { ...before };
  for (const [key, value] of Object.entries(over)) {
    const one = merged(result[key], value, isBlock);
    if (one === undefined) return undefined;
    result[key] = one;
  }
  return result;
}

/** Texts of blocks where the expected value has a block. */
function opened(value: Value | undefined, expected: Value): Value | undefined {
  if (isMap(expected) && '(block)' in expected)
    return typeof value === 'string'
      ? { '(block)': opened(read(value), expected['(block)'] ?? null) ?? null }
      : value;
  if (isMap(value) && isMap(expected))
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, opened(one, expected[key] ?? null) ?? null]),
    );
  return value;
}

const SCALARS = [
  '1',
  '1.10',
  '0644',
  'yes',
  'new text',
  '"quoted"',
  'null',
  'a=b',
  '"{{ .x }}"',
  '10.0.0.0/8',
  '"it\'s: # odd"',
  '~',
];
const over: fc.Arbitrary<string> = fc.letrec<{ value: string; map: string }>((tie) => ({
  map: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS, 'new', 'newer'), tie('value')), {
      maxLength: 3,
      selector: ([key]) => key,
    })
    .map((entries) => `{${entries.map(([key, value]) => `${key}: ${value}`).join(', ')}}`),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...SCALARS),
    tie('map'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  ),
})).map;

const RUNS = { numRuns: Number(process.env['OVERRIDE_RUNS'] ?? 250) };

/** Texts that begin with `some:` hold no mapping (support/arbitrary-yaml.ts). */
const holdsMapping = (inner: string): boolean => !inner.startsWith('some:');

/** The values are in the text, and nothing else is changed; or the text is as it was, and each failure names a place of the override. */
function expectSet(text: string, values: string, result: EditedText): void {
  const given = (read(values) ?? {}) as { [key: string]: Value };
  const expected = merged(read(text), given, holdsMapping);
  const shown = `${text}\n${values}\n${result.text}\n${JSON.stringify(result.failures)}`;
  if (result.failures.length > 0) {
    expect(result.text, shown).toBe(text);
    for (const { path } of result.failures)
      expect(
        path.reduce<Value | undefined>((at, key) => (isMap(at) ? at[spelledKey(key)] : undefined), given),
        shown,
      ).toBeDefined();
    return;
  }
  expect(expected, shown).toBeDefined();
  expect(opened(read(result.text), expected ?? null), shown).toEqual(expected);
  expect(missingLine(result.text, keptLines(text, given)), shown).toBeUndefined();
  if (text.includes('\n')) expect(/(?<!\r)\n/.test(result.text), shown).toBe(!text.includes('\r'));
  expect(withValues(result.text, mapOf(values)).text, shown).toBe(result.text);
}

/** A key as YAML 1.1 reads it. */
const spelledKey = (key: string | number): string => (key === 'on' ? 'true' : String(key));

describe('values', () => {
  test('end as they should, or a map does not go there', () => {
    fc.assert(
      fc.property(arbitraryYaml({ duplicates: true }), layouts, over, (tree, layout, values) => {
        const text = printYaml(tree, layout);
        const before = read(text);
        fc.pre(before !== undefined);
        const result = withValues(text, mapOf(values));
        expectSet(text, values, result);
        const isImpossible = merged(before, read(values) ?? {}, holdsMapping) === undefined;
        for (const { path, message } of result.failures)
          expect(
            isImpossible || isFolded(message) || (isTwice(message) && hasTwice(text, path.map(spelledKey))),
            `${text}\n${values}\n${message}`,
          ).toBe(true);
      }),
      RUNS,
    );
  }, 600_000);

  test('go into a block whose last value keeps the blank lines below it', () => {
    const text = 'a: |\n  b:\n    c: |+\n      x\n\nz: 1\n';
    expect(withValues(text, mapOf('a: { new: 1 }'))).toEqual({
      text: 'a: |\n  b:\n    c: |+\n      x\n  new: 1\n\nz: 1\n',
      failures: [],
      absent: [],
    });
  });

  test('of several documents, of templates around keys and of tabs that indent are none', () => {
    fc.assert(
      fc.property(arbitraryYaml(), layouts, spoiled, over, (tree, layout, ends, values) => {
        fc.pre(tree.entries.length > 0 && values !== '{}');
        const text = printYaml(tree, { ...layout, ...ends });
        const result = withValues(text, mapOf(values));
        expect(result.text).toBe(text);
        expect(result.failures, `${text}\n${values}\n${result.text}`).toMatchObject([{ path: [] }]);
        expect(withoutPaths(text, ['z']), text).toMatchObject({ text, failures: [{ path: [] }] });
      }),
      RUNS,
    );
  }, 600_000);
});

describe('with anchors and aliases', () => {
  test('a value is set for its own place only, or not at all', () => {
    fc.assert(
      fc.property(
        arbitraryYaml({ anchors: true, duplicates: true }),
        layouts,
        over,
        (tree, layout, values) => {
          const text = printYaml(tree, layout);
          fc.pre(read(text) !== undefined);
          expectSet(text, values, withValues(text, mapOf(values)));
        },
      ),
      RUNS,
    );
  }, 600_000);
});

describe('unset', () => {
  test('takes away what the paths name, whatever the order, and an empty map stays a map', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd-e', 'f/g', '"h i"', '"1.5"'), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        arbitraryYaml(),
        layouts,
        fc.array(keys, { minLength: 1, maxLength: 3 }),
        (tree, layout, paths) => {
          const text = printYaml(tree, layout);
          const before = read(text);
          fc.pre(before !== undefined);
          const names = paths.map((path) => path.map((key) => key.replaceAll('"', '')));
          const result = withoutPaths(
            text,
            paths.map((path) => path.join('.')),
          );
          if (result.failures.length > 0) {
            expect(result.text).toBe(text);
            return;
          }
          expect(withoutKeys(read(result.text), [])).toEqual(withoutKeys(before, names));
          expect(
            withoutPaths(
              result.text,
              paths.map((path) => path.join('.')),
            ).text,
          ).toBe(result.text);
        },
      ),
      RUNS,
    );
  }, 600_000);

  test.each<[string, readonly string[], string]>([
    ['a:\n  - name: x\n    v: 1\n  - name: y\n    v: 2\n', ['a[name=x]'], 'a:\n  - name: y\n    v: 2\n'],
    ['a:\n  - name: x\n    v: 1\n', ['a[name=x].v', 'a[0].name'], 'a:\n  - {}\n'],
    ['l: [x, y=1, z]\n', ['l[="y=1"]', 'l[0]'], 'l: [z]\n'],
    ['a:\r\n  b: 1 # c\r\n\r\n  c: 2\r\n', ['a.b'], 'a:\r\n\r\n  c: 2\r\n'],
    ['config: |-\n  l:\n    - a=1\n    - b=2', ['config.l[="b=2"]'], 'config: |-\n  l:\n    - a=1\n'],
  ])('%j without %j', (text, paths, expected) => {
    expect(withoutPaths(text, paths)).toEqual({ text: expected, failures: [], absent: [] });
  });

  test.each<[string, string, RegExp]>([
    ['a: &x { b: 1 }\nc: *x\n', 'a.b', /anchor &x/],
    ['a: &x { b: 1 }\nc: *x\n', 'c.b', /alias \*x/],
    ['a: 1\na: 2\n', 'a', /twice/],
    ['l: [{ n: x }, { n: x }]\n', 'l[n=x]', /2 items match/],
    ['a: text\n', 'a.b', /through a scalar/],
    ['a: 1\n---\nb: 2\n', 'a', /several YAML documents/],
    ['{{ if .x }}\na: 1\n{{ end }}\n', 'a', /template expressions/],
    ['a:\n\t- 1\n', 'a', /no YAML/],
    ['a: |\n  x\nb: 1\n    # deep\nc: 1\n', 'b', /^b: an edit there would change other values/],
    ['a: 1\n', 'a..b', /a key is missing \(character 3\)/],
  ])('%j keeps %s: %s', (text, path, reason) => {
    const result = withoutPaths(text, [path]);
    expect(result.text).toBe(text);
    expect(result.failures.map(({ message }) => message).join()).toMatch(reason);
  });
});

/** The value without these paths, and with the mappings in blocks as mappings. */
function withoutKeys(value: Value | undefined, paths: readonly (readonly string[])[]): Value | undefined {
  if (typeof value === 'string') {
    const isBlock = value.trim() === '{}' || (value.includes(':') && !value.startsWith('some:'));
    const inner = isBlock ? read(value) : undefined;
    if (isMap(inner)) return { '(block)': withoutKeys(inner, paths) ?? null };
    return value.replace(/\n+$/, '\n');
  }
  if (Array.isArray(value)) return value.map((one) => withoutKeys(one, []) ?? null);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const here = paths.filter(([first]) => first === key).map((path) => path.slice(1));
      return here.some((rest) => rest.length === 0) ? [] : [[key, withoutKeys(one, here) ?? null]];
    }),
  );
}

/** A quoted or folded text may look like a mapping. */
const isFolded = (message: string): boolean => message.endsWith('does not merge into it');
const isTwice = (message: string): boolean => message.endsWith('the key stands there twice');
