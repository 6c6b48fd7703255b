// Status, where and graph through the command. None of them takes the lock or writes state.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { StatusDocument } from '../../src/questions/status/document.ts';
import type { Where } from '../../src/questions/where/judge.ts';
import { copyExample } from '../support/cli.ts';
import { inProcess as cli, inProcessJson as cliJson } from '../support/in-process.ts';

const BEHIND = ['dev', '1.0.0 ↓1'] as const;

test('status is a matrix where it fits, a list where it does not, and writes nothing', async () => {
  const cwd = copyExample('promotion');
  const first = await cli(['status'], { cwd });
  expect([first.code, first.out.split('\n')[0]]).toEqual([
    0,
    '3 clones in 3 projects, but there is no state that records them.',
  ]);
  expect(existsSync(path.join(cwd, 'state', 'cloneform.db'))).toBe(false);
  await cli(['apply', '--auto-approve'], { cwd });
  const end = await cli(['status'], { cwd });
  expect(end.out).toMatch(new RegExp(`${BEHIND[0]} +${BEHIND[1]}`));
  expect(end.out).toContain('↓ source versions behind');
  for (const name of ['cloneform.yaml', 'sandbox.yaml']) {
    const file = path.join(cwd, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('shop-prod', `shop-${'prod'.repeat(12)}`));
  }
  await cli(['sandbox', 'reset'], { cwd });
  rmSync(path.join(cwd, 'state'), { recursive: true });
  const missing = (await cli(['status'], { cwd })).out;
  expect(missing).not.toContain('DECLARATION');
  await cli(['apply', '--auto-approve'], { cwd });
  const long = (await cli(['status', '--verbose'], { cwd })).out;
  expect(long).toContain('Behind: 1\n  dev  has shop-base 1.0.0, 1.1.0 is available (minor)\n');
  expect(long).toMatch(/PROJECT +VERSION/);
  expect(long.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('status as JSON and as a page', async () => {
  const cwd = copyExample('promotion');
  await cli(['apply', '--auto-approve'], { cwd });
  const { code, value } = await cliJson<StatusDocument>(['status', '--unmanaged', '--html', 's.html'], {
    cwd,
  });
  expect(code).toBe(0);
  expect(value.clones.map(({ address, declaration, project }) => [address, declaration, project])).toEqual([
    ['dev', 'dev', 'shop-dev'],
    ['prod', 'prod', 'shop-prod'],
    ['staging', 'staging', 'shop-staging'],
  ]);
  expect(value.unmanaged).toEqual([]);
  const page = readFileSync(path.join(cwd, 's.html'), 'utf8');
  expect(page).toContain('shop-staging: up to date');
  expect(page).toContain('has shop-base 1.0.0, 1.1.0 is available (minor)');
  expect(page).toMatch(
    /<dt>last change<\/dt><dd>[\d: -]+ by \w+, run [0-9a-f]{8} \(<code>cloneform history [0-9a-f]{8}<\/code>\)<\/dd>/,
  );
  const bad = await cli(['status', '--html', path.join('no', 's.html')], { cwd });
  expect(bad.code).toBe(1);
});

test('where finds clones and sources by pack and version, with few requests', async () => {
  const cwd = copyExample('promotion');
  await cli(['apply', '--auto-approve'], { cwd });
  const end = await cli(['where', '--pack', 'cni-calico', '<3.28', '--log-level', 'info'], { cwd });
  expect(end.code).toBe(0);
  expect(end.out).toMatch(/^dev +3\.27\.0 +shop-base 1\.0\.0 +shop-dev +0$/m);
  expect(end.out).toContain('3 clones and 1 source of 5 have cni-calico <3.28.');
  // Projects, four lists, and the two versions whose row speaks of both.
  expect(JSON.parse(end.err.split('\n').find((line) => line.startsWith('{')) ?? '').requests.total).toBe(8);
  const all = (await cliJson<Where>(['where', '--pack', 'kube*'], { cwd })).value;
  expect(all.rows.map((row) => `${row.address ?? row.kind} ${row.resolved}`)).toEqual([
    'dev 1.29.8',
    'prod 1.29.8',
    'staging 1.29.8',
    'source 1.29.8',
    'source 1.30.4',
  ]);
  const none = await cli(['where', '--pack', 'cni-calico', '>4'], { cwd });
  expect(none.out).toContain('Versions found: 3.27.0, 3.28.0.');
  expect((await cli(['where', '<3'], { cwd })).code).toBe(64);
});

test('graph draws sources, clones and chains, offline', async () => {
  const cwd = copyExample('promotion');
  const mermaid = (await cli(['graph'], { cwd })).out;
  expect(mermaid).toContain('flowchart LR\n  n0[("shop-base<br/>1.0.0 at tenant scope")]');
  expect(mermaid).toMatch(/n1 --> n3\n {2}n0 --> n1\n {2}n3 --> n2/);
  const dot = (await cli(['graph', '--format', 'dot'], { cwd })).out;
  expect(dot).toContain('"dev" -> "staging";');
  const { value } = await cliJson<{ nodes: { id: string }[]; edges: object[] }>(['graph'], { cwd });
  expect(value.nodes.map((node) => node.id).slice(1)).toEqual(['dev', 'prod', 'staging']);
  expect(value.edges).toContainEqual({ from: 'staging', to: 'prod' });
  expect((await cli(['graph', '--format', 'png'], { cwd })).code).toBe(64);
});
