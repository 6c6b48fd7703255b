// src → dist: the command and the library as two files of CommonJS, which starts in half the time of a folder of modules. `main.js` answers
// `version` alone; `run-process.js` is everything else. Packages are bundled too, but for those that are native, large or optional:
// they are loaded when they are used. Run by setup.mjs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { writeLibrary } from './library.mjs';
import { sbomOf } from './sbom.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const src = path.join(root, 'src');
const cli = path.join(root, 'dist', 'cli');

/** Stay in node_modules: compiled code, a megabyte that only HTTP needs, a database that few have. */
const OUTSIDE = ['better-sqlite3', 'undici', 'pg'];

/** The command, and what programs import: one file, of which each loads what it needs. */
const ENTRY = `export { runProcess } from './cli/run-process.ts';
export { library } from './library/index.ts';`;

/** The language of policies, which few runs need: a file of its own, loaded when it is used. */
const CEL = `export * from '@bufbuild/cel';
export * from '@bufbuild/cel/ext';
export { isMessage } from '@bufbuild/protobuf';
export { isReflectMessage } from '@bufbuild/protobuf/reflect';
export { TimestampSchema, timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';`;

/** ES modules are strict and CommonJS is not: without this, a method that is called on a text gets an object in its place. */
const STRICT = { js: '"use strict";' };

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // `import()` would start the loader of ES modules, which costs more than what it loads.
  supported: { 'dynamic-import': false },
  external: OUTSIDE,
  legalComments: 'none',
  logLevel: 'warning',
};

mkdirSync(cli, { recursive: true });
const results = await Promise.all([
  build({
    ...common,
    entryPoints: [path.join(src, 'cli', 'main.ts')],
    outfile: path.join(cli, 'main.js'),
    // Old ones must be able to read it: it tells them that they are too old.
    target: 'node12',
    plugins: [{ name: 'apart', setup: apart }],
  }),
  build({
    ...common,
    stdin: { contents: ENTRY, resolveDir: src, sourcefile: 'entry.ts', loader: 'ts' },
    outfile: path.join(cli, 'run-process.js'),
    banner: STRICT,
    // Names stay, for the stack of a fault. Fewer bytes start sooner.
    minifyWhitespace: true,
    minifySyntax: true,
    target: 'node20.19',
    metafile: true,
    plugins: [
      { name: 'compiled-schemas', setup: compiledSchemas },
      { name: 'places', setup: places },
      { name: 'yaml-as-modules', setup: yamlAsModules },
      { name: 'lazy-child-process', setup: lazyChildProcess },
      { name: 'cel-apart', setup: celApart },
    ],
  }),
  build({
    ...common,
    stdin: { contents: CEL, resolveDir: root },
    outfile: path.join(cli, 'cel.js'),
    banner: STRICT,
    target: 'node20.19',
    minify: true,
    metafile: true,
  }),
]);
const warnings = results.flatMap((result) => result.warnings);
if (warnings.length > 0) throw new Error(`esbuild has ${warnings.length} warnings`);
toAscii(path.join(cli, 'run-process.js'));
// The package is made of ES modules; its build is not.
writeFileSync(path.join(root, 'dist', 'package.json'), '{ "type": "commonjs" }\n');
const bundled = new Set(results.slice(1).flatMap(({ metafile }) => [...bundledIn(metafile)]));
writeFileSync(path.join(root, 'dist', 'NOTICES.txt'), notices(bundled));
const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
writeFileSync(path.join(root, 'dist', 'sbom.cdx.json'), sbomOf(lock, bundled));
await build({
  ...common,
  entryPoints: [path.join(root, 'scripts', 'start.cjs')],
  outfile: path.join(cli, 'start.js'),
  target: 'node20.19',
  define: { BUILD: JSON.stringify(hashOf(path.join(cli, 'run-process.js'))) },
});
writeLibrary(root);
spawnSync(process.execPath, [path.join(root, 'scripts', 'warm.cjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/**
 * start.js reads the bundle as latin1. esbuild escapes what is not ASCII in strings, but neither in tagged templates nor in regular
 * expressions, where an escape means the same.
 */
function toAscii(file) {
  const text = readFileSync(file, 'utf8');
  const escaped = text.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(file, escaped);
}

/** `main.js` finds the rest beside it, and only when it is wanted. */
function apart(esbuild) {
  esbuild.onResolve({ filter: /\/run-process\.ts$/ }, () => ({ path: './start.js', external: true }));
}

/** Validators as code in place of the compiler: compiling one takes longer than all else at start. */
function compiledSchemas(esbuild) {
  esbuild.onLoad({ filter: /[\\/]declare[\\/]compile-schema\.ts$/ }, () => {
    const names = readdirSync(path.join(root, 'schemas')).filter(isUsed);
    const cases = names.map((name) => `case ${JSON.stringify(name)}: return require("schema:${name}");`);
    return {
      contents: `export async function compileSchema(name) {
        switch (name) { ${cases.join('\n')} }
        throw new Error("no schema " + name);
      }`,
      loader: 'js',
      resolveDir: root,
    };
  });
  esbuild.onResolve({ filter: /^schema:/ }, ({ path: name }) => ({
    path: name.slice('schema:'.length),
    namespace: 'schema',
  }));
  esbuild.onLoad({ filter: /.*/, namespace: 'schema' }, ({ path: name }) => ({
    contents: validatorCode(name),
    loader: 'js',
    resolveDir: root,
  }));
}

/** Some schemas are for others to check our output with. */
function isUsed(schema) {
  const files = readdirSync(src, { recursive: true }).filter((file) => file.endsWith('.ts'));
  return files.some((file) =>
    readFileSync(path.join(src, file), 'utf8').includes(`compileSchema('${schema}')`),
  );
}

/** The same options as src/declare/compile-schema.ts. */
function validatorCode(name) {
  const schema = JSON.parse(readFileSync(path.join(root, 'schemas', name), 'utf8'));
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    meta: false,
    validateSchema: false,
    code: { source: true },
  });
  return standalone.default(ajv, ajv.compile(schema));
}

/** A module that asks where it is means its place in the sources: what it looks for from there is found from here. */
function places(esbuild) {
  esbuild.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path: file }) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('import.meta.url')) return null;
    const parts = path.relative(path.join(root, 'dist', 'cli'), file.replace(src, path.join(root, 'dist')));
    const here = `require("node:url").pathToFileURL(require("node:path").join(__dirname, ${JSON.stringify(parts)})).href`;
    return { contents: text.replaceAll('import.meta.url', `(${here})`), loader: 'ts' };
  });
}

