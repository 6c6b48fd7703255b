// Two contents, pack by pack: what was added, taken away, moved, or changed, by name.

import { canonicalJson } from '../model/canonical-json.ts';
import type { Content, Manifest, Pack, Variable } from '../model/content.ts';
import { compareValues, lineDiff } from './compare-values.ts';
import type { PackChange } from './plan.ts';

/** What stands for the profile itself and for its variables where a pack would be named. */
export const PROFILE = '(profile)';
export const VARIABLES = '(variables)';

/** Empty exactly when the digests of the two are equal, sensitive defaults aside: those come back masked (facts.md section 1). */
export function compareContent(from: Content, to: Content): readonly PackChange[] {
  return [
    ...fact(PROFILE, 'cloud type', from.cloudType, to.cloudType),
    ...fact(PROFILE, 'type', from.type, to.type),
    ...comparePacks(from.packs, to.packs),
    ...compareVariables(from.variables, to.variables),
  ];
}

function fact(pack: string, change: string, from: string, to: string): readonly PackChange[] {
  return from === to ? [] : [{ pack, change, from, to }];
}

function comparePacks(from: readonly Pack[], to: readonly Pack[]): readonly PackChange[] {
  const before = new Map(from.map((pack) => [pack.name, pack]));
  const after = new Map(to.map((pack) => [pack.name, pack]));
  const removed = from.filter((pack) => !after.has(pack.name));
  const common = from.filter((pack) => after.has(pack.name)).map((pack) => pack.name);
  const reordered = to.filter((pack) => before.has(pack.name)).map((pack) => pack.name);
  return [
    ...removed.map((pack): PackChange => ({ pack: pack.name, change: 'removed', from: pack.tag, to: null })),
    ...to.flatMap((pack) => {
      const old = before.get(pack.name);
      if (old === undefined) return [{ pack: pack.name, change: 'added', from: null, to: pack.tag }];
      return comparePack(old, pack);
    }),
    ...fact(PROFILE, 'order of packs', common.join(', '), reordered.join(', ')),
  ];
}

/** What a train such as 1.25.x resolves to is not compared: Palette moves it by itself (facts.md section 1). */
function comparePack(from: Pack, to: Pack): readonly PackChange[] {
  const values = compareValues(from.values, to.values);
  return [
    ...fact(to.name, 'tag', from.tag, to.tag),
    ...fact(to.name, 'layer', from.layer, to.layer),
    ...fact(to.name, 'type', from.type, to.type),
    ...fact(to.name, 'registry', from.registryUid, to.registryUid),
    ...(values === null
      ? []
      : [{ pack: to.name, change: values.change, from: null, to: null, diff: values.diff }]),
    ...compareManifests(to.name, from.manifests, to.manifests),
  ];
}

function compareManifests(
  pack: string,
  from: readonly Manifest[],
  to: readonly Manifest[],
): readonly PackChange[] {
  const before = new Map(from.map((manifest) => [manifest.name, manifest.content.trim()]));
  const after = new Map(to.map((manifest) => [manifest.name, manifest.content.trim()]));
  const change = (name: string, what: string, diff?: string): PackChange => ({
    pack,
    change: `manifest ${name} ${what}`,
    from: null,
    to: null,
    ...(diff === undefined ? {} : { diff }),
  });
  return [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => change(name, 'removed')),
    ...[...after].flatMap(([name, text]) => {
      const old = before.get(name);
      if (old === undefined) return [change(name, 'added')];
      return old === text ? [] : [change(name, 'changed', lineDiff(old, text))];
    }),
  ];
}

function compareVariables(from: readonly Variable[], to: readonly Variable[]): readonly PackChange[] {
  const before = new Map(from.map((variable) => [variable.name, variable]));
  const after = new Map(to.map((variable) => [variable.name, variable]));
  const change = (name: string, what: string): PackChange => ({
    pack: VARIABLES,
    change: `${name} ${what}`,
    from: null,
    to: null,
  });
  return [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => change(name, 'removed')),
    ...[...after].flatMap(([name, variable]) => {
      const old = before.get(name);
      if (old === undefined) return [change(name, 'added')];
      const members = differingMembers(old, variable);
      return members.length === 0 ? [] : [change(name, `changed (${members.join(', ')})`)];
    }),
  ];
}

/** Names only: a default may be what somebody wanted kept. A sensitive one cannot be compared at all. */
function differingMembers(from: Variable, to: Variable): readonly string[] {
  const isMasked = from.isSensitive && to.isSensitive;
  return (Object.keys(to) as (keyof Variable)[]).filter((key) => {
    if (key === 'defaultValue' && isMasked) return false;
    return factText(from, key) !== factText(to, key);
  });
}

function factText(variable: Variable, key: keyof Variable): string {
  const value = variable[key];
  return typeof value === 'object'
    ? canonicalJson(value.map((option) => ({ ...option })))
    : canonicalJson(value);
}
