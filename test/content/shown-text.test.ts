// Pieces of text as a difference shows them, template expressions in YAML, and which texts are parsed at all.
import { describe, expect, test } from 'vitest';
import { showOne, showPair } from '../../src/content/shown-text.ts';
import { hasMark, markTemplates } from '../../src/content/template-marks.ts';
import { parseYaml, readYaml } from '../../src/content/yaml-text.ts';

const x = (count: number): string => 'x'.repeat(count);

describe('a long text', () => {
  test.each<[string, string, string]>([
    ['of 160 characters is whole', x(160), x(160)],
    ['of 161 is cut at its end', x(161), `${x(160)}…`],
    ['is not cut within one character', `${x(159)}\u{1f600}y`, `${x(159)}…`],
    ['keeps a character that ends there', `${x(158)}\u{1f600}y`, `${x(158)}\u{1f600}…`],
  ])('%s', (_, text, shown) => {
    expect(showOne(text)).toBe(shown);
  });

  test.each<[string, string, string, string, string]>([
    ['is whole on both sides while both are short', `${x(159)}a`, `${x(159)}b`, `${x(159)}a`, `${x(159)}b`],
    ['is cut on both sides where one is long', 'a', `b${x(200)}`, 'a', `b${x(159)}…`],
    [
      'begins at its head where it changed near it',
      `${x(79)}a${x(200)}`,
      `${x(79)}b${x(200)}`,
      `${x(79)}a${x(80)}…`,
      `${x(79)}b${x(80)}…`,
    ],
    [
      'begins before the change',
      `${x(80)}a${x(200)}`,
      `${x(80)}b${x(200)}`,
      `…${x(40)}a${x(119)}…`,
      `…${x(40)}b${x(119)}…`,
    ],
    [
      'shows eighty characters of its end where it changed there',
      `${x(300)}a`,
      `${x(300)}b`,
      `…${x(79)}a`,
      `…${x(79)}b`,
    ],
    [
      'is cut where it changed, also where the other side ends',
      x(300),
      `${x(300)}b`,
      `…${x(80)}`,
      `…${x(79)}b`,
    ],
  ])('%s', (_, before, after, from, to) => {
    expect(showPair(before, after)).toEqual([from, to]);
  });

  test('does not begin within one character', () => {
    const text = (end: string): string => `${x(59)}\u{1f600}${x(39)}${end}${x(200)}`;
    expect(showPair(text('a'), text('b'))[0]).toMatch(/^…\u{1f600}x{39}a/u);
  });
});

describe('characters that are easily overlooked', () => {
  test.each<[string, string, string, string, string]>([
    ['are shown where both sides look alike: blanks at the end', 'a', 'a  ', 'a', 'a··'],
    ['tabs', 'a b', 'a\tb', 'a b', 'a\\tb'],
    ['carriage returns', 'a', 'a\r', 'a', 'a\\r'],
    ['marks', 'é', 'e\u0301', 'é', 'e\\u{301}'],
    ['what has no width', 'ab', 'a\u200db', 'ab', 'a\\u{200d}b'],
    ['wide letters', 'a', 'ａ', 'a', '\\u{ff41}'],
    ['modifiers', 'ʰ', 'h', '\\u{2b0}', 'h'],
    ['two blanks for one', 'a b', 'a  b', 'a b', 'a  b'],
    ['two blanks for one, and one at the end', 'a b ', 'a  b', 'a b·', 'a  b'],
    ['are left where one side has a blank more: blanks at the end', 'ab ', 'a b', 'ab ', 'a b'],
    ['are left where both sides look different: blanks at the end', 'a ', 'b', 'a ', 'b'],
    ['tabs, where they differ', 'a\t', 'b', 'a\t', 'b'],
    ['but spaces that are not the common one are always shown', 'a\u00a0', 'b', 'a\\u{a0}', 'b'],
  ])('%s', (_, before, after, from, to) => {
    expect(showPair(before, after)).toEqual([from, to]);
  });

  test('one side alone shows unusual spaces, too', () => {
    expect(showOne('a\u2003b c')).toBe('a\\u{2003}b c');
  });

  test('texts of more than 20 000 characters are not looked at so closely', () => {
    const text = (end: string): string => `${x(20_000)}${end}`;
    expect(showPair(text('a '), text('a\t'))[0]).toMatch(/a $/);
    expect(showPair(`${x(19_998)}é`, `${x(19_998)}e\u0301`)[1]).toMatch(/xe\\u\{301\}$/);
  });
});

