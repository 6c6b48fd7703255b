// Variables with overrides laid over them: what each is then, which of its members an override decides, and what cannot be done.
import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../../src/content/compare-content.ts';
import { variableLayers } from '../../../src/content/overrides/layers.ts';
import { type RenderedVariables, renderVariables } from '../../../src/content/overrides/render-variables.ts';
import { aVariable } from '../../support/contents.ts';
import { overridesOf } from '../../support/overrides.ts';

const OPTIONS = [{ value: 'x', label: 'X', description: '' }];
const SOURCE = [
  aVariable('a', { displayName: 'A', defaultValue: '1', options: OPTIONS }),
  aVariable('b', { displayName: 'B', defaultValue: '2', required: true }),
  aVariable('token', { defaultValue: 'hunter2' }),
  aVariable('pin', { isSensitive: true, defaultValue: '********' }),
];

function render(...layers: readonly string[]): RenderedVariables {
  return renderVariables(SOURCE, variableLayers(overridesOf(layers).layers), 'block');
}

describe('variables', () => {
  test.each<[string, readonly string[], object | null]>([
    ['a changed default', ['variables: { a: { defaultValue: "5" } }'], { ...SOURCE[0], defaultValue: '5' }],
    [
      'the later layer',
      ['variables: { a: { defaultValue: "5", regex: r } }', 'variables: { a: { defaultValue: "6" } }'],
      { ...SOURCE[0], defaultValue: '6', regex: 'r' },
    ],
    ['one that goes', ['variables: { a: { remove: true } }'], null],
    [
      'one in the place of another',
      ['variables: { a: { add: true, format: number } }'],
      { ...aVariable('a'), format: 'number', defaultValue: '' },
    ],
    [
      'one that goes and comes',
      ['variables: { a: { remove: true } }', 'variables: { a: { add: true } }'],
      { ...aVariable('a'), format: '', defaultValue: '' },
    ],
    ['what null drops', ['variables: { a: { remove: true } }', 'variables: { a: null }'], SOURCE[0] ?? null],
    [
      'what null does not drop',
      ['variables: { b: { remove: true }, a: { regex: r } }', 'variables: { b: null }'],
      { ...SOURCE[0], regex: 'r' },
    ],
  ])('%s', (_, layers, expected) => {
    const { variables, failures, unused } = render(...layers);
    expect(variables.find(({ name }) => name === 'a') ?? null).toEqual(expected);
    expect([failures, unused]).toEqual([[], []]);
    expect(variables.map(({ name }) => name)).toEqual(
      SOURCE.map(({ name }) => name).filter((name) => name !== 'a' || expected !== null),
    );
  });
});

