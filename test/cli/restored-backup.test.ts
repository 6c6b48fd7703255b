// A state put back to an older one, through the command: what was made since is reported, with the line that takes it over, and is
// taken over when the declaration says so; nothing is made twice. And a clone that is half made is shown as such.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type CliOptions, tempDir } from '../support/cli.ts';
import {
  inProcess as cli,
  inProcessJson as cliJson,
  inProcessList as cliList,
} from '../support/in-process.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';
import { serving, strikes } from '../support/serving.ts';

interface PlanDocument {
  readonly changes: readonly {
    readonly address: string;
    readonly action: string;
    readonly reason: string;
    readonly blockedBy?: string;
    readonly obstacles?: readonly { readonly hint: string | null }[];
  }[];
}
type Rows = readonly { readonly address: string; readonly status: string; readonly provenance: string }[];

const yaml = (ids: readonly string[], more = ''): string =>
  [
    'cloneform: 1',
    'palette: { sandbox: sandbox.yaml }',
    'clones:',
    ...ids.map(
      (id) =>
        `  ${id}: { source: { profile: base }, target: { name: ${id}, scope: project, project: dev }${more} }`,
    ),
    '',
  ].join('\n');

/** `one` is in the backup, `two` was created after it. */
async function restored(): Promise<CliOptions> {
  const cwd = tempDir({
    'sandbox.yaml': 'sandbox: 1\nprojects: [dev]\nprofiles: [{ name: base, versions: [1.0.0] }]\n',
  });
  const options = { cwd };
  for (const ids of [['one'], ['one', 'two']]) {
    writeFileSync(path.join(cwd, 'cloneform.yaml'), yaml(ids));
    expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  }
  const backups = path.join(cwd, 'state', 'backups');
  const last = readdirSync(backups).toSorted().at(-1) ?? '';
  copyFileSync(path.join(backups, last), path.join(cwd, 'state', 'cloneform.db'));
  return options;
}

async function changes(options: CliOptions): Promise<readonly string[]> {
  const { value } = await cliJson<PlanDocument>(['plan'], options);
  return value.changes
    .filter(({ action }) => action !== 'noop')
    .map(({ address, action, reason, blockedBy }) => `${address} ${action} ${blockedBy ?? reason}`);
}

test('what was made after the backup is reported, and the line that is printed takes it over', async () => {
  const options = await restored();
  const plan = await cli(['plan'], options);
  expect(await changes(options)).toEqual(['two blocked exists_unmanaged']);
  const block = /- (\{ to: 'two', uid: [0-9a-f]{24} \})/.exec(plan.out.replaceAll(/\s+/g, ' '))?.[1];
  const line = block === undefined ? undefined : `imports: [ ${block} ]`;
  expect(line).toBeDefined();
  const file = path.join(options.cwd, 'cloneform.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}${line}\n`);
  expect(await changes(options)).toEqual(['two adopt imports_block']);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await changes(options)).toEqual([]);
});

test('with adopt: true what is equal is taken over, and nothing is made twice', async () => {
  const options = await restored();
  writeFileSync(path.join(options.cwd, 'cloneform.yaml'), yaml(['one', 'two'], ', adopt: true'));
  expect(await changes(options)).toEqual(['two adopt equal_content']);
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await changes(options)).toEqual([]);
  const { value } = await cliList<Rows[number]>(['state', 'list'], options);
  expect(value.map(({ address, provenance }) => [address, provenance])).toEqual([
    ['one', 'created'],
    ['two', 'adopted'],
  ]);
});

test('a clone whose labels could not be set is shown as incomplete until the next run has finished it', async () => {
  const forbidden = {
    kind: 'status',
    status: 403,
    committed: false,
    body: 'palette',
    code: 'OperationForbidden',
  } as const;
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const { server } = await serving(seed, {
    seed: 1,
    rules: [strikes(['patchMetadata'], forbidden, { turn: { kind: 'nth', calls: [1] } })],
  });
  const target = '{ name: edge, scope: project, project: edge-dev, labels: { team: x } }';
  const cwd = tempDir({
    'cloneform.yaml': `cloneform: 1\nclones:\n  edge: { source: { profile: base }, target: ${target} }\n`,
  });
  const options = { cwd, env: { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-of-a-test' } };
  const first = await cli(['apply', '--auto-approve'], options);
  expect(first.code).toBe(4);
  expect(first.out).toContain('meaning: the clone exists');
  const half = await cliList<Rows[number]>(['state', 'list'], options);
  expect(half.value).toMatchObject([{ address: 'edge', status: 'incomplete' }]);
  expect((await cli(['state', 'show', 'edge'], options)).out).toContain('incomplete');
  expect((await cli(['status'], options)).out).toContain('1 incomplete');
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  const whole = await cliList<Rows[number]>(['state', 'list'], options);
  expect(whole.value).toMatchObject([{ address: 'edge', status: 'current' }]);
  expect((await cli(['status'], options)).out).not.toContain('incomplete');
});

test('a clone that was made twice over a lost answer leaves nothing half-done to tell', async () => {
  const { server } = await serving(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), {
    seed: 1,
    rules: [strikes(['clone'], { kind: 'reset', committed: true }, { turn: { kind: 'nth', calls: [1] } })],
  });
  const cwd = tempDir({
    'cloneform.yaml':
      'cloneform: 1\nclones:\n  edge: { source: { profile: base }, target: { scope: project, project: edge-dev, name: edge } }\n',
  });
  const options = { cwd, env: { PALETTE_HOST: server.url, PALETTE_API_KEY: 'a-key-of-a-test' } };
  expect((await cli(['apply', '--auto-approve'], options)).code).toBe(0);
  expect(await changes(options)).toEqual([]);
  expect((await cli(['plan', '--detailed-exitcode'], options)).code).toBe(0);
  expect((await cli(['status'], options)).out).not.toContain('incomplete');
});