describe('template expressions', () => {
  test('become words of the same length, equal ones the same, and come back in any piece', () => {
    const text = 'a: {{ .x }}\nb: {{ .y }}-{{ .x }}';
    const marked = markTemplates(text);
    expect(marked?.text).toHaveLength(text.length);
    expect(marked?.text).not.toContain('{');
    const [first = '', second = ''] = marked?.text.split('\n') ?? [];
    expect([marked?.restore(first), marked?.restore(second)]).toEqual(text.split('\n'));
    expect(first.slice(3)).toBe(second.slice(-8));
    expect([hasMark(first), hasMark('a: {{ .x }}')]).toEqual([true, false]);
  });

  test.each<[string, string]>([
    ['no expression', 'a: 1'],
    ['a brace', 'a: {b: {c: 1}}'],
    ['an expression over two lines', 'a: {{ .x\n}}'],
    ['an expression with a brace in it', 'a: {{ {.x} }}'],
  ])('a text with %s stays as it is', (_, text) => {
    expect(markTemplates(text)?.text).toBe(text);
    expect(markTemplates(text)?.restore(text)).toBe(text);
  });

  test.each(['a\uE000', 'a\uE001', '{{}}\uE000'])(
    'a text that has the marks already is not touched: %j',
    (text) => {
      expect(markTemplates(text)).toBeNull();
    },
  );

  test('more expressions than there are marks of their length are too many', () => {
    const others = (count: number): string => Array.from({ length: count }, (_, n) => `{{${n}}}`).join('');
    // A mark is one character and a number to the base of 36: `{{}}` has room for three digits.
    expect(markTemplates(`${others(36 ** 3 - 1)}{{}}`)).not.toBeNull();
    expect(markTemplates(`${others(36 ** 3)}{{}}`)).toBeNull();
  });
});

describe('is read as YAML', () => {
  test.each<[string, boolean, string]>([
    ['a mapping', true, 'a: 1'],
    ['an expression as a value', true, 'a: {{ .x }}'],
    ['an expression in quotes over two lines', true, 'a: "{{ .x }}\n  b"'],
    ['several documents', true, 'a: 1\n---\nb: 1'],
    ['nothing', true, ''],
    ['a key twice', true, 'a: 1\na: 2'],
    ['an expression as a key', false, '{{ .x }}: 1'],
    ['one in a list', false, 'a:\n- {{ .x }}: 1'],
    ['one below another key', false, 'a:\n  b:\n    {{ .x }}: 1'],
    ['an expression on a line of its own', false, 'a: b\n  {{ .x }}'],
    ['one in an item', false, '- b\n  {{ .x }}'],
    ['a mapping as a key', false, '? {a: 1}\n: 2'],
    ['what is no YAML', false, 'a: b: c'],
    ['what is no YAML in its second document', false, 'a: 1\n---\na: b: c'],
    ['what has the marks of expressions already', false, 'a: {{ .x }}\uE000'],
    ['what nests too deep', false, `${'['.repeat(70)}${']'.repeat(70)}`],
    ['256 KiB', true, `a: ${x(256 * 1024 - 3)}`],
    ['a byte more', false, `a: ${x(256 * 1024 - 2)}`],
  ])('%s: %s', (_, isRead, text) => {
    expect(readYaml(text) !== undefined).toBe(isRead);
    expect(readYaml(text) !== undefined).toBe(isRead);
  });

  test.each([
    ['a: 1', 'parsed'],
    ['a: b: c', 'parsed'],
    [`${'['.repeat(70)}${']'.repeat(70)}`, 'too deep'],
    ['a: {{ .x }}\uE000', 'too many templates'],
  ])('or it is said why not: %j is %s', (text, status) => {
    expect(parseYaml(text).status).toBe(status);
  });

  test('each text once, while it is among the last ones and all of them are small', () => {
    const [first, ...others] = Array.from({ length: 25 }, (_, n) => `a${n}: 1`).map((text) => ({
      text,
      yaml: readYaml(text),
    }));
    for (const { text, yaml } of others) expect(readYaml(text)).toBe(yaml);
    expect(readYaml(first?.text ?? '')).not.toBe(first?.yaml);
    const known = readYaml('a: 1');
    for (const n of [1, 2]) readYaml(`a: ${String(n).repeat(256 * 1024 - 3)}`);
    expect(readYaml('a: 1')).not.toBe(known);
  });
});
