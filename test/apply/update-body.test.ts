// What is sent to make one profile's content another's: the body of the draft, and the variables.
import { describe, expect, test } from 'vitest';
import { targetOf, type UpdateTarget, updateBody, variableChanges } from '../../src/apply/update-body.ts';
import type { Content, Pack } from '../../src/content/content.ts';
import type { WholeProfile } from '../../src/inventory/read-whole.ts';
import type { WireProfile } from '../../src/palette/wire.ts';
import { aPack, aVariable } from '../support/contents.ts';

const PACKS = [{ name: 'os', manifests: [{ name: 'ns', uid: 'm-1' }] }] as never;

const profileOf = (
  metadata: Partial<WireProfile['metadata']>,
  spec: WireProfile['spec'] = {},
): WireProfile => ({ metadata: { uid: 'u-1', name: 'edge', ...metadata }, spec });

describe('the object that a draft is written into', () => {
  test.each<readonly [string, WireProfile, Partial<UpdateTarget>]>([
    [
      'by name, UID and version',
      profileOf({}, { version: '1.2.0' }),
      { uid: 'u-1', name: 'edge', version: '1.2.0' },
    ],
    ['with the recorded version where Palette shows none', profileOf({}), { version: '9.9.9' }],
    ['without packs where it shows none', profileOf({}), { packs: [] }],
    ['without annotations where it shows none', profileOf({ annotations: null }), { annotations: {} }],
    [
      'with its annotations, but for those of Palette itself and those without a text',
      profileOf({
        annotations: {
          description: 'words',
          owner: 'me',
          scope: 'project',
          projectUid: 'p-1',
          tenantUid: 't-1',
          empty: null,
        },
      }),
      { annotations: { description: 'words', owner: 'me' } },
    ],
    ['with its published packs', profileOf({}, { published: { packs: PACKS } }), { packs: PACKS }],
    [
      'with the packs of a draft that was begun',
      profileOf({}, { draft: { packs: PACKS }, published: { packs: [] } }),
      { packs: PACKS },
    ],
  ])('%s', (_, profile, expected) => {
    const plain = { uid: 'u-1', name: 'edge', version: '9.9.9', annotations: {}, packs: [] };
    expect(targetOf(profile, '9.9.9')).toEqual({ ...plain, ...expected });
  });
});

const TARGET: UpdateTarget = { uid: 'u-1', name: 'edge', version: '1.2.0', annotations: {}, packs: [] };

function bodyOf(
  packs: readonly Pack[],
  target: Partial<UpdateTarget> = {},
  more: {
    readonly packUids?: Readonly<Record<string, string>>;
    readonly withoutUid?: readonly string[];
  } = {},
): ReturnType<typeof updateBody> {
  const content: Content = { cloudType: 'all', type: 'add-on', packs, variables: [] };
  const known = Object.entries(more.packUids ?? {}).map(([name, packUid]) => ({ name, packUid }));
  const spec = more.packUids === undefined ? {} : { published: { packs: known as never } };
  const source = { profile: profileOf({}, spec) } as WholeProfile;
  return updateBody({ content, source, withoutUid: new Set(more.withoutUid) }, { ...TARGET, ...target });
}

