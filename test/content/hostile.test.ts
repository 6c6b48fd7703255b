// Texts that are large, or made to take long, are compared in bounded time.
import { describe, expect, test } from 'vitest';
import { compareLines, compareValues } from '../../src/content/compare-values.ts';
import { editLines } from '../../src/content/edit-lines.ts';
import { sameYaml } from '../../src/content/same-content.ts';

test('large and hostile texts take no time', () => {
  const started = performance.now();
  const lines = (seed: number): string =>
    Array.from({ length: 5000 }, (_, n) => `k${(n * seed) % 7919}: ${n * seed}`).join('\n');
  const edits = compareValues(`${lines(3)}\nx: y: z`, `${lines(7)}\nx: y: z`)?.edits ?? [];
  expect(editLines(edits)).toContain('more places @@');
  expect(compareValues('? '.repeat(2000), `${'? '.repeat(2000)}x`)).not.toBeNull();
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a text of two megabytes is parsed, a longer one is compared as text', () => {
  const quoted = (length: number): string => `a: "${'x'.repeat(length - 5)}"`;
  const [most, more] = [2 * 1024 * 1024, 2 * 1024 * 1024 + 1];
  expect(sameYaml(quoted(most), `a: ${'x'.repeat(most - 5)}`)).toBe(true);
  expect(sameYaml(quoted(more), `a: ${'x'.repeat(more - 5)}`)).toBe(false);
});

function said(before: string, after: string): readonly string[] {
  return editLines(compareValues(before, after)?.edits ?? []).split('\n');
}

describe('bounds', () => {
  test('a line of 800 kB is cut around the change, and both sides differ', () => {
    const line = (middle: string): string => `a: "${'x'.repeat(400_000)}${middle}${'y'.repeat(400_000)}"`;
    const started = performance.now();
    const [gone = '', come = ''] = said(line('OLD'), line('NEW'));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(gone).toMatch(/^- …x+OLDy+…$/);
    expect(come).toMatch(/^\+ …x+NEWy+…$/);
    expect(gone.length).toBeLessThan(200);
  });

  test.each<[string, string, string]>([
    ['aliases that expand', `a: &a [1]\n${bombs()}`, `a: &a [2]\n${bombs()}`],
    ['many lines, few of them alike', manyLines(3), manyLines(7)],
    ['repeated lines', repeated(1), repeated(2)],
    ['one long flow list', `a: [${'1,'.repeat(50_000)}]`, `a: [${'2,'.repeat(50_000)}]`],
    ['assignments without an end', 'password="'.repeat(20_000), 'password=\\"'.repeat(20_000)],
    ['URLs without a host', 'x://a:'.repeat(50_000), 'x://b:'.repeat(50_000)],
    ['keys that never end', '-----BEGIN PRIVATE KEY-----'.repeat(10_000), 'x'],
  ])('%s take no minute, and little room', (_, before, after) => {
    const started = performance.now();
    const text = [...said(before, after), editLines(compareLines(before, after))].join('\n');
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(text.length).toBeLessThan(40_000);
  });
});

function bombs(): string {
  return Array.from(
    { length: 20 },
    (_, n) => `b${n}: &b${n} [${`*${n === 0 ? 'a' : `b${n - 1}`}, `.repeat(9)}]`,
  ).join('\n');
}

function manyLines(seed: number): string {
  return `${Array.from({ length: 20_000 }, (_, n) => `k${(n * seed) % 7919}: ${n * seed}`).join('\n')}\nx: y: z`;
}

function repeated(seed: number): string {
  let value = seed;
  return Array.from({ length: 20_000 }, () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return `line ${value % 50}`;
  }).join('\n');
}
