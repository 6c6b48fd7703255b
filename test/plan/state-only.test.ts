// Changes of state alone: what apply would record although it sends nothing is a change of the plan, with a reason of its own.
import { describe, expect, test } from 'vitest';
import { contentDigest } from '../../src/inventory/digest.ts';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import type { Noop } from '../../src/plan/change.ts';
import { readPlanned } from '../../src/plan/document.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { recordOnly, withRecords } from '../../src/plan/rules/state-only.ts';
import {
  aClone,
  aContent,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const row = aRow('edge', edge);
const other = contentDigest(aContent('a: other'));
const SAME = contentDigest(aContent());

function planOf(clone: CloneFacts, recorded: Partial<RecordedClone> = {}, more: WorldFacts = {}): Plan {
  const desired: DesiredClone = aClone('edge', { source: { version: '1.0.0' }, ...clone });
  return planWorld({ desired: aDesired(desired), rows: [{ ...row, ...recorded }], objects: [edge], ...more });
}

/** Version 1.2.0 of the source, with the same content as 1.0.0. */
const equal = anObject({ uid: 'u-base-2', name: 'base', version: '1.2.0' });
const overrides = { format: 1, digest: other, source: SAME, wanted: SAME, places: {} };

type Case = [
  name: string,
  clone: CloneFacts,
  recorded: Partial<RecordedClone>,
  more: WorldFacts,
  reason: string,
  records: readonly string[],
];

describe('what only state has otherwise', () => {
  /** Those that record something of the source hold only as long as it has this content. */
  const ofSource: readonly Case[] = [
    [
      'another version of the source, with equal content',
      { source: { version: '1.2.0' } },
      {},
      { objects: [edge, equal] },
      'source_upgraded',
      ['source base 1.0.0 → base 1.2.0'],
    ],
    [
      'an edit of the source that the clone has as well',
      { content: 'mirror' },
      { source: { ...row.source, digest: other }, digest: other },
      {},
      'source_edited',
      [`sourceContent ${other} → ${SAME}`],
    ],
    [
      'an accepted edit that somebody undid',
      {},
      { digest: other },
      {},
      'clone_edited',
      [`content ${other} → ${SAME}`],
    ],
    [
      'overrides that are gone and changed nothing',
      {},
      { overrides },
      {},
      'overrides_changed',
      [`overrides ${other} → null`],
    ],
    [
      'protection, and another version of the source: the source is the reason',
      { source: { version: '1.2.0' }, protect: true },
      {},
      { objects: [edge, equal] },
      'source_upgraded',
      ['source base 1.0.0 → base 1.2.0', 'protected false → true'],
    ],
  ];
  const ofClone: readonly Case[] = [
    ['protection', { protect: true }, {}, {}, 'metadata', ['protected false → true']],
    ['labels', { target: { labels: {} } }, {}, {}, 'metadata', ['labels null → {}']],
    [
      'a source that was made again',
      {},
      { source: { ...row.source, uid: 'u-former' } },
      { gone: ['u-former'] },
      'metadata',
      ['sourceUid u-former → u-base-1'],
    ],
  ];
  test.each([...ofSource, ...ofClone])('%s', (_, clone, recorded, more, reason, records) => {
    const plan = planOf(clone, recorded, more);
    expect(picture(plan)).toEqual([`update · ${reason} edge`]);
    const [change] = plan.changes;
    expect(change?.records?.map(({ what, from, to }) => `${what} ${from} → ${to}`)).toEqual(records);
    expect(change?.needs).toEqual([]);
    expect(change?.before).toEqual(change?.after);
    expect(change?.before).toMatchObject({ name: 'edge', version: '1.0.0', labels: {}, description: '' });
  });

  test.each(ofSource)('holds only while the source stays as it is: %s', (_, clone, recorded, more) => {
    const [change] = planOf(clone, recorded, more).changes;
    const { uid, digest } = change?.source ?? {};
    expect(change?.preconditions.source).toEqual({ uid, digest, shown: edge.shown });
    expect(digest).toBe(SAME);
  });

  test.each(ofClone)('does not depend on the source: %s', (_, clone, recorded, more) => {
    expect(planOf(clone, recorded, more).changes[0]?.preconditions.source).toBeNull();
  });

  test('is nothing where state has it all', () => {
    expect(picture(planOf({}))).toEqual(['noop · unchanged edge']);
  });
});

describe('a change of labels', () => {
  const labeled: CloneFacts = { target: { labels: { a: 'b' } } };
  test('records nothing of the source by itself: that is a change before it', () => {
    const plan = planOf({ ...labeled, source: { version: '1.2.0' } }, {}, { objects: [edge, equal] });
    expect(picture(plan)).toEqual(['update · source_upgraded edge', 'update · metadata edge']);
    const [first, second] = plan.changes;
    expect(first?.records?.map(({ what }) => what)).toEqual(['source']);
    expect(second).not.toHaveProperty('records');
    // The first one writes the row that the second one finds.
    expect(plan.changes.map(({ preconditions: { recorded } }) => recorded)).toEqual([
      { uid: 'u-edge', revision: 1 },
      null,
    ]);
  });

  test('records what else is declared with itself', () => {
    const plan = planOf({ ...labeled, protect: true });
    expect(picture(plan)).toEqual(['update · metadata edge']);
    expect(plan.changes[0]?.preconditions.recorded).toEqual({ uid: 'u-edge', revision: 1 });
  });
});

describe('a clone of a clone', () => {
  const above = anObject({ uid: 'u-above', name: 'above', version: '1.0.0', project: 'edge-dev' });
  const source = {
    ...row.source,
    uid: 'u-above',
    name: 'above',
    scope: 'project' as const,
    projectUid: 'p-edge-dev',
  };
  const desired = aDesired(
    aClone('above', { source: { version: '1.0.0' } }),
    aClone('edge', { chain: { clone: 'above' } }),
  );
  test('records the link that the plan makes again, once it is made', () => {
    const plan = planWorld({
      desired,
      rows: [aRow('above', above), { ...row, source }],
      objects: [edge],
      gone: ['u-above'],
    });
    expect(picture(plan)).toEqual(['create · gone above', 'update · metadata edge']);
    expect(plan.changes[1]).toMatchObject({
      needs: ['above'],
      records: [{ what: 'sourceUid', from: 'u-above', to: null }],
    });
  });
});

describe('a decided change', () => {
  const [noop] = planOf({}).changes.map(readPlanned);
  test('that writes more than state is left alone', () => {
    const [create] = planWorld({ desired: aDesired(aClone('edge')) }).changes.map(readPlanned);
    if (create === undefined) throw new Error('nothing is created');
    expect(withRecords(create, row, edge)).toEqual([create]);
  });

  test('whose source is not known records nothing of it', () => {
    const change = noop as Noop;
    const unknown = { ...change, source: { ...change.source, uid: null } };
    expect(withRecords(unknown, row, edge)).toEqual([unknown]);
  });

  /** As docs/explanation/how-a-change-is-decided.md orders them, whatever comes first in the record. */
  test.each([
    [['name', 'protected'], 'metadata'],
    [['project', 'source', 'overrides'], 'source_upgraded'],
    [['sourceContent', 'overrides'], 'source_edited'],
    [['content', 'overrides'], 'overrides_changed'],
    [['content', 'labels'], 'clone_edited'],
  ] as const)('of %j has the reason %s', (what, reason) => {
    const records = what.map((each) => ({ what: each, from: 'a', to: 'b' }));
    expect(recordOnly(noop as Noop, records, edge).reason).toBe(reason);
  });

  test('that was decided without the object has what is seen of it now', () => {
    const record = recordOnly(
      { ...(noop as Noop), seen: null },
      [{ what: 'name', from: 'a', to: 'edge' }],
      edge,
    );
    expect(record).toMatchObject({
      kind: 'record',
      reason: 'metadata',
      seen: { uid: 'u-edge', digest: SAME },
    });
  });
});
