// The policies of examples/policies with their tests, over the plans that are kept beside them.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnv } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { ROOT } from '../support/root.ts';

const FOLDER = path.join(ROOT, 'examples', 'policies');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.test.yaml'));

test('there are ten', () => {
  expect(FILES).toHaveLength(10);
});

test.each(FILES)('%s: each policy denies a plan, and allows another', async (file) => {
  const end = await runInProcess(['policy', 'test', file, '--json'], FOLDER, cleanEnv());
  expect([end.code, end.err]).toEqual([0, '']);
  const { tests } = JSON.parse(end.out) as { tests: readonly { readonly findings: readonly unknown[] }[] };
  expect(new Set(tests.map(({ findings }) => findings.length > 0))).toEqual(new Set([true, false]));
});
