// The vendor's table of upgrade behavior, row by row.
import { expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { edgeEffects } from '../../src/content/edge-upgrade.ts';
import { aPack } from '../support/contents.ts';

const OS = `options:
  system.uri: "{{ .spectro.pack.edge-native-byoi.options.system.registry }}/{{ .spectro.pack.edge-native-byoi.options.system.repo }}:{{ .spectro.system.kubernetes.version }}"
  system.registry: ttl.sh
  system.repo: ubuntu
  system.osName: ubuntu
stages:
  initramfs: [{ name: users }]
  reconcile: [{ name: check }]
`;
const K8S = `cluster:
  config: { a: 1 }
stages:
  boot: [{ name: limits }]
`;

function edge(
  os: string,
  k8s: string,
  more: { name?: string; tag?: string; cloudType?: string } = {},
): Content {
  const { name = 'edge-k3s', tag = '1.30.4', cloudType = 'edge-native' } = more;
  return {
    type: 'infra',
    cloudType,
    packs: [
      aPack('edge-native-byoi', { layer: 'os', values: os }),
      aPack(name, { layer: 'k8s', tag, values: k8s }),
      aPack('cni-calico', { layer: 'cni', values: 'stages: { boot: [] }\n' }),
    ],
    variables: [],
  };
}

const shown = (before: Content, after: Content): readonly string[] =>
  edgeEffects(before, after).map(({ effect, pack, paths }) => `${effect} ${pack} ${paths.join(' ')}`);

test.each([
  ['nothing', OS, K8S, []],
  [
    'what the URI refers to',
    OS.replace('repo: ubuntu', 'repo: debian'),
    K8S,
    ['repave edge-native-byoi options.system.uri'],
  ],
  [
    'the URI itself',
    OS.replace(/uri: .*/, 'uri: ttl.sh/x:1'),
    K8S,
    ['repave edge-native-byoi options.system.uri'],
  ],
  ['an option that the URI does not name', OS.replace('osName: ubuntu', 'osName: debian'), K8S, []],
  [
    'a stage of the operating system',
    OS.replace('users', 'groups'),
    K8S,
    ['reboot edge-native-byoi stages.initramfs'],
  ],
  [
    'a stage that is new',
    OS.replace('stages:\n', 'stages:\n  fs: []\n'),
    K8S,
    ['reboot edge-native-byoi stages.fs'],
  ],
  ['the stage that is only loaded again', OS.replace('check', 'other'), K8S, []],
  ['a stage of Kubernetes', OS, K8S.replace('limits', 'other'), ['reboot edge-k3s stages.boot']],
  ['the cluster, whose services restart', OS, K8S.replace('a: 1', 'a: 2'), []],
  ['a comment', `# new\n${OS}`, K8S, []],
  [
    'both',
    OS.replace('repo: ubuntu', 'repo: b').replace('users', 'c'),
    K8S,
    ['repave edge-native-byoi options.system.uri', 'reboot edge-native-byoi stages.initramfs'],
  ],
  [
    'a stage that went',
    OS.replace('  initramfs: [{ name: users }]\n', ''),
    K8S,
    ['reboot edge-native-byoi stages.initramfs'],
  ],
  [
    'all stages',
    OS.replace(/stages:[^]*/, 'stages: none'),
    K8S,
    ['reboot edge-native-byoi stages.initramfs'],
  ],
  ['an option of Kubernetes', OS, `${K8S}options: { system.uri: x }\n`, []],
  [
    'a URI that is none',
    OS.replace(/uri: .*/, 'uri: [a]'),
    K8S,
    ['repave edge-native-byoi options.system.uri'],
  ],
  ['values that are no YAML', 'a: [', K8S, []],
  ['values that are a list', '- a', K8S, []],
])('%s', (_, os, k8s, effects) => {
  expect(shown(edge(OS, K8S), edge(os, k8s))).toEqual(effects);
});

test('values that were no YAML before say nothing either', () => {
  expect(shown(edge('a: [', '- a'), edge(OS, K8S))).toEqual([]);
});

test('an option that is not there is as one that is empty', () => {
  const without = OS.replace('  system.repo: ubuntu\n', '');
  expect(shown(edge(without, K8S), edge(OS.replace('repo: ubuntu', 'repo: ""'), K8S))).toEqual([]);
  const [none, empty] = ['stages: {}\n', 'options: { system.uri: "" }\n'];
  expect(shown(edge(none, K8S), edge(empty, K8S))).toEqual([]);
});

test('packs that are no operating system and no Kubernetes are not looked at', () => {
  const other = (stage: string): Content => {
    const content = edge(OS, K8S);
    return {
      ...content,
      packs: [...content.packs, aPack('rke2-ingress', { values: `stages: { boot: [${stage}] }` })],
    };
  };
  expect(shown(other('a'), other('b'))).toEqual([]);
  const reboots = {
    ...other('a'),
    packs: edge(OS, K8S.replace('limits', 'x')).packs.concat(aPack('rke2-ingress')),
  };
  expect(shown(other('a'), reboots)).toEqual(['reboot edge-k3s stages.boot']);
});

test('an operating system of another name is compared with the one before', () => {
  const after = edge(OS.replace('users', 'groups'), K8S);
  const renamed = {
    ...after,
    packs: after.packs.map((pack) => (pack.layer === 'os' ? { ...pack, name: 'byoi' } : pack)),
  };
  expect(shown(edge(OS, K8S), renamed)).toContain('reboot byoi stages.initramfs');
});

test('an operating system that comes has no host to repave', () => {
  const { packs, ...rest } = edge(OS, K8S);
  expect(shown({ ...rest, packs: packs.slice(1) }, { ...rest, packs })).toEqual([]);
});

test('without Kubernetes its version is not known', () => {
  const alone = (os: string): Content => ({ ...edge(os, K8S), packs: edge(os, K8S).packs.slice(0, 1) });
  expect(shown(alone(OS), alone(`# new\n${OS}`))).toEqual([]);
  expect(shown(alone(OS), edge(OS, K8S))).toEqual(['repave edge-native-byoi options.system.uri']);
});

test('repaves come first, in whatever order the packs are', () => {
  const reversed = (os: string, k8s: string): Content => {
    const content = edge(os, k8s);
    return { ...content, packs: content.packs.toReversed() };
  };
  const after = reversed(
    OS.replace('repo: ubuntu', 'repo: b').replace('users', 'c'),
    K8S.replace('limits', 'd'),
  );
  expect(shown(reversed(OS, K8S), after)).toEqual([
    'repave edge-native-byoi options.system.uri',
    'reboot edge-k3s stages.boot',
    'reboot edge-native-byoi stages.initramfs',
  ]);
});

test('a version of Kubernetes that the URI names repaves', () => {
  expect(shown(edge(OS, K8S), edge(OS, K8S, { tag: '1.31.0' }))).toEqual([
    'repave edge-native-byoi options.system.uri',
  ]);
  const fixed = OS.replace(/:\{\{ \.spectro\.system\.kubernetes\.version \}\}/, ':1');
  expect(shown(edge(fixed, K8S), edge(fixed, K8S, { tag: '1.31.0' }))).toEqual([]);
});

test('with RKE2, stages repave', () => {
  const rke2 = { name: 'edge-rke2' };
  expect(shown(edge(OS, K8S, rke2), edge(OS, K8S.replace('limits', 'x'), rke2))).toEqual([
    'repave edge-rke2 stages.boot',
  ]);
});

test('other clouds have no such table', () => {
  const cloud = { cloudType: 'vsphere' };
  expect(shown(edge(OS, K8S, cloud), edge(OS.replace('repo: ubuntu', 'repo: b'), K8S, cloud))).toEqual([]);
});
