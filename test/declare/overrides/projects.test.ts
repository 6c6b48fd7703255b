// Keys of `perProject` that fit no project, and overrides that several places share: each fault is reported where it stands.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../../src/declare/faults.ts';
import { declaredLayers } from '../../../src/declare/overrides/layers.ts';
import { PerProjectCheck } from '../../../src/declare/overrides/per-project.ts';
import { asRecord } from '../../../src/declare/schema-check.ts';
import { SourceFile } from '../../../src/declare/source-file.ts';
import { formatAddress } from '../../../src/model/address.ts';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import { read } from '../../support/declared.ts';

/** The word at the place stands for its column. */
function say({ code, place, message, hint }: Diagnostic): string {
  const [word = ''] = /^[^\s:]*/.exec(place?.text.slice(place.column - 1) ?? '') ?? [];
  return `${code.replace('declare/', '')} ${place?.line}:${word} ${message} (${hint})`;
}

/** `defaults` stand on line 2, clones from line 4 on. */
async function toldOf(clones: readonly string[], defaults = '{}'): Promise<readonly string[]> {
  const yaml = `cloneform: 1\ndefaults: ${defaults}\nclones:\n${clones.map((line) => `  ${line}\n`).join('')}`;
  const result = await read({ 'cloneform.yaml': yaml });
  return (result.ok ? result.warnings : result.diagnostics).map(say);
}

const fan = (id: string, projects: string, more = ''): string =>
  `${id}: { source: { profile: ${id} }, target: { scope: project, projects: [${projects}] }${more} }`;
const per = (key: string): string => `perProject: { ${key}: { protect: true } }`;
const UNUSED = '(correct the name, or remove it)';
const NO_PROJECT = 'no declaration has a project that fits it';

describe('a key of perProject', () => {
  const names = (count: number): string => Array.from({ length: count }, (_, at) => `p-${at}`).join(', ');
  test.each<[string, string, readonly string[]]>([
    ['that is a project', fan('a', 'x, y', `, ${per('y')}`), []],
    ['that is a glob', fan('a', 'x, y', `, ${per('y*')}`), []],
    [
      'that is a slip',
      fan('a', 'edge-oslo, lab', `, ${per('edge-osl')}`),
      [
        'unknown-project 4:edge-osl "edge-osl" is not a project of a (did you mean "edge-oslo"? its projects: edge-oslo, lab)',
      ],
    ],
    [
      'that is like none of them',
      fan('a', names(10), `, ${per('zzzzzz')}`),
      [`unknown-project 4:zzzzzz "zzzzzz" is not a project of a (its projects: ${names(10)})`],
    ],
    [
      'that is like none of many',
      fan('a', names(11), `, ${per('zzzzzz')}`),
      [`unknown-project 4:zzzzzz "zzzzzz" is not a project of a (its projects: ${names(10)}, …)`],
    ],
    [
      'that is a glob that none fits',
      fan('a', 'x, y', `, ${per('z*')}`),
      [`unused-project 4:z* perProject "z*" is not used: no project of a fits it ${UNUSED}`],
    ],
    [
      'of a declaration with one clone, told of once',
      `a: { source: { profile: p }, target: { scope: tenant }, perProject: { x: { protect: true }, y: { protect: true } } }`,
      [
        'per-project-without-projects 4:perProject a has one clone, so perProject says nothing about it (list its projects under target.projects, or move what is here into the declaration)',
      ],
    ],
  ])('%s', async (_, clone, told) => {
    expect(await toldOf([clone])).toEqual(told);
  });

  test('and another that are used by nobody are two warnings', async () => {
    const told = await toldOf([
      fan('a', 'x, y', ', perProject: { z*: { protect: true }, w*: { protect: true } }'),
    ]);
    expect(told.map((line) => line.split(' is not used')[0])).toEqual([
      'unused-project 4:z* perProject "z*"',
      'unused-project 4:w* perProject "w*"',
    ]);
  });

  const WARNED = [`unused-project 2:x perProject "x" is not used: ${NO_PROJECT} ${UNUSED}`];
  test.each<[string, readonly string[], readonly string[]]>([
    ['no declaration', [fan('a', 'y, z'), fan('b', 'z, v')], WARNED],
    ['the first declaration', [fan('a', 'x, z'), fan('b', 'z, v')], []],
    ['the second declaration', [fan('a', 'y, z'), fan('b', 'x, v')], []],
    [
      'one in a single project',
      ['a: { source: { profile: p }, target: { scope: project, project: x } }'],
      WARNED,
    ],
  ])('of the defaults that fits %s', async (_, clones, told) => {
    expect(await toldOf(clones, `{ ${per('x')} }`)).toEqual(told);
  });
});

