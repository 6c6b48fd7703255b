// `output ADDRESS`: one UID on standard output, for scripts.
import { expect, test } from 'vitest';
import type { StateListRow } from '../../src/render/state-text.ts';
import { cli, cliJson, cliList, copyExample } from '../support/cli.ts';

test('the UID alone, everything with --json, and a suggestion for an address that is misspelt', async () => {
  const cwd = copyExample('promotion');
  await cli(['apply', '--auto-approve'], { cwd });
  const { value: rows } = await cliList<StateListRow>(['state', 'list'], { cwd });
  for (const row of rows) {
    expect(await cli(['output', row.address], { cwd })).toEqual({ code: 0, out: `${row.uid}\n`, err: '' });
    expect((await cliJson(['output', row.address], { cwd })).value).toEqual({ formatVersion: '1.0', ...row });
  }
  const slip = await cli(['output', 'stagin'], { cwd });
  expect([slip.code, slip.out]).toEqual([1, '']);
  expect(slip.err).toContain('did you mean staging?');
  const asJson = await cliJson(['output', 'nothing-like-it'], { cwd });
  expect([asJson.code, asJson.value]).toMatchObject([1, { error: { code: 'store/no-such-address' } }]);
  expect((await cli(['output'], { cwd })).code).toBe(64);
});

test('state show prints one clone in every format', async () => {
  const cwd = copyExample('promotion');
  await cli(['apply', '--auto-approve'], { cwd });
  const show = async (...format: readonly string[]) =>
    (await cli(['state', 'show', 'dev', ...format], { cwd })).out;
  expect(await show('--format', 'json')).toBe(await show('--json'));
  expect(JSON.parse(await show('--json'))).toMatchObject({ formatVersion: '1.0', address: 'dev' });
  expect(await show('--format', 'markdown')).toContain('**1 clone recorded.**');
  expect(await show('--format', 'html')).toMatch(/^<!doctype html>/i);
  expect(await show('--format', 'text')).toBe(await show());
});
