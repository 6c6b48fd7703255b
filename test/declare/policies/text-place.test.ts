// From a character of an expression back to its line and column, however YAML wrote the text.
import { expect, test } from 'vitest';
import { policyText } from '../../../src/declare/policies/text-place.ts';
import { SourceFile } from '../../../src/declare/source-file.ts';

function placeOf(yaml: string, part: string): string {
  const file = new SourceFile('a.yaml', new TextEncoder().encode(yaml));
  const text = String((file.values() as { readonly deny: unknown }).deny);
  const { line, column } = policyText(file, ['deny'], text).placeAt(
    part === '' ? text.length : text.indexOf(part),
  );
  return `${line}:${column}`;
}

/** The place of the first character of a part of the text; '' is the end of it. */
test.each<[string, string, string, string]>([
  ['plain', 'deny: a.b == 1\n', 'a', '1:7'],
  ['plain', 'deny: a.b == 1\n', '==', '1:11'],
  ['plain, its end', 'deny: a == 1 # why\n', '', '1:13'],
  ['plain, a blank', 'deny: a   == 1\n', ' == 1', '1:11'],
  ['plain, on two lines', 'deny: a ==\n  bcd\n', 'cd', '2:4'],
  ['plain, repeated letters', 'deny: aa + aab\n', 'aab', '1:12'],
  ['true', 'deny: true\n', 'true', '1:7'],
  ['in double quotes', 'deny: "a == 1"\n', 'a', '1:8'],
  ['in double quotes, with a quote first', 'deny: "\\"a\\" == b"\n', '"a', '1:9'],
  ['in double quotes, behind escapes', 'deny: "\\"a\\" == b"\n', 'b', '1:17'],
  ['in double quotes, an escaped character', 'deny: "\\x41 == b"\n', 'A', '1:8'],
  ['in double quotes, behind an escaped character', 'deny: "a\\x41 == b"\n', 'b', '1:17'],
  ['in single quotes', "deny: 'a == 1'\n", 'a', '1:8'],
  ['in single quotes, with a quote first', "deny: '''a'' == b'\n", "'a", '1:8'],
  ['in single quotes, its end', "deny: 'a == 1'\n", '', '1:14'],
  ['as a block', 'deny: |\n  a == 1 &&\n  b == 2\n', 'a', '2:3'],
  ['as a block', 'deny: |\n  a == 1 &&\n  b == 2\n', 'b', '3:3'],
  ['as a block that begins as its header does', 'deny: |-\n  -1 == a\n', '-1', '2:3'],
  ['as a folded block', 'deny: >\n  a == 1 &&\n  b == 2\n', '2', '3:8'],
  ['as a folded block that begins as its header does', 'deny: >-\n  -1 == a\n', '-1', '2:3'],
  ['through an alias, its place', 'x: &d a == 1\ndeny: *d\n', '1', '2:7'],
])('%s: %j', (_, yaml, part, place) => {
  expect(placeOf(yaml, part)).toBe(place);
});

test('a text that is nowhere has the place of what should hold it', () => {
  const file = new SourceFile('a.yaml', new TextEncoder().encode('cloneform: 1\nclones: {}\n'));
  expect(policyText(file, ['clones', 'a'], 'b').placeAt(0)).toMatchObject({ line: 2, column: 1 });
});
