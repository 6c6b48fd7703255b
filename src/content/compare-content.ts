// Two contents, pack by pack: what was added, taken away, moved, or changed, by name.

import { compareLines, compareValues, sameInOtherForm } from './compare-values.ts';
import { differingMembers, newVariableEdits, variableEdits } from './compare-variables.ts';
import type { Content, Manifest, Pack, Variable } from './content.ts';
import { editLines } from './edit-lines.ts';
import { byManifestKey } from './manifest-keys.ts';
import { memoizeWeak } from './memoize.ts';
import { partKey, VARIABLE_ORDER } from './outline.ts';
import type { Edit, PackChange } from './pack-change.ts';
import { uniqueKeys } from './unique-keys.ts';

/** What stands for the profile itself and for its variables where a pack would be named. */
export const PROFILE = '(profile)';
export const VARIABLES = '(variables)';

export const ORDER_OF_VARIABLES = 'order of variables';

/** One difference and the part of the content that it is in (content/outline.ts). */
interface Difference {
  readonly part: string;
  readonly change: PackChange;
}

/** Empty exactly when the digests of the two are equal, sensitive defaults aside: those come back masked (facts.md section 1). */
export function compareContent(from: Content, to: Content): readonly PackChange[] {
  return compared(from, to).map(({ change }) => change);
}

/** The same, but only what is in one of these parts. */
export function compareParts(from: Content, to: Content, parts: ReadonlySet<string>): readonly PackChange[] {
  return compared(from, to).flatMap(({ part, change }) =>
    part === PROFILE || parts.has(part) ? [change] : [],
  );
}

function compared(from: Content, to: Content): readonly Difference[] {
  return comparedWith(from)(to);
}

/** Clones of one source have one content, as one object: it is compared once for all of them. */
const comparedWith = memoizeWeak((from: Content) => memoizeWeak((to: Content) => differences(from, to)));

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

/** Packs by name. One chart may be in a profile twice, under names of its own; a number distinguishes two packs of one name. */
function byPackKey(packs: readonly Pack[]): ReadonlyMap<string, Pack> {
  const keys = uniqueKeys(packs.map(({ name }) => name));
  return new Map(packs.map((pack, index) => [keys[index] ?? '', pack]));
}

function comparePacks(from: readonly Pack[], to: readonly Pack[]): readonly Difference[] {
  const before = byPackKey(from);
  const after = byPackKey(to);
  const common = [...before.keys()].filter((key) => after.has(key));
  const reordered = [...after.keys()].filter((key) => before.has(key));
  const whole = (key: string, tag: string, change: 'added' | 'removed'): Difference => ({
    part: partKey('pack', key),
    change: {
      pack: key,
      change,
      from: change === 'removed' ? tag : null,
      to: change === 'added' ? tag : null,
    },
  });
  return [
    ...[...before].flatMap(([key, { tag }]) => (after.has(key) ? [] : [whole(key, tag, 'removed')])),
    ...[...after].flatMap(([key, pack]) => {
      const old = before.get(key);
      return old === undefined ? [whole(key, pack.tag, 'added')] : comparePack(key, old, pack);
    }),
    ...fact(partKey('order'), PROFILE, 'order of packs', common.join(', '), reordered.join(', ')),
  ];
}

/** What a train such as 1.25.x resolves to is not compared: Palette moves it by itself (facts.md section 1). */
function comparePack(key: string, from: Pack, to: Pack): readonly Difference[] {
  const part = partKey('pack', key);
  const values = compareValues(from.values, to.values);
  return [
    ...fact(part, key, 'tag', from.tag, to.tag),
    ...fact(part, key, 'layer', from.layer, to.layer),
    ...fact(part, key, 'type', from.type, to.type),
    ...fact(part, key, 'registry', from.registryUid, to.registryUid),
    ...(values === null
      ? []
      : [{ part: partKey('pack', key, 'values'), change: withEdits(key, values.change, values.edits) }]),
    ...compareManifests(key, from.manifests, to.manifests),
  ];
}

function withEdits(pack: string, change: string, edits: readonly Edit[]): PackChange {
  const plain: PackChange = { pack, change, from: null, to: null };
  return edits.length === 0 ? plain : { ...plain, diff: editLines(edits), edits };
}

function compareManifests(
  pack: string,
  from: readonly Manifest[],
  to: readonly Manifest[],
): readonly Difference[] {
  const before = byManifestKey(from);
  const after = byManifestKey(to);
  const change = (name: string, what: string, edits: readonly Edit[] = []): Difference => ({
    part: partKey('pack', pack, 'manifest', name),
    change: withEdits(pack, `manifest ${name} ${what}`, edits),
  });
  return [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => change(name, 'removed')),
    ...[...after].flatMap(([name, text]) => {
      const old = before.get(name);
      if (old === undefined) return [change(name, 'added')];
      if (old === text) return [];
      const form = sameInOtherForm(old, text);
      return [change(name, `changed${form === null ? '' : ` (only ${form})`}`, compareLines(old, text))];
    }),
  ];
}

/** Their order is that of the form in which people fill them in (facts.md section 10, row 5). */
function compareVariables(from: readonly Variable[], to: readonly Variable[]): readonly Difference[] {
  const before = new Map(from.map((variable) => [variable.name, variable]));
  const after = new Map(to.map((variable) => [variable.name, variable]));
  const common = [...before.keys()].filter((name) => after.has(name));
  const reordered = [...after.keys()].filter((name) => before.has(name));
  const change = (name: string, what: string, edits: readonly Edit[] = []): Difference => ({
    part: partKey('variable', name),
    change: withEdits(VARIABLES, `${name} ${what}`, edits),
  });
  return [
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => change(name, 'removed')),
    ...[...after].flatMap(([name, variable]) => {
      const old = before.get(name);
      if (old === undefined) return [change(name, 'added', newVariableEdits(variable))];
      const members = differingMembers(old, variable);
      if (members.length === 0) return [];
      const masked =
        old.isSensitive && variable.isSensitive ? '; its default is masked and was not compared' : '';
      return [change(name, `changed (${members.join(', ')}${masked})`, variableEdits(old, variable))];
    }),
    ...fact(VARIABLE_ORDER, VARIABLES, ORDER_OF_VARIABLES, common.join(', '), reordered.join(', ')),
  ];
}
