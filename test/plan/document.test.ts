// Changes and the entries of the plan document that stand for them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  draftOf,
  findMissing,
  hasWork,
  isWork,
  kindOf,
  readChange,
  readPlanned,
  takesAway,
  toEntry,
} from '../../src/plan/document.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';
import { ROOT } from '../support/root.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const far = anObject({ uid: 'u-far', name: 'far', version: '1.0.0', project: 'edge-dev' });

describe('an entry is one kind of change', () => {
  test.each<[string, Partial<ChangeEntry>]>([
    ['create', { action: 'create', reason: 'new' }],
    ['create', { action: 'create', reason: 'gone' }],
    ['create_version', { action: 'create', reason: 'source_edited' }],
    ['create_version', { action: 'create', reason: 'new_version' }],
    ['adopt', { action: 'adopt', reason: 'imports_block' }],
    ['update_metadata', { action: 'update', reason: 'metadata' }],
    ['update_content', { action: 'update', reason: 'source_upgraded' }],
    ['update_content', { action: 'update', reason: 'incomplete' }],
    ['record', { action: 'update', reason: 'metadata', records: [{ what: 'name', from: 'a', to: 'b' }] }],
    ['record', { action: 'update', reason: 'source_edited', records: [] }],
    ['replace', { action: 'replace', reason: 'target_changed' }],
    ['recreate', { action: 'replace', reason: 'clone_edited' }],
    ['forget_gone', { action: 'forget', reason: 'gone' }],
    ['let_go', { action: 'forget', reason: 'removed_block' }],
    ['move', { action: 'move', reason: 'same_object' }],
    ['reinstate', { action: 'move', reason: 'reinstated' }],
    ['delete', { action: 'delete', reason: 'retention' }],
    ['resume', { action: 'resume', reason: 'interrupted' }],
    ['noop', { action: 'noop', reason: 'unchanged' }],
    ['recreate', { action: 'blocked', wouldBe: 'replace', reason: 'source_edited' }],
    ['noop', { action: 'blocked', reason: 'unchanged' }],
  ])('%s: %o', (kind, entry) => {
    expect(kindOf(entry as ChangeEntry)).toBe(kind);
  });

  test.each<[ChangeEntry['action'], boolean]>([
    ['create', true],
    ['resume', true],
    ['noop', false],
    ['blocked', false],
  ])('%s is work: %s', (action, expected) => {
    expect(isWork({ action })).toBe(expected);
  });
});

describe('what was read is written again byte for byte', () => {
  test.each(['update', 'replace'])('of a plan of the first edition: %s', (name) => {
    const file = path.join(ROOT, `test/fixtures/plans/first-edition-${name}.json`);
    const { changes } = JSON.parse(readFileSync(file, 'utf8')) as Plan;
    expect(JSON.stringify(changes.map((entry) => toEntry(readPlanned(entry))))).toBe(JSON.stringify(changes));
  });
});

test('a blocker that only the whole plan shows stands at the end of its entry', () => {
  const desired = {
    ...aDesired(aClone('far')),
    guards: { maxNewProjects: 10, maxDeletes: 0, maxDeletePercent: 100 },
  };
  const rows = [aRow('edge', edge), aRow('far', far)];
  const plan = planWorld({ desired, rows, objects: [edge, far] });
  const entry = plan.changes.find(({ address }) => address === 'edge');
  expect(entry?.blockers).toEqual(['mass_delete']);
  expect(Object.keys(entry ?? {}).slice(-4)).toEqual(['blockedBy', 'blockers', 'wouldBe', 'obstacles']);
});

test('a change that says no object, no observation or no source is not complete', () => {
  const desired = {
    ...aDesired(aClone('far')),
    guards: { maxNewProjects: 10, maxDeletes: 9, maxDeletePercent: 100 },
  };
  const rows = [aRow('edge', edge), aRow('far', far)];
  const plan = planWorld({ desired, rows, objects: [edge, far] });
  const entry = plan.changes.find(({ address }) => address === 'edge');
  if (entry === undefined) throw new Error('there is a delete');
  const { uid: _uid, ...unnamed } = entry;
  const preconditions = { ...entry.preconditions, observed: null };
  expect(findMissing(draftOf(entry))).toBeNull();
  expect(findMissing(draftOf(unnamed))).toBe('uid');
  expect(findMissing(draftOf({ ...entry, preconditions }))).toBe('seen');
  expect(findMissing(draftOf({ ...entry, action: 'create', reason: 'new' }))).toBe('copies');
});

test.each<[ChangeEntry['action'], boolean]>([
  ['delete', true],
  ['replace', true],
  ['forget', false],
  ['update', false],
  ['blocked', false],
])('%s takes an object away: %s', (action, expected) => {
  expect(takesAway({ action })).toBe(expected);
});

test('there is work where one entry is work', () => {
  expect(hasWork([])).toBe(false);
  expect(hasWork([{ action: 'noop' }, { action: 'blocked' }])).toBe(false);
  expect(hasWork([{ action: 'noop' }, { action: 'create' }])).toBe(true);
});

describe('an entry', () => {
  const [created] = planWorld({ desired: aDesired(aClone('far', { source: { version: '1.0.0' } })) }).changes;
  const [blocked] = planWorld({ desired: aDesired(aClone('far', { source: { profile: 'none' } })) }).changes;
  if (created === undefined || blocked === undefined) throw new Error('there is one change each');

  test('has the members of its kind only, and none that is not known', () => {
    expect(Object.keys(created)).toEqual([
      'address',
      'action',
      'reason',
      'clone',
      'source',
      'needs',
      'preconditions',
      'protect',
      'after',
      'declaredVersion',
      'manages',
    ]);
    expect(Object.keys(draftOf(created))).not.toContain('rendering');
    expect(draftOf(blocked)).not.toHaveProperty('copies');
  });

  test('that a rule blocks says so before what it is about', () => {
    expect(Object.keys(blocked).slice(0, 8)).toEqual([
      'address',
      'action',
      'reason',
      'blockedBy',
      'blockers',
      'wouldBe',
      'obstacles',
      'clone',
    ]);
  });

  test('keeps its hints', () => {
    const hints = [{ code: 'skew-pack-downgrade', text: 'text' }] as const;
    expect(toEntry(readPlanned({ ...created, hints }))).toStrictEqual({ ...created, hints });
    expect(toEntry(readPlanned(created))).toStrictEqual(created);
  });

  test('that does not say what it takes to carry it out is not read', () => {
    const { after: _after, ...unfinished } = created;
    expect(() => readChange(unfinished)).toThrow('far: the plan does not say its after');
  });

  test('of a plan that names its blockers only is read with these names', () => {
    const { obstacles: _obstacles, ...named } = {
      ...blocked,
      blockers: ['source_missing', 'in_use'] as const,
    };
    expect(readPlanned(named)).toMatchObject({
      kind: 'blocked',
      isFoundLast: false,
      blockers: [
        { by: 'source_missing', detail: 'source_missing', hint: null },
        { by: 'in_use', detail: 'in_use', hint: null },
      ],
    });
  });

  test('that is blocked by nothing is not read', () => {
    const { obstacles: _obstacles, blockers: _blockers, ...unexplained } = blocked;
    expect(() => readPlanned(unexplained)).toThrow('far is blocked by nothing');
  });
});