/**
 * The same code of yaml as ES modules, which it has for browsers: what CommonJS exports is looked up through a getter at every use,
 * and a syntax tree has a hundred thousand nodes to be asked what they are.
 */
function yamlAsModules(esbuild) {
  const entry = path.join(root, 'node_modules', 'yaml', 'browser', 'dist', 'index.js');
  esbuild.onResolve({ filter: /^yaml$/ }, () => ({ path: entry }));
}

/** `run-process.js` finds the language of policies beside it, and only when it is wanted. */
function celApart(esbuild) {
  esbuild.onResolve({ filter: /^@bufbuild\// }, () => ({ path: './cel.js', external: true }));
}

/** commander could start other programs, and loads for it what takes five milliseconds; we have none. */
function lazyChildProcess(esbuild) {
  esbuild.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
    /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'lazy' } : null,
  );
  esbuild.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
    contents: 'exports.spawn = (...args) => require("node:child_process").spawn(...args);',
    loader: 'js',
  }));
}

/** Names of the packages that the bundle has parts of. */
function bundledIn(metafile) {
  return new Set(
    Object.keys(metafile.inputs).flatMap((input) => {
      const file = path.relative(root, path.resolve(input));
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
      return name === undefined ? [] : [name];
    }),
  );
}

/** The licenses of what was bundled. */
function notices(names) {
  return [...names]
    .sort((one, other) => one.localeCompare(other, 'en'))
    .map(notice)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(name) {
  const folder = path.join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text =
    file === undefined ? termsOf(name, folder) : readFileSync(path.join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** Of a package that ships no license text: that of this project (LICENSE), beside the terms in the head of a file of other origin. */
function termsOf(name, folder) {
  const other = { '@bufbuild/protobuf': 'dist/esm/wire/varint.js' }[name];
  if (other === undefined) return 'See LICENSE for the Apache License 2.0.';
  const head = readFileSync(path.join(folder, other), 'utf8').split(/\n(?!\/\/)/, 1)[0];
  return `See LICENSE for the Apache License 2.0. Terms of ${path.posix.basename(other)}:\n\n${head.replaceAll(/^\/\/ ?/gm, '')}`;
}
