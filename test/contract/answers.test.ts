// What each command prints with --json is what its schema says, member by member.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { aPlace } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';
import { ANSWERS, type SchemaName, schemaFaults } from '../support/schemas.ts';

/** In this order: the last ones end what the others look at. */
const LINES: readonly (readonly [SchemaName, string])[] = [
  ['state-list', 'state list'],
  ['state-list', 'show'],
  ['output', 'output one'],
  ['output', 'state show one'],
  ['status', 'status'],
  ['status', 'status --unmanaged'],
  ['outdated', 'outdated'],
  ['outdated-write', 'outdated --write --dry-run'],
  ['outdated-renovate', 'outdated --format renovate'],
  ['history', 'history'],
  ['run', 'history RUN'],
  ['inventory', 'inventory'],
  ['where', 'where --pack *'],
  ['where-override', 'where --override *'],
  ['graph', 'graph'],
  ['render', 'render one'],
  ['render', 'render one --pack os --show-secrets'],
  ['diff', 'diff one'],
  ['diff', 'diff two'],
  ['policy-explain', 'policy explain few --policy rules.yaml'],
  ['policy-explain', 'policy explain autoApprove --policy rules.yaml'],
  ['policy-test', 'policy test rules.yaml plan.json'],
  ['accept-override', 'accept one --as-override --dry-run'],
  ['accept', 'accept one --auto-approve'],
  ['doctor', 'doctor'],
  ['doctor', 'state check'],
];

const RULES = `policies: [{ id: few, on: plan, deny: 'plan.changes.exists(c, c.id == "three")', message: x }]
autoApprove: plan.changes.size() > 1
`;

const clone = (name: string, more: string) =>
  `{ source: { profile: base, version: ^1.0.0 }, target: { scope: project, project: edge-dev, name: ${name} }${more} }`;

test('over an applied project with an override and an edit by hand', async () => {
  const at = await aPlace(aSeed(base('1.0.0'), base('1.1.0')));
  try {
    at.declare({
      one: clone('one', ', overrides: { packs: { os: { values: { user: me } } } }'),
      two: clone('two', ''),
    });
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    const [run] = JSON.parse((await at.run('history', '--json')).out).runs;
    const { version } = JSON.parse((await at.run('output', 'one', '--json')).out);
    const uid = await at.hands.uid('one', version, 'edge-dev');
    await at.hands.packs(uid, (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: root\n' } : pack)),
    );
    writeFileSync(path.join(at.cwd, 'rules.yaml'), RULES);
    expect((await at.run('plan', '-o', 'plan.json')).code).toBe(0);
    for (const [name, line] of LINES) {
      const args = line.split(' ').map((word) => (word === 'RUN' ? run.id : word));
      const end = await at.run(...args, '--json');
      const value: unknown = JSON.parse(end.out);
      expect([line, end.code, schemaFaults(name, value)]).toEqual([line, 0, []]);
      expect(value).toMatchObject({ formatVersion: '1.0' });
    }
  } finally {
    await at.close();
  }
});

test('every schema of an answer is tried', () => {
  expect([...new Set(LINES.map(([name]) => name))].toSorted()).toEqual(ANSWERS.toSorted());
});
