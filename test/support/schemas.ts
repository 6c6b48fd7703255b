// Output of ours against the schemas that describe it for others: strict, so that a member nobody described is a fault.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ROOT } from './root.ts';

/** Documents that commands print, beside the plan and what became of it. */
export const ANSWERS = [
  'state-list',
  'output',
  'status',
  'outdated',
  'outdated-write',
  'outdated-renovate',
  'history',
  'run',
  'inventory',
  'where',
  'where-override',
  'graph',
  'render',
  'diff',
  'accept',
  'accept-override',
  'doctor',
  'policy-test',
  'policy-explain',
] as const;

export type SchemaName = 'plan' | 'apply-result' | 'event' | (typeof ANSWERS)[number];

const compiled = new Map<SchemaName, ValidateFunction>();

export function readSchema(name: SchemaName): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(path.join(ROOT, 'schemas', `${name}.v1.json`), 'utf8'));
}

/** What a tool would see of the value: as JSON. Empty: it is as described. */
export function schemaFaults(name: SchemaName, value: unknown): readonly string[] {
  const validate =
    compiled.get(name) ?? new Ajv2020({ strict: true, allowUnionTypes: true }).compile(readSchema(name));
  compiled.set(name, validate);
  if (validate(JSON.parse(JSON.stringify(value)))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

export function mustFit(name: SchemaName, value: unknown): void {
  const faults = schemaFaults(name, value);
  if (faults.length > 0) throw new Error(`not as ${name}.v1.json says: ${faults.slice(0, 5).join('; ')}`);
}
