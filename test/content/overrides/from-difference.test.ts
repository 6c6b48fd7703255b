// What a hand-made copy differs in, as overrides that render it byte for byte.

import { describe, expect, test } from 'vitest';
import type { Content, Pack } from '../../../src/content/content.ts';
import { overridesFor } from '../../../src/content/overrides/from-difference.ts';
import type { OverrideLayer, PackOverride } from '../../../src/content/overrides/overrides.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import { arbitraryYaml, layouts, printYaml } from '../../support/arbitrary-yaml.ts';
import { aPack, aVariable } from '../../support/contents.ts';
import { fc } from '../../support/fast-check.ts';
import { genuineContent } from '../../support/genuine.ts';

const edge = genuineContent('canvos-edge-two-node');

function withValues(content: Content, name: string, edit: (values: string) => string): Content {
  const packs = content.packs.map((pack) =>
    pack.name === name ? { ...pack, values: edit(pack.values) } : pack,
  );
  return { ...content, packs };
}

function layerFor(source: Content, clone: Content): OverrideLayer {
  const found = overridesFor(source, clone);
  if (found.status === 'impossible') throw new Error(found.reasons.join('; '));
  const rendering = renderOverrides(source, { layers: [found.layer] }, new Map());
  const trimmed = (content: Content) =>
    content.packs.map((pack) => ({
      ...pack,
      resolvedVersion: '',
      values: pack.values.trim(),
      manifests: pack.manifests.map(({ name, content: text }) => [name, text.trim()]),
    }));
  if (rendering.status !== 'rendered') throw new Error(rendering.status);
  expect(trimmed(rendering.content)).toEqual(trimmed(clone));
  expect(rendering.content.variables).toEqual(clone.variables);
  return found.layer;
}

/** How the pack is overridden, in a few words. */
function ways(override: PackOverride | null | undefined): string {
  if (override === null || override === undefined) return 'nothing';
  const { valuesFile, replace, unset, values, add, move, tag, registry, remove, manifests } = override;
  return Object.entries({
    valuesFile,
    replace: replace.length || undefined,
    unset: unset.length || undefined,
    values,
    add,
    move,
    tag,
    registry,
    remove: remove || undefined,
    manifests: manifests.size || undefined,
  })
    .flatMap(([key, value]) => (value === undefined ? [] : [key]))
    .join(' ');
}

describe('values of a genuine pack', () => {
  test.each<[string, (values: string) => string, string]>([
    ['one value in a block', (text) => text.replace('"192.170.0.0/16"', '10.42.0.0/16'), 'values'],
    [
      'one argument of a list',
      (text) => text.replace('audit-log-maxage=30', 'audit-log-maxage=90'),
      'replace',
    ],
    ['a key that went', (text) => text.replace(/ {4}etcd-snapshot-retention: 12\n/, ''), 'unset'],
    ['a key that came last', (text) => text.replace(/\nstages:/, '\n    debug: true\nstages:'), 'values'],
    [
      'a key that came first',
      (text) => text.replace('    flannel-backend', '    debug: true\n    flannel-backend'),
      'replace',
    ],
    ['a comment', (text) => text.replace('# configure the pod cidr range', '# pods'), 'replace'],
    ['all of it', () => 'a: 1\n', 'unset values'],
    ['all of it, in no order', () => '# nothing\n- a\n', 'valuesFile'],
    ['blanks at its end', (text) => `${text.trimEnd()}\n\n`, 'nothing'],
  ])('%s', (_, edit, expected) => {
    expect(ways(layerFor(edge, withValues(edge, 'edge-k3s', edit)).packs.get('edge-k3s'))).toBe(expected);
  });

  test('a list of k=v items is not copied for one item', () => {
    const clone = withValues(edge, 'edge-k3s', (text) =>
      text.replace('audit-log-maxage=30', 'audit-log-maxage=90'),
    );
    expect(layerFor(edge, clone).packs.get('edge-k3s')?.replace).toEqual([
      { find: '- audit-log-maxage=30', with: '- audit-log-maxage=90', count: 1 },
    ]);
  });
});

const SOURCE: Content = {
  cloudType: 'all',
  type: 'add-on',
  packs: ['a', 'b', 'c', 'd', 'e'].map((name) => aPack(name, { values: `${name}: 1\n`, registryUid: 'uid' })),
  variables: [aVariable('one'), aVariable('pin', { isSensitive: true })],
};

