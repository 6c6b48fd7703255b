// Journal entries that an interrupted run left open: what becomes of each, and what state records then.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { OpenEntry, RecordedOverrides } from '../../src/model/recorded.ts';
import { intended } from '../../src/plan/change.ts';
import { recoverJournal } from '../../src/plan/recover.ts';
import { aClone, aDesired, anEntry, anObject, aRow, inputOf, type WorldFacts } from '../support/a-world.ts';

const made = (facts: Partial<Parameters<typeof anObject>[0]> = {}): ObservedObject =>
  anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', ...facts });
const edge = made();
const other = made({ text: 'a: 9' });
const row = aRow('edge', edge);
const wanted = aDesired(aClone('edge', { source: { version: '1.0.0' } }));
/** Its clone has moved on to another version. */
const movedOn = aDesired(aClone('edge', { target: { version: '2.0.0' } }));
const unwanted = aDesired(aClone('keep'));
const newer = made({ uid: 'u-newer', version: '2.0.0' });
const newerRow = aRow('edge', newer);
const overrides: RecordedOverrides = {
  format: 1,
  digest: `sha256:${'5'.repeat(64)}`,
  source: edge.digest ?? 'sha256:',
  wanted: other.digest ?? 'sha256:',
  places: {},
};
const op = (facts: Partial<OpenEntry> = {}): OpenEntry =>
  anEntry({ key: edge.key, address: row.address, ...facts });
const update = (facts: Partial<OpenEntry> = {}): OpenEntry => op({ kind: 'update', uid: 'u-edge', ...facts });

function recovered(facts: WorldFacts) {
  const { rows, changes, unfinished, inDoubt, diagnostics } = recoverJournal(inputOf(facts));
  return {
    verdicts: changes.map((change) => {
      const { address, resume } = intended(change) as Extract<
        ReturnType<typeof intended>,
        { kind: 'resume' }
      >;
      return `${resume.operation} ${resume.verdict} ${address}${change.kind === 'blocked' ? ' (blocked)' : ''}`;
    }),
    rows: rows.map(({ address, uid, status, revision }) => `${address} ${uid} ${status} ${revision}`),
    updates: [...unfinished.updates],
    drafts: [...unfinished.drafts],
    inDoubt: inDoubt.map(({ entry, mayEnd }) => `${entry.id} ${mayEnd ? 'may end' : 'lasts'}`),
    diagnostics: diagnostics.map(({ message }) => message),
  };
}

type Recovered = ReturnType<typeof recovered>;
const NOTHING: Recovered = { verdicts: [], rows: [], updates: [], drafts: [], inDoubt: [], diagnostics: [] };
type Case = readonly [string, WorldFacts, Partial<Recovered>];

test('nothing is open: the rows are those of state', () => {
  const input = inputOf({ rows: [row] });
  const recovery = recoverJournal(input);
  expect(recovery.rows).toBe(input.recorded.clones);
  expect(recovered({ rows: [row] })).toEqual({ ...NOTHING, rows: ['edge u-edge current 1'] });
});

