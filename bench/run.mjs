// `npm run bench`: the budgets of the design, measured. Prints Markdown; --write keeps it in bench/RESULTS.md. Names of parts measure
// only those: start offline overrides limits fleet workspaces. ROUNDS says how often each is measured. Times are of this machine and this minute; ratios within
// one run are what counts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { fresh, genuineCases, parseAndPrint, peers, timed } from './genuine.mjs';
import { cleanEnv, inTurn, measure } from './measure.mjs';
import { multipliedState, overriddenProject } from './overridden.mjs';
import { cloneformProject, stateOf, terraformProject } from './projects.mjs';
import { fraction, merged, mib, seconds, table, times } from './report.mjs';
import { benchWorkspaces } from './workspaces.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, 'dist', 'cli', 'main.js');
const rounds = Number(process.env.ROUNDS ?? 5);
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const cacheDir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-cache-'));
const env = cleanEnv(cacheDir);
const temporary = [cacheDir];
const terraform = spawnSync('terraform', ['version'], { env, encoding: 'utf8' });
const hasTerraform = terraform.status === 0;
const report = [];

function say(text) {
  report.push(text);
  process.stdout.write(`${text}\n`);
}

function project(make) {
  temporary.push(make);
  return make;
}

const cloneform = (dir, args, more = env) =>
  measure(process.execPath, [main, ...args, '--quiet', '--log-level', 'info'], { cwd: dir, env: more });
const node = (args) => measure(process.execPath, args, { cwd: root, env });
const forgetParsed = () => rmSync(path.join(cacheDir, 'cloneform'), { recursive: true, force: true });

const PARTS = {
  start: benchStart,
  offline: benchOffline,
  overrides: benchOverrides,
  limits: benchLimits,
  fleet: benchFleet,
  workspaces: () =>
    benchWorkspaces({
      root,
      env,
      run: cloneform,
      pull: pulledState,
      rounds,
      say,
      how: command('workspaces'),
    }),
};

try {
  say('# Measured budgets\n');
  say(
    [
      'Made by `npm run bench -- --write`. `NODE_EXTRA_CA_CERTS` is unset: it slows every start of Node by itself.',
      `Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB.`,
      hasTerraform
        ? `Beside it: ${terraform.stdout.split('\n')[0]}, \`terraform_data\` as separate blocks, \`plan -refresh=false\`.`
        : 'No terraform binary at hand: nothing to compare with.',
      'Cases of one table ran in turn, round by round; each figure is a median.\n',
    ].join('\n'),
  );
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length === 0 || wanted.includes(name)) await part();
  }
  if (process.argv.includes('--write')) keep();
} finally {
  for (const dir of temporary) rmSync(dir, { recursive: true, force: true });
}

/** How a part is measured again, and how busy the machine was. */
function command(part) {
  return `\`npm run bench -- ${part}\`, ${rounds} rounds, load ${loadavg()[0].toFixed(1)}.`;
}

/** Parts that were not measured this time stay as they are. */
function keep() {
  const file = path.join(root, 'bench', 'RESULTS.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(
    file,
    merged(before, report.join('\n'), readFileSync(path.join(root, 'bench', 'NOTES.md'), 'utf8')),
  );
}

async function benchStart() {
  const ten = project(cloneformProject(10));
  await cloneform(ten, ['apply', '--auto-approve']);
  const beside = hasTerraform ? project(terraformOf(10)) : null;
  const cases = [
    ['node -e ""', () => node(['-e', ''])],
    ['cloneform version', () => cloneform(ten, ['version'])],
    ['cloneform validate', () => cloneform(ten, ['validate'])],
    ['cloneform plan --refresh none', () => cloneform(ten, ['plan', '--refresh', 'none'])],
    ...(beside === null
      ? []
      : [
          ['terraform version', () => measure('terraform', ['version'], { cwd: beside, env })],
          ['terraform plan -refresh=false', () => planTerraform(beside)],
        ]),
  ];
  // The plain form, which is answered before anything is loaded.
  cases[1][1] = () => node([main, 'version']);
  const found = await inTurn(
    cases.map(([, run]) => run),
    4 * rounds + 1,
  );
  say(`## Start\n\nTen clones in one file. ${command('start')}\n`);
  say(
    table(
      ['command', 'wall', 'CPU', 'peak', 'of bare node'],
      found.map((row, i) => [
        cases[i][0],
        `${(row.seconds * 1000).toFixed(0)} ms`,
        `${((row.cpu ?? 0) * 1000).toFixed(0)} ms`,
        mib(row.peakMiB),
        times(row.seconds / found[0].seconds),
      ]),
    ),
  );
}

function pulledState(dir) {
  const { stdout } = spawnSync(process.execPath, [main, '-C', dir, 'state', 'pull'], {
    env,
    encoding: 'utf8',
  });
  return JSON.parse(stdout);
}

