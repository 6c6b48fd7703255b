// What exists under declared names and is not recorded: one block of YAML takes all of it over, in every format of a plan.
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Plan } from '../../src/plan/plan.ts';
import { cli, cliJson, copyExample } from '../support/cli.ts';

const BLOCK = /^imports:\n(?: {2}- .*\n)+/gm;

test('a lost state: the plan prints one imports block, and pasted as it stands it takes everything over', async () => {
  const cwd = copyExample('fan-out');
  await cli(['apply', '--auto-approve'], { cwd });
  rmSync(path.join(cwd, 'state', 'cloneform.db'));
  const { value } = await cliJson<Plan>(['plan', '--report', 'markdown=p.md', '--report', 'html=p.html'], {
    cwd,
  });
  expect(value.imports?.length).toBe(value.summary.blocked);
  expect(value.summary.blocked).toBeGreaterThan(2);
  expect(value.changes.flatMap(({ obstacles = [] }) => obstacles.map((item) => item.import))).toEqual(
    value.imports,
  );
  const { out } = await cli(['plan'], { cwd });
  const [block = '', ...more] = out.match(BLOCK) ?? [];
  expect(more).toEqual([]);
  expect(out.match(/imports:/g)).toHaveLength(1);
  expect(parse(block)).toEqual({ imports: value.imports });
  const markdown = readFileSync(path.join(cwd, 'p.md'), 'utf8');
  expect(markdown.match(BLOCK)).toEqual([block]);
  expect(markdown).toContain(`\`\`\`yaml\n${block}\`\`\`\n`);
  const page = readFileSync(path.join(cwd, 'p.html'), 'utf8');
  expect(page.match(/imports:/g)).toHaveLength(1);
  appendFileSync(path.join(cwd, 'cloneform.yaml'), block);
  expect((await cli(['apply', '--auto-approve'], { cwd })).code).toBe(0);
  const after = (await cliJson<Plan>(['plan'], { cwd })).value;
  expect(after.changes.map(({ action }) => action)).toEqual(Array(value.summary.blocked).fill('noop'));
});

test('a plan that nothing is in the way of has no imports', async () => {
  const { value } = await cliJson<Plan>(['plan'], { cwd: copyExample('fan-out') });
  expect('imports' in value).toBe(false);
});