describe('an entry of a clone that was asked for', () => {
  const recreated = { kind: 'recreate' } as const;
  const wait: WorldFacts = { desired: wanted, unreadableScopes: ['edge-dev'], operations: [op()] };
  test.each<Case>([
    [
      'its object is ours: it is recorded, at the revision that state has, none',
      { desired: wanted, objects: [edge], operations: [op()] },
      { verdicts: ['op-1 take_over edge'], rows: ['edge u-edge current 0'] },
    ],
    [
      'of a replace',
      { desired: wanted, objects: [edge], operations: [op({ kind: 'replace' })] },
      { verdicts: ['op-1 take_over edge'], rows: ['edge u-edge current 0'] },
    ],
    [
      'of a recreate, whose old object is gone',
      { desired: wanted, objects: [edge], rows: [{ ...row, uid: 'u-old' }], operations: [op(recreated)] },
      { verdicts: ['op-1 take_over edge'], rows: ['edge u-edge current 0'] },
    ],
    [
      'nothing came of it, and it is wanted: it is sent again, and the first call may still arrive',
      { desired: wanted, operations: [op()] },
      { verdicts: ['op-1 retry edge'], inDoubt: ['op-1 may end'] },
    ],
    [
      'nothing came of it, and nobody wants it',
      { desired: unwanted, operations: [op()] },
      { inDoubt: ['op-1 may end'] },
    ],
    [
      'the object at its key may be ours',
      { desired: wanted, objects: [other], operations: [op()] },
      {
        inDoubt: ['op-1 lasts'],
        diagnostics: [
          'edge 1.0.0 (UID u-edge) may be the object that an interrupted run created for edge, but that cannot be proven',
        ],
      },
    ],
    ['its place cannot be read', wait, { verdicts: ['op-1 wait edge (blocked)'] }],
    [
      'Palette named it, and it has no overrides yet: they are applied to it',
      {
        desired: wanted,
        objects: [edge],
        operations: [op({ uid: 'u-edge', step: 'variables', overrides })],
      },
      { verdicts: ['op-1 continue edge'], rows: ['edge u-edge incomplete 0'], updates: ['edge'] },
    ],
    [
      'Palette named it, and a draft of ours may be in it',
      { desired: wanted, objects: [edge], operations: [op({ uid: 'u-edge', step: 'draft', overrides })] },
      {
        verdicts: ['op-1 continue edge'],
        rows: ['edge u-edge incomplete 0'],
        updates: ['edge'],
        drafts: ['edge'],
      },
    ],
    [
      'of an unknown source: nothing can be recorded',
      { desired: wanted, objects: [edge], operations: [op({ uid: 'u-edge', source: null })] },
      { verdicts: ['op-1 finish edge'] },
    ],
    [
      'its clone moved on meanwhile: it is an older version of it',
      { desired: movedOn, objects: [edge, newer], rows: [newerRow], operations: [op()] },
      {
        verdicts: ['op-1 take_over edge@1.0.0'],
        rows: ['edge u-newer current 1', 'edge@1.0.0 u-edge superseded 0'],
      },
    ],
    [
      'it is what the clone moved on to: what was recorded is an older version of it',
      {
        desired: movedOn,
        objects: [edge, newer],
        rows: [row],
        operations: [op({ key: newer.key, declaredVersion: '2.0.0' })],
      },
      {
        verdicts: ['op-1 take_over edge'],
        rows: ['edge u-newer current 0', 'edge@1.0.0 u-edge superseded 1'],
      },
    ],
    [
      'nobody wants it any more, and nothing is recorded at its address',
      { desired: unwanted, objects: [edge], operations: [op()] },
      { verdicts: ['op-1 take_over edge'], rows: ['edge u-edge current 0'] },
    ],
    [
      'two entries found the same object: it is recorded for the first',
      {
        desired: wanted,
        objects: [edge],
        operations: [op(), op({ id: 'op-2', address: 'twin' as Address })],
      },
      {
        verdicts: ['op-1 take_over edge'],
        rows: ['edge u-edge current 0'],
        inDoubt: ['op-2 may end'],
      },
    ],
  ])('%s', (_, facts, expected) => {
    const found = recovered(facts);
    expect({ ...found, rows: found.rows.toSorted() }).toEqual({ ...NOTHING, ...expected });
  });

  test('Palette wrote the content in another form: it is complete where a source tells what was planned', () => {
    const rewritten = made({ text: 'a:  1' });
    const facts = { desired: wanted, objects: [rewritten], operations: [op({ uid: 'u-edge' })] };
    expect(recoverJournal(inputOf(facts)).rows).toMatchObject([
      { status: 'current', remarks: { rewritten: { of: edge.digest, digest: rewritten.digest } } },
    ]);
  });

  test('the same of a clone with overrides, where another clone tells what they make', () => {
    const rewritten = made({ text: 'a:  9' });
    const sibling = made({ uid: 'u-far', name: 'far', text: 'a: 9' });
    const operations = [op({ uid: 'u-edge', overrides, step: 'publish' })];
    const facts = { desired: wanted, objects: [rewritten, sibling], operations };
    expect(recoverJournal(inputOf(facts)).rows).toMatchObject([
      { remarks: { rewritten: { of: overrides.wanted, digest: rewritten.digest } } },
    ]);
  });

  test('what cannot be proven is a warning with the ways out', () => {
    const facts = { desired: wanted, objects: [other], operations: [op()] };
    expect(recoverJournal(inputOf(facts)).diagnostics).toMatchObject([
      {
        code: 'plan/unproven',
        severity: 'warning',
        hint: "check it; if it is not needed, delete it in Palette; to adopt it as it is, use imports: [ { to: 'edge', uid: u-edge } ]",
      },
    ]);
  });

  test.each<[string, WorldFacts, string]>([
    [
      'what Palette named',
      { operations: [op({ uid: 'u-x' })], unreadable: ['u-x'] },
      ': Forbidden: not allowed',
    ],
    [
      'what has its key',
      { operations: [op()], objects: [edge], unlisted: [], unreadable: ['u-edge'] },
      ': Forbidden: not allowed',
    ],
    ['its place', wait, ''],
  ])('it waits where %s cannot be read, and says why', (_, facts, why) => {
    expect(recoverJournal(inputOf({ desired: wanted, ...facts })).changes).toMatchObject([
      {
        kind: 'blocked',
        blockers: [
          {
            by: 'unreadable',
            detail: `the result of an interrupted run could not be read${why}`,
            hint: 'try again; nothing is sent twice before the result is known',
          },
        ],
      },
    ]);
  });
});

