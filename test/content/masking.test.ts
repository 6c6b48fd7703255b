// Secrets in YAML: by the key they stand under, by the kind of the manifest, by the name beside them, and where they stand in the source.
import { describe, expect, test } from 'vitest';
import { maskText } from '../../src/content/mask.ts';

describe('what is a secret by its place', () => {
  test.each<[string, string, string]>([
    [
      'all below a key that looks secret',
      'password: {a: [b, {c: d}]}',
      'password: {a: [(secret), {c: (secret)}]}',
    ],
    ['a number', 'password: 12', 'password: (secret)'],
    ['a boolean in quotes', 'password: "true"', 'password: (secret)'],
    [
      'no boolean, no null',
      'password: {a: yes, b: ~, c: false, d: }',
      'password: {a: yes, b: ~, c: false, d: }',
    ],
    ['what an alias brings there', 'a: &x [b, c]\npassword: *x', 'a: &x [(secret), (secret)]\npassword: *x'],
    ['no alias elsewhere', 'a: &x b\nc: *x', 'a: &x b\nc: *x'],
    ['what two aliases bring', 'a: &x b\npassword: *x\ntoken: *x', 'a: &x (secret)\npassword: *x\ntoken: *x'],
    ['no alias of another document', 'a: &x b\n---\npassword: *x', 'a: &x b\n---\npassword: *x'],
    [
      'an alias that stood elsewhere before',
      'a: &x b\nc: *x\npassword: *x',
      'a: &x (secret)\nc: *x\npassword: *x',
    ],
    ['an alias of what it is in itself', 'password: &x {a: *x, b: c}', 'password: &x {a: *x, b: (secret)}'],
    ['no alias of nothing', 'password: *x\nb: c', 'password: *x\nb: c'],
    [
      'no key that only begins like its data',
      'kind: Secret\ndatabase: {a: b}',
      'kind: Secret\ndatabase: {a: b}',
    ],
    [
      'no value of a longer name',
      '{name: DB_PASSWORD, newValue: a, valueOf: b}',
      '{name: DB_PASSWORD, newValue: a, valueOf: b}',
    ],
    [
      'a value beside its name in a Secret',
      '{kind: Secret, name: DB_PASSWORD, value: a}',
      '{kind: Secret, name: DB_PASSWORD, value: (secret)}',
    ],
    [
      'data of a Secret whose kind has blanks and comes twice',
      'kind: "Secret "\nkind: Other\ndata: {a: b}',
      'kind: "Secret "\nkind: Other\ndata: {a: (secret)}',
    ],
    [
      'nothing beside the items of a SecretList',
      'kind: SecretList\nother: {data: {a: b}}',
      'kind: SecretList\nother: {data: {a: b}}',
    ],
    [
      'data of a Secret',
      'kind: Secret\ndata: {a: b}\nspec: {a: b}',
      'kind: Secret\ndata: {a: (secret)}\nspec: {a: b}',
    ],
    ['its texts', 'kind: Secret\nstringData: {a: b}', 'kind: Secret\nstringData: {a: (secret)}'],
    [
      'its annotations, and no labels',
      'kind: Secret\nmetadata: {annotations: {a: b}, labels: {a: b}}',
      'kind: Secret\nmetadata: {annotations: {a: (secret)}, labels: {a: b}}',
    ],
    [
      'no annotations deeper down',
      'kind: Secret\nspec: {annotations: {a: b}}',
      'kind: Secret\nspec: {annotations: {a: b}}',
    ],
    ['a kind with blanks', 'kind: "Secret "\ndata: {a: b}', 'kind: "Secret "\ndata: {a: (secret)}'],
    ['a kind that comes after', 'data: {a: b}\nkind: Secret', 'data: {a: (secret)}\nkind: Secret'],
    [
      'a kind that comes twice',
      'kind: Secret\nkind: Other\ndata: {a: b}',
      'kind: Secret\nkind: Other\ndata: {a: (secret)}',
    ],
    [
      'or twice the other way',
      'kind: Other\nkind: Secret\ndata: {a: b}',
      'kind: Other\nkind: Secret\ndata: {a: (secret)}',
    ],
    ['no data of another kind', 'kind: ConfigMap\ndata: {a: b}', 'kind: ConfigMap\ndata: {a: b}'],
    ['no data of no kind', 'data: {a: b}', 'data: {a: b}'],
    [
      'data of each item of a SecretList',
      'kind: SecretList\nitems: [{data: {a: b}}, {data: {c: d}}]\ndata: {a: b}',
      'kind: SecretList\nitems: [{data: {a: (secret)}}, {data: {c: (secret)}}]\ndata: {a: b}',
    ],
    ['a value beside its name', '{name: DB_PASSWORD, value: a}', '{name: DB_PASSWORD, value: (secret)}'],
    ['beside its key', '{key: DB_PASSWORD, value: a}', '{key: (secret), value: (secret)}'],
    ['with a capital', '{Name: token, Value: a}', '{Name: token, Value: (secret)}'],
    ['beside a key with a capital', '{Key: token, VALUE: a}', '{Key: (secret), VALUE: (secret)}'],
    ['nothing else beside that name', '{name: DB_PASSWORD, mode: a}', '{name: DB_PASSWORD, mode: a}'],
    ['no value beside another name', '{name: x, value: a}', '{name: x, value: a}'],
    [
      'no value whose name says that it only names one',
      '{name: secretName, value: a}',
      '{name: secretName, value: a}',
    ],
    ['no key of a selector', 'nodeSelector: {key: a}', 'nodeSelector: {key: a}'],
  ])('%s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked);
  });
});

