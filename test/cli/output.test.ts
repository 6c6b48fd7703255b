// `output ADDRESS`: one UID on standard output, for scripts.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StateListRow } from '../../src/render/state-text.ts';
import { copyExample } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';
import { schemaFaults } from '../support/schemas.ts';

test('the UID alone, everything with --json, and a suggestion for an address that is misspelt', async () => {
  const cwd = copyExample('promotion');
  await cli(['apply', '--auto-approve'], { cwd });
  const { value: rows } = await cliList<StateListRow>(['state', 'list'], { cwd });
  for (const row of rows) {
    expect(await cli(['output', row.address], { cwd })).toEqual({ code: 0, out: `${row.uid}\n`, err: '' });
    expect((await cliJson(['output', row.address], { cwd })).value).toEqual({ formatVersion: '1.0', ...row });
  }
  const slip = await cli(['output', 'staging'.slice(0, -1)], { cwd });
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

test('with palette.consoleUrl, apply, state list and output link the page of each clone', async () => {
  const cwd = copyExample('promotion');
  const file = path.join(cwd, 'cloneform.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(
      'sandbox: sandbox.yaml',
      'sandbox: sandbox.yaml\n  consoleUrl: https://console.example.com/',
    ),
  );
  const applied = await cliJson<{ clones: StateListRow[] }>(['apply', '--auto-approve'], { cwd });
  expect(schemaFaults('apply-result', applied.value)).toEqual([]);
  const { value: rows } = await cliList<StateListRow>(['state', 'list'], { cwd });
  expect(applied.value.clones).toEqual(rows);
  for (const { uid, projectUid, consoleLink } of rows)
    expect(consoleLink).toBe(`https://console.example.com/projects/${projectUid}/profiles/cluster/${uid}`);
  expect((await cliJson(['output', 'dev'], { cwd })).value).toMatchObject({
    consoleLink: rows[0]?.consoleLink,
  });
});
