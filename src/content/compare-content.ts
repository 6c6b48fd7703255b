// Two contents, pack by pack: what was added, taken away, moved, or changed, by name.

import { canonicalJson } from './canonical-json.ts';
import { compareValues, lineDiff } from './compare-values.ts';
import type { Content, Manifest, Pack, Variable } from './content.ts';
import { byManifestKey } from './manifest-keys.ts';
import { partKey } from './outline.ts';
import type { PackChange } from './pack-change.ts';

/** What stands for the profile itself and for its variables where a pack would be named. */
export const PROFILE = '(profile)';
export const VARIABLES = '(variables)';

/** One difference and the part of the content that it is in (content/outline.ts). */
interface Difference {
  readonly part: string;
  readonly change: PackChange;
}

/** Empty exactly when the digests of the two are equal, sensitive defaults aside: those come back masked (facts.md section 1). */
export function compareContent(from: Content, to: Content): readonly PackChange[] {
  return differences(from, to).map(({ change }) => change);
}

/** The same, but only what is in one of these parts. */
export function compareParts(from: Content, to: Content, parts: ReadonlySet<string>): readonly PackChange[] {
  return differences(from, to).flatMap(({ part, change }) =>
    part === PROFILE || parts.has(part) ? [change] : [],
  );
}

function differences(from: Content, to: Content): readonly Difference[] {
  return [
    ...fact(PROFILE, PROFILE, 'cloud type', from.cloudType, to.cloudType),
    ...fact(PROFILE, PROFILE, 'type', from.type, to.type),
    ...comparePacks(from.packs, to.packs),
    ...compareVariables(from.variables, to.variables),
  ];
}

function fact(part: string, pack: string, change: string, from: string, to: string): readonly Difference[] {
  return from === to ? [] : [{ part, change: { pack, change, from, to } }];
}

function comparePacks(from: readonly Pack[], to: readonly Pack[]): readonly Difference[] {
  const before = new Map(from.map((pack) => [pack.name, pack]));
  const after = new Map(to.map((pack) => [pack.name, pack]));
  const removed = from.filter((pack) => !after.has(pack.name));
  const common = from.filter((pack) => after.has(pack.name)).map((pack) => pack.name);
  const reordered = to.filter((pack) => before.has(pack.name)).map((pack) => pack.name);
  const whole = (pack: Pack, change: 'added' | 'removed'): Difference => ({
    part: partKey('pack', pack.name),
    change: {
      pack: pack.name,
      change,
      from: change === 'removed' ? pack.tag : null,
      to: change === 'added' ? pack.tag : null,
    },
  });
  return [
    ...removed.map((pack) => whole(pack, 'removed')),
    ...to.flatMap((pack) => {
      const old = before.get(pack.name);
      return old === undefined ? [whole(pack, 'added')] : comparePack(old, pack);
    }),
    ...fact(partKey('order'), PROFILE, 'order of packs', common.join(', '), reordered.join(', ')),
  ];
}

/** What a train such as 1.25.x resolves to is not compared: Palette moves it by itself (facts.md section 1). */
function comparePack(from: Pack, to: Pack): readonly Difference[] {
  const part = partKey('pack', to.name);
  const values = compareValues(from.values, to.values);
  return [
    ...fact(part, to.name, 'tag', from.tag, to.tag),
    ...fact(part, to.name, 'layer', from.layer, to.layer),
    ...fact(part, to.name, 'type', from.type, to.type),
    ...fact(part, to.name, 'registry', from.registryUid, to.registryUid),
    ...(values === null
      ? []
      : [
          {
            part: partKey('pack', to.name, 'values'),
            change: { pack: to.name, change: values.change, from: null, to: null, diff: values.diff },
          },
        ]),
    ...compareManifests(to.name, from.manifests, to.manifests),
  ];
}

function compareManifests(
  pack: string,
  from: readonly Manifest[],
  to: readonly Manifest[],
): readonly Difference[] {
  const before = byManifestKey(from);
  const after = byManifestKey(to);
  const change = (name: string, what: string, diff?: string): Difference => ({
    part: partKey('pack', pack, 'manifest', name),
    change: {
      pack,
      change: `manifest ${name} ${what}`,
      from: null,
      to: null,
      ...(diff === undefined ? {} : { diff }),
    },
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

function compareVariables(from: readonly Variable[], to: readonly Variable[]): readonly Difference[] {
  const before = new Map(from.map((variable) => [variable.name, variable]));
  const after = new Map(to.map((variable) => [variable.name, variable]));
  const change = (name: string, what: string): Difference => ({
    part: partKey('variable', name),
    change: { pack: VARIABLES, change: `${name} ${what}`, from: null, to: null },
  });
  return [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => change(name, 'removed')),
    ...[...after].flatMap(([name, variable]) => {
      const old = before.get(name);
      if (old === undefined) return [change(name, 'added')];
      const members = differingMembers(old, variable);
      if (members.length === 0) return [];
      const masked =
        old.isSensitive && variable.isSensitive ? '; its default is masked and was not compared' : '';
      return [change(name, `changed (${members.join(', ')}${masked})`)];
    }),
  ];
}

/** Names of members only: a default may be what somebody wanted kept. A sensitive one cannot be compared at all. */
export function differingMembers(from: Variable, to: Variable): readonly (keyof Variable)[] {
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
