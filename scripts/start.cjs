// Loads run-process.js, which stands beside it once it is built, together with the code that V8 made of it: compiling two megabytes
// takes longer than planning. V8 takes such code only when version and flags are its own. That of the Node that built this is
// shipped (scripts/warm.cjs); other Nodes keep theirs in the user's cache folder. Bundled as dist/cli/start.js.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { openUserCache } = require('../src/flow/user-cache.ts');

/** What has its own code kept: one command compiles little of what another needs. */
const OFTEN = new Set(['validate', 'plan', 'apply', 'drift', 'status']);

const filename = path.join(__dirname, 'run-process.js');
// esbuild writes ASCII: as latin1 the text is neither decoded nor doubled in memory.
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
const shipped = read(path.join(__dirname, `run-process-${process.versions.v8}-${process.arch}.v8`));
const cache = shipped === null ? openUserCache(process.env) : null;
const command = process.argv.find((arg) => OFTEN.has(arg)) ?? 'other';
// BUILD: V8 itself tells two texts apart by their length alone.
const name = `code-${BUILD}-${process.versions.v8}-${process.arch}-${command}.v8`;
const cachedData = shipped ?? cache?.readBytes(name) ?? undefined;
const script = new vm.Script(text, cachedData === undefined ? { filename } : { filename, cachedData });
const isKept = cachedData !== undefined && script.cachedDataRejected === false;
if (cache !== null && !isKept) process.once('exit', () => cache.write(name, script.createCachedData()));
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded, filename, __dirname);

exports.runProcess = loaded.exports.runProcess;
exports.script = script;

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
