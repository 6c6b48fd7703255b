// Rows of the command table: what the code of a command gets for what was typed, and what is refused.
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { type CommandRow, command } from '../../src/cli/command.ts';
import type { Context } from '../../src/cli/context.ts';
import {
  address,
  addresses,
  argument,
  choice,
  globs,
  many,
  off,
  on,
  optional,
  optionalAddress,
  optionalOr,
  type Params,
  value,
  valueOr,
  values,
  wholeNumber,
  wordOf,
  wordsOf,
} from '../../src/cli/params.ts';
import { cli, tempDir } from '../support/cli.ts';

const EMPTY = 'cloneform: 1\npalette: { sandbox: sandbox.yaml }\nclones: {}\n';

/** What a command with these parameters gets for a command line. */
async function given(params: Params, ...typed: readonly string[]): Promise<unknown> {
  let got: unknown;
  const row: CommandRow = command({
    name: 'try',
    about: 'a command',
    params,
    examples: [],
    load: async () => async (_context, input) => {
      got = input;
      return 0;
    },
  });
  const program = new Command('cloneform').exitOverride().configureOutput({ writeErr: () => undefined });
  row.addTo(program, (made, handle) => made.action(async () => void (await handle({} as Context))));
  await program.parseAsync(['try', ...typed], { from: 'user' });
  return got;
}

describe('flags', () => {
  const FLAGS = {
    destroy: on('--destroy', ''),
    preflight: off('--no-preflight', ''),
    html: value('--html <file>', ''),
    port: valueOr('--port <n>', '', '0'),
    report: values('--report <format=file>', ''),
    upgrade: globs('--upgrade [glob]', ''),
    limit: wholeNumber('--limit <n>', ''),
    refresh: wordOf('--refresh <how>', ['full', 'none'], ''),
    failOn: wordsOf('--fail-on <what>', ['drift', 'blocked'], ''),
  };
  const NONE = {
    destroy: false,
    preflight: true,
    html: undefined,
    port: '0',
    report: [],
    upgrade: [],
    limit: undefined,
    refresh: undefined,
    failOn: new Set(),
  };

  test.each<[readonly string[], Partial<Record<keyof typeof FLAGS, unknown>>]>([
    [[], {}],
    [['--destroy'], { destroy: true }],
    [['--no-preflight'], { preflight: false }],
    [['--html', 'a.html'], { html: 'a.html' }],
    [['--port', '8700'], { port: '8700' }],
    [['--report', 'text=a', '--report', 'json=b'], { report: ['text=a', 'json=b'] }],
    [['--upgrade'], { upgrade: ['*'] }],
    [['--upgrade', 'edge[dev]', '--upgrade', 'ml'], { upgrade: ['edge["dev"]', 'ml'] }],
    [['--limit', '7'], { limit: 7 }],
    [['--refresh', 'none'], { refresh: 'none' }],
    [['--fail-on', 'drift, blocked', '--fail-on', 'drift'], { failOn: new Set(['drift', 'blocked']) }],
  ])('%j', async (typed, expected) => {
    expect(await given(FLAGS, ...typed)).toEqual({ ...NONE, ...expected });
  });

  test.each([
    [['--refresh', 'quick'], '--refresh accepts full, none, not "quick"'],
    [['--fail-on', 'drift,all'], '--fail-on accepts drift, blocked, not "all"'],
    [
      ['--limit', '0'],
      "error: option '--limit <n>' argument '0' is invalid. must be a whole number of at least 1",
    ],
    [['--destroy', 'now'], "error: too many arguments for 'try'. Expected 0 arguments but got 1."],
  ])('%j is refused', async (typed, message) => {
    await expect(given(FLAGS, ...typed)).rejects.toThrow(message);
  });
});

