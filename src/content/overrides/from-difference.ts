// A difference as overrides: what a declaration would have to say so that its clone is what somebody made of it by hand.
import { compareContent } from '../compare-content.ts';
import type { Content } from '../content.ts';
import { secretRanges } from '../mask.ts';
import { uniqueKeys } from '../unique-keys.ts';
import { orderBetween } from './order-between.ts';
import type { OverrideLayer, PackOverride } from './overrides.ts';
import { isOtherPack, newPack, packBetween, REMOVED } from './pack-between.ts';
import { renderOverrides } from './render.ts';
import type { OverriddenPlace } from './rendered.ts';
import { variablesBetween } from './variables-between.ts';

export type Difference =
  /** Without a difference the layer is empty. Its files are named after their packs, and stand nowhere yet. */
  | { readonly status: 'expressed'; readonly layer: OverrideLayer }
  | { readonly status: 'impossible'; readonly reasons: readonly string[] };

/** Overrides that render the clone byte for byte: this is tried, not believed. A secret is never among them. */
export function overridesFor(source: Content, clone: Content): Difference {
  const reasons: string[] = [];
  if (source.cloudType !== clone.cloudType) reasons.push('no override changes the cloud type');
  if (source.type !== clone.type) reasons.push('no override changes the type of the profile');
  const packs = packsBetween(source, clone, reasons);
  const variables = variablesBetween(source.variables, clone.variables);
  reasons.push(...variables.reasons);
  if (reasons.length > 0) return { status: 'impossible', reasons };
  return checked(source, clone, { packs, variables: variables.overrides });
}

function packsBetween(source: Content, clone: Content, reasons: string[]): ReadonlyMap<string, PackOverride> {
  const [had, has] = [byKey(source), byKey(clone)];
  const isNew = (key: string): boolean => {
    const [old, pack] = [had.get(key), has.get(key)];
    return old === undefined || (pack !== undefined && isOtherPack(old, pack));
  };
  const positions = orderBetween(
    [...had.keys()].filter((key) => !isNew(key)),
    [...has.keys()],
  );
  const found = new Map<string, PackOverride>();
  for (const key of had.keys()) if (!has.has(key)) found.set(key, REMOVED);
  for (const [key, pack] of has) {
    const old = had.get(key);
    const position = positions.get(key);
    if (old === undefined && key !== pack.name)
      reasons.push(`pack ${pack.name} occurs twice, and no override adds such a pack`);
    else if (old === undefined || isNew(key)) found.set(key, newPack(key, pack, position));
    else {
      const between = packBetween(key, old, pack, position);
      if (between !== null && 'reason' in between) reasons.push(between.reason);
      else if (between !== null) found.set(key, between);
    }
  }
  return found;
}

function byKey({ packs }: Content) {
  const keys = uniqueKeys(packs.map(({ name }) => name));
  return new Map(packs.map((pack, index) => [keys[index] ?? '', pack]));
}

function checked(source: Content, clone: Content, layer: OverrideLayer): Difference {
  const rendering = renderOverrides(source, { layers: [layer] }, new Map());
  if (rendering.status === 'needs_registries')
    throw new Error('overrides of a difference name registries by UID');
  if (rendering.status === 'failed')
    return { status: 'impossible', reasons: rendering.failures.map(({ message }) => message) };
  const secrets = rendering.places.filter(writesSecret);
  if (secrets.length > 0)
    return {
      status: 'impossible',
      reasons: secrets.map(
        ({ pack, part, path }) =>
          `${pack}, ${part}${path === '' || path.startsWith('replace:') ? '' : ` ${path}`}: holds what looks like a secret`,
      ),
    };
  const left = compareContent(rendering.content, clone);
  return left.length === 0
    ? { status: 'expressed', layer }
    : { status: 'impossible', reasons: left.map(({ pack, change }) => `${pack}: ${change}`) };
}

/** Of a whole text only what it says itself counts: the source may have a secret that it no longer has. */
function writesSecret({ part, path, wanted, isSecret }: OverriddenPlace): boolean {
  if (wanted === null || !isSecret) return false;
  const isWhole = path === '' && (part === 'values' || part.startsWith('manifest '));
  return !isWhole || secretRanges(wanted).length > 0;
}
