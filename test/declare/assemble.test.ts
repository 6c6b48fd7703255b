// What all files together come to: clones by their addresses, the stamp, policies, and blocks with their places.
import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/model/diagnostic.ts';
import { good, read } from '../support/declared.ts';

const UID = '690b0c2d5e4f3a2b1c0d9e8f';
const of = (id: string, target = `{ scope: tenant, name: ${id} }`): string =>
  `  ${id}: { source: { profile: p }, target: ${target} }\n`;
const root = (text: string): Readonly<Record<string, string>> => ({
  'cloneform.yaml': `cloneform: 1\n${text}`,
});
const whereOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

test('clones come in the order of their addresses, whatever file they are in', async () => {
  const fan = '{ scope: project, name: n, projects: [y, x] }';
  const { desired } = await good({
    ...root(`include: [z.yaml, a.yaml]\nclones:\n${of('m')}${of('d')}`),
    'z.yaml': `cloneform: 1\nclones:\n${of('b')}${of('k', fan)}`,
    'a.yaml': `cloneform: 1\nclones:\n${of('z')}${of('c')}`,
  });
  expect(desired.clones.map(({ address }) => address)).toEqual(['b', 'c', 'd', 'k["x"]', 'k["y"]', 'm', 'z']);
});

test('clones in projects that are selected are no part of what is known before', async () => {
  const open = '{ scope: project, projects: { match: [edge-*] } }';
  const { desired, selecting } = await good(root(`clones:\n${of('a')}${of('open', open)}${of('b')}`));
  expect(desired.clones.map(({ address }) => address)).toEqual(['a', 'b']);
  expect(selecting.map(({ id, selector }) => [id, selector.match])).toEqual([['open', ['edge-*']]]);
});

describe('the stamp', () => {
  test.each<[string, string, string | undefined]>([
    ['', 'off', undefined],
    ['stamp: off\n', 'off', undefined],
    ['stamp: labels\n', 'labels', 'labels'],
    ['stamp: annotations\n', 'annotations', 'annotations'],
  ])('%j is %s, and of each clone %s', async (text, stamp, ofClone) => {
    const { desired } = await good(root(`${text}clones:\n${of('a')}${of('b')}`));
    expect(desired.stamp).toBe(stamp);
    expect(desired.clones).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    expect(desired.clones.map((clone) => clone.stamp)).toEqual([ofClone, ofClone]);
  });
});

describe('policies', () => {
  test('are those of the root file', async () => {
    const policy = '{ id: no-tenant, deny: "false", message: never }';
    const { desired } = await good(root(`policies: [ ${policy} ]\nautoApprove: true\n`));
    expect(desired.policies).toMatchObject({
      policies: [{ id: 'no-tenant', on: 'change', level: 'deny', deny: { text: 'false' }, when: null }],
      autoApprove: { text: 'true' },
    });
  });

  test('and warnings are absent where there are none', async () => {
    const { desired } = await good(root(`clones:\n${of('a')}`));
    expect([Object.hasOwn(desired, 'policies'), Object.hasOwn(desired, 'warnings')]).toEqual([false, false]);
  });
});

describe('blocks', () => {
  test('come from all files, the root file first, each with its place', async () => {
    const { desired } = await good({
      ...root(
        `include: [more.yaml]\nclones:\n${of('a')}moved:\n  - { from: old, to: a }\nremoved: [ { clone: gone } ]\nimports:\n  - { to: a, uid: ${UID} }\n`,
      ),
      'more.yaml': `cloneform: 1\nclones:\n${of('b')}moved: [ { from: 'm["x"]', to: b } ]\nremoved:\n  - clone: left\n  - { clone: 'lost["x"]' }\nimports: [ { to: b, uid: ${UID.replace('6', '7')} } ]\n`,
    });
    expect(desired.moved.map(({ from, to, place }) => `${from} ${to} ${whereOf(place)}`)).toEqual([
      'old a cloneform.yaml:6:5',
      'm["x"] b more.yaml:4:10',
    ]);
    expect(desired.removed.map(({ clone, place }) => `${clone} ${whereOf(place)}`)).toEqual([
      'gone cloneform.yaml:7:12',
      'left more.yaml:6:5',
      'lost["x"] more.yaml:7:5',
    ]);
    expect(desired.imports.map(({ to, uid, place }) => `${to} ${uid[0]} ${whereOf(place)}`)).toEqual([
      'a 6 cloneform.yaml:9:5',
      'b 7 more.yaml:8:12',
    ]);
  });

  test('are none where none are declared', async () => {
    const { moved, removed, imports } = (await good(root(''))).desired;
    expect([moved, removed, imports]).toEqual([[], [], []]);
  });

  const HINT = 'use id or id["project"]; in YAML, put it in single quotes';
  test.each<[string, string, readonly string[]]>([
    ['moved from', "moved: [ { from: 'a[x]', to: e } ]", ['4:18 "a[x]"']],
    ['moved to', 'moved: [ { from: o, to: e }, { from: a, to: \'["x"]\' } ]', ['4:45 "[\\"x\\"]"']],
    ['both', 'moved:\n  - from: -x\n    to: a b\n', ['5:11 "-x"', '6:9 "a b"']],
    ['removed', 'removed:\n  - clone: o\n  - clone: a b\n', ['6:12 "a b"']],
    ['imported to', `imports: [ { uid: ${UID}, to: 'e["x]' } ]`, ['4:49 "e[\\"x]"']],
  ])('an address that is none: %s', async (_, block, expected) => {
    const result = await read(root(`clones:\n${of('e')}${block}\n`));
    const found = result.ok ? [] : result.diagnostics.filter(({ code }) => code === 'declare/bad-address');
    expect(found.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`)).toEqual(
      expected.map((what) => `${what} is not an address`),
    );
    expect(found.map(({ hint }) => hint)).toEqual(found.map(() => HINT));
  });
});

test('warnings are sorted by place', async () => {
  const secret = '{ packs: { b: { values: { password: hunter2 } } } }';
  const { desired } = await good(
    root(`clones:
  a:
    source: { profile: p }
    target: { scope: project, name: a, projects: [x] }
    overrides: ${secret}
    perProject:
      "z*": { labels: { k: v } }
`),
  );
  expect(desired.warnings?.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
    'declare/secret-in-override 6',
    'declare/unused-project 8',
  ]);
});