describe('packs', () => {
  const at = (order: string): Content => ({
    ...SOURCE,
    packs: order
      .split(' ')
      .map(
        (name): Pack =>
          SOURCE.packs.find((pack) => pack.name === name) ?? aPack(name, { registryUid: 'new' }),
      ),
  });

  test.each([
    ['a b c d e', ''],
    ['b c d e', 'a:remove'],
    ['b a c d e', 'a:move'],
    ['e a b c d', 'e:move'],
    ['e d c b a', ''],
    ['x a b c d e', 'x:valuesFile add'],
    ['a b x c d e', 'x:valuesFile add'],
    ['a b c d e x y', 'x:valuesFile add y:valuesFile add'],
    ['x y z', ''],
    ['x d y a z', ''],
  ])('in the order %s', (order, expected) => {
    const { packs } = layerFor(SOURCE, at(order));
    const said = [...packs].map(([name, override]) => `${name}:${ways(override)}`).join(' ');
    if (expected !== '') expect(said).toBe(expected);
  });

  test('tag, registry, type and manifests', () => {
    const clone: Content = {
      ...SOURCE,
      packs: SOURCE.packs.map((pack) =>
        pack.name === 'a'
          ? { ...pack, tag: '2.0.0' }
          : pack.name === 'b'
            ? { ...pack, registryUid: 'other' }
            : pack.name === 'c'
              ? { ...pack, type: 'helm', manifests: [{ name: 'm', content: 'kind: X' }] }
              : pack,
      ),
    };
    const { packs } = layerFor(SOURCE, clone);
    expect([...packs].map(([name, override]) => `${name}:${ways(override)}`)).toEqual([
      'a:tag',
      'b:registry',
      'c:valuesFile add manifests',
    ]);
  });
});

describe('what overrides cannot say', () => {
  test.each<[string, Content, string]>([
    ['the cloud type', { ...SOURCE, cloudType: 'aws' }, 'no override changes the cloud type'],
    ['the type', { ...SOURCE, type: 'infra' }, 'no override changes the type of the profile'],
    [
      'a sensitive variable',
      { ...SOURCE, variables: [aVariable('one')] },
      'variable pin is sensitive, and Palette shows only its mask',
    ],
    [
      'another order of variables',
      { ...SOURCE, variables: [...SOURCE.variables].reverse() },
      'the variables have another order',
    ],
    [
      'a pack that occurs twice',
      { ...SOURCE, packs: [...SOURCE.packs, aPack('a', { registryUid: 'uid' })] },
      'pack a occurs twice, and no override adds such a pack',
    ],
    [
      'a registry that is gone',
      {
        ...SOURCE,
        packs: SOURCE.packs.map((pack, index) => (index > 0 ? pack : { ...pack, registryUid: '' })),
      },
      'pack a no longer has a registry',
    ],
    [
      'a secret',
      withValues(SOURCE, 'a', (text) => `${text}password: hunter2\n`),
      'a, values password: holds what looks like a secret',
    ],
    [
      'a secret in a new pack',
      { ...SOURCE, packs: [...SOURCE.packs, aPack('x', { values: 'token: hunter2' })] },
      'x, values: holds what looks like a secret',
    ],
  ])('%s', (_, clone, reason) => {
    const found = overridesFor(SOURCE, clone);
    expect(found).toEqual({ status: 'impossible', reasons: [reason] });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  test('a secret that the source has, too, is not copied', () => {
    const source = withValues(SOURCE, 'a', (text) => `${text}password: hunter2\n`);
    const clone = withValues(source, 'a', (text) => text.replace('a: 1', 'a: 2'));
    expect(ways(layerFor(source, clone).packs.get('a'))).toBe('values');
  });
});

test('variables change, come and go', () => {
  const clone: Content = {
    ...SOURCE,
    variables: [
      aVariable('pin', { isSensitive: true }),
      aVariable('new', { defaultValue: 'x', required: true }),
    ],
  };
  const layer = layerFor(
    { ...SOURCE, variables: [aVariable('one'), aVariable('pin', { isSensitive: true })] },
    clone,
  );
  expect([...layer.variables].map(([name, override]) => [name, override?.kind])).toEqual([
    ['one', 'remove'],
    ['new', 'add'],
  ]);
});

test('any text becomes any other one', () => {
  fc.assert(
    fc.property(
      arbitraryYaml({ anchors: true, duplicates: true }),
      arbitraryYaml({ anchors: true, duplicates: true }),
      layouts,
      fc.boolean(),
      (one, other, layout, isNear) => {
        const before = printYaml(one, layout);
        const after = isNear
          ? printYaml({ ...one, entries: [...one.entries.slice(1), ...other.entries.slice(0, 1)] }, layout)
          : printYaml(other, layout);
        const source = { ...SOURCE, packs: [aPack('p', { values: before })] };
        layerFor(source, { ...SOURCE, packs: [aPack('p', { values: after })] });
      },
    ),
    { numRuns: Number(process.env['OVERRIDE_RUNS'] ?? 150) },
  );
}, 600_000);
