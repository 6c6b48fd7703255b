// The change of a plan that carries out what became of an open journal entry.
import { describe, expect, test } from 'vitest';
import type { OpenEntry, RecordedClone } from '../../src/model/recorded.ts';
import { recoverJournal } from '../../src/plan/recover.ts';
import { aClone, aDesired, anEntry, anObject, aRow, inputOf, type WorldFacts } from '../support/a-world.ts';
import { asSeen, IN_EDGE_DEV } from '../support/one-clone.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('edge', edge);
const wanted = aDesired(aClone('edge', { source: { version: '1.0.0' } }));
const op = (facts: Partial<OpenEntry> = {}): OpenEntry =>
  anEntry({ key: edge.key, address: row.address, ...facts });

describe('the change that carries it out', () => {
  const first = (facts: WorldFacts) => recoverJournal(inputOf(facts)).changes[0];

  test('says what was asked for, by whom, and what was found', () => {
    const source = { ...row.source, scope: 'project', projectUid: 'p-platform' } as const;
    const open = op({ source, isProtected: true, declaredVersion: 'source' });
    expect(first({ desired: wanted, objects: [edge], operations: [open] })).toEqual({
      kind: 'resume',
      reason: 'interrupted',
      address: 'edge',
      clone: IN_EDGE_DEV,
      source: { ...source, project: 'platform' },
      needs: [],
      recorded: null,
      protect: true,
      seen: asSeen(edge),
      resume: { operation: 'op-1', verdict: 'take_over', source },
      uid: 'u-edge',
      declaredVersion: 'source',
    });
  });

  test.each<[string, readonly RecordedClone[], object]>([
    ['is that of the recorded clone', [row], { ...row.source, project: null }],
    [
      'is unknown',
      [],
      { uid: null, name: '', version: null, digest: null, scope: 'tenant', project: null, projectUid: null },
    ],
  ])('the source of a delete %s', (_, rows, source) => {
    const deleting = op({ kind: 'delete', uid: null, source: null });
    expect(first({ rows, objects: [edge], operations: [deleting] })).toMatchObject({
      source,
      seen: null,
      uid: null,
    });
  });
});
