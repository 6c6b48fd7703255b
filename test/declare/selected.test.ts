// Declarations that select their projects, once it is known which there are: what is meant, what is desired, and what is refused.
import { describe, expect, test } from 'vitest';
import type { ChosenProjects } from '../../src/declare/select-clones.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { ListedProject } from '../../src/model/project.ts';
import { good } from '../support/declared.ts';

const aProject = (
  name: string,
  tags: Readonly<Record<string, string>> = {},
  isDisabled = false,
): ListedProject => ({
  uid: `uid-${name}`,
  name,
  tags,
  isDisabled,
});
const PROJECTS = [
  aProject('edge-b', { tier: 'edge' }),
  aProject('edge-a', { tier: 'core' }),
  aProject('lab', { tier: 'edge' }),
  aProject('edge-off', {}, true),
];

/** Line 5 is the target, `root` begins on line 6. */
const open = (target: string, root = ''): Readonly<Record<string, string>> => ({
  'cloneform.yaml': `cloneform: 1\nclones:\n  open:\n    source: { profile: p }\n    target: { scope: project, ${target} }\n${root}`,
});

async function selected(
  files: Readonly<Record<string, string>>,
  chosen: ChosenProjects = { from: 'palette', projects: PROJECTS },
): Promise<Desired | readonly string[]> {
  const result = await (await good(files)).select(chosen);
  if (result.ok) return result.value;
  return result.diagnostics.map(
    ({ code, place, message, hint }) =>
      `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
  );
}

async function desiredOf(...args: Parameters<typeof selected>): Promise<Desired> {
  const desired = await selected(...args);
  if ('clones' in desired) return desired;
  throw new Error(desired.join('\n'));
}

describe('a selector', () => {
  test.each<[string, object, readonly string[], readonly string[]]>([
    ['match: [edge-*]', { match: ['edge-*'] }, ['edge-a', 'edge-b'], ['edge-off']],
    ['match: [lab, edge-a]', { match: ['lab', 'edge-a'] }, ['edge-a', 'lab'], []],
    ['exclude: [edge-*]', { exclude: ['edge-*'] }, ['lab'], []],
    ['tags: { tier: edge }', { tags: { tier: ['edge'] } }, ['edge-b', 'lab'], []],
    ['tags: { tier: [edge, core] }', { tags: { tier: ['edge', 'core'] } }, ['edge-a', 'edge-b', 'lab'], []],
    [
      'match: [edge-*], tags: { tier: edge }, exclude: [x]',
      { match: ['edge-*'], tags: { tier: ['edge'] }, exclude: ['x'] },
      ['edge-b'],
      [],
    ],
  ])('{ %s } is for its projects that are enabled', async (members, selector, projects, disabled) => {
    const { clones, selection } = await desiredOf(open(`projects: { ${members} }`));
    const uids = (names: readonly string[]): object => names.map((name) => ({ uid: `uid-${name}`, name }));
    expect(clones.map(({ address }) => address)).toEqual(projects.map((name) => `open["${name}"]`));
    expect(selection).toMatchObject({
      projects: PROJECTS,
      selectors: [
        {
          id: 'open',
          selector: { match: [], tags: {}, exclude: [], ...selector },
          onLeave: 'block',
          allowEmpty: false,
          projects: expect.arrayContaining(uids(projects) as never[]),
          disabled: uids(disabled),
          place: { line: 5, column: 31 },
        },
      ],
    });
  });

  test.each<[string, object]>([
    ['onLeave: forget', { onLeave: 'forget', allowEmpty: false }],
    ['onLeave: delete', { onLeave: 'delete', allowEmpty: false }],
    ['onLeave: block', { onLeave: 'block', allowEmpty: false }],
    ['allowEmpty: true', { onLeave: 'block', allowEmpty: true }],
    ['allowEmpty: false', { onLeave: 'block', allowEmpty: false }],
  ])('with %s', async (member, expected) => {
    const { selection } = await desiredOf(open(`projects: { match: [lab] }, ${member}`));
    expect(selection?.selectors).toMatchObject([expected]);
  });
});

describe('a selector that selects nothing', () => {
  const names = 'projects: edge-a, edge-b, edge-off, lab; to allow it, use allowEmpty: true';
  test.each<[string, string]>([
    ['match: [x]', '0 fit match'],
    ['tags: { tier: x }', '0 have the tags'],
    ['match: [lab], tags: { tier: core }', '1 fit match, 1 have the tags'],
    ['match: [l*], exclude: [l?b, "*-a"]', '1 fit match, 2 are excluded'],
  ])('{ %s } is refused', async (members, parts) => {
    const files = open(`projects: { ${members} }`);
    expect(await selected(files)).toEqual([
      `no-project-selected 5:31 open selects no project: of 4 projects, ${parts} | ${names}`,
    ]);
  });

  test('is none where it may be empty, or where only disabled projects are selected', async () => {
    expect((await desiredOf(open('projects: { match: [x] }, allowEmpty: true'))).clones).toEqual([]);
    expect((await desiredOf(open('projects: { match: [edge-off] }'))).clones).toEqual([]);
  });

  test('shows ten names at most', async () => {
    const projects = Array.from({ length: 11 }, (_, n) => aProject(`p${String(n).padStart(2, '0')}`));
    const hint = async (count: number): Promise<unknown> =>
      selected(open('projects: { match: [x] }'), { from: 'palette', projects: projects.slice(0, count) });
    const ten = 'projects: p00, p01, p02, p03, p04, p05, p06, p07, p08, p09';
    const allow = '; to allow it, use allowEmpty: true';
    expect(await hint(10)).toEqual([expect.stringContaining(`| ${ten}${allow}`)]);
    expect(await hint(11)).toEqual([expect.stringContaining(`| ${ten}, …${allow}`)]);
  });

  test('by tags is refused where no project shows any, even where it may be empty', async () => {
    const files = open('projects: { tags: { a: b } }, allowEmpty: true');
    const bare = [aProject('x'), aProject('y')];
    expect(await selected(files, { from: 'palette', projects: bare })).toEqual([
      'no-project-tags 5:31 open selects its projects by tags, but Palette\'s list of 2 projects shows no tags at all | see cloneform inventory --projects; if the projects do have tags, select them with match; to let all of them leave, use exclude: ["*"]',
    ]);
    expect(
      (await desiredOf(files, { from: 'palette', projects: [...bare, aProject('z', { c: 'd' })] })).clones,
    ).toEqual([]);
  });
});

describe('across declarations', () => {
  test('blocks are checked against the projects that there are', async () => {
    const files = open('projects: { match: [edge-*] }', `removed: [ { clone: 'open["edge-a"]' } ]\n`);
    expect(await selected(files)).toEqual([
      'removed-declared 6:12 open["edge-a"] is listed under removed, but it is still declared | remove the block or the declaration: a removed clone is no longer managed and stays in Palette',
    ]);
    const moved = open(
      'projects: { match: [edge-*] }',
      `moved: [ { from: old, to: 'open["zzzzzzzzzz"]' } ]\n`,
    );
    expect(await selected(moved)).toEqual([
      'unknown-clone 6:10 old moved to "open[\\"zzzzzzzzzz\\"]", which is not declared | did you mean open["edge-a"]?',
    ]);
  });

  test('without a look at Palette, projects are those of the recorded clones, and nothing is selected', async () => {
    const files = open(
      'projects: { match: [edge-*] }',
      `moved: [ { from: old, to: 'open["zzzzzzzzzz"]' } ]\n`,
    );
    const chosen = { from: 'state', byId: new Map([['open', ['gone', 'edge-a']]]) } as const;
    const desired = await desiredOf(files, chosen);
    expect(desired.clones.map(({ address }) => address)).toEqual(['open["edge-a"]', 'open["gone"]']);
    expect(desired.selection).toBeUndefined();
    expect((await desiredOf(files, { from: 'state', byId: new Map() })).clones).toEqual([]);
  });
});

describe('what is said of single projects', () => {
  const of = (key: string): string => `    perProject: { "${key}": { labels: { k: v } } }\n`;
  test.each<[string, readonly string[]]>([
    ['edge-a', []],
    ['edge-off', []],
    ['*-a', []],
    ['lab', ['perProject "lab" is not used: open selects no project of that name']],
    ['l*', ['perProject "l*" is not used: no project of open fits it']],
  ])('%s', async (key, warnings) => {
    const desired = await desiredOf(open('projects: { match: [edge-*] }', of(key)));
    expect((desired.warnings ?? []).map(({ message }) => message)).toEqual(warnings);
  });
});

describe('what a selection adds', () => {
  const OTHER = '  other: { source: { profile: q }, target: { scope: tenant } }\n';

  test('comes beside the clones that are known', async () => {
    const files = open('projects: { match: [lab] }', OTHER);
    expect((await desiredOf(files)).clones.map(({ address }) => address)).toEqual(['open["lab"]', 'other']);
  });

  test('is asked for by what was written, with its place', async () => {
    const { selecting } = await good(open('projects: { match: [lab] }'));
    expect(selecting.map(({ id, selector, place }) => [id, selector, place().line, place().column])).toEqual([
      ['open', { match: ['lab'], tags: {}, exclude: [] }, 5, 31],
    ]);
  });

  test('names the projects of perProject that are no globs', async () => {
    const perProject = '    perProject: { "l*": { protect: true }, lab: { protect: true } }\n';
    const { selection } = await desiredOf(open('projects: { match: [lab] }', perProject));
    expect(
      selection?.selectors[0]?.named.map(({ name, place }) => [name, place().line, place().column]),
    ).toEqual([['lab', 6, 44]]);
  });

  test('is refused where a file for one of the projects is missing', async () => {
    const overrides = '    overrides: { packs: { a: { valuesFile: "${project}.yaml" } } }\n';
    const files = { ...open('projects: { match: [edge-*] }', overrides), 'edge-a.yaml': 'b: 1\n' };
    const told = await selected(files);
    expect(told).toEqual([expect.stringMatching(/^no-file 6:44 .*edge-b\.yaml/)]);
  });

  test('tells of defaults for projects that there are not, once all are known', async () => {
    const files = open(
      'projects: { match: [lab] }',
      'defaults: { perProject: { "z*": { protect: true } } }\n',
    );
    const codes = async (chosen?: ChosenProjects): Promise<unknown> =>
      ((await desiredOf(files, chosen)).warnings ?? []).map(({ code }) => code);
    expect(await codes()).toEqual(['declare/unused-project']);
    expect(await codes({ from: 'state', byId: new Map() })).toEqual([]);
    const result = await (await good(files)).select({ from: 'palette', projects: PROJECTS });
    expect(result.ok && result.warnings.map(({ code }) => code)).toEqual(['declare/unused-project']);
  });

  test('is nothing where no project has tags, and none are asked for', async () => {
    const files = open('projects: { match: [x] }, allowEmpty: true');
    const result = await (await good(files)).select({ from: 'palette', projects: [aProject('y')] });
    expect(result).toMatchObject({ ok: true, value: { clones: [] }, warnings: [] });
    expect(
      await selected(open('projects: { tags: { a: b } }'), { from: 'palette', projects: [aProject('y')] }),
    ).toEqual([expect.stringMatching(/^no-project-selected /)]);
  });
});
