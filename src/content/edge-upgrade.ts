// What a change of an edge profile does to the hosts of its clusters, by the table that the vendor publishes ("Edge Cluster Upgrade
// Behavior", librarium, clusters/edge/cluster-management/upgrade-behavior, as of Palette 4.9). Nothing of it is read from Palette.
import type { Content, Pack } from './content.ts';
import { type MapNode, Numbers, type ValueNode, valuesTrees } from './values-tree.ts';
import { readYaml } from './yaml-text.ts';

export interface EdgeEffect {
  readonly effect: 'repave' | 'reboot';
  readonly pack: string;
  /** What of its values leads to it. */
  readonly paths: readonly string[];
}

/** Stages of cloud-init whose change reboots hosts. `reconcile` is not among them: it is only loaded again. */
const REBOOTING = new Set([
  'rootfs',
  'initramfs',
  'boot',
  'fs',
  'network',
  'after-install',
  'after-install-chroot',
  'after-upgrade',
  'after-upgrade-chroot',
  'after-reset',
  'after-reset-chroot',
  'before-install',
  'before-upgrade',
  'before-reset',
]);

/** Repaves first. Values that are no YAML say nothing. */
export function edgeEffects(before: Content, after: Content): readonly EdgeEffect[] {
  if (after.cloudType !== 'edge-native') return [];
  const found = after.packs.flatMap((pack) => {
    const was = counterpart(before, pack);
    if (was === undefined) return [];
    const numbers = new Numbers();
    const [from, to] = [treeOf(was, numbers), treeOf(pack, numbers)];
    if (from === null || to === null) return [];
    const stages = changedStages(from, to).map((name) => `stages.${name}`);
    // A known issue of the table: with RKE2, stages repave.
    const effect = isRke2(after) ? ('repave' as const) : ('reboot' as const);
    const hasOtherUri = pack.layer === 'os' && uriOf(before, was, from) !== uriOf(after, pack, to);
    return [
      ...(hasOtherUri ? [{ ...REPAVE, pack: pack.name, paths: [URI] }] : []),
      ...(stages.length === 0 ? [] : [{ effect, pack: pack.name, paths: stages }]),
    ];
  });
  return found.toSorted((a, b) => Number(a.effect === 'reboot') - Number(b.effect === 'reboot'));
}

const REPAVE = { effect: 'repave' } as const;
const URI = 'options.system.uri';

/** Only operating system and Kubernetes have such values; a profile has one of each. */
function counterpart({ packs }: Content, { layer }: Pack): Pack | undefined {
  if (layer !== 'os' && layer !== 'k8s') return undefined;
  return packs.find((pack) => pack.layer === layer);
}

function isRke2({ packs }: Content): boolean {
  return packs.some(({ layer, name }) => layer === 'k8s' && name.includes('rke2'));
}

function treeOf({ values }: Pack, numbers: Numbers): MapNode | null {
  const yaml = readYaml(values);
  const tree = yaml === undefined ? undefined : valuesTrees(yaml, numbers)?.[0];
  return tree?.kind === 'map' ? tree : null;
}

function changedStages(from: MapNode, to: MapNode): readonly string[] {
  const [before, after] = [membersOf(memberOf(from, 'stages')), membersOf(memberOf(to, 'stages'))];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => REBOOTING.has(name) && before.get(name)?.id !== after.get(name)?.id);
}

function memberOf(map: MapNode, name: string): ValueNode | undefined {
  return membersOf(map).get(name);
}

function membersOf(node: ValueNode | undefined): ReadonlyMap<string, ValueNode> {
  if (node?.kind !== 'map') return new Map();
  return new Map([...node.entries.values()].map(({ key, value }) => [key, value]));
}

const REFERENCE = /\{\{\s*\.spectro\.([A-Za-z0-9_.-]+?)\s*\}\}/g;

/** With what it refers to: "changes to any other parameters that are used by the options.system.uri parameter" count. */
function uriOf({ packs }: Content, { name }: Pack, values: MapNode): string {
  const options = membersOf(memberOf(values, 'options'));
  const text = textOf(options.get('system.uri'));
  return text.replace(REFERENCE, (whole, reference: string) => {
    if (reference === 'system.kubernetes.version')
      return packs.find((pack) => pack.layer === 'k8s')?.tag ?? whole;
    const own = `pack.${name}.options.`;
    return reference.startsWith(own) ? textOf(options.get(reference.slice(own.length))) : whole;
  });
}

function textOf(node: ValueNode | undefined): string {
  return node?.kind === 'scalar' ? node.text : '';
}