describe('where a secret in a text stands in the source', () => {
  test.each<[string, string, string]>([
    ['in a plain text', 'a: postgres://u:pw@h', 'a: postgres://u:(secret)@h'],
    ['in quotes', 'a: "postgres://u:pw@h"', 'a: "postgres://u:(secret)@h"'],
    ['in a literal', 'a: |\n  x\n  postgres://u:pw@h\n  y', 'a: |\n  x\n  postgres://u:(secret)@h\n  y'],
    [
      'in a literal that begins with empty lines',
      'a: |\n\n\n  x: 1\n  pin: pw\nb: 1',
      'a: |\n\n\n  x: 1\n  pin: (secret)\nb: 1',
    ],
    [
      'in a literal with an indent of its own',
      'a: |2\n    x\n    pin: pw\n  y',
      'a: |2\n    x\n    pin: (secret)\n  y',
    ],
    [
      'in a literal with Windows ends',
      'a: |\r\n  x\r\n  pin: pw\r\nb: 1',
      'a: |\r\n  x\r\n  pin: (secret)\r\nb: 1',
    ],
    [
      'in a literal with empty lines',
      'a: |\n  x\n\n\n  pin: pw\nb: 1',
      'a: |\n  x\n\n\n  pin: (secret)\nb: 1',
    ],
    ['in a literal in a list', '- |\n  x: 1\n  password: pw', '- |\n  x: 1\n  password: (secret)'],
    [
      'over several lines of a literal',
      'a: |\n  password:\n    - p1\n    - p2\n  b: 1',
      'a: |\n  password:\n    - (secret)\n    - (secret)\n  b: 1',
    ],
    ['in quotes with escapes, where all is hidden', String.raw`a: "x\ty postgres://u:pw@h"`, 'a: (secret)'],
    [
      'in a folded text, where all is hidden',
      'a: >\n  x\n  password=pw\nb: 1',
      'a: (secret)\n  (secret)\n  (secret)\nb: 1',
    ],
    ['in a comment', 'a: 1 # token=pw\nb: 1', 'a: 1 # token=(secret)\nb: 1'],
    ['in a comment of its own', '# postgres://u:pw@h\na: 1', '# postgres://u:(secret)@h\na: 1'],
    ['in no sign that begins no comment', 'a: "#password: pw"\nb: 1', 'a: "#password: (secret)"\nb: 1'],
    ['in JSON in a text', `a: '{"password": "pw", "b": 1}'`, `a: '{"password": (secret), "b": 1}'`],
    ['in a text of a list', '[a, postgres://u:pw@h]', '[a, postgres://u:(secret)@h]'],
    ['in a key', '"postgres://u:pw@h": 1', '"postgres://u:(secret)@h": 1'],
    ['in a text that is no mapping', 'postgres://u:pw@h', 'postgres://u:(secret)@h'],
    [
      'in each of several documents',
      'password: a\n---\ntoken: b',
      'password: (secret)\n---\ntoken: (secret)',
    ],
    ['in a document beside a text', 'password: {a: b}\n---\ntext', 'password: (secret)\n---\ntext'],
    ['in a word that is a key', '{password=pw, a: 1}', '{password=(secret), a: 1}'],
    ['in such a word in a text', 'a: "{token=pw, url=http://h}"', 'a: "{token=(secret), url=http://h}"'],
    ['in a word of a list', '[password=pw, b]', '[password=(secret), b]'],
    ['in a text of four characters', 'a: pw=x', 'a: pw=(secret)'],
    ['in no text with escapes that only names one', String.raw`a: "x\ty token"`, String.raw`a: "x\ty token"`],
    ['in no text of three characters', 'a: pw=', 'a: pw='],
    ['in an expression of a template', 'password: {{ .x }}', 'password: (secret)'],
  ])('%s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  test('three texts deep it is found by its place, below by its looks', () => {
    const nest = (text: string, depth: number): string =>
      depth === 0 ? text : `in: |\n${nest(text, depth - 1).replace(/^/gm, '  ')}`;
    const inner = 'password: {a: pw}\nb: 1';
    expect(maskText(nest(inner, 2))).toBe(nest('password: {a: (secret)}\nb: 1', 2));
    expect(maskText(nest(inner, 3))).toBe(nest('password: (secret)\nb: 1', 3));
  });
});
