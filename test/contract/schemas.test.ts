// What is printed for tools is what the schemas say, and the schemas say all that can be printed.

import { expect, test } from 'vitest';
import {
  type Action,
  BLOCKERS,
  type Drift,
  type Plan,
  type Reason,
  type SavedPlan,
} from '../../src/plan/plan.ts';
import { anyPlan } from '../support/arbitrary-plan.ts';
import { cli, cliJson, copyExample } from '../support/cli.ts';
import { fc } from '../support/fast-check.ts';
import { readSchema, schemaFaults } from '../support/schemas.ts';

/** Complete by their types: a name that is added is missed here by the compiler. */
const ACTIONS: Record<Action, true> = {
  create: true,
  adopt: true,
  update: true,
  replace: true,
  delete: true,
  forget: true,
  move: true,
  resume: true,
  noop: true,
  blocked: true,
};
const REASONS: Record<Reason, true> = {
  new: true,
  gone: true,
  unchanged: true,
  metadata: true,
  target_changed: true,
  not_declared: true,
  project_left: true,
  project_disabled: true,
  same_object: true,
  new_version: true,
  interrupted: true,
  equal_content: true,
  imports_block: true,
  reinstated: true,
  retention: true,
  retained_in_use: true,
  replaced: true,
  clone_edited: true,
  source_edited: true,
  source_upgraded: true,
  overrides_changed: true,
  incomplete: true,
  removed_block: true,
  moved_block: true,
};
const DRIFTS: Record<Drift['kind'], true> = {
  clone_edited: true,
  source_edited: true,
  source_gone: true,
  metadata_edited: true,
  renamed: true,
  unpublished: true,
  gone: true,
};

interface Defs {
  readonly action: { readonly enum: readonly string[]; readonly description: string };
  readonly reason: Defs['action'];
  readonly blockedBy: Defs['action'];
  readonly drift: { readonly properties: { readonly kind: Defs['action'] } };
}

const defs = (name: 'plan' | 'apply-result'): Defs => readSchema(name)['$defs'] as Defs;

test('every action, reason, blocker and kind of drift is listed and explained', () => {
  const { action, reason, blockedBy, drift } = defs('plan');
  for (const [listed, known] of [
    [action, Object.keys(ACTIONS)],
    [reason, Object.keys(REASONS)],
    [blockedBy, [...BLOCKERS]],
    [drift.properties.kind, Object.keys(DRIFTS)],
  ] as const) {
    expect(listed.enum.toSorted()).toEqual(known.toSorted());
    for (const name of known) expect(listed.description).toContain(`${name}: `);
  }
});

test('the two documents share their parts, and each stands by itself', () => {
  const [plan, result] = [defs('plan'), defs('apply-result')];
  expect(Object.fromEntries(Object.keys(plan).map((key) => [key, result[key as keyof Defs]]))).toEqual(plan);
});

test('whatever a plan holds, it fits', () => {
  fc.assert(
    fc.property(anyPlan(), (plan) => {
      expect(schemaFaults('plan', plan)).toEqual([]);
    }),
    { numRuns: 200, seed: 5 },
  );
});

test('a member that nobody described does not', () => {
  const [plan] = fc.sample(anyPlan(), { numRuns: 1, seed: 5 });
  expect(schemaFaults('plan', { ...plan, extra: 1 })).not.toEqual([]);
  expect(schemaFaults('plan', { ...plan, checksum: 'sha256:12' })).not.toEqual([]);
});

test('the commands over an example', async () => {
  const cwd = copyExample('quickstart');
  const plan = await cliJson<SavedPlan>(['plan'], { cwd });
  expect(schemaFaults('plan', plan.value)).toEqual([]);
  expect(plan.value.seal).toMatch(/^sha256:/);
  const unapproved = await cliJson(['apply'], { cwd });
  expect([unapproved.code, schemaFaults('apply-result', unapproved.value)]).toEqual([64, []]);
  expect(unapproved.value).toMatchObject({ error: { code: 'cli/unapproved' }, results: [] });
  const applied = await cliJson<Plan>(['apply', '--auto-approve'], { cwd });
  expect([applied.code, schemaFaults('apply-result', applied.value)]).toEqual([0, []]);
  for (const command of [
    ['plan', '--refresh', 'none'],
    ['drift'],
    ['plan', '--upgrade'],
    ['plan', '--destroy'],
  ])
    expect(schemaFaults('plan', (await cliJson(command, { cwd })).value)).toEqual([]);
  const gone = await cliJson(['destroy', '--auto-approve'], { cwd });
  expect([gone.code, schemaFaults('apply-result', gone.value)]).toEqual([0, []]);
});

test('errors are one document too', async () => {
  const { code, value } = await cliJson(['apply', 'no-such-plan.json'], { cwd: copyExample('quickstart') });
  expect(code).toBe(1);
  expect(value).toMatchObject({
    error: { code: 'plan/file-not-read', diagnostics: [{ severity: 'error' }] },
  });
  expect(
    (await cli(['show', 'package.json', '--format', 'xml'], { cwd: copyExample('quickstart') })).code,
  ).toBe(64);
});
