// Digests: what counts, what does not, and bytes that must never change without a format page that says so.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { coversOrder } from '../../src/content/outline.ts';
import { toContent, toShownContent } from '../../src/inventory/content-from-wire.ts';
import { contentDigest, contentOutline, shownDigest, unorderedDigest } from '../../src/inventory/digest.ts';
import { aContent } from '../support/a-world.ts';
import { aPack, aVariable } from '../support/contents.ts';

const variable = aVariable('v');

const base: Content = {
  ...aContent(),
  packs: [
    { ...aPack('one'), manifests: [{ name: 'm', content: 'kind: A' }] },
    { ...aPack('two'), tag: '1.25.x', resolvedVersion: '1.25.2' },
  ],
  variables: [variable, { ...variable, name: 'w' }],
};

function editPack(edit: Partial<Content['packs'][number]>): Content {
  return { ...base, packs: base.packs.map((item) => (item.name === 'two' ? { ...item, ...edit } : item)) };
}

test('the digest of a known content is the one in the format', () => {
  expect(contentDigest(base)).toMatchInlineSnapshot(
    `"sha256:a81d29f9a6a60e35763637860be28f5f0e01f6b9d1050068b885bd2490c4c239"`,
  );
  expect(shownDigest(base)).toMatchInlineSnapshot(
    `"sha256:e997059bccd191348c1bd198ed3cda8d51543af45802dcefd0705b744e5d565e"`,
  );
});

describe('what does not count', () => {
  test.each<[string, Content]>([
    ['what a train resolves to today', editPack({ resolvedVersion: '1.25.9' })],
    ['white space at the ends of values', editPack({ values: '\na: 1  \n\n' })],
    ['whether a pack is flagged invalid', editPack({ isInvalid: true })],
  ])('%s', (_, content) => {
    expect(contentDigest(content)).toBe(contentDigest(base));
  });

  test('the default of a sensitive variable, which comes back masked', () => {
    const masked = (defaultValue: string): Content => ({
      ...base,
      variables: [{ ...variable, isSensitive: true, defaultValue }],
    });
    expect(contentDigest(masked('********'))).toBe(contentDigest(masked('secret')));
  });
});

describe('what counts', () => {
  test.each<[string, Content]>([
    ['a comment in values', editPack({ values: 'a: 1 # why' })],
    ['a tag', editPack({ tag: '1.26.x' })],
    ['a registry', editPack({ registryUid: 'r' })],
    ['a layer', editPack({ layer: 'cni' })],
    ['the order of packs', { ...base, packs: base.packs.toReversed() }],
    ['a manifest', editPack({ manifests: [{ name: 'n', content: '' }] })],
    [
      'the text of a manifest',
      {
        ...base,
        packs: base.packs.map((item) => ({
          ...item,
          manifests: item.manifests.map((m) => ({ ...m, content: 'kind: B' })),
        })),
      },
    ],
    ['a default', { ...base, variables: [{ ...variable, defaultValue: 'b' }] }],
    ['the order of variables', { ...base, variables: base.variables.toReversed() }],
    ['the cloud type', { ...base, cloudType: 'aws' }],
    ['the profile type', { ...base, type: 'infra' }],
  ])('%s', (_, content) => {
    expect(contentDigest(content)).not.toBe(contentDigest(base));
  });
});

test('null, absent and "" are one thing', () => {
  const profile = (facts: object): Parameters<typeof toShownContent>[0] => ({
    metadata: { name: 'p', uid: 'u' },
    spec: { published: { cloudType: 'all', type: 'add-on', packs: [{ name: 'a', ...facts }] } },
  });
  const nulls = toShownContent(
    profile({ tag: null, values: null, manifests: null, registryUid: null, layer: null }),
  );
  const absent = toShownContent(profile({}));
  const empty = toShownContent(profile({ tag: '', values: '', manifests: [], registryUid: '', layer: '' }));
  expect(shownDigest(nulls)).toBe(shownDigest(absent));
  expect(shownDigest(empty)).toBe(shownDigest(absent));
});

test('manifest text is joined to the pack of its name', () => {
  const shown = toShownContent({
    metadata: { name: 'p', uid: 'u' },
    spec: { published: { packs: [{ name: 'a', manifests: [{ name: 'm', uid: 'x' }] }, { name: 'b' }] } },
  });
  const content = toContent(
    shown,
    {
      spec: {
        packs: [
          { spec: { name: 'b' } },
          { metadata: { uid: 'x', name: 'a' }, spec: { manifests: [{ name: 'm', content: 'kind: A' }] } },
        ],
      },
    },
    [{ name: 'v', defaultValue: null }],
  );
  expect(content.packs[0]?.manifests).toEqual([{ name: 'm', content: 'kind: A' }]);
  expect(content.variables[0]?.defaultValue).toBe('');
});

describe('the order of variables', () => {
  const reordered = { ...base, variables: base.variables.toReversed() };

  test('sorted by name, the digest is that of earlier editions, which is the same for every order', () => {
    expect(unorderedDigest(base)).toBe(contentDigest(base));
    expect(unorderedDigest(reordered)).toBe(contentDigest(base));
    expect(contentDigest(reordered)).toMatchInlineSnapshot(
      `"sha256:23992231d706022739c78a2c77ee440046dca3821d68f2388b6467cd9ff68c56"`,
    );
  });

  test('an outline tells whether it is known', () => {
    const outline = contentOutline(base);
    const { '["variables"]': _, ...ofEarlierEdition } = outline;
    expect(contentOutline(reordered)['["variables"]']).not.toBe(outline['["variables"]']);
    expect([coversOrder(outline), coversOrder(ofEarlierEdition), coversOrder(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(coversOrder(contentOutline({ ...base, variables: [variable] }))).toBe(true);
  });
});
