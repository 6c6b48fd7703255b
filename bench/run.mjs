// `npm run bench`: requests, wall time and peak memory of plan and apply against the sandbox, start-up of `version`, and
// terraform over as many built-in resources where its binary is at hand. Prints a table and writes bench/results.json.
// npm run bench -- 100 1000: other sizes. Times are of this machine and this minute; ratios in one run are what to look at.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, 'dist', 'cli', 'main.js');
const sizes = process.argv.slice(2).map(Number);
const runs = sizes.length > 0 ? sizes : [100, 1000, 10_000];
const rows = [];
const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', CHECKPOINT_DISABLE: '1' };

/** A project of n clones from one tenant profile, over n/50 projects (20 at the least). */
function makeProject(n, limits) {
  const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-'));
  const projects = Array.from({ length: Math.max(20, Math.ceil(n / 50)) }, (_, i) => `p${i}`);
  const perDeclaration = projects.length;
  const declarations = Array.from({ length: Math.ceil(n / perDeclaration) }, (_, i) => {
    const names = projects.slice(0, Math.min(perDeclaration, n - i * perDeclaration));
    return `  c${i}:\n    source: { profile: base, version: ^1.0.0 }\n    target: { name: c${i}, scope: project, projects: [${names.join(', ')}] }\n`;
  });
  const rate = limits ? '' : ', rateLimits: off';
  writeFileSync(
    path.join(dir, 'cloneform.yaml'),
    `cloneform: 1\npalette: { sandbox: sandbox.yaml${rate} }\nclones:\n${declarations.join('')}`,
  );
  const pack =
    '{ name: hello, tag: 1.0.0, layer: addon, type: manifest, values: "a: 1", manifests: [{ name: m, content: "kind: Service" }] }';
  writeFileSync(
    path.join(dir, 'sandbox.yaml'),
    `sandbox: 1\nlimits: ${limits ? 'documented' : 'off'}\nprojects: [${projects.join(', ')}]\nprofiles:\n  - { name: base, versions: [1.0.0, 1.1.0], packs: [${pack}] }\n`,
  );
  return dir;
}

/** Wall seconds, peak memory in MiB where the system tells it, what stands on standard error. */
function measure(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const hasTime = spawnSync('/usr/bin/time', ['-f', '%M', 'true']).status === 0;
    const [file, all] = hasTime ? ['/usr/bin/time', ['-f', 'peak=%M', command, ...args]] : [command, args];
    const started = performance.now();
    const child = spawn(file, all, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      const peak = /peak=(\d+)/.exec(err)?.[1];
      if (code !== 0)
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${err.slice(-500)}`));
      else resolve({ seconds, peakMiB: peak === undefined ? null : Math.round(Number(peak) / 1024), err });
    });
  });
}

async function record(what, n, command, args, cwd) {
  const { seconds, peakMiB, err } = await measure(command, args, cwd);
  const told = /\{"requests":.*\}/.exec(err)?.[0];
  const requests = told === undefined ? null : JSON.parse(told).requests;
  const row = {
    what,
    clones: n,
    seconds: Number(seconds.toFixed(2)),
    peakMiB,
    requests: requests?.total ?? null,
    throttled: requests?.throttled ?? null,
    sent: requests?.sent ?? null,
  };
  rows.push(row);
  console.log(
    [
      what.padEnd(34),
      String(n).padStart(6),
      `${row.seconds.toFixed(2)} s`.padStart(10),
      `${row.peakMiB ?? '?'} MiB`.padStart(9),
      `${row.requests ?? ''}`.padStart(7),
      `${row.throttled ?? ''}`.padStart(5),
    ].join('  '),
  );
  return row;
}

const cloneform = (args) => [process.execPath, [main, ...args, '--log-level', 'info']];

async function benchClones(n, limits) {
  const dir = makeProject(n, limits);
  const label = limits ? ', documented limits' : '';
  try {
    await record(`plan, all to create${label}`, n, ...cloneform(['plan', '--json']), dir);
    await record(`apply, all to create${label}`, n, ...cloneform(['apply', '--auto-approve', '--json']), dir);
    await record(`plan, nothing to do${label}`, n, ...cloneform(['plan', '--json']), dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function benchTerraform(n) {
  const dir = mkdtempSync(path.join(tmpdir(), 'terraform-bench-'));
  const block = (i) =>
    `resource "terraform_data" "c${i}" {\n  input = { name = "c${i}", version = "1.0.0", scope = "project", project = "p${i % 50}", source = "base", range = "^1.0.0", content = "snapshot" }\n}\n`;
  writeFileSync(path.join(dir, 'main.tf'), Array.from({ length: n }, (_, i) => block(i)).join(''));
  try {
    spawnSync('terraform', ['init', '-input=false'], { cwd: dir, env, stdio: 'ignore' });
    await record('terraform plan, all to create', n, 'terraform', ['plan', '-input=false'], dir);
    if (n > 1000) return;
    await record('terraform apply', n, 'terraform', ['apply', '-input=false', '-auto-approve'], dir);
    await record('terraform plan, nothing to do', n, 'terraform', ['plan', '-input=false'], dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function startUp(args) {
  const times = [];
  for (let i = 0; i < 11; i++) times.push((await measure(process.execPath, args, root)).seconds * 1000);
  return median(times);
}

console.log(`Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? ''})`);
const bare = await startUp(['-e', '']);
const version = await startUp([main, 'version']);
console.log(
  `start: node ${bare.toFixed(0)} ms, version ${version.toFixed(0)} ms, ${(version / bare).toFixed(2)} x\n`,
);
console.log(
  ['what'.padEnd(34), 'clones'.padStart(6), 'wall'.padStart(10), 'peak'.padStart(9), 'requests', '429s'].join(
    '  ',
  ),
);
for (const n of runs) await benchClones(n, false);
for (const n of runs.filter((size) => size <= 1000)) await benchClones(n, true);
if (spawnSync('terraform', ['version'], { env }).status === 0) {
  for (const n of runs) await benchTerraform(n);
} else {
  console.log('\nno terraform binary at hand: nothing to compare with');
}
writeFileSync(
  path.join(root, 'bench', 'results.json'),
  `${JSON.stringify({ node: process.versions.node, bareMs: bare, versionMs: version, rows }, null, 2)}\n`,
);