describe('the body of the draft', () => {
  test('names the object, its version and the type of its content', () => {
    expect(bodyOf([])).toEqual({
      metadata: { name: 'edge', uid: 'u-1' },
      spec: { version: '1.2.0', template: { type: 'add-on', packs: [] } },
    });
  });

  test('sends annotations back where there are any', () => {
    expect(bodyOf([], { annotations: { owner: 'me' } }).metadata).toEqual({
      name: 'edge',
      uid: 'u-1',
      annotations: { owner: 'me' },
    });
  });

  const full = aPack('os', { registryUid: 'r-1', values: 'v: 1' });
  const plain = { name: 'os', tag: '1.0.0', registryUid: 'r-1', values: 'v: 1', manifests: [] };
  const whole = { ...plain, layer: 'addon', type: 'manifest' };
  test.each<readonly [string, Pack, Parameters<typeof bodyOf>[2], object]>([
    [
      'a pack has all its members, and the UID of the source’s',
      full,
      { packUids: { os: 'k-1' } },
      { ...whole, uid: 'k-1' },
    ],
    ['a pack that the source lacks has no UID', full, { packUids: { other: 'k-1' } }, whole],
    ['a pack of a source without published packs has no UID', full, {}, whole],
    [
      'a pack that overrides give another tag or registry has no UID',
      full,
      { packUids: { os: 'k-1' }, withoutUid: ['os'] },
      whole,
    ],
    ['a layer and a type that are not known are left out', { ...full, layer: '', type: '' }, {}, plain],
  ])('%s', (_, pack, more, expected) => {
    expect(bodyOf([pack], {}, more).spec.template.packs).toEqual([expected]);
  });

  const manifests = (...names: readonly string[]): Pack[] => [
    aPack('os', { manifests: names.map((name, index) => ({ name, content: `c${index}` })) }),
  ];
  const known = (...items: readonly object[]): Partial<UpdateTarget> => ({
    packs: [
      { name: 'other', manifests: [{ name: 'ns', uid: 'not-this' }] },
      { name: 'os', manifests: items },
    ] as never,
  });
  test.each<readonly [string, readonly string[], Partial<UpdateTarget>, readonly object[]]>([
    [
      'keep the UID that the object has for them',
      ['ns'],
      known({ name: 'ns', uid: 'm-1' }),
      [{ name: 'ns', uid: 'm-1', content: 'c0' }],
    ],
    [
      'are new where the object has none of that name',
      ['ns'],
      known({ name: 'quota', uid: 'm-1' }),
      [{ name: 'ns', content: 'c0' }],
    ],
    ['are new where the object has no such pack', ['ns'], { packs: [] }, [{ name: 'ns', content: 'c0' }]],
    [
      'are new where the pack shows no manifests',
      ['ns'],
      { packs: [{ name: 'os' }] as never },
      [{ name: 'ns', content: 'c0' }],
    ],
    [
      'are new where theirs shows no UID',
      ['ns', ''],
      known({ name: 'ns' }, { name: 'ns', uid: null }),
      [
        { name: 'ns', content: 'c0' },
        { name: '', content: 'c1' },
      ],
    ],
    [
      'that share a name get one UID each',
      ['ns', 'ns', 'ns'],
      known({ name: 'ns', uid: 'm-1' }, { name: 'x', uid: 'm-2' }, { name: 'ns', uid: 'm-3' }),
      [
        { name: 'ns', uid: 'm-1', content: 'c0' },
        { name: 'ns', uid: 'm-3', content: 'c1' },
        { name: 'ns', content: 'c2' },
      ],
    ],
    [
      'without a name keep their UID, too',
      [''],
      known({ uid: 'm-1' }),
      [{ name: '', uid: 'm-1', content: 'c0' }],
    ],
  ])('manifests %s', (_, names, target, expected) => {
    expect(bodyOf(manifests(...names), target).spec.template.packs[0]?.manifests).toEqual(expected);
  });
});

describe('variables', () => {
  const members = {
    name: 'zone',
    displayName: '',
    description: '',
    defaultValue: 'a',
    regex: '',
    required: false,
    immutable: false,
    hidden: false,
    isSensitive: false,
    options: [],
  };
  test.each<
    readonly [string, Parameters<typeof variableChanges>, Partial<ReturnType<typeof variableChanges>>]
  >([
    ['nothing where nothing differs', [[aVariable('zone')], [aVariable('zone')]], {}],
    [
      'a new one is set with every member, but for a format and an input type that have no value',
      [[], [aVariable('zone', { format: '' })]],
      { set: [members] },
    ],
    [
      'a changed one, with format and input type',
      [[aVariable('zone')], [aVariable('zone', { inputType: 'text', format: 'number' })]],
      { set: [{ ...members, format: 'number', inputType: 'text' }] },
    ],
    ['a surplus one is removed', [[aVariable('zone')], []], { remove: ['zone'] }],
    [
      'all of them where the order differs',
      [
        [aVariable('zone'), aVariable('tier')],
        [aVariable('tier'), aVariable('zone')],
      ],
      {
        order: [
          { ...members, name: 'tier', format: 'string' },
          { ...members, format: 'string' },
        ],
      },
    ],
    [
      'a sensitive one is only named',
      [[], [aVariable('token', { isSensitive: true })]],
      { masked: ['token'] },
    ],
  ])('%s', (_, [from, to], expected) => {
    expect(variableChanges(from, to)).toEqual({ set: [], remove: [], order: [], masked: [], ...expected });
  });
});