describe('places', () => {
  const common = {
    pack: VARIABLES,
    onConflict: 'block',
    isSecret: false,
    mayConflict: true,
    isRedundant: false,
  };
  const at = (layer: number, ...path: readonly string[]) => ({ layer, path: ['variables', ...path] });

  test('of members say what the source has and what is wanted', () => {
    expect(
      render(
        'variables: { a: { defaultValue: "5", displayName: A }, b: { required: false } }',
        'variables: { a: { defaultValue: "6", options: [] } }',
      ).places,
    ).toEqual([
      {
        ...common,
        part: 'variable a',
        path: 'defaultValue',
        source: '1',
        wanted: '6',
        sourceFact: '1',
        place: at(1, 'a', 'defaultValue'),
      },
      {
        ...common,
        part: 'variable a',
        path: 'displayName',
        source: 'A',
        wanted: 'A',
        sourceFact: 'A',
        isRedundant: true,
        place: at(0, 'a', 'displayName'),
      },
      {
        ...common,
        part: 'variable a',
        path: 'options',
        source: '[{"description":"","label":"X","value":"x"}]',
        wanted: '[]',
        sourceFact: '[{"description":"","label":"X","value":"x"}]',
        place: at(1, 'a', 'options'),
      },
      {
        ...common,
        part: 'variable b',
        path: 'required',
        source: 'true',
        wanted: 'false',
        sourceFact: 'true',
        place: at(0, 'b', 'required'),
      },
    ]);
  });

  test('of what goes and of what comes are the variable as a whole', () => {
    expect(
      render('variables: { a: { remove: true }, new: { add: true, defaultValue: "7" } }').places,
    ).toEqual([
      {
        ...common,
        part: 'variable a',
        path: '',
        source: null,
        wanted: null,
        sourceFact: 'present',
        mayConflict: false,
        place: at(0, 'a', 'remove'),
      },
      {
        ...common,
        part: 'variable new',
        path: '',
        source: null,
        wanted: '7',
        sourceFact: 'nothing',
        place: at(0, 'new', 'add'),
      },
    ]);
    expect(
      render('variables: { new: { add: true } }', 'variables: { new: { remove: true } }').places,
    ).toEqual([]);
  });

  test.each<[string, string, boolean, boolean]>([
    [
      'the same',
      '{ add: true, displayName: B, format: string, defaultValue: "2", required: true }',
      true,
      false,
    ],
    [
      'another',
      '{ add: true, displayName: B, format: string, defaultValue: "3", required: true }',
      false,
      false,
    ],
  ])('of a variable that the source has meanwhile, %s', (_, override, isRedundant, isSecret) => {
    const [place] = render(`variables: { b: ${override} }`).places;
    expect(place).toMatchObject({ source: '2', path: '', mayConflict: true, isRedundant, isSecret });
  });

  test('of secrets say nothing that could be told from a hash of them', () => {
    const places = render(
      'variables: { token: { defaultValue: x, regex: r }, api_key: { add: true, defaultValue: y } }',
    ).places;
    expect(places.map(({ part, path, isSecret }) => [part, path, isSecret])).toEqual([
      ['variable token', 'defaultValue', true],
      ['variable token', 'regex', false],
      ['variable api_key', '', true],
    ]);
    // Of all variables, the masked default aside.
    for (const { sourceFact } of places.filter(({ isSecret }) => isSecret)) {
      expect(sourceFact).toContain('"defaultValue":"1"');
      expect(sourceFact).toContain('hunter2');
      expect(sourceFact).not.toContain('***');
    }
    expect(places[1]?.sourceFact).toBe('');
    expect(render('variables: { token: { add: true } }').places[0]?.isSecret).toBe(true);
  });
});

const SENSITIVE = 'variable pin is sensitive, and Palette shows only its mask';
const LACKS = 'Set optional: true if the source may lack it, or add: true to add it.';

describe('what cannot be done', () => {
  test.each<[readonly string[], readonly (readonly [message: string, hint: string | null, place: string])[]]>(
    [
      [
        ['variables: { pin: { defaultValue: x } }'],
        [[SENSITIVE, 'Change it in the source.', '0 variables/pin']],
      ],
      [
        ['variables: { pin: { remove: true } }'],
        [[SENSITIVE, 'Change it in the source.', '0 variables/pin']],
      ],
      [['variables: { pin: { add: true } }'], [[SENSITIVE, 'Change it in the source.', '0 variables/pin']]],
      [
        ['{}', 'variables: { no: { regex: r } }'],
        [['the source has no variable no', LACKS, '1 variables/no']],
      ],
      [['variables: { no: { remove: true } }'], [['the source has no variable no', LACKS, '0 variables/no']]],
      [
        ['variables: { a: { remove: true } }', 'variables: { a: { regex: r } }'],
        [['variable a is removed by an earlier layer', LACKS, '1 variables/a']],
      ],
      [
        ['variables: { a: { displayName: B } }'],
        [['variable b has the display name B already', null, '0 variables/a/displayName']],
      ],
      [['variables: { a: { displayName: B }, b: { remove: true } }'], []],
      [['variables: { a: { displayName: B }, b: { displayName: A } }'], []],
      [['variables: { a: { displayName: "" }, b: { displayName: "" } }'], []],
      [['variables: { a: { displayName: B } }', 'variables: { a: { remove: true } }'], []],
      [['variables: { a: { displayName: A } }'], []],
    ],
  )('%j', (layers, expected) => {
    const { failures, unused } = render(...layers);
    expect(
      failures.map(({ message, hint, place }) => [message, hint, `${place.layer} ${place.path.join('/')}`]),
    ).toEqual(expected);
    expect(unused).toEqual([]);
  });

  test('is only said where the source may lack it', () => {
    const { failures, unused } = render(
      'variables: { no: { optional: true, regex: r }, a: { remove: true } }',
      'variables: { a: { optional: true, remove: true } }',
    );
    expect(failures).toEqual([]);
    expect(unused).toEqual([
      {
        message: 'the source has no variable no',
        hint: null,
        place: { layer: 0, path: ['variables', 'no'] },
      },
      {
        message: 'variable a is removed by an earlier layer',
        hint: null,
        place: { layer: 1, path: ['variables', 'a'] },
      },
    ]);
  });
});
