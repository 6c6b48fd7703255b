// Completion: what is offered where, and the scripts in the shells that ask for it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, cli, cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

test('completion: commands, flags, ids and addresses; never an error', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { out } = await cli(['complete', '--', ...words], { cwd });
    return out
      .split('\n')
      .slice(0, -2)
      .map((line) => line.split('\t')[0] ?? '');
  };
  expect(await offered('pl')).toEqual(['plan']);
  expect(await offered('state', 'mig')).toEqual(['migrate']);
  expect(await offered('apply', '--mess')).toEqual(['--message']);
  expect(await offered('plan', '--target', '')).toEqual(['edge-base', 'edge-next', 'ml-golden']);
  expect(await offered('state', 'show', 'edge-base')).toEqual([
    'edge-base[edge-dev]',
    'edge-base[edge-prod]',
  ]);
  expect(await offered('-C', '.', '--var', 'a=b', 'state', 'sho')).toEqual(['show']);
  expect(await offered('-f', 'none.yaml', 'state', 'show', 'e')).toEqual([]);
  // As a shell hands it over: without its quotes.
  for (const words of [
    ['state', 'show', 'edge-base[edge-dev]'],
    ['plan', '--target', 'edge-*[edge-d*]'],
    ['accept', 'edge-base[edge-dev]'],
  ])
    expect([words, (await cli(words, { cwd })).code]).toEqual([words, 0]);
  const nowhere = await cli(['complete', '--', 'plan', '--target', ''], { cwd: tempDir() });
  expect([nowhere.code, nowhere.out, nowhere.err]).toEqual([0, ':4\n', '']);
  expect((await cli(['completion', 'tcsh'], { cwd })).code).toBe(64);
});

