// Values against a JSON Schema of ours, told in the words of the file's author: one fault, one sentence, one place.
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isSeq } from 'yaml';
import { nearest } from '../model/nearest.ts';
import type { Faults } from './faults.ts';
import type { DataPath, SourceFile } from './source-file.ts';

type Schema = Readonly<Record<string, unknown>>;

export function checkSchema(
  validate: ValidateFunction,
  file: SourceFile,
  values: unknown,
  faults: Faults,
): void {
  if (validate(values)) return;
  for (const error of withoutBranches(validate.errors ?? [])) tellError(error, file, faults);
}

/** Of an anyOf, whose errors stand before it: those of the one branch for maps or lists that the value fits, else its own. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let kept: readonly ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword !== 'anyOf') {
      kept = [...kept, error];
      continue;
    }
    const own = kept.filter((other) => isInBranch(error, other));
    const others = kept.filter((other) => !own.includes(other));
    const fitting = typeof error.data === 'object' && error.data !== null ? fittingBranch(error, own) : [];
    kept = fitting.length > 0 ? [...others, ...fitting] : [...others, error];
  }
  return kept;
}

/** A branch that refers to a definition gives errors with the path of that one. */
function isInBranch({ schemaPath, instancePath }: ErrorObject, other: ErrorObject): boolean {
  const isBelow = other.instancePath === instancePath || other.instancePath.startsWith(`${instancePath}/`);
  return isBelow && (other.schemaPath.startsWith(`${schemaPath}/`) || isOfDefinition(other));
}

function isOfDefinition({ schemaPath }: ErrorObject): boolean {
  return schemaPath.startsWith('#/$defs/');
}

/** Complaints about a map or a list as a whole, by branches for something else. */
const OF_OTHERS = new Set(['type', 'const', 'enum']);

function fittingBranch(
  { schemaPath, instancePath }: ErrorObject,
  own: readonly ErrorObject[],
): readonly ErrorObject[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of own) {
    const isInline = error.schemaPath.startsWith(`${schemaPath}/`);
    const [branch = ''] = isInline
      ? error.schemaPath.slice(schemaPath.length + 1).split('/')
      : error.schemaPath.split('/').slice(2);
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const fitting = [...branches.values()].filter(
    (errors) => !errors.some((error) => OF_OTHERS.has(error.keyword) && error.instancePath === instancePath),
  );
  return fitting.length === 1 ? (fitting[0] ?? []) : [];
}

function tellError(error: ErrorObject, file: SourceFile, faults: Faults): void {
  const path = toPath(error.instancePath);
  const name = nameOf(path, file);
  const params: Readonly<Record<string, unknown>> = error.params;
  const parent: Schema = error.parentSchema ?? {};
  switch (error.keyword) {
    case 'additionalProperties':
      return tellUnknownKey(String(params['additionalProperty']), path, parent, file, faults);
    case 'required':
      return faults.add(
        'declare/missing-key',
        `${JSON.stringify(params['missingProperty'])} is missing`,
        file.place(path, 'key'),
        missingHint(parent, params),
      );
    case 'propertyNames':
      return;
    default: {
      if (error.propertyName !== undefined) {
        const place = file.place([...path, error.propertyName], 'key');
        return faults.add(
          'declare/bad-name',
          `${JSON.stringify(error.propertyName)} cannot be a name here`,
          place,
          'use letters, digits, _ and -',
        );
      }
      const seen = describe(error.data);
      const wanted = expected(error, parent);
      const hint =
        hintForValue(error, file, path) ??
        (wanted.includes('non-empty') && isEmpty(error.data)
          ? 'add something to it, or remove it'
          : undefined);
      faults.add('declare/bad-value', `${name} must be ${wanted}, not ${seen}`, file.place(path), hint);
    }
  }
}

/** The item of a list is named after its list. */
function nameOf(path: DataPath, file: SourceFile): string {
  if (path.length === 0) return 'the file';
  const last = String(path.at(-1));
  const isItem = isSeq(file.nodeAt(path.slice(0, -1)));
  return isItem && path.length > 1 ? `${String(path.at(-2))}[${last}]` : last;
}

function tellUnknownKey(key: string, path: DataPath, parent: Schema, file: SourceFile, faults: Faults): void {
  const known = Object.keys(asRecord(parent['properties']));
  const guess = nearest(key, known);
  if (key === 'isSensitive')
    return faults.add(
      'declare/unknown-field',
      `unknown key ${JSON.stringify(key)}`,
      file.place([...path, key], 'key'),
      'Palette masks sensitive variables, so no override can make or change one',
    );
  const list = `keys allowed here: ${known.join(', ')}`;
  const hint = guess === undefined ? list : `did you mean ${JSON.stringify(guess)}? ${list}`;
  faults.add(
    'declare/unknown-field',
    `unknown key ${JSON.stringify(key)}`,
    file.place([...path, key], 'key'),
    hint,
  );
}

