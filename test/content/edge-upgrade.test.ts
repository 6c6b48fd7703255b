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
  ['values that are no YAML', 'a: [', K8S, []],
])('%s', (_, os, k8s, effects) => {
  expect(shown(edge(OS, K8S), edge(os, k8s))).toEqual(effects);
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
