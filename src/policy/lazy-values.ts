// Plain values as values of CEL, by their type, made when they are asked for: a rule that looks at one field of ten thousand changes
// has made ten thousand fields.
import { type CelInput, type CelMap, celList, celMap } from '@bufbuild/cel';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { Meter } from './cel/meter.ts';
import type { ObjectType, Type } from './cel/types.ts';

/** null for what is absent. */
export function toCelValue(meter: Meter, type: Type, value: unknown): CelInput {
  if (value === undefined || value === null) return null;
  if (type.kind === 'object') return celObject(meter, type, value as Members);
  if (type.kind === 'list') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return celList(items.map((item) => toCelValue(meter, type.of, item)));
  }
  if (type.kind === 'map') {
    const entries = Object.entries(value);
    return celMap(new Map(entries.map(([key, item]) => [key, toCelValue(meter, type.of, item)])));
  }
  if (type.kind === 'int') return BigInt(Number(value));
  if (type.kind === 'timestamp') return timestampFromMs(typeof value === 'string' ? Date.parse(value) : 0);
  return value as CelInput;
}

type Members = Readonly<Record<string, unknown>>;

function celObject(meter: Meter, type: ObjectType, members: Members): CelMap {
  return celMap(new LazyObject(meter, type, members));
}

type Key = Parameters<CelMap['get']>[0];

/** A map whose values are made once, when they are first asked for. */
class LazyObject implements ReadonlyMap<string, CelInput> {
  readonly #meter: Meter;
  readonly #type: ObjectType;
  readonly #members: Members;
  readonly #made = new Map<string, CelInput>();

  constructor(meter: Meter, type: ObjectType, members: Members) {
    this.#meter = meter;
    this.#type = type;
    this.#members = members;
  }

  get size(): number {
    return Object.keys(this.#type.fields).length;
  }

  get(key: Key): CelInput | undefined {
    this.#meter.spend(1);
    const name = nameOf(key);
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const field = Object.hasOwn(this.#type.fields, name) ? this.#type.fields[name] : undefined;
    if (field === undefined) return undefined;
    const made = toCelValue(this.#meter, field.type, this.#members[name]);
    this.#made.set(name, made);
    return made;
  }

  has(key: Key): boolean {
    return Object.hasOwn(this.#type.fields, nameOf(key));
  }

  keys(): MapIterator<string> {
    return new Map(Object.keys(this.#type.fields).map((name) => [name, null])).keys();
  }

  entries(): MapIterator<[string, CelInput]> {
    return this.#whole().entries();
  }

  values(): MapIterator<CelInput> {
    return this.#whole().values();
  }

  forEach(tell: (value: CelInput, key: string, map: ReadonlyMap<string, CelInput>) => void): void {
    for (const [key, value] of this.entries()) tell(value, key, this);
  }

  [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries();
  }

  #whole(): Map<string, CelInput> {
    return new Map(Object.keys(this.#type.fields).map((name) => [name, this.get(name) ?? null]));
  }
}

/** Other keys than texts name no field. */
function nameOf(key: Key): string {
  return typeof key === 'string' ? key : '';
}
