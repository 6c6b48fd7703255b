// A JSON Schema of ours as a function. The build puts functions that were compiled beforehand in place of this file
// (scripts/bundle.mjs): compiling takes longer than everything else at start.
import { readFile } from 'node:fs/promises';
import type { ValidateFunction } from 'ajv';

const compiled = new Map<string, Promise<ValidateFunction>>();

/** Once a process. `name`: a file of the schemas folder, e.g. `declaration.v1.json`. */
export function compileSchema(name: string): Promise<ValidateFunction> {
  const known = compiled.get(name) ?? compile(name);
  compiled.set(name, known);
  return known;
}

async function compile(name: string): Promise<ValidateFunction> {
  const [{ Ajv2020 }, text] = await Promise.all([
    import('ajv/dist/2020.js'),
    readFile(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'),
  ]);
  const schema: Readonly<Record<string, unknown>> = JSON.parse(text);
  return new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    meta: false,
    validateSchema: false,
  }).compile(schema);
}
