// dist/library: what `import … from 'cloneform'` finds. The code is in the bundle of the command; the types are types/index.d.ts, and
// those of the documents come from their released schemas, so that neither can say what the other does not. Run by bundle.mjs.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Exported types by the schema that they are made of; what a schema defines gets the prefix. */
const DOCUMENTS = [
  { schema: 'plan.v1.json', name: 'PlanDocument', prefix: 'Planned' },
  { schema: 'apply-result.v1.json', name: 'ApplyDocument', prefix: 'Applied' },
  { schema: 'render.v1.json', name: 'RenderDocument', prefix: 'Rendered' },
  { schema: 'event.v1.json', name: 'RunEvent', prefix: 'Event' },
];

const FUNCTIONS = ['plan', 'apply', 'drift', 'render', 'attempt', 'isCloneformError'];

export function writeLibrary(root) {
  const folder = path.join(root, 'dist', 'library');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.js'), code());
  copyFileSync(path.join(root, 'types', 'index.d.ts'), path.join(folder, 'index.d.ts'));
  writeFileSync(path.join(folder, 'documents.d.ts'), documentTypes(path.join(root, 'schemas')));
}

/** Each by its name: that is how Node finds what an ES module may import of it. */
function code() {
  const names = FUNCTIONS.map((name) => `exports.${name} = library.${name};`);
  return ["'use strict';", "const { library } = require('../cli/start.js');", ...names, ''].join('\n');
}

function documentTypes(schemas) {
  const parts = DOCUMENTS.flatMap(({ schema, name, prefix }) => {
    const { $defs = {}, ...document } = JSON.parse(readFileSync(path.join(schemas, schema), 'utf8'));
    const nameOf = (key) => `${prefix}${pascal(key)}`;
    const typeOf = typesWith((ref) => nameOf(ref.replace('#/$defs/', '')));
    return [
      declared(name, document, typeOf),
      ...Object.entries($defs).map(([key, definition]) => declared(nameOf(key), definition, typeOf)),
    ];
  });
  return ['// Made of the schemas beside this package (schemas/).', ...parts].join('\n\n').concat('\n');
}

function pascal(key) {
  return key.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}

function declared(name, schema, typeOf) {
  return `${comment(schema.description, '')}export type ${name} = ${typeOf(schema, '')};`;
}

/** A type for the part of JSON Schema that the documents use; anything else ends the build. */
function typesWith(nameOfRef) {
  const typeOf = (schema, indent) => {
    if (schema.$ref !== undefined) return nameOfRef(schema.$ref);
    if ('const' in schema) return JSON.stringify(schema.const);
    if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices !== undefined) return choices.map((choice) => typeOf(choice, indent)).join(' | ');
    if (Array.isArray(schema.type))
      return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ');
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'null':
        return schema.type;
      case 'integer':
      case 'number':
        return 'number';
      case 'array':
        return `readonly (${typeOf(schema.items ?? {}, indent)})[]`;
      case 'object':
        return objectType(schema, indent);
      case undefined:
        return 'unknown';
      default:
        throw new Error(`no type for ${JSON.stringify(schema)}`);
    }
  };
  const objectType = ({ properties, required = [], additionalProperties }, indent) => {
    const inner = `${indent}  `;
    if (properties === undefined) {
      const isOpen = typeof additionalProperties === 'object';
      return `{ readonly [name: string]: ${isOpen ? typeOf(additionalProperties, indent) : 'unknown'} }`;
    }
    const members = Object.entries(properties).map(([key, schema]) => {
      const name = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
      const mark = required.includes(key) ? '' : '?';
      return `${comment(schema.description, inner)}${inner}readonly ${name}${mark}: ${typeOf(schema, inner)};\n`;
    });
    return `{\n${members.join('')}${indent}}`;
  };
  return typeOf;
}

function comment(description, indent) {
  return description === undefined ? '' : `${indent}/** ${description.replaceAll('*/', '*\\/')} */\n`;
}
