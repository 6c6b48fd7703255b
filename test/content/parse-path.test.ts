// Paths as people write them: what is read, and what a message says of those that are none.
import { expect, test } from 'vitest';
import { formatPath, parsePath } from '../../src/content/parse-path.ts';

test.each([
  ['a.b[0]', 'a.b[0]'],
  ['a[name=x].c', 'a[name=x].c'],
  ['"a"."b.c"', 'a."b.c"'],
  ['l[="b=2"]', 'l[="b=2"]'],
  ['[0]', '[0]'],
  ['a[10]', 'a[10]'],
  ['a[123456789]', 'a[123456789]'],
  ['a."b\\"c".d', 'a."b\\"c".d'],
])('%s is %s', (text, formatted) => {
  const parsed = parsePath(text);
  expect(parsed.status === 'path' && formatPath(parsed.steps)).toBe(formatted);
});

test.each([
  ['', 'the path is empty (character 1)'],
  ['a..b', 'a key is missing (character 3)'],
  ['a b', '" " cannot stand here: a key with it is written in double quotes (character 2)'],
  ['l[=b=2]', '"=" cannot stand in a value without double quotes: write [="b=2"] (character 5)'],
  [
    'l[=10.0.0.0/8].x',
    '"." cannot stand in a value without double quotes: write [="10.0.0.0/8"] (character 6)',
  ],
  ['l[name=a.b]', '"." cannot stand in a value without double quotes: write [name="a.b"] (character 9)'],
  ['l[="b"', '"]" is missing (character 7)'],
  ['l[=b', '"]" is missing (character 5)'],
  ['l[1', '"]" is missing (character 4)'],
  ['l[-1]', 'an index counts from 0, from the first item (character 5)'],
  ['l[name]', '"=" is missing (character 7)'],
  ['l[', 'an index, or KEY=VALUE, is missing (character 3)'],
  ['a.', 'a key is missing (character 3)'],
  ['a.]', 'a key is missing (character 3)'],
  ['a.?', '"?" cannot stand here: a key with it is written in double quotes (character 3)'],
  ['a."b', 'the double quote is not closed (character 3)'],
  ['a."\\x"', 'between the double quotes stands what JSON does not allow (character 3)'],
  ['l["a=b]', 'the double quote is not closed (character 3)'],
  ['l[="b"c]', '"]" is missing (character 7)'],
  ['l[a.b]', '"=" is missing (character 4)'],
  ['l[=]', 'the value behind "=" is missing (character 4)'],
  ['l[a=]', 'the value behind "=" is missing (character 5)'],
  ['l[1234567890]', 'the index is too large (character 3)'],
  ['l[-12]', 'an index counts from 0, from the first item (character 6)'],
  ['l[-1a]', '"=" is missing (character 6)'],
  ['l[a-1]', '"=" is missing (character 6)'],
  ['l[12', '"]" is missing (character 5)'],
  ['l[1a', '"=" is missing (character 5)'],
  ['l[a1', '"=" is missing (character 5)'],
  ['l[1.', '"=" is missing (character 4)'],
])('%j is none: %s', (text, message) => {
  expect(parsePath(text)).toMatchObject({ status: 'wrong', message });
});

test('what the message of a value says to write is a path', () => {
  const wrong = parsePath('l[=b=2]');
  const [advice = ''] = /\[.*\](?= \(character)/.exec(wrong.status === 'wrong' ? wrong.message : '') ?? [];
  expect(parsePath(`l${advice}`)).toMatchObject({
    steps: [
      { kind: 'key', key: 'l' },
      { kind: 'item', key: null, value: 'b=2' },
    ],
  });
});