/** Candidates and directive. */
async function offer(cwd: string, ...words: readonly string[]): Promise<readonly [string, string]> {
  const { code, out, err } = await runInProcess(['complete', '--', ...words], cwd, cleanEnv());
  expect([code, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  return [
    lines
      .slice(0, -1)
      .map((line) => line.split('\t')[0])
      .join(' '),
    lines.at(-1) ?? '',
  ];
}

test.each<[readonly string[], string, string]>([
  [['--log-'], '--log-level', ':4'],
  [['--log-level', ''], 'off info trace', ':4'],
  [['plan', '--log-l'], '--log-level', ':4'],
  [['plan', '--log-level=t'], '--log-level=trace', ':4'],
  [['state', 'list', '--api'], '--api-key-file', ':4'],
  [['plan', '--refresh', ''], 'full fast none', ':4'],
  [['show', '--format', 'm'], 'markdown', ':4'],
  [['graph', '--format', ''], 'mermaid dot', ':4'],
  [['plan', '--fail-on', 'dr'], 'drift', ':4'],
  [['plan', '--report', 'h'], 'html=', ':2'],
  [['plan', '--report', 'html='], '', ':0'],
  [['plan', '-o', ''], '', ':0'],
  [['-f', ''], '', ':0'],
  [['apply', ''], '', ':0'],
  [['apply', 'plan.json', ''], '', ':4'],
  [['explain', 'clones.source.v'], 'clones.source.version', ':4'],
  [['doctor', '--probe', 'edge-d'], 'edge-dev', ':4'],
  [['completion', 'z'], 'zsh', ':4'],
  [['plan', '--upgrade', ''], '', ':4'],
  [['state', 'rm', '--', '-'], '', ':4'],
  [['nonsense', 'pl'], '', ':4'],
  [["'pl"], 'plan', ':4'],
])('%j offers %s %s', async (words, candidates, directive) => {
  expect(await offer(copyExample('quickstart'), ...words)).toEqual([candidates, directive]);
});

test('variables that the root file declares are offered behind --var, and nothing beside broken YAML', async () => {
  const yaml = 'cloneform: 1\nvariables: { region: eu, replicas: "3" }\nclones: { a: { nonsense: 1 } }\n';
  const cwd = tempDir({
    'cloneform.yaml': yaml,
    'other.yaml': 'variables: { zone: a }\n',
    'broken.yaml': 'a: [\n',
  });
  expect(await offer(cwd, 'plan', '--var', '')).toEqual(['region= replicas=', ':2']);
  expect(await offer(cwd, 'plan', '--var=re')).toEqual(['--var=region= --var=replicas=', ':2']);
  expect(await offer(cwd, '-f', 'other.yaml', 'apply', '--var', 'z')).toEqual(['zone=', ':2']);
  expect(await offer(cwd, 'plan', '--var', 'region=')).toEqual(['', ':4']);
  for (const file of ['broken.yaml', 'missing.yaml'])
    expect(await offer(cwd, '-f', file, 'plan', '--var', '')).toEqual(['', ':2']);
});

test('runs are offered by id, newest first', async () => {
  const cwd = copyExample('quickstart');
  await cli(['apply', '--auto-approve'], { cwd });
  await cli(['destroy', '--auto-approve'], { cwd });
  const { value } = await cliList<{ id: string }>(['history'], { cwd });
  const ids = value.map(({ id }) => id.slice(0, 8));
  expect(ids).toHaveLength(2);
  for (const command of ['history', 'rollback'])
    expect(await offer(cwd, command, '')).toEqual([ids.join(' '), ':4']);
});

/** A folder with `cloneform` as users have it, and the project it is asked about. */
function installed(): { readonly cwd: string; readonly env: Record<string, string> } {
  const cwd = copyExample('quickstart');
  const bin = path.join(tempDir(), 'bin');
  mkdirSync(bin);
  const main = path.join(ROOT, 'dist', 'cli', 'main.js');
  writeFileSync(path.join(bin, 'cloneform'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  });
  const env = cleanEnv();
  return { cwd, env: { ...env, HOME: cwd, PATH: `${bin}:${env['PATH']}` } };
}

function runShell(shell: string, args: readonly string[], script: string): string {
  const { status, stdout, stderr } = spawnSync(shell, [...args, script], {
    ...installed(),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim();
}

test.each([
  ['cloneform pl', ['cloneform', 'pl'], 'plan'],
  ['cloneform --log-level=t', ['cloneform', '--log-level', '=', 't'], 'trace'],
  ['cloneform --log-level=', ['cloneform', '--log-level', '='], 'off info trace'],
  ['cloneform state sho', ['cloneform', 'state', 'sho'], 'show'],
  ['cloneform apply sand', ['cloneform', 'apply', 'sand'], 'sandbox.yaml'],
  [
    'cloneform plan --report html=sand',
    ['cloneform', 'plan', '--report', 'html', '=', 'sand'],
    'sandbox.yaml',
  ],
])('bash, without the package bash-completion: %s', (line, words, offered) => {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `set -u; eval "$(cloneform completion bash)"; eval "$(cloneform completion bash)"
COMP_LINE='${line}'; COMP_POINT=${line.length}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}
__cloneform_complete; echo "\${COMPREPLY[*]}"; complete -p cloneform >/dev/null`;
  expect(runShell('bash', ['--norc', '--noprofile', '-c'], script)).toBe(offered);
});

test.skipIf(spawnSync('fish', ['--version']).status !== 0)('fish', () => {
  const asked = (line: string): string =>
    runShell('fish', ['--no-config', '-c'], `cloneform completion fish | source; complete -C '${line}'`)
      .split('\n')
      .map((item) => item.split('\t')[0])
      .join(' ');
  expect(asked('cloneform pl')).toBe('plan');
  expect(asked('cloneform plan --refresh ')).toBe('fast full none');
  expect(asked('cloneform plan --log-level=t')).toBe('--log-level=trace');
  expect(asked('cloneform apply sand')).toBe('sandbox.yaml');
});

test.skipIf(spawnSync('zsh', ['--version']).status !== 0)('zsh', () => {
  const script = `eval "$(cloneform completion zsh)"
_describe() { local -a list; list=("\${(@P)3}"); print -r -- "$list"; }
compset() { :; }
_files() { print -r -- FILES; }
ask() { words=(cloneform "$@"); CURRENT=$#words; _cloneform; }
ask pl; ask plan --refresh ''; ask plan --log-level=t; ask apply ''`;
  expect(runShell('zsh', ['-f', '-c'], script).split('\n')).toEqual([
    'plan',
    'full fast none',
    '--log-level=trace',
    'FILES',
  ]);
});
