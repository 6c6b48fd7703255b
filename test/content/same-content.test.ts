import { expect, test } from 'vitest';
import { sameYaml } from '../../src/content/same-content.ts';

test.each([
  ['a: 1\nb: 2\n', 'b: 2\na: 1', true],
  ['# said\na: [1, 2]\n', 'a:\n- 1\n- 2\n', true],
  ['a: x  \n', "a: 'x'", true],
  ['a: 1', 'a: 1\n---\nb: 2', false],
  ['a: yes', 'a: "yes"', false],
  ['a: 0644', 'a: 420', false],
  ['a: 12345678901234567890', 'a: 12345678901234567891', false],
  ['a: 1.10', 'a: 1.1', true],
  ['a: "1.10"', 'a: 1.10', false],
  ['a: null', 'a: ""', false],
  ['a: [1, 2]', 'a: [2, 1]', false],
  ['{{ if .x }}\na: 1', '{{ if .x }}\na: 1\n# more', false],
  ['a: {{ .spectro.var.x }}', 'a: {{ .spectro.var.y }}', false],
  ['', '# only a comment', true],
])('%j and %j: %s', (a, b, expected) => {
  expect(sameYaml(a, b)).toBe(expected);
});
