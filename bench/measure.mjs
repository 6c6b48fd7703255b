// One process measured: wall and CPU seconds, peak memory, and the requests that it tells.
import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';

/** Nothing of the environment that costs every start of node, and no cache of an earlier run. */
export function cleanEnv(cacheDir, more = {}) {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, XDG_CACHE_HOME: cacheDir, NO_COLOR: '1', CHECKPOINT_DISABLE: '1', ...more };
}

const hasTime = spawnSync('/usr/bin/time', ['-f', '%M', 'true']).status === 0;

/** CPU and memory are null where GNU time is not at hand. */
export function measure(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const [file, all] = hasTime
      ? ['/usr/bin/time', ['-f', 'measured %U %S %M', command, ...args]]
      : [command, args];
    const started = performance.now();
    const child = spawn(file, all, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (code !== 0)
        return reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${err.slice(-500)}`));
      const [, user, system, peak] = /measured ([\d.]+) ([\d.]+) (\d+)/.exec(err) ?? [];
      const told = /\{"requests":.*\}/.exec(err)?.[0];
      resolve({
        seconds,
        cpu: user === undefined ? null : Number(user) + Number(system),
        peakMiB: peak === undefined ? null : Math.round(Number(peak) / 1024),
        requests: told === undefined ? null : JSON.parse(told).requests,
      });
    });
  });
}

/** Cases in turn, round by round, so that a busy minute falls on all of them; the median of each. */
export async function inTurn(cases, rounds) {
  const found = cases.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of cases.entries()) found[index].push(await run());
  }
  return found.map((runs) => ({
    seconds: median(runs.map((run) => run.seconds)),
    cpu: median(runs.map((run) => run.cpu)),
    peakMiB: median(runs.map((run) => run.peakMiB)),
    requests: runs.at(-1).requests,
  }));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
