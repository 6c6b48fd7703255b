// What does not fit a schema, tried with small schemas: one fault, one sentence, one place.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import { checkSchema, threeParts, describe as wordsFor } from '../../src/declare/schema-check.ts';
import { SourceFile } from '../../src/declare/source-file.ts';

type Schema = Readonly<Record<string, unknown>>;

/** `line:column message | hint`. */
function faultsOf(schema: Schema, yaml: string): readonly string[] {
  const validate = new Ajv2020({ allErrors: true, verbose: true, strict: false }).compile(schema);
  const file = new SourceFile('a.yaml', new TextEncoder().encode(`${yaml}\n`));
  const faults = new Faults();
  checkSchema(validate, file, file.values(), faults);
  return faults
    .list()
    .map(
      ({ place, message, hint }) =>
        `${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
    );
}

/** A map with these members, and no others. */
const map = (properties: Schema, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});
const EMPTY = 'add something to it, or remove it';
const NON_EMPTY = { type: ['object', 'null'], minProperties: 1, 'x-expected': 'a non-empty map, or null' };

describe('what is wanted', () => {
  test.each<[string, Schema, string, readonly string[]]>([
    ['one value', map({ a: { const: 'x' } }), 'a: y', ['1:4 a must be "x", not "y"']],
    [
      'a short list',
      map({ a: { type: 'array', maxItems: 2 } }),
      'a: [1, 2, 3]',
      ['1:4 a must be a list of at most 2 items, not a list'],
    ],
    [
      'a name of another sort, which is reported once',
      { propertyNames: { pattern: '^[a-z]+$', maxLength: 3 } },
      'ABCD: 1',
      ['1:1 "ABCD" cannot be a name here | use letters, digits, _ and -'],
    ],
    [
      'a list with an item',
      map({ a: { minItems: 1 } }),
      'a: []',
      [`1:4 a must be a non-empty list, not an empty list | ${EMPTY}`],
    ],
    [
      'a map with a member',
      map({ a: { minProperties: 1 } }),
      'a: {}',
      [`1:4 a must be a non-empty map, not an empty map | ${EMPTY}`],
    ],
    [
      'what only the checker has words for',
      map({ a: { multipleOf: 2 } }),
      'a: 3',
      ['1:4 a must be multiple of 2, not number 3'],
    ],
    [
      'a member that nobody described',
      map({}, { required: ['b'], additionalProperties: true }),
      'a: 1',
      ['1:1 "b" is missing | add it'],
    ],
    [
      'an item of a file that is a list',
      { items: { type: 'string' } },
      '- a\n- 1',
      ['2:3 1 must be a string, not number 1 | quote it: "1"'],
    ],
    [
      'an item of a list',
      map({ a: { items: { type: 'integer' } } }),
      'a: [1, b]',
      ['1:8 a[1] must be a whole number, not "b"'],
    ],
    [
      'what an override never has',
      map({ a: {} }),
      'isSensitive: true',
      [
        '1:1 unknown key "isSensitive" | Palette masks sensitive variables, so no override can make or change one',
      ],
    ],
    [
      'something, where there is nothing',
      map({ a: NON_EMPTY }),
      'a: {}',
      [`1:4 a must be a non-empty map, or null, not an empty map | ${EMPTY}`],
    ],
    [
      'something, where there is no text',
      map({ a: NON_EMPTY }),
      'a: ""',
      [`1:4 a must be a non-empty map, or null, not "" | ${EMPTY}`],
    ],
    [
      'a map, where there is a list',
      map({ a: NON_EMPTY }),
      'a: [b]',
      ['1:4 a must be a non-empty map, or null, not a list'],
    ],
    [
      'a map, where there is a number',
      map({ a: NON_EMPTY }),
      'a: 0',
      ['1:4 a must be a non-empty map, or null, not number 0'],
    ],
  ])('%s', (_, schema, yaml, faults) => {
    expect(faultsOf(schema, yaml)).toEqual(faults);
  });
});

describe('one of several', () => {
  const EITHER = {
    anyOf: [{ type: 'string' }, map({ b: { type: 'string' } }, { required: ['b'] })],
    'x-expected': 'a string, or a map with b',
  };
  const REFERRED = {
    anyOf: [{ $ref: '#/$defs/text' }, { $ref: '#/$defs/pair' }],
    'x-expected': 'a string, or a map with b',
  };
  const DEFS = {
    $defs: { text: { type: 'string' }, pair: map({ b: { type: 'string' } }, { required: ['b'] }) },
  };
  const wrong = ['"b" is missing | add it', 'unknown key "cc" | did you mean "b"? keys allowed here: b'];
  for (const [where, either] of [
    ['written in its place', EITHER],
    ['by definitions', REFERRED],
  ] as const)
    describe(where, () => {
      const schema = map({ a: either, ab: either, z: { type: 'string' } }, DEFS);
      test.each<[string, readonly string[]]>([
        ['a: { cc: 1 }', [`1:1 ${wrong[0]}`, `1:6 ${wrong[1]}`]],
        ['a: { b: 1 }', ['1:9 b must be a string, not number 1 | quote it: "1"']],
        ['a: [1]', ['1:4 a must be a string, or a map with b, not a list']],
        ['a: 1', ['1:4 a must be a string, or a map with b, not number 1 | quote it: "1"']],
        [
          'a: { cc: 1 }\nab: { cc: 1 }',
          [`1:1 ${wrong[0]}`, `1:6 ${wrong[1]}`, `2:1 ${wrong[0]}`, `2:7 ${wrong[1]}`],
        ],
        [
          'ab: { b: 1 }\na: [1]',
          [
            '1:10 b must be a string, not number 1 | quote it: "1"',
            '2:4 a must be a string, or a map with b, not a list',
          ],
        ],
        [
          'a: [1]\nz: 1',
          [
            '1:4 a must be a string, or a map with b, not a list',
            '2:4 z must be a string, not number 1 | quote it: "1"',
          ],
        ],
      ])('%j', (yaml, faults) => {
        expect(faultsOf(schema, yaml)).toEqual(faults);
      });
    });

  test('a fault of something else whose name begins like it stays', () => {
    const schema = map({ ab: { $ref: '#/$defs/text' }, a: REFERRED }, DEFS);
    expect(faultsOf(schema, 'ab: 1\na: [1]')).toEqual([
      '1:5 ab must be a string, not number 1 | quote it: "1"',
      '2:4 a must be a string, or a map with b, not a list',
    ]);
  });

  test('maps of two sorts', () => {
    const one = (key: string): Schema => map({ [key]: { type: 'string' } }, { required: [key] });
    const schema = map({ a: { anyOf: [one('b'), one('c')], 'x-expected': 'a map with b or c' } });
    expect(faultsOf(schema, 'a: { d: 1 }')).toEqual(['1:4 a must be a map with b or c, not a map']);
  });
});

describe('a hint', () => {
  const WHOLE = { type: 'integer' };
  test.each<[string, Schema, string, readonly string[]]>([
    [
      'names the anchor of a text',
      map({ x: {}, a: WHOLE }),
      'x: &name "1"\na: *name',
      ['2:4 a must be a whole number, not "1" | the value comes from the anchor of *name'],
    ],
    [
      'says where a number is quoted',
      map({ x: {}, a: { type: 'string' } }),
      'x: &name 1\na: *name',
      [
        '2:4 a must be a string, not number 1 | the value comes from the anchor of *name: quote it there: "1"',
      ],
    ],
    ['takes no text for an alias', map({ a: WHOLE }), 'a: b*c', ['1:4 a must be a whole number, not "b*c"']],
    [
      'does not ask for quotes around a text',
      map({ a: { anyOf: [{ const: 'x' }, { const: 'y' }], 'x-expected': 'a string of x or y' } }),
      'a: z',
      ['1:4 a must be a string of x or y, not "z"'],
    ],
    [
      'does not guess what a list means',
      map({ content: { type: 'string' } }),
      'content: [copy]',
      ['1:10 content must be a string, not a list'],
    ],
    [
      'of tags of projects is for those alone',
      map({ tags: { type: 'object' } }),
      'tags: [a]',
      ['1:7 tags must be a map, not a list'],
    ],
    [
      'of the format version is for that alone',
      map({ a: map({ cloneform: WHOLE }) }),
      'a: { cloneform: x }',
      ['1:17 cloneform must be a whole number, not "x"'],
    ],
  ])('%s', (_, schema, yaml, faults) => {
    expect(faultsOf(schema, yaml)).toEqual(faults);
  });
});

test.each([
  ['1', '1.0.0'],
  ['v1.2', '1.2.0'],
  ['1.02.3', '1.2.3'],
  ['1.2.3', '1.2.3'],
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.03-rc1', '1.2.03-rc1'],
  ['1.v2', '1.v2.0'],
  ['x01.2', 'x01.2.0'],
])('%s in three parts is %s', (written, version) => {
  expect(threeParts(written)).toBe(version);
});

test.each([
  [undefined, 'nothing'],
  [null, 'nothing'],
  [[], 'an empty list'],
  [[1], 'a list'],
  [{}, 'an empty map'],
  [{ a: 1 }, 'a map'],
  ['a', '"a"'],
  [1, 'number 1'],
  [true, 'boolean true'],
])('%j is called %s', (value, words) => {
  expect(wordsFor(value)).toBe(words);
});
