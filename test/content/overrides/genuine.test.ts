// Every text of every genuine export takes a new value, and loses it again without a trace.
import { describe, expect, test } from 'vitest';
import { withoutPaths, withValues } from '../../../src/content/overrides/edit-text.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import { GENUINE, genuineContent } from '../../support/genuine.ts';
import { mapOf, overridesOf } from '../../support/overrides.ts';

test('there are some', () => {
  expect(GENUINE.length).toBeGreaterThanOrEqual(4);
});

describe.each(GENUINE)('%s', (file) => {
  const { packs } = genuineContent(file);
  test.each(packs.map(({ name, values }) => [name, values] as const))('%s', (_, values) => {
    const set = withValues(values, mapOf('zz-new: { deep: [1, { a: "b" }] }'));
    if (set.failures.length > 0) {
      expect(set).toMatchObject({ text: values, failures: [{ path: [] }] });
      return;
    }
    expect(withValues(set.text, mapOf('zz-new: { deep: [1, { a: "b" }] }')).text).toBe(set.text);
    expect(withoutPaths(set.text, ['zz-new']).text.trimEnd()).toBe(values.trimEnd() || '{}');
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