describe('an entry of a delete', () => {
  const deleting = op({ kind: 'delete', uid: 'u-edge', source: null });
  test.each<Case>([
    [
      'its object is gone',
      { rows: [row], gone: ['u-edge'], operations: [deleting] },
      { verdicts: ['op-1 confirm_deleted edge'] },
    ],
    [
      'its object is still there',
      { rows: [row], objects: [edge], operations: [deleting] },
      { verdicts: ['op-1 close edge'], rows: ['edge u-edge current 1'] },
    ],
    [
      'its object cannot be read',
      { rows: [row], unreadable: ['u-edge'], operations: [deleting] },
      { rows: ['edge u-edge current 1'], inDoubt: ['op-1 lasts'] },
    ],
    [
      'of no known object',
      { rows: [row], objects: [edge], operations: [{ ...deleting, uid: null }] },
      { verdicts: ['op-1 close edge'], rows: ['edge u-edge current 1'] },
    ],
  ])('%s', (_, facts, expected) => {
    expect(recovered(facts)).toEqual({ ...NOTHING, ...expected });
  });
});

describe('an entry of an update', () => {
  const to9: OpenEntry['source'] = { ...row.source, digest: other.digest ?? 'sha256:' };
  const close = { verdicts: ['op-1 close edge'], rows: ['edge u-edge current 1'] };
  const retry = { verdicts: ['op-1 retry edge'], rows: ['edge u-edge current 1'], updates: ['edge'] };
  const world = (operation: OpenEntry, object: ObservedObject, more: WorldFacts = {}): WorldFacts => ({
    desired: wanted,
    rows: [row],
    objects: [object],
    operations: [operation],
    ...more,
  });
  test.each<Case>([
    [
      'it was done: it is recorded, at the revision that state has',
      world(update({ source: to9 }), other),
      { verdicts: ['op-1 finish edge'], rows: ['edge u-edge current 1'] },
    ],
    [
      'it was done, and its declaration asks for another place by now',
      world(update({ source: to9 }), other, { desired: movedOn }),
      { verdicts: ['op-1 finish edge'], rows: ['edge u-edge current 1'] },
    ],
    ['it had not begun', world(update({ source: to9 }), edge), close],
    [
      'it had not begun, and Palette wrote the old content in another form',
      world(update({ source: to9 }), made({ text: 'a:  1' }), {
        rows: [
          {
            ...row,
            remarks: { rewritten: { of: row.digest, digest: made({ text: 'a:  1' }).digest ?? 'sha256:' } },
          },
        ],
      }),
      close,
    ],
    ['it is half done', world(update({ source: to9 }), made({ text: 'a: 5' })), retry],
    [
      'it is half done, and a draft of ours may be in it',
      world(update({ source: to9, step: 'draft' }), made({ text: 'a: 5' })),
      { ...retry, drafts: ['edge'] },
    ],
    ['it has a draft', world(update({ source: to9 }), { ...edge, hasDraft: true }), retry],
    [
      'it is half done, and nobody declares the clone any more',
      world(update({ source: to9 }), made({ text: 'a: 5' }), { desired: unwanted }),
      close,
    ],
    ['of an unknown source', world(update({ source: null }), made({ text: 'a: 5' })), close],
    ['of no known object', world(update({ source: to9, uid: null }), made({ text: 'a: 5' })), close],
    [
      'of a clone that is no longer recorded',
      world(update({ source: to9 }), other, { rows: [] }),
      { verdicts: ['op-1 close edge'] },
    ],
    [
      'of an object that another one has replaced',
      world(update({ source: to9 }), other, { rows: [{ ...row, uid: 'u-new' }] }),
      { verdicts: ['op-1 close edge'], rows: ['edge u-new current 1'] },
    ],
    ['its object is gone', world(update({ source: to9 }), edge, { objects: [], gone: ['u-edge'] }), close],
    [
      'its object cannot be read',
      world(update({ source: to9 }), edge, { objects: [], unreadable: ['u-edge'] }),
      { verdicts: ['op-1 wait edge (blocked)'], rows: ['edge u-edge current 1'] },
    ],
    [
      'its object was not read',
      world(update({ source: to9 }), edge, { objects: [] }),
      { verdicts: ['op-1 wait edge (blocked)'], rows: ['edge u-edge current 1'] },
    ],
    [
      'another entry put its clone aside: nothing continues with it',
      world(update({ source: to9 }), made({ text: 'a: 5' }), {
        desired: movedOn,
        objects: [made({ text: 'a: 5' }), newer],
        operations: [update({ source: to9 }), op({ id: 'op-2', key: newer.key, declaredVersion: '2.0.0' })],
      }),
      {
        verdicts: ['op-1 close edge', 'op-2 take_over edge'],
        rows: ['edge u-newer current 0', 'edge@1.0.0 u-edge superseded 1'],
        updates: ['edge'],
      },
    ],
    [
      'it was done, and another entry put its clone aside: it is recorded all the same',
      world(update({ source: to9 }), other, {
        desired: movedOn,
        objects: [other, newer],
        operations: [update({ source: to9 }), op({ id: 'op-2', key: newer.key, declaredVersion: '2.0.0' })],
      }),
      {
        verdicts: ['op-1 finish edge', 'op-2 take_over edge'],
        rows: ['edge u-newer current 0', 'edge@1.0.0 u-edge superseded 1'],
      },
    ],
  ])('%s', (_, facts, expected) => {
    const found = recovered(facts);
    expect({ ...found, rows: found.rows.toSorted() }).toEqual({ ...NOTHING, ...expected });
  });
});
