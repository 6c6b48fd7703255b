// What one declaration comes to: each of its members, in the clone that it asks for, with its place; and what is wrong with it.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { Place } from '../../src/model/diagnostic.ts';
import { good, read } from '../support/declared.ts';

/** Lines 4 and 5 are source and target; `more` begins on line 6. */
const edge = (source: string, target: string, more = ''): Readonly<Record<string, string>> => ({
  'cloneform.yaml': `cloneform: 1\nclones:\n  edge:\n    source: { ${source} }\n    target: { ${target} }\n${more}`,
});
const P = 'profile: p';
const T = 'scope: tenant';

async function cloneOf(...args: Parameters<typeof edge>): Promise<DesiredClone> {
  const [clone] = (await good(edge(...args))).desired.clones;
  if (clone === undefined) throw new Error('there is no clone');
  return clone;
}

test.each<[string, object]>([
  ['content: mirror', { content: 'mirror' }],
  ['content: snapshot', { content: 'snapshot' }],
  ['mirrorBy: update', { mirrorBy: 'update' }],
  ['mirrorBy: newVersion', { mirrorBy: 'newVersion' }],
  ['mirrorBy: recreate', { mirrorBy: 'recreate' }],
  ['retain: all', { retain: 'all' }],
  ['retain: none', { retain: 'none' }],
  ['retain: 2', { retain: 2 }],
  ['protect: true', { protect: true }],
  ['protect: false', { protect: false }],
  ['adopt: true', { adopt: true }],
])('%s', async (member, expected) => {
  expect(await cloneOf(P, T, `    ${member}\n`)).toMatchObject(expected);
});

test.each<[string, object]>([
  [P, { kind: 'profile', profile: 'p', scope: 'tenant', project: null, version: '*' }],
  [`${P}, version: ^1.0.0`, { kind: 'profile', version: '^1.0.0' }],
  [`${P}, scope: tenant`, { scope: 'tenant', project: null }],
  [`${P}, scope: project, project: x`, { scope: 'project', project: 'x' }],
])('source: { %s }', async (source, expected) => {
  expect((await cloneOf(source, T)).source).toMatchObject(expected);
});

test.each<[string, object]>([
  [T, { name: 'p', version: '1.0.0', scope: 'tenant', project: null, labels: null, description: null }],
  [`${T}, name: n, version: 2.0.0`, { name: 'n', version: '2.0.0' }],
  [`${T}, version: source`, { version: 'source' }],
  ['scope: project, project: x', { scope: 'project', project: 'x' }],
  [`${T}, labels: {}`, { labels: {} }],
  [`${T}, labels: { a: b }`, { labels: { a: 'b' } }],
  [`${T}, description: "a\\n\\tb"`, { description: 'a\n\tb' }],
])('target: { %s }', async (target, expected) => {
  expect((await cloneOf(P, target)).target).toMatchObject(expected);
});

describe('one project of several', () => {
  const more = `    protect: true
    perProject:
      "*": { labels: { a: glob, b: glob }, description: of all }
      x: { labels: { a: own }, description: own, protect: false, sourceVersion: 1.2.0 }
`;
  test('has what is said of it, over what is said of all', async () => {
    const target = 'scope: project, projects: [x, y], labels: { a: t, c: t }, description: t';
    const { clones } = (await good(edge(`${P}, version: 1.0.0`, target, more))).desired;
    expect(clones).toMatchObject([
      {
        address: 'edge["x"]',
        source: { version: '1.2.0' },
        target: { project: 'x', labels: { a: 'own', b: 'glob', c: 't' }, description: 'own' },
        protect: false,
      },
      {
        address: 'edge["y"]',
        source: { version: '1.0.0' },
        target: { project: 'y', labels: { a: 'glob', b: 'glob', c: 't' }, description: 'of all' },
        protect: true,
      },
    ]);
    const at = (place: Place | undefined): string => `${place?.line}:${place?.column}`;
    expect(clones.map(({ places }) => [at(places.sourceVersion), at(places.project)])).toEqual([
      ['9:81', '5:42'],
      ['4:36', '5:45'],
    ]);
  });
});

