// Changes and the entries of the plan document that stand for them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { draftOf, findMissing, isWork, kindOf, readPlanned, toEntry } from '../../src/plan/document.ts';
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
