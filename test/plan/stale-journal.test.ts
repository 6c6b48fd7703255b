// A saved plan that continues what an interrupted run left: its journal entry must still be open, and nothing may have come of it since.
import { describe, expect, test } from 'vitest';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { OpenEntry, RecordedClone } from '../../src/model/recorded.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { doubtfulKeys, neededScopes } from '../../src/plan/stale.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';
import { type NowFacts, staleness } from '../support/staleness.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const other = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'a: 9' });
const half = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'a: 5' });
const row = aRow('edge', edge);
const desired = aDesired(aClone('edge', { source: { version: '1.0.0' } }));
const mirror = aDesired(aClone('edge', { source: { version: '1.0.0' }, content: 'mirror' }));
const op = (facts: Partial<OpenEntry> = {}): OpenEntry =>
  anEntry({ key: edge.key, address: row.address, ...facts });
const failure = { code: 'Forbidden', message: 'not allowed' };

interface Begun {
  readonly entry: OpenEntry;
  readonly rows: readonly RecordedClone[];
  readonly objects: readonly ObservedObject[];
  readonly plan: Plan;
}

function begun(entry: OpenEntry, facts: WorldFacts): Begun {
  const { rows = [], objects = [] } = facts;
  return { entry, rows, objects, plan: planWorld({ desired, ...facts, operations: [entry] }) };
}

const cases = {
  'a create to be sent again': begun(op(), {}),
  'a create whose object is there': begun(op(), { objects: [edge] }),
  'a create that Palette named': begun(op({ uid: 'u-edge' }), { objects: [edge] }),
  'a create that Palette named, to be sent again': begun(op({ uid: 'u-other' }), {}),
  'an update that was done': begun(
    op({ kind: 'update', uid: 'u-edge', source: { ...row.source, digest: other.digest ?? 'sha256:' } }),
    { rows: [row], objects: [other] },
  ),
  'a delete that was done': begun(op({ kind: 'delete', uid: 'u-edge', source: null }), {
    rows: [row],
    gone: ['u-edge'],
  }),
  'a delete that was not done': begun(op({ kind: 'delete', uid: 'u-edge', source: null }), {
    rows: [row],
    objects: [edge],
  }),
} satisfies Record<string, Begun>;
type Case = keyof typeof cases;

const verdicts: Readonly<Record<Case, readonly string[]>> = {
  'a create to be sent again': ['resume retry', 'create'],
  'a create whose object is there': ['resume take_over', 'noop'],
  'a create that Palette named': ['resume finish', 'noop'],
  'a create that Palette named, to be sent again': ['resume retry', 'create'],
  'an update that was done': ['resume finish', 'noop'],
  'a delete that was done': ['resume confirm_deleted', 'create'],
  'a delete that was not done': ['resume close', 'noop'],
};

describe.each(Object.keys(cases) as readonly Case[])('%s', (name) => {
  const { entry, rows, objects, plan } = cases[name];

  test('is what the plan continues with', () => {
    expect(
      plan.changes.map(({ action, resume }) =>
        resume === undefined ? action : `${action} ${resume.verdict}`,
      ),
    ).toEqual(verdicts[name]);
  });

  test('holds while nothing changed, whatever else is open elsewhere', () => {
    const elsewhere = op({ id: 'op-0', kind: 'update', address: aRow('far', edge).address });
    expect(staleness(plan, { rows, objects, operations: [elsewhere, entry] })).toEqual([]);
  });

  test('does not hold once another run has closed the entry', () => {
    expect(staleness(plan, { rows, objects, operations: [] })[0]).toBe(
      'plan/stale-journal edge: another run has recovered what the interrupted run left',
    );
  });
});

test('an update that is half done continues with its entry, without a word in the plan', () => {
  const entry = op({ kind: 'update', uid: 'u-edge' });
  const rows = [{ ...row, digest: other.digest ?? 'sha256:' }];
  const { plan } = begun(entry, { desired: mirror, rows, objects: [half] });
  expect(plan.changes.map(({ action }) => action)).toEqual(['update']);
  expect(staleness(plan, { rows, objects: [half], operations: [entry] })).toEqual([]);
});

describe('what a create to be sent again finds in its place', () => {
  const appeared = 'plan/stale-journal edge: the object of the interrupted run has appeared in Palette since';
  const taken = 'plan/stale-key edge: edge 1.0.0 now exists (UID u-edge)';
  test.each<[string, Case, NowFacts, readonly string[]]>([
    ['its object', 'a create to be sent again', { objects: [edge] }, [appeared, taken]],
    ['an object that is not its own', 'a create to be sent again', { objects: [other] }, [taken]],
    [
      'an object that was not read',
      'a create to be sent again',
      { holder: 'u-edge', unread: ['u-edge'] },
      [taken],
    ],
    [
      'what cannot be read',
      'a create to be sent again',
      { holder: failure },
      [
        'plan/unreadable edge: its place could not be read: Forbidden: not allowed',
        'plan/unreadable edge: the list of its scope could not be read: Forbidden: not allowed',
      ],
    ],
    [
      'its object, where Palette named another',
      'a create that Palette named, to be sent again',
      { objects: [edge] },
      [taken],
    ],
    ['its object, which the plan has seen', 'a create whose object is there', { objects: [edge] }, []],
    [
      'what cannot be read, of a delete',
      'a delete that was not done',
      { rows: [row], objects: [edge], holder: failure },
      [],
    ],
  ])('%s', (_, name, now, expected) => {
    const { entry, plan } = cases[name];
    expect(staleness(plan, { operations: [entry], ...now })).toEqual(expected);
  });

  test('its object, where no clock says when', () => {
    const undated = begun(op({ serverDateBefore: null }), {});
    expect(staleness(undated.plan, { operations: [undated.entry], objects: [edge] })).toEqual([taken]);
  });
});

test('the lists of all scopes are needed where entries may have made something, each once', () => {
  const entries = ['edge-prod', 'edge-dev', 'edge-prod', null].map((project) =>
    op({ key: { ...scopeOf(project), name: 'x', version: '1.0.0' } }),
  );
  expect(neededScopes(entries)).toEqual([scopeOf('edge-prod'), scopeOf('edge-dev'), scopeOf(null)]);
  expect(doubtfulKeys(entries)).toHaveLength(3);
});