describe('projects that a selector means', () => {
  const file = new SourceFile(
    'cloneform.yaml',
    new TextEncoder().encode(
      'own:\n  perProject:\n    x: { protect: true }\n    y*: { protect: true }\ndefaults:\n  perProject:\n    z: { protect: true }\n',
    ),
  );
  const written = (key: string) => ({ file, path: [key], values: asRecord(asRecord(file.values())[key]) });
  const OWN = { id: 'a', layers: declaredLayers(null, written('own')) };
  const SHARED = { id: 'b', layers: declaredLayers(written('defaults'), { file, path: ['b'], values: {} }) };

  function check(
    run: (check: PerProjectCheck) => void,
    before?: (check: PerProjectCheck) => void,
  ): readonly string[] {
    const faults = new Faults();
    const warnings = new Map<string, Diagnostic>();
    const first = new PerProjectCheck(faults, new Map());
    before?.(first);
    const again = first.again(faults, warnings);
    run(again);
    again.checkDefaults();
    expect(faults.isEmpty).toBe(true);
    return [...warnings.values()].map(say);
  }

  test.each<[string, readonly string[], readonly string[]]>([
    ['all that keys name', ['x', 'y1'], []],
    [
      'none of them',
      ['v'],
      [
        `unused-project 4:y* perProject "y*" is not used: no project of a fits it ${UNUSED}`,
        `unused-project 3:x perProject "x" is not used: a selects no project of that name ${UNUSED}`,
      ],
    ],
  ])('%s', (_, selected, told) => {
    expect(check((checked) => checked.checkSelected(OWN, selected))).toEqual(told);
  });

  const unused = [`unused-project 7:z perProject "z" is not used: ${NO_PROJECT} ${UNUSED}`];
  const asked = (project: string) => [
    { clone: { id: 'b', address: formatAddress('b', project), target: { project } } },
  ];
  test.each<[string, readonly string[], string, readonly string[]]>([
    ['nowhere', ['x'], 'y', unused],
    ['where projects are selected', ['z'], 'y', []],
    ['where projects are written down', ['x'], 'z', []],
  ])('a key of the defaults fits %s', (_, selected, project, told) => {
    expect(
      check(
        (checked) => checked.checkSelected(SHARED, selected),
        (checked) => checked.check(SHARED, asked(project)),
      ),
    ).toEqual(told);
  });

  test('a declaration without clones, which has faults of its own, is not looked at', () => {
    expect(
      check(
        () => undefined,
        (checked) => checked.check(OWN, []),
      ),
    ).toEqual([]);
  });
});

describe('what is wrong with overrides in several places', () => {
  const places = async (clones: readonly string[], defaults?: string): Promise<readonly string[]> =>
    (await toldOf(clones, defaults)).map((line) => line.split(' ', 2).join(' '));
  const BAD = 'overrides: { packs: { a: { unset: [b..c], values: { password: hunter2 } } } }';

  test('in the same words, with faults as well as warnings', async () => {
    expect(await places([fan('a', 'x, y', `, ${BAD}`), fan('b', 'x, y', `, ${BAD}`)])).toEqual([
      'bad-path 4:b..c],',
      'bad-path 5:b..c],',
    ]);
  });

  test('by an alias is reported at each place that it stands at', async () => {
    const bad = 'overrides: &o { packs: { a: { unset: [b..c] } } }';
    expect(await places([fan('a', 'x, y', `, ${bad}`), fan('b', 'x, y', ', overrides: *o')])).toEqual([
      'bad-path 4:b..c]',
      'bad-path 5:overrides',
    ]);
  });

  test('in the defaults is reported once', async () => {
    expect(await places([fan('a', 'x, y'), fan('b', 'x, y')], `{ ${BAD} }`)).toEqual(['bad-path 2:b..c],']);
  });

  test('in two layers of each of two declarations', async () => {
    const add = '{ packs: { a: { add: { type: manifest, layer: addon } } } }';
    const twice = `, overrides: ${add}, perProject: { x: { overrides: ${add} } }`;
    expect(await places([fan('a', 'x, y', twice), fan('b', 'x, y', twice)])).toEqual([
      'added-twice 4:a',
      'added-twice 5:a',
    ]);
  });
});
