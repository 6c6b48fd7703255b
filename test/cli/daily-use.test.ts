// What people and their scripts use every day: events, questions one by one, explanations, completion.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { StateListRow } from '../../src/render/state-text.ts';
import { cleanEnv, cli, cliJson, cliList, copyExample, ROOT, tempDir } from '../support/cli.ts';
import { schemaFaults } from '../support/schemas.ts';

interface Line {
  readonly event: string;
  readonly runId: string | null;
  readonly [member: string]: unknown;
}

function eventsIn(file: string): readonly Line[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

test('events: one object a line, as the schema says, of runs that do something and of those that do not', async () => {
  const cwd = copyExample('quickstart');
  const file = path.join(cwd, 'events.jsonl');
  const refused = await cli(['apply', '--events', 'events.jsonl'], { cwd });
  expect(refused.code).toBe(64);
  expect(eventsIn(file)).toMatchObject([
    { event: 'planned', command: 'apply', runId: null, summary: { create: 4 } },
    { event: 'ended', exitCode: 64, stopped: 'unapproved' },
  ]);
  await cli(['apply', '--auto-approve', '--events', 'events.jsonl', '--parallelism', '1'], { cwd });
  const lines = eventsIn(file);
  expect(lines.flatMap((line) => schemaFaults('event', line))).toEqual([]);
  expect(lines.map(({ event }) => event)).toEqual([
    'planned',
    'run_started',
    ...Array.from({ length: 4 }, () => ['change_started', 'change_finished']).flat(),
    'run_finished',
    'ended',
  ]);
  const { value: runs } = await cliList<{ readonly id: string }>(['history'], { cwd });
  expect(new Set(lines.slice(1).map(({ runId }) => runId))).toEqual(new Set([runs[0]?.id]));
  expect(lines.at(-1)).toMatchObject({ exitCode: 0, stopped: null });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await cli(['apply', '--auto-approve', '--events', 'no/such/file'], { cwd })).code).toBe(1);
});

const SANDBOX = 'sandbox: 1\nprojects: [a, b, c]\nprofiles: [{ name: base, versions: [1.0.0] }]\n';
const DECLARATIONS = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  first: { source: { profile: base }, target: { name: first, scope: project, project: a } }
  second: { source: { clone: first }, target: { name: second, scope: project, project: b } }
  third: { source: { profile: base }, target: { name: third, scope: project, project: c } }
`;

const hasScript = spawnSync('script', ['--version']).status === 0;

/** Runs a command on a terminal of its own and types the next answer at each question. */
function onTerminal(
  cwd: string,
  command: string,
  answers: readonly string[],
): Promise<{ code: number | null; text: string }> {
  const line = `${process.execPath} ${path.join(ROOT, 'dist/cli/main.js')} ${command}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd, env: cleanEnv({ TERM: 'xterm' }) });
  const left = [...answers];
  let text = '';
  let heard = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    for (; text.indexOf('[q]uit: ', heard) >= 0; heard = text.indexOf('[q]uit: ', heard) + 1)
      child.stdin.write(left.shift() ?? '\u0003');
  });
  return new Promise((resolve) =>
    child.once('close', (code) => resolve({ code, text: stripVTControlCharacters(text) })),
  );
}

test.skipIf(!hasScript).each([
  ['no to one takes along what hangs on it', ['n\n', 'y\n'], 0, ['third']],
  ['all the rest', ['y\n', 'a\n'], 0, ['first', 'second', 'third']],
  ['quit leaves the rest', ['y\n', 'q\n'], 0, ['first']],
  ['what is no answer is asked again', ['what\n', 'y\n', 'n\n', 'n\n'], 0, ['first']],
  ['no to all', ['n\n', 'n\n'], 1, []],
  ['Ctrl-C', ['y\n', '\u0003'], 130, []],
])('change by change: %s', async (_, answers, code, recorded) => {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': DECLARATIONS });
  const end = await onTerminal(cwd, 'apply --interactive', answers);
  expect(end.code).toBe(code);
  if (answers[0] === 'n\n') expect(end.text).toContain('Left: second, which depends on first');
  const { value } = await cliList<StateListRow>(['state', 'list'], { cwd });
  expect(value.map(({ address }) => address)).toEqual(recorded);
});

test('a question about a delete says so; questions need a terminal and nobody who answers them all', async () => {
  const cwd = tempDir({ 'sandbox.yaml': SANDBOX, 'cloneform.yaml': DECLARATIONS });
  for (const flags of [[], ['--auto-approve'], ['--json']])
    expect((await cli(['apply', '--interactive', ...flags], { cwd })).code).toBe(64);
  await cli(['apply', '--auto-approve'], { cwd });
  writeFileSync(path.join(cwd, 'cloneform.yaml'), DECLARATIONS.replace(/ {2}third:.*\n/, ''));
  if (!hasScript) return;
  const end = await onTerminal(cwd, 'apply --interactive', ['y\n']);
  expect(end.text.replaceAll(/\s+/g, ' ')).toContain('- DELETE third deletes third 1.0.0 in c from Palette');
  expect([end.code, (await cliJson<Plan>(['plan'], { cwd })).value.summary.noop]).toEqual([0, 2]);
});

test('explain: a field, what is below it, all of them, and a slip of the hand', async () => {
  const cwd = tempDir();
  const field = await cli(['explain', 'clones.source.version'], { cwd });
  expect(field.out).toMatch(
    /^clones\.source\.version\n {2}Exact version.*\n[\s\S]*type +string\n[\s\S]*default +"\*"\n/,
  );
  expect((await cli(['explain', 'clones.edge-base.target'], { cwd })).out).toContain('clones.target.labels');
  expect((await cli(['explain', 'mirrorBy'], { cwd })).out).toContain('update | newVersion | recreate');
  const json = await cliJson<{ readonly path: string; readonly type: string }>(
    ['explain', 'guards.maxDeletes'],
    { cwd },
  );
  expect(json.value).toMatchObject({ path: 'guards.maxDeletes', type: 'integer', default: '20', fields: [] });
  const slip = await cli(['explain', 'clones.souce.verson'], { cwd });
  expect([slip.code, slip.err.includes('did you mean clones.source.version?')]).toEqual([1, true]);
  const short = await cli(['explain', 'clones.sorce'], { cwd });
  expect([short.code, short.err.includes('did you mean clones.source?')]).toEqual([1, true]);
  const all = await cli(['explain'], { cwd, env: { COLUMNS: '80' } });
  expect(all.out).toContain('palette.rateLimits');
  expect(Math.max(...all.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