describe('arguments', () => {
  test.each<[Params, readonly string[], unknown]>([
    [{ file: argument('<file>', '') }, ['a.db'], { file: 'a.db' }],
    [{ run: optional('[run]', '') }, [], { run: undefined }],
    [{ dir: optionalOr('[dir]', '', '.') }, [], { dir: '.' }],
    [{ shell: choice('<shell>', ['bash', 'zsh'], '') }, ['zsh'], { shell: 'zsh' }],
    [{ words: many('[words...]', '') }, ['a[b]', 'c'], { words: ['a[b]', 'c'] }],
    [{ address: address('<address>', '') }, ['edge[dev]'], { address: 'edge["dev"]' }],
    [{ address: optionalAddress('[address]', '') }, [], { address: undefined }],
    [{ all: addresses('<address...>', '') }, ['edge[dev]', 'ml-*'], { all: ['edge["dev"]', 'ml-*'] }],
    [
      { flag: on('--flag', ''), from: argument('<from>', ''), to: optional('[to]', '') },
      ['a', '--flag', 'b'],
      { flag: true, from: 'a', to: 'b' },
    ],
  ])('%j of %j', async (params, typed, expected) => {
    expect(await given(params, ...typed)).toEqual(expected);
  });

  test('one that is missing, or none of the choices, is refused', async () => {
    await expect(given({ file: argument('<file>', '') })).rejects.toThrow("missing required argument 'file'");
    await expect(given({ shell: choice('<shell>', ['bash'], '') }, 'tcsh')).rejects.toThrow(
      'Allowed choices are bash.',
    );
  });
});

describe('no flag is listed and ignored', () => {
  test('a row whose code does not look at one of its flags does not compile', () => {
    const FLAGS = { destroy: on('--destroy', ''), html: value('--html <file>', '') };
    const row = (load: () => Promise<(context: Context, input: { destroy: boolean }) => Promise<0>>) =>
      // @ts-expect-error: the code never gets to see --html
      command({ name: 'try', about: '', params: FLAGS, examples: [], load });
    expect(row).toBeTypeOf('function');
  });

  test.each([
    ['destroy --upgrade', "unknown option '--upgrade'"],
    ['destroy --keep-overrides', "unknown option '--keep-overrides'"],
    ['destroy --verify full', "unknown option '--verify'"],
    ['plan --destroy --upgrade', '--upgrade has no meaning with --destroy'],
    ['apply --destroy --discard-accepted', '--discard-accepted has no meaning with --destroy'],
    ['apply --destroy --keep-overrides edge-*', '--keep-overrides has no meaning with --destroy'],
    ['apply -o plan.json --auto-approve', '--auto-approve has no meaning with -o'],
    ['destroy -o plan.json --message why', '--message has no meaning with -o'],
    ['revert one -o plan.json --skip-blocked', '--skip-blocked has no meaning with -o'],
    ['rollback 3f2a -o plan.json --expect plan.json', '--expect has no meaning with -o'],
    ['history 3f2a --limit 3', '--limit has no meaning with the id of a run'],
    ['import one 690b0c2d5e4f3a2b1c0d9e8f --match edge-*', '--match has no meaning with an address'],
    ['import one 690b0c2d5e4f3a2b1c0d9e8f --write a.yaml', '--write has no meaning with an address'],
    ['show --diff none', '--diff has no meaning with the recorded state'],
    ['show --format html --json', '--json prints one JSON document, but --format asks for html'],
    ['state show one --format html --json', '--json prints one JSON document, but --format asks for html'],
    ['sandbox show --format html', '--format accepts text, json, not "html"'],
    ['graph --format dot --json', '--json prints one JSON document, but --format asks for dot'],
    ['accept one --as-override --diff none', '--diff has no meaning with --as-override'],
    ['accept one --dry-run', '--dry-run needs --as-override'],
    ['where --override os --pack os', '--override answers from the declarations'],
  ])('%s', async (line, message) => {
    const end = await cli(line.split(' '), { cwd: tempDir({ 'cloneform.yaml': EMPTY }) });
    expect([end.code, end.out]).toEqual([64, end.out.startsWith('{') ? end.out : '']);
    expect(`${end.out}${end.err}`.replaceAll(/\s+/g, ' ')).toContain(message);
  });
});
