// Loads run-process.js, which stands beside it once it is built, together with the code that V8 made of it at build time
// (scripts/warm.cjs): compiling a megabyte takes longer than planning. V8 takes that code only when version and flags are its
// own; otherwise it compiles as ever. Built as dist/cli/start.js.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const filename = path.join(__dirname, 'run-process.js');
const cachedData = read(path.join(__dirname, 'run-process.v8'));
// esbuild writes ASCII: as latin1 the text is neither decoded nor doubled in memory.
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
const script = new vm.Script(text, cachedData === undefined ? { filename } : { filename, cachedData });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded, filename, __dirname);

exports.runProcess = loaded.exports.runProcess;
exports.script = script;

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
