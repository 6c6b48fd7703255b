// Writes dist/cli/run-process-….v8: the code that V8 made of the bundle while a small plan was made with it. Run by bundle.mjs.
const { spawnSync } = require('node:child_process');
const { cpSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');

const root = path.dirname(__dirname);
const cli = path.join(root, 'dist', 'cli');
const project = mkdtempSync(path.join(tmpdir(), 'cloneform-warm-'));
process.env.XDG_CACHE_HOME = path.join(project, 'cache');

void warm().finally(() => {
  rmSync(project, { recursive: true, force: true });
  process.exit(0);
});

async function warm() {
  cpSync(path.join(root, 'examples', 'quickstart'), project, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'state',
  });
  const main = path.join(cli, 'main.js');
  spawnSync(process.execPath, [main, '-C', project, 'apply', '--auto-approve'], { stdio: 'ignore' });
  const { runProcess, script, withDigest } = require(path.join(cli, 'start.js'));
  await runProcess(['-C', project, 'validate']);
  await runProcess(['-C', project, 'plan', '--refresh', 'none']);
  const name = `run-process-${process.versions.v8}-${process.arch}.v8`;
  writeFileSync(path.join(cli, name), withDigest(script.createCachedData()));
}
