// Variables: who gives them their value, and where they are put in.

import { memoizeWeak } from '../content/memoize.ts';
import type { Place } from '../model/diagnostic.ts';
import { suggester } from '../model/nearest.ts';
import type { Faults } from './faults.ts';
import { type Position, positionBelow } from './overrides/position.ts';
import { asRecord } from './schema-check.ts';
import type { DataPath, SourceFile } from './source-file.ts';

export interface VariableInput {
  /** --var, the strongest. */
  readonly flags: Readonly<Record<string, string>>;
  /** --var-file, later files over earlier ones. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** null: declared, but nobody gives it a value; that is a fault only where it is used. */
export type Variables = ReadonlyMap<string, string | null>;

export function readVariables(
  root: SourceFile,
  values: unknown,
  input: VariableInput,
  faults: Faults,
): Variables {
  const declared = asRecord(asRecord(values)['variables']);
  const names = Object.keys(declared);
  const guessFor = suggester(names);
  for (const name of [...Object.keys(input.flags), ...Object.keys(input.files)]) {
    if (Object.hasOwn(declared, name)) continue;
    faults.add(
      'declare/unknown-variable',
      `no variable ${JSON.stringify(name)} is declared`,
      root.place(['variables']),
      suggest(name, names, guessFor),
    );
  }
  return new Map(
    names.map((name) => {
      const fallback = asRecord(declared[name])['default'];
      const value =
        own(input.flags, name) ??
        own(input.files, name) ??
        input.env[`CLONEFORM_VAR_${name}`] ??
        (typeof fallback === 'string' ? fallback : null);
      return [name, value];
    }),
  );
}

/** Characters of one text once variables are put in: names and descriptions are much shorter. */
const MAX_TEXT = 64 * 1024;
/** Characters that variables add to one file. */
const MAX_TOTAL = 32 * 1024 * 1024;

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Expressions of policies are checked as they stand: a variable could put another expression into them. */
const NOT_SUBSTITUTED = new Set(['variables', 'policies', 'autoApprove']);

/**
 * The values with every ${var.name} put in; keys, overrides, policies and the `variables` block itself stay as they are. Other rules hold
 * for overrides (overrides/override-text.ts).
 */
export function substitute(file: SourceFile, values: unknown, variables: Variables, faults: Faults): unknown {
  if (!file.contains('${')) return values;
  const walk = (value: unknown, path: DataPath, position: Position): unknown => {
    if (typeof value === 'string') return value.includes('${') ? putIn(value, path) : value;
    if (position === 'overrides') return value;
    if (Array.isArray(value))
      return value.map((item, index) => walk(item, [...path, index], positionBelow(position, index)));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        path.length === 0 && NOT_SUBSTITUTED.has(key)
          ? item
          : walk(item, [...path, key], positionBelow(position, key)),
      ]),
    );
  };
  let total = 0;
  const putIn = (text: string, path: DataPath): string => {
    let length = 0;
    return text.replaceAll(/\$\$\{|\$\{([^}]*)\}?/g, (whole: string, inner: string | undefined) => {
      if (whole === '$${') return '${';
      if (length > MAX_TEXT) return '';
      const value = variableValue(whole, inner ?? '', () => file.place(path), variables, faults);
      length += value.length;
      total += value.length;
      if (total > MAX_TOTAL && total - value.length <= MAX_TOTAL) {
        const message = `with its variables replaced, ${file.name} has more than ${MAX_TOTAL} characters`;
        faults.add('declare/too-large', message, file.place(path), 'use shorter values');
      }
      if (total > MAX_TOTAL) return '';
      if (length > MAX_TEXT) {
        const message = `with its variables replaced, this string has more than ${MAX_TEXT} characters`;
        faults.add(
          'declare/too-large',
          message,
          file.place(path),
          'use a shorter value, or use it less often',
        );
      }
      return value;
    });
  };
  return walk(values, [], 'file');
}

/** The value of `${inner}`, as `whole` has it; `whole` itself where there is none, which is a fault. */
export function variableValue(
  whole: string,
  inner: string,
  place: () => Place,
  variables: Variables,
  faults: Faults,
): string {
  const name = /^\s*var\.([A-Za-z_][A-Za-z0-9_-]*)\s*$/.exec(inner)?.[1];
  if (name === undefined || !whole.endsWith('}')) {
    faults.add(
      'declare/bad-variable',
      `${whole.length > 80 ? `${whole.slice(0, 80)}…` : whole} is not a variable`,
      place(),
      'use ${var.name}, or $${ for a literal ${',
    );
    return whole;
  }
  const value = variables.get(name);
  if (value === undefined) {
    faults.add(
      'declare/unknown-variable',
      `no variable ${JSON.stringify(name)} is declared`,
      place(),
      suggest(name, [...variables.keys()], guessesOf(variables)),
    );
  } else if (value === null) {
    const hint = `set a default, --var ${name}=… or CLONEFORM_VAR_${name}`;
    const message = `the variable ${JSON.stringify(name)} has no value`;
    faults.add('declare/no-value', message, place(), hint);
  }
  return value ?? whole;
}

const guessesOf = memoizeWeak((variables: Variables) => suggester(variables.keys()));

const MAX_NAMES = 10;

function suggest(
  name: string,
  names: readonly string[],
  guessFor: (name: string) => string | undefined,
): string {
  const guess = guessFor(name);
  const shown = names.slice(0, MAX_NAMES).join(', ');
  const more = names.length > MAX_NAMES ? `, … ${names.length - MAX_NAMES} more` : '';
  const list = names.length === 0 ? 'none are declared' : `declared: ${shown}${more}`;
  return guess === undefined ? list : `did you mean ${JSON.stringify(guess)}? ${list}`;
}
