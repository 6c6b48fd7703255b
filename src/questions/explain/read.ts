// Use case: what a field of the declarations means, out of their schema.
import { readFile } from 'node:fs/promises';
import { EXIT, userError } from '../../flow/user-error.ts';
import { nearest } from '../../model/nearest.ts';

export interface Field {
  /** Dotted, with the ids of clones left out: `clones.source.version`. */
  readonly path: string;
  readonly description: string;
  readonly type: string;
  /** As JSON; null: it has none. */
  readonly default: string | null;
  readonly examples: readonly string[];
  readonly required: boolean;
}

type Schema = Readonly<Record<string, unknown>>;

/** All fields of a declaration file in the order of the schema. `defaults` has the fields of `clones`, which are not repeated, nor are the overrides of a project. */
export async function readFields(): Promise<readonly Field[]> {
  const text = await readFile(new URL('../../../schemas/declaration.v1.json', import.meta.url), 'utf8');
  return schemaFields(JSON.parse(text));
}

/** All fields of a JSON schema, or of one of its `$defs`. */
export function schemaFields(root: Schema, def?: string): readonly Field[] {
  return fieldsOf(root, def === undefined ? root : asSchema(asSchema(root['$defs'])[def]), []);
}

/** The field, and the fields right below it. A path may leave out what leads to it, and name an id: `clones.edge.target.labels`. */
export function findField(
  fields: readonly Field[],
  wanted: string,
): { readonly field: Field; readonly below: readonly Field[] } {
  const path = wanted.replaceAll(/\[[^\]]*\]|\.\*(?=\.)/g, '');
  const ends = fields.filter((item) => item.path.endsWith(`.${path}`));
  const field =
    fields.find((item) => item.path === path) ??
    fields.find((item) => item.path === withoutIds(fields, path)) ??
    ends.find((item) => item.path.startsWith('clones.')) ??
    ends[0];
  if (field !== undefined)
    return { field, below: fields.filter((item) => isRightBelow(field.path, item.path)) };
  const last = (name: string): string => name.split('.').at(-1) ?? name;
  const paths = fields.map((item) => item.path);
  const guess =
    nearest(path, paths) ?? paths.find((item) => last(item) === nearest(last(path), paths.map(last)));
  throw userError(
    EXIT.error,
    'cli/no-such-field',
    `there is no field ${JSON.stringify(wanted)}`,
    guess === undefined ? 'cloneform explain lists all fields' : `did you mean ${guess}?`,
  );
}

/** `clones.edge.source` → `clones.source`. What looks like a field with a slip in it is not taken for an id. */
function withoutIds(fields: readonly Field[], path: string): string {
  const steps = path.split('.');
  const known = new Map(fields.map((field) => [field.path, field]));
  let at = '';
  let isId = false;
  for (const [index, step] of steps.entries()) {
    const next = at === '' ? step : `${at}.${step}`;
    const isMap: boolean = known.get(at)?.type.startsWith('map of ') === true && !isId;
    const isLast = index === steps.length - 1;
    isId = isMap && !known.has(next) && !isLast && !isSlip(fields, at, step);
    if (!isId) at = next;
  }
  return at;
}

function isSlip(fields: readonly Field[], path: string, step: string): boolean {
  const below = fields
    .filter((item) => isRightBelow(path, item.path))
    .map((item) => item.path.slice(path.length + 1));
  return nearest(step, below) !== undefined;
}

function isRightBelow(path: string, other: string): boolean {
  return other.startsWith(`${path}.`) && !other.slice(path.length + 1).includes('.');
}

function fieldsOf(root: Schema, schema: Schema, path: readonly string[]): readonly Field[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(asSchema(schema['properties'])).flatMap(([name, raw]) => {
    const field = resolve(root, asSchema(raw));
    const at = [...path, name];
    const own: Field = {
      path: at.join('.'),
      description: textOf(field['description']) ?? '',
      type: typeOf(root, field),
      default: field['default'] === undefined ? null : JSON.stringify(field['default']),
      examples: (Array.isArray(field['examples']) ? field['examples'] : []).map((item) =>
        JSON.stringify(item),
      ),
      required: required.includes(name),
    };
    return isToldElsewhere(at) ? [own] : [own, ...fieldsOf(root, inner(root, field), at)];
  });
}

/** `defaults` has the fields of a declaration, a project those of its overrides, and a part of a tree those of the part that has it. */
function isToldElsewhere(path: readonly string[]): boolean {
  const isTree = path.length > 1 && path.at(-1) === path.at(-2);
  return isTree || path.join('.') === 'defaults' || path.slice(-2).join('.') === 'perProject.overrides';
}

/** What a map or a list holds counts as the field's own. */
function inner(root: Schema, field: Schema): Schema {
  if (field['properties'] !== undefined) return field;
  if (Array.isArray(field['anyOf'])) {
    const parts = field['anyOf'].map((item) => inner(root, resolve(root, asSchema(item))));
    return parts.find((part) => part['properties'] !== undefined) ?? {};
  }
  const held = field['additionalProperties'] ?? field['items'];
  return typeof held === 'object' ? resolve(root, asSchema(held)) : {};
}

/** Words beside a `$ref` win over those behind it. */
function resolve(root: Schema, schema: Schema): Schema {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  const { $ref: _, ...own } = schema;
  return { ...asSchema(asSchema(root['$defs'])[ref.replace('#/$defs/', '')]), ...own };
}

function typeOf(root: Schema, field: Schema): string {
  if (field['const'] !== undefined) return JSON.stringify(field['const']);
  if (Array.isArray(field['enum'])) return field['enum'].map((item) => String(item)).join(' | ');
  if (Array.isArray(field['anyOf']))
    return field['anyOf'].map((item) => typeOf(root, resolve(root, asSchema(item)))).join(' | ');
  if (field['type'] === 'array') return `list of ${typeOf(root, resolve(root, asSchema(field['items'])))}`;
  const held = field['additionalProperties'];
  if (field['type'] === 'object' && typeof held === 'object')
    return `map of ${typeOf(root, resolve(root, asSchema(held)))}`;
  if (Array.isArray(field['type'])) return field['type'].join(' | ');
  return textOf(field['type']) ?? 'any';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
