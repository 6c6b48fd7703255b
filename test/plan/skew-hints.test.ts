// What a change brings along that people regret: each hint from the contents before and after, without a plan around it.
import { describe, expect, test } from 'vitest';
import type { Content, Pack } from '../../src/content/content.ts';
import { formatAddress } from '../../src/model/address.ts';
import type { PackStages } from '../../src/model/observed.ts';
import { toSource } from '../../src/plan/links.ts';
import type { SKEWS } from '../../src/plan/pack-facts.ts';
import { findSkew, macrosIn, type Skew, type SkewHint, tellSkew } from '../../src/plan/skew.ts';
import type { Source } from '../../src/plan/source.ts';
import { aContent, anObject } from '../support/a-world.ts';
import { aPack } from '../support/contents.ts';

const source = ((): Source => {
  const known = toSource(anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0' }));
  if (known === null) throw new Error('its content is known');
  return known;
})();
const inProject = {
  name: 'edge',
  version: '1.0.0',
  scope: 'project',
  project: 'edge-dev',
  projectUid: 'p-edge-dev',
} as const;
const inTenant = { ...inProject, scope: 'tenant', project: null, projectUid: null } as const;
const of = (...packs: readonly Pack[]): Content => ({ ...aContent(), packs });

function hints(
  facts: Partial<Omit<Skew, 'change'>> & { readonly clone?: Skew['change']['clone'] },
): readonly SkewHint[] {
  const { clone = inProject, ...skew } = facts;
  return findSkew({
    change: { address: formatAddress('edge'), clone },
    source,
    before: null,
    after: null,
    macros: null,
    packStages: null,
    ...skew,
  });
}

const hint = (what: (typeof SKEWS)[number], text: string, more: string): SkewHint => ({
  address: formatAddress('edge'),
  code: `plan/skew-${what}`,
  text,
  hint: more,
});
const NEWER = 'take a version of the source with newer packs';

describe('of the source', () => {
  const stages = (facts: Partial<PackStages>): PackStages => ({
    deprecated: 0,
    disabled: 0,
    deleted: 0,
    ...facts,
  });
  test.each<[string, Parameters<typeof hints>[0], readonly SkewHint[]]>([
    ['nothing to say', {}, []],
    ['no packs on their way out', { packStages: stages({}) }, []],
    [
      'a draft that nobody published',
      { source: { ...source, hasDraft: true } },
      [
        hint(
          'unpublished-draft',
          'base 1.0.0 has an unpublished draft; the published content is copied',
          'if you want the draft to be copied, publish it first',
        ),
      ],
    ],
    [
      'one pack that was deleted',
      { packStages: stages({ deleted: 1 }) },
      [
        hint(
          'deleted-pack',
          'base 1.0.0 has 1 deleted pack',
          `Palette lets no new cluster and no new profile use a deleted pack, so that a clone may be refused; ${NEWER}`,
        ),
      ],
    ],
    [
      'packs that will be, the worst first',
      { packStages: stages({ deprecated: 3, disabled: 2 }) },
      [
        hint(
          'disabled-pack',
          'base 1.0.0 has 2 disabled packs',
          `clusters that have a disabled pack keep it, and new profiles cannot choose it; ${NEWER}`,
        ),
        hint(
          'deprecated-pack',
          'base 1.0.0 has 3 deprecated packs',
          `a deprecated pack is disabled three months later; ${NEWER}`,
        ),
      ],
    ],
    [
      'packs that Palette calls invalid, by name',
      { after: of(aPack('a', { isInvalid: true }), aPack('b'), aPack('c', { isInvalid: true })) },
      [
        hint(
          'invalid-pack',
          'Palette reports invalid packs in base 1.0.0: a, c',
          'their tags were probably removed from the registry',
        ),
      ],
    ],
  ])('%s', (_, facts, expected) => {
    expect(hints(facts)).toEqual(expected);
  });
});

describe('of macros', () => {
  const use = (...names: readonly string[]): string =>
    names.map((name) => `k: {{.spectro.macro.${name}}}`).join('\n');
  const after = of(
    aPack('a', { values: use('zone', 'site', 'zone') }),
    aPack('b', { values: '', manifests: [{ name: 'm', content: use('in-manifest.x_1') }] }),
  );
  const told = (where: string, names: string): SkewHint =>
    hint(
      'missing-macro',
      `values use macros that are not defined in ${where}: ${names}`,
      'a clone does not copy macros: define them there',
    );

  test('that values and manifests use, each once, in alphabetical order', () => {
    expect(macrosIn(after)).toEqual(['in-manifest.x_1', 'site', 'zone']);
    expect(macrosIn(of(aPack('a', { values: 'a: {{  .spectro.macro.x }}{{ .spectro.system.y }}' })))).toEqual(
      ['x'],
    );
  });

  test.each<[string, Parameters<typeof hints>[0], readonly SkewHint[]]>([
    ['all are defined', { after, macros: new Set(['zone', 'site', 'in-manifest.x_1']) }, []],
    ['nobody knows which are defined', { after }, []],
    [
      'some are not',
      { after, macros: new Set(['site']) },
      [told('the target project', 'in-manifest.x_1, zone')],
    ],
    [
      'some are not, at tenant scope',
      { after, macros: new Set(['site', 'zone']), clone: inTenant },
      [told('the tenant', 'in-manifest.x_1')],
    ],
  ])('%s', (_, facts, expected) => {
    expect(hints(facts)).toEqual(expected);
  });
});

describe('of versions', () => {
  const k8s = (tag: string, name = 'kubernetes'): Pack => aPack(name, { tag, layer: 'k8s' });
  const os = (tag: string, name = 'os'): Pack => aPack(name, { tag, layer: 'os' });
  const downgrade = (jump: string): SkewHint =>
    hint('pack-downgrade', `${jump} is a downgrade`, 'clusters that were already upgraded may reject it');
  const skip = (jump: string): SkewHint =>
    hint(
      'kubernetes-skip',
      `${jump} skips a minor version of Kubernetes`,
      'upgrade clusters one minor version at a time: copy an intermediate version first',
    );
  test.each<[string, Pack, Pack, readonly SkewHint[]]>([
    ['the same', os('22.04'), os('22.04'), []],
    ['a newer one', os('22.04'), os('22.10'), []],
    ['an older one', os('22.04'), os('20.04'), [downgrade('os 22.04 → 20.04')]],
    [
      'an older one, by numbers with a zero before',
      os('22.04'),
      os('22.03'),
      [downgrade('os 22.04 → 22.03')],
    ],
    [
      'an older one, by a number with zeros before it',
      os('22.004'),
      os('20.1'),
      [downgrade('os 22.004 → 20.1')],
    ],
    ['an older one by its last number', os('1.2.10'), os('1.2.9'), [downgrade('os 1.2.10 → 1.2.9')]],
    ['a train, which counts as its first version', os('1.25.x'), os('1.25.0'), []],
    ['an older train', os('1.25.1'), os('1.25.x'), [downgrade('os 1.25.1 → 1.25.x')]],
    ['a tag that is no version', os('latest'), os('1.0.0'), []],
    ['a tag that is no version any more', os('1.0.0'), os('latest'), []],
    ['another pack', os('2.0.0'), os('1.0.0', 'other'), []],
    [
      'another distribution of Kubernetes, which is older',
      k8s('1.27.1'),
      k8s('1.26.1', 'rke2'),
      [downgrade('rke2 1.27.1 → 1.26.1')],
    ],
    ['the next minor version of Kubernetes', k8s('1.25.3'), k8s('1.26.0'), []],
    ['the one after', k8s('1.25.3'), k8s('1.27.0'), [skip('kubernetes 1.25.3 → 1.27.0')]],
    ['another major version of Kubernetes', k8s('1.25.3'), k8s('2.30.0'), []],
    ['two minor versions of another pack', os('1.25.3'), os('1.27.0'), []],
  ])('%s', (_, was, is, expected) => {
    expect(hints({ before: of(aPack('x'), was), after: of(is, aPack('y')) })).toEqual(expected);
    expect(hints({ before: null, after: of(is) })).toEqual([]);
    expect(hints({ before: of(was), after: null })).toEqual([]);
  });

  test('a new pack comes without a hint', () => {
    expect(hints({ before: of(os('1.0.0')), after: of(os('1.0.0'), k8s('1.0.0')) })).toEqual([]);
  });
});

test('of hosts at the edge that reboot', () => {
  const edge = (run: string): Content => ({
    ...of(aPack('os', { layer: 'os', values: `stages:\n  boot: ${run}\n  network: ${run}\n` })),
    cloudType: 'edge-native',
  });
  expect(hints({ before: edge('a'), after: edge('b') })).toEqual([
    hint(
      'edge-reboot',
      'stages.boot, stages.network of os changes: clusters that take this version reboot their hosts',
      "by the vendor's table of upgrade behavior; choose a time when nodes can be down one after the other",
    ),
  ]);
});

describe('what is alike is one warning', () => {
  const at = (id: string, text = 'text', code: SkewHint['code'] = 'plan/skew-pack-downgrade'): SkewHint => ({
    address: formatAddress(id),
    code,
    text,
    hint: 'hint',
  });
  test.each<[string, readonly SkewHint[], readonly string[]]>([
    ['none', [], []],
    ['of one clone', [at('a')], ['a: text']],
    ['of five', ['a', 'b', 'c', 'd', 'e'].map((id) => at(id)), ['a, b, c, d, e: text']],
    ['of six', ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => at(id)), ['a, b, c, d, e and 1 more: text']],
    ['of two texts', [at('a'), at('b', 'other'), at('c')], ['a, c: text', 'b: other']],
    ['of two codes', [at('a'), at('b', 'text', 'plan/skew-invalid-pack')], ['a: text', 'b: text']],
  ])('%s', (_, found, messages) => {
    const warnings = tellSkew(found);
    expect(warnings.map(({ message }) => message)).toEqual(messages);
    expect(warnings.every(({ severity, hint: said }) => severity === 'warning' && said === 'hint')).toBe(
      true,
    );
    expect(new Set(warnings.map(({ code }) => code))).toEqual(new Set(found.map(({ code }) => code)));
  });
});