async function benchOffline() {
  const how = command('offline');
  say('## Without network: `plan --refresh none`, nothing to do\n');
  say(
    `"parsed" begins with an empty cache folder, "known" with the files parsed before; one declaration a clone, 100 to a file. ${how}\n`,
  );
  const rows = [];
  const ten = project(cloneformProject(10));
  await cloneform(ten, ['apply', '--auto-approve']);
  const pulled = pulledState(ten);
  for (const n of [100, 1000, 10_000, 50_000]) {
    const dir = project(cloneformProject(n));
    // Pushed, as making 50 000 would take longer than all of this.
    writeFileSync(path.join(dir, 'state.json'), stateOf(pulled, n));
    await cloneform(dir, ['state', 'push', 'state.json']);
    const plan = () => cloneform(dir, ['plan', '--refresh', 'none']);
    const cases = [
      () => {
        forgetParsed();
        return plan();
      },
      plan,
    ];
    const beside = hasTerraform && n <= 10_000 ? project(terraformOf(n)) : null;
    if (beside !== null) cases.push(() => planTerraform(beside));
    const [cold, warm, other] = await inTurn(cases, n > 1000 ? Math.min(3, rounds) : rounds);
    rows.push([n, 'parsed', ...figures(cold, other, n)], [n, 'known', ...figures(warm, other, n)]);
    if (other !== undefined) rows.push([n, 'terraform', ...figures(other, undefined, n)]);
    rmSync(dir, { recursive: true, force: true });
    if (beside !== null) rmSync(beside, { recursive: true, force: true });
  }
  say(
    table(['clones', 'how', 'wall', 'CPU', 'peak', 'ms a clone', 'wall of terraform', 'CPU', 'peak'], rows),
  );
}

function figures(row, other, n) {
  const own = [
    seconds(row.seconds),
    seconds(row.cpu ?? 0),
    mib(row.peakMiB),
    ((row.seconds * 1000) / n).toFixed(2),
  ];
  if (other === undefined) return [...own, '', '', ''];
  const ratio = (name) =>
    row[name] === null || other[name] === null ? '?' : fraction(row[name] / other[name]);
  return [...own, ratio('seconds'), ratio('cpu'), ratio('peakMiB')];
}

async function benchOverrides() {
  await benchOverriddenPlans();
  await benchRendering();
}

async function benchOverriddenPlans() {
  const how = command('overrides');
  const [clones, sources] = [10_000, 100];
  const [without, overridden] = [
    await overriddenFleet(clones, sources, false),
    await overriddenFleet(clones, sources, true),
  ];
  const plan = (dir) => () => cloneform(dir, ['plan', '--refresh', 'none', '--detailed-exitcode']);
  const cold = (dir) => () => {
    forgetParsed();
    return plan(dir)();
  };
  const found = await inTurn(
    [cold(without), plan(without), cold(overridden), plan(overridden)],
    Math.min(3, rounds),
  );
  const row = (name, plain, own) => [
    [name, 'without', ...plainFigures(plain), '', '', ''],
    [
      name,
      'with',
      ...plainFigures(own),
      ...['seconds', 'cpu', 'peakMiB'].map((of) => ratioOf(own, plain, of)),
    ],
  ];
  say('## Overrides, without network: `plan --refresh none`, nothing to do\n');
  say(
    `${clones} clones over ${sources} sources, each source with its own set of overrides: a value, a tag, a replacement, an unset. Beside them the same clones without overrides, of which the budget allows 2 ×; "parsed" and "known" as above. ${how}\n`,
  );
  say(
    table(
      ['how', 'overrides', 'wall', 'CPU', 'peak', 'of wall', 'of CPU', 'of peak'],
      [...row('parsed', found[0], found[2]), ...row('known', found[1], found[3])],
    ),
  );
  const verdict = (name, plain, own) => {
    const ratio = own.seconds / plain.seconds;
    return `${name} ${times(ratio)}, ${ratio <= 2 ? 'met' : 'not met'}`;
  };
  say(
    `Budget of ≤ 2 × in wall time: ${verdict('parsed', found[0], found[2])}; ${verdict('known', found[1], found[3])}.\n`,
  );
}

