// Loads run-process.js, which stands beside it once it is built, together with the code that V8 made of it: compiling two megabytes
// takes longer than planning. V8 takes such code only when version and flags are its own, and checks no more than that: a damaged file
// would end the process. So the code is shipped beside the bundle, where only whoever can replace the bundle can write, with a SHA-256
// over it in front (scripts/warm.cjs); on anything else V8 compiles the bundle again. Bundled as dist/cli/start.js.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const DIGEST_BYTES = 32;

const filename = path.join(__dirname, 'run-process.js');
// esbuild writes ASCII: as latin1 the text is neither decoded nor doubled in memory.
const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
const cachedData = readCode(path.join(__dirname, `run-process-${process.versions.v8}-${process.arch}.v8`));
const script = new vm.Script(text, cachedData === null ? { filename } : { filename, cachedData });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, require, loaded, filename, __dirname);

const { runProcess, library } = loaded.exports;
Object.assign(exports, { runProcess, library, script });

/** null: there is none for this V8, or it is damaged, or it was made of another build. */
function readCode(file) {
  try {
    const bytes = readFileSync(file);
    const code = bytes.subarray(DIGEST_BYTES);
    // BUILD: V8 itself tells two texts apart by their length alone.
    const digest = createHash('sha256').update(BUILD).update(code).digest();
    return digest.equals(bytes.subarray(0, DIGEST_BYTES)) ? code : null;
  } catch {
    return null;
  }
}

exports.withDigest = (code) =>
  Buffer.concat([createHash('sha256').update(BUILD).update(code).digest(), code]);
