// Every function of policies as the command is built. In the tests, and in what it is made of, code is strict; a build that is not gives
// the methods of texts an object in place of the text.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv, cli, ROOT, tempDir } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { POLICY_CLONES, POLICY_SANDBOX } from '../support/policy-cases.ts';

/** Each is true of the clone `second` of the project `b`, made on Friday, 27 November 2026 at 23:30 UTC. */
const TRUE: Readonly<Record<string, string>> = {
  has: 'has(clone.labels) && !has(clone.labels.team)',
  size: 'size(clone.name) == 6 && clone.name.size() == 6',
  exists: 'plan.changes.exists(c, c.clone.name.startsWith("sec"))',
  all: 'plan.changes.all(c, c.address.endsWith("t") || c.address.endsWith("d"))',
  exists_one: 'plan.changes.exists_one(c, c.clone.name.contains("eco"))',
  filter: 'plan.changes.filter(c, c.clone.name.matches("^s.c")).size() == 1',
  map: '"first" in plan.changes.map(c, c.clone.name)',
  contains: 'clone.name.contains("con")',
  startsWith: 'clone.name.startsWith("sec") && clone.project.startsWith("b")',
  endsWith: 'clone.name.endsWith("ond")',
  matches: 'clone.name.matches("^s[a-z]+d$")',
  timestamp: 'now > timestamp("2026-11-27T00:00:00Z")',
  duration: 'now - timestamp("2026-11-27T00:00:00Z") > duration("23h")',
  getDayOfWeek: 'now.getDayOfWeek() == 5 && now.getDayOfWeek("Europe/Berlin") == 6',
  getHours: 'now.getHours() == 23 && now.getHours("Europe/Berlin") == 0',
  getDate: 'now.getDate() == 27 && now.getDate("Europe/Berlin") == 28',
  getMonth: 'now.getMonth() == 10',
  lowerAscii: '"SECOND".lowerAscii() == clone.name',
  upperAscii: 'clone.name.upperAscii() == "SECOND"',
  split: 'clone.name.split("c") == ["se", "ond"]',
  join: '["se", "ond"].join("c") == clone.name',
  substring: 'clone.name.substring(0, 3) == "sec"',
  indexOf: 'clone.name.indexOf("o") == 3',
  lastIndexOf: 'clone.name.lastIndexOf("o") == 3',
  charAt: 'clone.name.charAt(0) == "s"',
  trim: '(" " + clone.name + " ").trim() == clone.name',
};

test('the built command evaluates each function that the reference names', async () => {
  const cwd = tempDir({ 'sandbox.yaml': POLICY_SANDBOX, 'cloneform.yaml': POLICY_CLONES });
  expect((await runInProcess(['plan', '-o', 'plan.json'], cwd, cleanEnv())).code).toBe(0);
  const rules = Object.entries(TRUE).map(([id, deny]) => ({
    id,
    when: 'clone.name == "second"',
    deny,
    message: 'denied',
  }));
  const expected = {
    policies: 'rules.yaml',
    now: '2026-11-27T23:30:00Z',
    tests: [{ deny: Object.keys(TRUE) }],
  };
  writeFileSync(path.join(cwd, 'rules.yaml'), JSON.stringify({ policies: rules }));
  writeFileSync(path.join(cwd, 'test.yaml'), JSON.stringify(expected));
  const end = await cli(['policy', 'test', 'test.yaml', 'plan.json'], { cwd });
  expect(end.out).toMatch(/ 1 passed, 0 failed\.$/m);
});

test('the reference names no function that is not tried here', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'reference', 'policies.md'), 'utf8');
  const [, section = ''] = /^## Functions\n\n([\s\S]*?)\n\n/m.exec(page) ?? [];
  const named = [...section.matchAll(/`(?:[a-z]+\.)?([A-Za-z_]+)(?:\([^`]*\))?`/g)].map(([, name]) => name);
  const tried = named.filter((name) => name !== 'replace' && name !== 'format' && name !== 'in');
  expect(tried.length).toBeGreaterThan(20);
  expect(Object.keys(TRUE)).toEqual(expect.arrayContaining(tried));
});
