// Values set and unset in texts of any style: the result means exactly what it should, and nothing else was touched.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { withValues } from '../../../src/content/overrides/edit-text.ts';
import { arbitraryYaml, KEYS, layouts, printYaml } from '../../support/arbitrary-yaml.ts';
import { mapOf } from '../../support/overrides.ts';

type Value = null | string | number | bigint | boolean | Value[] | { [key: string]: Value };

/** As readers of YAML 1.1 do, Helm among them. Templates stand for texts. */
function read(text: string): Value | undefined {
  const plain = text.replaceAll(/\{\{[^{}\n]*\}\}/g, (found) => found.replaceAll(/[{}]/g, '_'));
  const documents = parseAllDocuments(plain, {
    version: '1.1',
    merge: true,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  if (!Array.isArray(documents)) return null;
  if (documents.length !== 1 || documents[0]?.errors.length !== 0) return undefined;
  return documents[0].toJS() as Value;
}

const isMap = (value: Value | undefined): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

const RUNS = { numRuns: Number(process.env['OVERRIDE_RUNS'] ?? 400) };

describe('values', () => {
  test('end as they should, or a map does not go there', () => {
    fc.assert(
      fc.property(arbitraryYaml(false), layouts, over, (tree, layout, values) => {
        const text = printYaml(tree, layout);
        const before = read(text);
        fc.pre(before !== undefined);
        const result = withValues(text, mapOf(values));
        const expected = merged(before, read(values) ?? {}, (inner) => !inner.startsWith('some:'));
        if (result.failures.length > 0) {
          expect(result.text).toBe(text);
          expect(
            expected === undefined || isFolded(result.failures),
            `${text}\n${values}\n${JSON.stringify(result.failures)}`,
          ).toBe(true);
          return;
        }
        expect(expected, `${text}\n${values}\n${result.text}`).toBeDefined();
        expect(opened(read(result.text), expected ?? null), `${text}\n${values}\n${result.text}`).toEqual(
          expected,
        );
        expect(withValues(result.text, mapOf(values)).text).toBe(result.text);
        expectUntouched(text, result.text, Object.keys(read(values) ?? {}));
      }),
      RUNS,
    );
  }, 600_000);
});

/** A quoted or folded text may look like a mapping. */
function isFolded(failures: readonly { readonly message: string }[]): boolean {
  return failures.every(({ message }) => message.endsWith('does not merge into it'));
}

/** Lines of keys that no override names are in the result as they were. */
function expectUntouched(before: string, after: string, keys: readonly string[]): void {
  const chunks = before.split(/^(?=[^\s#])/m);
  for (const chunk of chunks) {
    const key = Object.keys((read(chunk) as object | null) ?? {})[0] ?? '';
    if (key === '' || keys.includes(key) || isMap(read(chunk)) === false) continue;
    expect(after).toContain(chunk.trimEnd());
  }
}