test('places are those of what is declared', async () => {
  const { places } = await cloneOf(
    `${P}, scope: project, project: s, version: 1.0.0`,
    'scope: project, project: t, version: 2.0.0',
  );
  const { declaration, profile, sourceVersion, sourceProject, project, version } = places;
  expect(
    [declaration, profile, sourceVersion, sourceProject, project, version].map((place) =>
      place === undefined ? '-' : `${place.line}:${place.column}`,
    ),
  ).toEqual(['3:3', '4:24', '4:64', '4:52', '5:40', '5:52']);
});

const CONTROL = 'remove it; names must be one line of plain text';
test.each<[string, string, string, ...string[]]>([
  [P, T, '    retain: 1\n'],
  [
    'version: "*"',
    T,
    '',
    'no-source 4:5 edge has no source | add one, for example source: { profile: NAME }',
  ],
  [
    P,
    'name: n',
    '',
    'no-scope 5:5 edge has no target scope | add target.scope: project or target.scope: tenant',
  ],
  [
    `${P}, scope: project`,
    T,
    '',
    'no-project 4:34 a source at project scope needs its project | add source.project',
  ],
  [
    `${P}, project: x`,
    T,
    '',
    'project-without-scope 4:27 source.project is set, but the source is at tenant scope | add scope: project, or remove project',
  ],
  [
    `${P}, clone: c`,
    T,
    '',
    'unknown-clone 3:3 edge copies "c", which is not declared | declared: edge',
    'two-sources 4:27 source has both clone and profile or scope | keep one of them',
  ],
  [
    P,
    `${T}, version: source`,
    '    mirrorBy: newVersion\n',
    'version-conflict 5:39 mirrorBy: newVersion chooses its own versions, so target.version cannot be source | set a first version, such as 1.0.0',
  ],
  [
    P,
    `${T}, name: "a\\tb"`,
    '',
    `control-character 5:36 target.name contains a control character | ${CONTROL}`,
  ],
  [
    P,
    `${T}, description: "a\\eb"`,
    '',
    `control-character 5:43 target.description contains a control character | ${CONTROL}`,
  ],
  [
    P,
    `${T}, labels: { "a\\eb": c }`,
    '',
    'control-character 5:40 a key of target.labels contains a control character | undefined',
  ],
  [
    P,
    'scope: project, projects: [x, "y\\n"]',
    '',
    `control-character 5:45 target.projects.1 contains a control character | ${CONTROL}`,
  ],
])('source: { %s }, target: { %s }%s', async (source, target, more, ...faults) => {
  const result = await read(edge(source, target, more));
  expect(
    (result.ok ? [] : result.diagnostics).map(
      ({ code, place, message, hint }) =>
        `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message} | ${hint}`,
    ),
  ).toEqual(faults);
});

test('an id has letters, digits, _ . and -', async () => {
  const of = (id: string): Readonly<Record<string, string>> => ({
    'cloneform.yaml': `cloneform: 1\nclones:\n  "${id}": { source: { profile: p }, target: { scope: tenant } }\n`,
  });
  for (const id of ['a', '1', '_a', 'a.b-c_d'])
    expect((await good(of(id))).desired.clones.map(({ address }) => address)).toEqual([id]);
  for (const id of ['.a', '-a', 'a b', 'a[x]', 'ä']) {
    const result = await read(of(id));
    expect(result.ok ? [] : result.diagnostics).toMatchObject([
      {
        code: 'declare/bad-id',
        message: `"${id}" cannot be an id`,
        place: { line: 3, column: 3 },
        hint: 'use letters, digits, _ . and -, and do not start with . or -',
      },
    ]);
  }
});