/** One clone a source is made; the others are pushed as copies of it. */
async function overriddenFleet(clones, sources, withOverrides) {
  const few = project(overriddenProject(sources, sources, withOverrides));
  await cloneform(few, ['apply', '--auto-approve']);
  const { stdout } = spawnSync(process.execPath, [main, '-C', few, 'state', 'pull'], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const dir = project(overriddenProject(clones, sources, withOverrides));
  writeFileSync(path.join(dir, 'state.json'), multipliedState(JSON.parse(stdout), clones));
  await cloneform(dir, ['state', 'push', 'state.json']);
  return dir;
}

function plainFigures(row) {
  return [seconds(row.seconds), seconds(row.cpu ?? 0), mib(row.peakMiB)];
}

function ratioOf(row, other, name) {
  return row[name] === null || other[name] === null ? '?' : times(row[name] / other[name]);
}

async function benchRendering() {
  const how = command('overrides');
  const cases = await genuineCases();
  const rows = [];
  for (const { name, texts, render } of cases) {
    const [first, again, library] = timed(
      [() => render(fresh()), () => render(), () => parseAndPrint(texts, fresh())],
      rounds,
    );
    rows.push([
      name,
      texts.length,
      texts.reduce((sum, text) => sum + text.length, 0),
      ...[first, again, library].map((ms) => `${ms.toFixed(2)} ms`),
      times(first / library),
      times(again / library),
    ]);
  }
  say('## Overrides rendered\n');
  say(
    [
      'Values of genuine exports with overrides, in one warm process. "first" parses the texts; "again" finds them parsed, as the',
      'next set of overrides does. Beside it `yaml`, which parses the same texts and prints them unchanged.',
      `${how}\n`,
    ].join('\n'),
  );
  say(
    table(
      ['export', 'texts', 'characters', 'first', 'again', '`yaml`', 'first of `yaml`', 'again of `yaml`'],
      rows,
    ),
  );
  for (const { name, seconds: took, skipped } of peers(
    cases.flatMap(({ texts }) => texts),
    env,
  )) {
    say(
      skipped === undefined
        ? `- ${name}: ${seconds(took)} for all of these texts, one key added, a process each.`
        : `- ${name}: skipped, ${skipped}.`,
    );
  }
  say('');
}

async function benchLimits() {
  // Fifty clones a project: with `fast` the lists are cheaper.
  const lists = 20;
  const rest = 1 + 3 + 5;
  await benchServed('limits', 'At the limits', 1000, lists, [
    ['apply: plan, clone, read back', ['apply', '--auto-approve'], 4 * 1000 + rest],
    ['plan, nothing to do', ['plan'], 1000 + rest],
    ['plan --refresh fast', ['plan', '--refresh', 'fast'], lists + rest],
  ]);
}

async function benchFleet() {
  const [clones, pages] = [400, 8];
  const rest = 3 + pages + 5;
  await benchServed('fleet', 'A fleet at the limits', clones, clones, [
    ['apply: plan, clone, read back', ['apply', '--auto-approve'], 4 * clones + rest],
    ['plan, nothing to do', ['plan'], clones + rest],
    ['plan --refresh fast', ['plan', '--refresh', 'fast'], clones + rest],
    ['status', ['status'], clones + rest],
  ]);
}

/** Clones in projects over HTTP, at Palette's documented limits and 20 ms of latency. */
async function benchServed(part, title, clones, projectCount, cases) {
  const how = command(part);
  const dir = project(cloneformProject(clones, { limits: true, latency: '20ms', projectCount }));
  const server = spawn(process.execPath, [main, 'sandbox', 'serve', '--port', '0'], {
    cwd: dir,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise((resolve, reject) => {
      let told = '';
      server.once('close', () => reject(new Error('the sandbox ended')));
      server.stdout.on('data', (chunk) => {
        told += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
        if (found !== undefined) resolve(found);
      });
    });
    const rootFile = path.join(dir, 'cloneform.yaml');
    writeFileSync(rootFile, readFileSync(rootFile, 'utf8').replace(/^palette:.*\n/m, ''));
    const http = { ...env, PALETTE_HOST: url, PALETTE_API_KEY: 'sandbox' };
    const rows = [];
    for (const [name, args, budget] of cases) {
      // Full buckets at the start of each, as the budget has it.
      await new Promise((resolve) => setTimeout(resolve, 6000));
      const row = await cloneform(dir, args, http);
      rows.push([name, ...limitFigures(row, budget)]);
    }
    say(`## ${title}\n`);
    say(
      `${clones} clones in ${projectCount} projects over HTTP against \`cloneform sandbox serve\`, documented limits, 20 ms of latency.`,
    );
    say(
      `"allowed" is what bursts and rates give for the requests sent; the wall time has the start of the process in it. ${how}\n`,
    );
    say(
      table(['command', 'requests', 'budget', '429s', 'wall', 'allowed', 'of allowed', 'of the rate'], rows),
    );
  } finally {
    server.kill('SIGTERM');
  }
}

function limitFigures({ requests, seconds: wall }, budget) {
  const limits = { clusterprofiles: [50, 250] };
  const allowed = Object.entries(requests.sent).map(([prefix, count]) => {
    const [rps, burst] = limits[prefix] ?? [10, 50];
    return Math.max(0, count - burst) / rps;
  });
  const ideal = Math.max(...allowed);
  return [
    requests.total,
    `≤ ${budget}`,
    requests.throttled,
    seconds(wall),
    seconds(ideal),
    ideal === 0 ? '–' : times(wall / ideal),
    ideal === 0 ? '–' : `${((100 * ideal) / wall).toFixed(0)} %`,
  ];
}

function terraformOf(n) {
  const dir = terraformProject(n);
  spawnSync('terraform', ['init', '-input=false'], { cwd: dir, env, stdio: 'ignore' });
  return dir;
}

function planTerraform(dir) {
  return measure('terraform', ['plan', '-input=false', '-refresh=false'], { cwd: dir, env });
}
