// A sandbox served over loopback by a process of its own, and a project of 24 clones against it: what stops and locks are tried on.
import { expect } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { type CliOptions, cliJson, cliList, startCli, tempDir } from './cli.ts';

const PROJECTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const SANDBOX = `sandbox: 1\nlatency: 15ms\nprojects: [${PROJECTS.join(', ')}]\nprofiles: [{ name: base, versions: [1.0.0] }]\n`;
export const servedYaml = (name: string, sets: readonly number[] = [1, 2, 3]): string =>
  `cloneform: 1\npalette: { rateLimits: off }\nguards: { maxDeletes: 100, maxDeletePercent: 100 }\nclones:\n${sets
    .map(
      (n) =>
        `  c${n}: { source: { profile: base }, target: { name: ${name}${n}, scope: project, projects: [${PROJECTS.join(', ')}], labels: { n: "${n}" } } }`,
    )
    .join('\n')}\n`;

export interface World {
  readonly options: CliOptions;
  readonly url: string;
  /** How many are declared. */
  readonly clones: number;
  /** Once a fault of the file struck. */
  struck(): Promise<void>;
  close(): Promise<void>;
}

/** `rules`: of a faults file. */
export async function aServedWorld(
  latency = '15ms',
  sets: readonly number[] = [1, 2, 3],
  rules = '',
): Promise<World> {
  const seat = tempDir({
    'cloneform.yaml': 'cloneform: 1\npalette: { sandbox: sandbox.yaml }\n',
    'faults.yaml': `faults: 1\nrules: [${rules}]\n`,
    'sandbox.yaml': SANDBOX.replace('15ms', latency),
  });
  const faults = rules === '' ? [] : ['--faults', 'faults.yaml'];
  const server = startCli(['sandbox', 'serve', '--json', ...faults], { cwd: seat });
  const strike = new Promise<void>((resolve) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      if (/^\w+ \d+: /m.test(chunk.toString('utf8'))) resolve();
    });
  });
  const url = await new Promise<string>((resolve) => {
    let out = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const cwd = tempDir({ 'cloneform.yaml': servedYaml('one', sets) });
  return {
    options: { cwd, env: { PALETTE_HOST: url, PALETTE_API_KEY: 'a-key-for-tests' } },
    url,
    struck: () => strike,
    clones: PROJECTS.length * sets.length,
    close: () =>
      new Promise((resolve) => {
        server.once('close', () => resolve());
        server.kill('SIGTERM');
      }),
  };
}

/** One right clone per address, and none in Palette that state does not know. */
export async function expectSettled(world: World): Promise<void> {
  const { value: rows } = await cliList<StateListRow>(['state', 'list'], world.options);
  expect(rows).toHaveLength(world.clones);
  const { value: there } = await cliList<{ readonly uid: string; readonly name: string }>(
    ['inventory'],
    world.options,
  );
  expect(
    there
      .filter((profile) => profile.name !== 'base')
      .map((profile) => profile.uid)
      .sort(),
  ).toEqual(rows.map((row) => row.uid).sort());
  const again = await cliJson<Plan>(['plan', '--detailed-exitcode'], world.options);
  expect(again.value.changes.filter((change) => change.action !== 'noop')).toEqual([]);
}
