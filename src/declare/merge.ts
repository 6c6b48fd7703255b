// Defaults under a declaration: maps merge, lists and scalars replace, and some keys displace each other.
import { asRecord } from './schema-check.ts';

type Values = Readonly<Record<string, unknown>>;

/** Groups of keys that cannot stand together: naming one of them takes the others' defaults away. */
const RIVALS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  target: [['project'], ['projects']],
  source: [['clone'], ['profile', 'scope']],
};

/** Without overrides and what single projects have: these are layers, which apply one after the other (overrides/layers.ts). */
export function mergeDefaults(defaults: unknown, declaration: unknown): Values {
  return mergeMaps(withoutLayers(asRecord(defaults)), withoutLayers(asRecord(declaration)), '');
}

/** Called for each of ten thousand declarations, few of which have layers: those without are not copied. */
function withoutLayers(values: Values): Values {
  if (!Object.hasOwn(values, 'overrides') && !Object.hasOwn(values, 'perProject')) return values;
  const { overrides: _overrides, perProject: _perProject, ...rest } = values;
  return rest;
}

function mergeMaps(under: Values, over: Values, name: string): Values {
  const displaced = displacedBy(over, name);
  const merged: Record<string, unknown> = {};
  for (const key of Object.keys(under)) {
    if (!displaced.has(key)) merged[key] = under[key];
  }
  for (const key of Object.keys(over)) {
    const below = merged[key];
    const above = over[key];
    merged[key] = isMap(below) && isMap(above) && !isWhole(name, key) ? mergeMaps(below, above, key) : above;
  }
  return merged;
}

/** A selector means what it says where it stands: half of one and half of another would select what nobody wrote. */
function isWhole(name: string, key: string): boolean {
  return name === 'target' && key === 'projects';
}

function displacedBy(over: Values, name: string): ReadonlySet<string> {
  const groups = RIVALS[name] ?? [];
  const displaced = new Set<string>();
  for (const group of groups) {
    if (!group.some((key) => Object.hasOwn(over, key))) continue;
    for (const other of groups) {
      if (other !== group) for (const key of other) displaced.add(key);
    }
  }
  return displaced;
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
