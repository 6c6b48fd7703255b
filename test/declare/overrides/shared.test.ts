// Layers that many clones share are read once: what their variables add counts once, and each fault is reported where it stands.
import { expect, test } from 'vitest';
import { Faults } from '../../../src/declare/faults.ts';
import type { LayerSource } from '../../../src/declare/overrides/layers.ts';
import { OverrideFiles } from '../../../src/declare/overrides/override-files.ts';
import { OverrideResolver } from '../../../src/declare/overrides/resolve.ts';
import { SourceFile } from '../../../src/declare/source-file.ts';
import { aDisk } from '../../support/declared.ts';

const FILE = new SourceFile('cloneform.yaml', new TextEncoder().encode('first: 1\nsecond: 2\n'));

const tag = (text: string): object => ({ packs: { a: { tag: text } } });
/** With a warning: a secret that is written out. */
const warned = (): object => ({
  variables: { password: { defaultValue: 'hunter2', description: '${var.four}' } },
});

function at(path: 'first' | 'second', values: object): LayerSource {
  return { file: FILE, path: [path], values: { ...values } };
}

/** Characters that variables added, and the lines of warnings. */
async function resolved(
  asked: readonly (readonly [LayerSource, string | null])[],
): Promise<readonly [number, readonly (number | undefined)[]]> {
  const run = {
    variables: new Map([['four', '9000']]),
    files: new OverrideFiles('/p', aDisk({})),
    faults: new Faults(),
    warnings: new Map(),
    budget: 1000,
  };
  const resolver = new OverrideResolver(run);
  for (const [layer, project] of asked) await resolver.resolve([layer], project);
  expect(run.faults.list()).toEqual([]);
  return [1000 - run.budget, [...run.warnings.values()].map(({ place }) => place.line)];
}

const SAME = at('first', tag('${var.four}'));
const NAMED = at('first', tag('${project}'));
const WARNED = at('first', warned());

test.each<[string, readonly (readonly [LayerSource, string | null])[], number, readonly number[]]>([
  [
    'for several projects',
    [
      [SAME, 'x'],
      [SAME, 'y'],
      [SAME, null],
    ],
    4,
    [],
  ],
  [
    'in the same words elsewhere',
    [
      [SAME, 'x'],
      [at('second', tag('${var.four}')), 'x'],
    ],
    4,
    [],
  ],
  [
    'in other words',
    [
      [SAME, 'x'],
      [at('second', tag('${var.four}!')), 'x'],
    ],
    8,
    [],
  ],
  [
    'by the name of a project, for each project',
    [
      [NAMED, 'ab'],
      [NAMED, 'cde'],
      [NAMED, 'ab'],
      [NAMED, 'cde'],
    ],
    5,
    [],
  ],
  [
    'with a warning, for several projects',
    [
      [WARNED, 'x'],
      [WARNED, 'y'],
    ],
    4,
    [1],
  ],
  [
    'with a warning, in the same words elsewhere',
    [
      [WARNED, 'x'],
      [at('second', warned()), 'x'],
    ],
    8,
    [1, 2],
  ],
  [
    'without a warning, behind one with a warning',
    [
      [WARNED, 'x'],
      [SAME, 'x'],
      [at('second', tag('${var.four}')), 'y'],
    ],
    8,
    [1],
  ],
])('a layer %s', async (_, asked, characters, warnings) => {
  expect(await resolved(asked)).toEqual([characters, warnings]);
});

test('a value that two places share, with a warning, is reported at both', async () => {
  const { values } = WARNED;
  const elsewhere: LayerSource = { file: FILE, path: ['second'], values };
  expect(
    await resolved([
      [WARNED, 'x'],
      [elsewhere, 'x'],
      [elsewhere, 'y'],
    ]),
  ).toEqual([8, [1, 2]]);
});

test('what has the same layers has the same value, and no layers are none', async () => {
  const resolver = new OverrideResolver({
    variables: new Map(),
    files: new OverrideFiles('/p', aDisk({})),
    faults: new Faults(),
    warnings: new Map(),
    budget: 0,
  });
  const layers = (): readonly LayerSource[] => [at('first', tag('1')), at('second', tag('2'))];
  const first = await resolver.resolve(layers(), 'x');
  expect(first?.layers.map(({ packs }) => packs.get('a')?.tag)).toEqual(['1', '2']);
  expect(await resolver.resolve(layers(), 'y')).toBe(first);
  expect(await resolver.resolve([], 'x')).toBeUndefined();
});