function missingHint(parent: Schema, params: Readonly<Record<string, unknown>>): string {
  const field = asRecord(asRecord(parent['properties'])[String(params['missingProperty'])]);
  return typeof field['description'] === 'string' ? field['description'] : 'add it';
}

/** What the schema wants, as a noun. */
function expected(error: ErrorObject, parent: Schema): string {
  if (typeof parent['x-expected'] === 'string') return parent['x-expected'];
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'type':
      return TYPE_WORDS[String(params['type'])] ?? String(params['type']);
    case 'enum':
      return Array.isArray(params['allowedValues']) ? params['allowedValues'].join(' or ') : 'another value';
    case 'minLength':
      return 'a non-empty string';
    case 'minItems':
      return 'a non-empty list';
    case 'maxItems':
      return `a list of at most ${String(params['limit'])} items`;
    case 'minProperties':
      return 'a non-empty map';
    case 'const':
      return JSON.stringify(params['allowedValue']);
    case 'minimum':
      return `at least ${String(params['limit'])}`;
    case 'maximum':
      return `at most ${String(params['limit'])}`;
    case 'exclusiveMinimum':
      return `more than ${String(params['limit'])}`;
    default:
      return error.message?.replace(/^must (?:be )?/, '') ?? 'something else';
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a string',
  object: 'a map',
  array: 'a list',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** 1.10 read as a number is 1.1: the hint has to come from what was written, not from what was read. */
function hintForValue(error: ErrorObject, file: SourceFile, path: DataPath): string | undefined {
  const known = hintFor(path, error.data);
  if (known !== undefined) return known;
  if (error.keyword === 'enum' && typeof error.data === 'string') {
    const allowed: unknown = error.params['allowedValues'];
    const guess = Array.isArray(allowed) ? nearest(error.data, allowed.map(String)) : undefined;
    return guess === undefined ? undefined : `did you mean ${JSON.stringify(guess)}?`;
  }
  if (error.data === null) return 'it has no value: add one, or remove the key';
  const written = file.written(path)?.trim();
  if (written === undefined || typeof error.data === 'object') return undefined;
  return hintForScalar(error, written, path.at(-1));
}

function hintForScalar(
  error: ErrorObject,
  written: string,
  name: string | number | undefined,
): string | undefined {
  const { data } = error;
  const { wantsText, wantsList } = wantedBy(error);
  if (error.keyword !== 'type' && !wantsText) return undefined;
  if (isAlias(written)) {
    const fix = typeof data === 'string' ? '' : `: quote it there: ${JSON.stringify(JSON.stringify(data))}`;
    return `the value comes from the anchor of ${written}${fix}`;
  }
  if (name === 'version') return `use three parts: ${JSON.stringify(threeParts(written))}`;
  if (wantsList) return `write a list: [${written}]`;
  return wantsText && typeof data !== 'string' ? `quote it: ${JSON.stringify(written)}` : undefined;
}

function wantedBy({ keyword, params, parentSchema }: ErrorObject): {
  readonly wantsText: boolean;
  readonly wantsList: boolean;
} {
  const type: unknown = params['type'];
  const words: unknown = keyword === 'anyOf' ? parentSchema?.['x-expected'] : undefined;
  const isEither = typeof words === 'string' && words.startsWith('a string');
  return { wantsText: type === 'string' || isEither, wantsList: type === 'array' };
}

function isEmpty(data: unknown): boolean {
  return data === '' || (typeof data === 'object' && data !== null && Object.keys(data).length === 0);
}

function isAlias(written: string): boolean {
  return /^\*[^\s,[\]{}]+$/.test(written);
}

/** What people write for what they mean, where no spelling is near it. */
function hintFor(path: DataPath, value: unknown): string | undefined {
  const name = path.at(-1);
  if (name === 'content' && typeof value === 'string')
    return SAYS_COPY.test(value)
      ? 'use snapshot: copy once, and report later differences'
      : SAYS_SYNC.test(value)
        ? 'use mirror: keep the clone equal to its source'
        : undefined;
  if (name === 'retain' && typeof value === 'number')
    return 'use none to keep no superseded version, all to keep every one, or a number such as 2';
  if (name === 'tags' && path.at(-2) === 'projects')
    return 'write each tag with its value, for example { tier: edge }; a bare tag t is { t: spectro__tag }';
  if (path.length === 1 && name === 'cloneform')
    return 'this is the version of the file format, and 1 is the only one: use cloneform: 1';
  return undefined;
}

const SAYS_COPY = /^(copy|clone|once|static|pinned?)$/i;
const SAYS_SYNC = /^(sync|synced|follow|link|linked|live|track)$/i;

export function threeParts(written: string): string {
  const parts = written.replace(/^v/, '').split('.');
  while (parts.length < 3) parts.push('0');
  return parts.map((part) => (/^\d+$/.test(part) ? String(Number(part)) : part)).join('.');
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return typeof value === 'string'
    ? JSON.stringify(value.slice(0, 80))
    : `${typeof value} ${JSON.stringify(value)}`;
}

function toPath(pointer: string): DataPath {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
