// Every text of every genuine export takes a new value, and loses it again without a trace; takes values at places that it has; and
// loses what paths name.
import { describe, expect, test } from 'vitest';
import { withoutPaths, withValues } from '../../../src/content/overrides/edit-text.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import { fc } from '../../support/fast-check.ts';
import { GENUINE, genuineContent } from '../../support/genuine.ts';
import { mapOf, overridesOf } from '../../support/overrides.ts';
import { isMapValue, keptLines, missingLine, readSpelled, type Value } from '../../support/yaml-oracle.ts';
import { replaced, walk, without } from '../../support/yaml-paths.ts';

test('there are some', () => {
  expect(GENUINE.length).toBeGreaterThanOrEqual(4);
});

const RUNS = { numRuns: 15 };
/** Deep enough for what stands in a block of a block. */
const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 9 });
const texts = GENUINE.flatMap((file) =>
  genuineContent(file).packs.map(({ name, values }) => [`${file} ${name}`, values] as const),
);

function untilList(steps: readonly (string | number)[]): readonly (string | number)[] {
  const list = steps.findIndex((step) => typeof step === 'number');
  return list === -1 ? steps : steps.slice(0, list);
}

test.each(texts)('%s takes a new value, and loses it again', (_, values) => {
  const set = withValues(values, mapOf('zz-new: { deep: [1, { a: "b" }] }'));
  if (set.failures.length > 0) {
    expect(set).toMatchObject({ text: values, failures: [{ path: [] }] });
    return;
  }
  expect(withValues(set.text, mapOf('zz-new: { deep: [1, { a: "b" }] }')).text).toBe(set.text);
  expect(withoutPaths(set.text, ['zz-new']).text.trimEnd()).toBe(values.trimEnd() || '{}');
});

describe.each(texts.filter(([, values]) => isMapValue(readSpelled(values))))('%s', (_, values) => {
  const before = readSpelled(values);

  test('takes a value at any place that it has, and every other line stays', () => {
    fc.assert(
      fc.property(choices, fc.constantFrom('1.10', 'yes', '"a: b"', '[x, y]'), (way, value) => {
        const walked = walk(before ?? null, way);
        // Lists are replaced as a whole: a value goes where only keys lead.
        const keys = walked === null ? [] : untilList(walked.steps);
        fc.pre(keys.length > 0);
        const over = keys.reduceRight<string>((inner, key) => `{ ${JSON.stringify(key)}: ${inner} }`, value);
        const result = withValues(values, mapOf(over));
        const shown = `${over}\n${JSON.stringify(result.failures)}`;
        expect(result.failures, shown).toEqual([]);
        const wanted = readSpelled(over) as { [key: string]: Value };
        const expected = replaced(without(before ?? null, []), keys, readSpelled(value) ?? null);
        expect(without(readSpelled(result.text) ?? null, []), shown).toEqual(expected);
        expect(missingLine(result.text, keptLines(values, wanted)), shown).toBeUndefined();
        expect(withValues(result.text, mapOf(over)).text, shown).toBe(result.text);
      }),
      RUNS,
    );
  });

  test('loses what paths name, by key, by index, by name and by value', () => {
    fc.assert(
      fc.property(fc.array(choices, { minLength: 1, maxLength: 3 }), (ways) => {
        const walked = ways.flatMap((way) => walk(before ?? null, way) ?? []);
        const paths = walked.map(({ path }) => path);
        const result = withoutPaths(values, paths);
        const shown = `${paths.join(' ')}\n${JSON.stringify(result.failures)}`;
        if (result.failures.some(({ message }) => message.endsWith('items match, not one'))) return;
        expect(result, shown).toMatchObject({ failures: [], absent: [] });
        const steps = walked.map((one) => one.steps);
        expect(without(readSpelled(result.text) ?? null, []), shown).toEqual(without(before ?? null, steps));
      }),
      RUNS,
    );
  });
});

test('an export without overrides stays as it is', () => {
  const source = genuineContent('docs-ubuntu-k3s');
  expect(renderOverrides(source, overridesOf(['{}']), new Map())).toMatchObject({
    status: 'rendered',
    content: source,
    places: [],
  });
});
