// Commands that look at recorded state beside declarations with errors; words for what people write wrong; what `init` writes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, copyExample, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';

const run = (cwd: string, ...args: readonly string[]): ReturnType<typeof runInProcess> =>
  runInProcess(args, cwd, cleanEnv());

test.each([
  ['broken syntax', 'clones: [\n'],
  ['an unknown key', 'clonse: {}\n'],
])(
  'state list, show, check, pull, push, unlock and backup, show and history work beside %s',
  async (_, broken) => {
    const cwd = copyExample('quickstart');
    const file = path.join(cwd, 'cloneform.yaml');
    const whole = `${readFileSync(file, 'utf8')}state:\n  path: kept/here.db\n`;
    writeFileSync(file, whole);
    expect((await run(cwd, 'apply', '--auto-approve')).code).toBe(0);
    const before = (await run(cwd, 'state', 'list')).out;
    writeFileSync(file, `${whole}${broken}`);
    const end = await run(cwd, 'state', 'list');
    expect([end.code, end.out]).toEqual([0, before]);
    expect(end.err).toContain('the declarations have errors');
    expect((await run(cwd, 'state', 'show', 'edge-next')).out).toContain('2.1.0-rc.1');
    expect((await run(cwd, 'show')).out).toContain('edge-next');
    expect((await run(cwd, 'history')).out).toContain('4 applied');
    expect((await run(cwd, 'state', 'backup', 'copy.db')).code).toBe(0);
    expect((await run(cwd, 'state', 'check')).code).toBe(0);
    expect((await run(cwd, 'state', 'unlock')).out).toBe('The state is not locked.\n');
    expect((await run(cwd, 'state', 'pull', '-o', 'copy.json')).code).toBe(0);
    rmSync(path.join(cwd, 'kept', 'here.db'));
    expect((await run(cwd, 'state', 'push', 'copy.json')).code).toBe(0);
    expect((await run(cwd, 'state', 'list')).out).toBe(before);
    expect((await run(cwd, 'plan')).code).toBe(1);
  },
);

test('where errors leave open which state is meant, nothing is shown', async () => {
  const cwd = tempDir({
    'cloneform.yaml': 'cloneform: 1\nstate: { path: "${var.nowhere}/state.db" }\nclones: {}\n',
  });
  expect((await run(cwd, 'state', 'list')).code).toBe(1);
  expect((await run(tempDir(), 'state', 'list')).code).toBe(1);
});

const clone = (more: string): string =>
  `cloneform: 1\nclones:\n  a: { source: { profile: p }, target: { scope: tenant, name: n }, ${more} }\n`;

test.each([
  [clone('content: copy'), 'use snapshot: copy once'],
  [clone('content: sync'), 'use mirror: keep'],
  [clone('content: mirrror'), 'did you mean "mirror"?'],
  [clone('retain: -1'), 'use none to keep no superseded version'],
  ['cloneform: 2\nclones: {}\n', 'use cloneform: 1'],
  [
    'cloneform: 1\nclones:\n  a: { source: { profile: &p 10 }, target: { scope: tenant, name: *p } }\n',
    'the value comes from the anchor of *p: quote it there: "10"',
  ],
  ['cloneform: 1\npalette: { host: "http://palette.example" }\nclones: {}\n', 'use https'],
  ['cloneform: 1\npalette: { host: "https://a.example/path" }\nclones: {}\n', 'is not a Palette host'],
  ['cloneform: 1\nstate: { url: "postgres://db.example/x?nonsense=1" }\nclones: {}\n', 'not a parameter'],
])('%j is refused by validate: %s', async (yaml, words) => {
  const end = await run(tempDir({ 'cloneform.yaml': yaml }), 'validate');
  expect([end.code, end.err.replaceAll(/\s+/g, ' ')]).toEqual([1, expect.stringContaining(words)]);
});

test.each([[[]], [['--sandbox']]])(
  'each commented block that init %j writes can be uncommented as it stands',
  async (flags) => {
    const cwd = tempDir();
    await run(cwd, 'init', ...flags);
    const file = path.join(cwd, 'cloneform.yaml');
    const text = readFileSync(file, 'utf8');
    const blocks = [...text.matchAll(/(?:^# (?!yaml-language-server).*\n)+/gm)].map(([block]) => block);
    if (flags.length === 0) expect(blocks.length).toBeGreaterThan(1);
    const uncomment = (block: string): string => block.replaceAll(/^# /gm, '');
    for (const block of blocks) {
      writeFileSync(file, text.replace(block, uncomment(block)));
      expect([block, (await run(cwd, 'validate')).err]).toEqual([block, '']);
    }
    writeFileSync(
      file,
      blocks.reduce((all, block) => all.replace(block, uncomment(block)), text),
    );
    expect((await run(cwd, 'validate')).err).toBe('');
  },
);
