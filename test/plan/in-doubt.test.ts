// A clone that was asked for and whose answer never came: when an object is ours, when it is not, and when neither can be said.
import { describe, expect, test } from 'vitest';
import type { ScopeRead } from '../../src/model/observed.ts';
import type { OpenEntry } from '../../src/model/recorded.ts';
import { isNotOurs, isOurs, isWanted, resolveInDoubt } from '../../src/plan/in-doubt.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import {
  aClone,
  aDesired,
  anEntry,
  anObject,
  aRow,
  inputOf,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';

const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
const wanted = aDesired(aClone('edge', { source: { version: '1.0.0' } }));
const op = (facts: Partial<OpenEntry> = {}): OpenEntry =>
  anEntry({ key: edge.key, address: aRow('edge', edge).address, ...facts });
const at = (seconds: number): string =>
  new Date(Date.parse('2026-01-01T00:00:00.000Z') + 1000 * seconds).toISOString();

describe('an object at the key', () => {
  test.each<[string, Partial<OpenEntry>, Partial<typeof edge>, string | null, boolean, boolean]>([
    ['made meanwhile of the same content', {}, {}, at(10), true, false],
    ['that was there before', { uidsBefore: ['u-edge'] }, {}, at(10), false, true],
    ['of other content', {}, { digest: `sha256:${'1'.repeat(64)}` }, at(10), false, false],
    ['of a clone whose source is not known', { source: null }, {}, at(10), false, false],
    ['made two seconds before by a slow clock', { serverDateBefore: at(2) }, {}, at(10), true, false],
    ['made three seconds before', { serverDateBefore: at(3) }, {}, at(10), false, true],
    [
      'made two seconds later by a fast clock',
      { serverDateBefore: at(0) },
      { createdAt: at(12) },
      at(10),
      true,
      false,
    ],
    ['made three seconds later', { serverDateBefore: at(0) }, { createdAt: at(13) }, at(10), false, true],
    ['sent when no clock was known', { serverDateBefore: null }, {}, at(10), false, false],
    ['looked at when no clock is known', {}, {}, null, false, false],
    ['that was there before, without a clock', { uidsBefore: ['u-edge'] }, {}, null, false, true],
  ])('%s', (_, entry, object, serverDate, ours, notOurs) => {
    const seen = { ...edge, ...object };
    expect(isOurs(op(entry), seen, serverDate)).toBe(ours);
    expect(isNotOurs(op(entry), seen, serverDate)).toBe(notOurs);
  });
});

const contextOf = (facts: WorldFacts) => makePlanningContext(inputOf(facts), facts.rows ?? []);

describe('a declaration still asks for it', () => {
  test.each<[string, boolean, WorldFacts['desired'], Partial<OpenEntry>]>([
    ['at the same key', true, wanted, {}],
    [
      'of any version, where its version is that of the source',
      true,
      aDesired(aClone('edge', { target: { version: 'source' } })),
      { key: { ...edge.key, version: '9.0.0' } },
    ],
    ['under another name', false, wanted, { key: { ...edge.key, name: 'other' } }],
    ['in another project', false, wanted, { key: { ...edge.key, projectUid: 'p-edge-prod' } }],
    ['at tenant scope', false, wanted, { key: { ...edge.key, scope: 'tenant', projectUid: null } }],
    ['in another version', false, wanted, { key: { ...edge.key, version: '2.0.0' } }],
    [
      'in a project that does not exist',
      false,
      aDesired(aClone('edge', { target: { project: 'nowhere' } })),
      {},
    ],
    [
      'at tenant scope, as it is declared',
      true,
      aDesired(aClone('edge', { target: { scope: 'tenant', project: null } })),
      { key: { ...edge.key, scope: 'tenant', projectUid: null } },
    ],
    ['no more', false, aDesired(), {}],
  ])('%s: %s', (_, expected, desired, entry) => {
    expect(isWanted(contextOf(desired === undefined ? {} : { desired }), op(entry))).toBe(expected);
  });
});

describe('what becomes of it', () => {
  const unreadable = { desired: wanted, unreadableScopes: ['edge-dev'] };
  const other = { ...edge, digest: `sha256:${'1'.repeat(64)}` as const };
  test.each<[string, string, WorldFacts, Partial<OpenEntry>]>([
    ['Palette named it, and it is there', 'finish', { desired: wanted, objects: [edge] }, { uid: 'u-edge' }],
    ['it is there and ours', 'take_over', { desired: wanted, objects: [edge] }, {}],
    [
      'it is recorded already',
      'in_doubt',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      {},
    ],
    [
      'it is recorded already, and Palette named it',
      'in_doubt',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      { uid: 'u-edge' },
    ],
    [
      'the object found is not ours',
      'in_doubt',
      { desired: wanted, objects: [edge] },
      { uidsBefore: ['u-edge'] },
    ],
    [
      'the object found may be ours',
      'in_doubt may not end, u-edge',
      { desired: wanted, objects: [other] },
      {},
    ],
    [
      'the object found cannot be read',
      'wait',
      { desired: wanted, objects: [edge], unreadable: ['u-edge'] },
      {},
    ],
    [
      'the object found cannot be read, and nobody wants it',
      'in_doubt may not end',
      { desired: aDesired(), objects: [edge], unreadable: ['u-edge'] },
      {},
    ],
    ['what Palette named cannot be read', 'wait', { desired: wanted, unreadable: ['u-x'] }, { uid: 'u-x' }],
    ['nothing is there, and it is wanted', 'retry', { desired: wanted }, {}],
    ['nothing is there, and nobody wants it', 'in_doubt', { desired: aDesired() }, {}],
    ['its place cannot be read', 'wait', unreadable, {}],
    [
      'its place cannot be read, and nobody wants it',
      'in_doubt may not end',
      { ...unreadable, desired: aDesired() },
      {},
    ],
    ['nothing was read', 'wait', { desired: wanted, options: { refresh: 'none' } }, {}],
    ['its project is gone', 'close', { desired: wanted }, { key: { ...edge.key, projectUid: 'p-gone' } }],
    [
      'it was renamed, and its key is free',
      'finish',
      { desired: wanted, objects: [{ ...edge, key: { ...edge.key, name: 'other' } }] },
      { uid: 'u-edge' },
    ],
    [
      'what Palette named has another name and was made at another time',
      'retry',
      { desired: wanted, objects: [{ ...edge, key: { ...edge.key, name: 'other' }, createdAt: at(60) }] },
      { uid: 'u-edge' },
    ],
    [
      'the old object of a recreate is still there, and its delete was not sent',
      'close',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      { kind: 'recreate' },
    ],
    [
      'its delete was about to be sent',
      'close',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      { kind: 'recreate', step: 'delete' },
    ],
    [
      'a recreate whose old object is gone, and the new one is there',
      'take_over',
      { desired: wanted, objects: [{ ...edge, uid: 'u-new' }], rows: [aRow('edge', edge)] },
      { kind: 'recreate' },
    ],
    [
      'what Palette named has another name, and its key is taken',
      'in_doubt',
      {
        desired: wanted,
        objects: [
          { ...edge, key: { ...edge.key, name: 'other' } },
          { ...edge, uid: 'u-before' },
        ],
      },
      { uid: 'u-edge', uidsBefore: ['u-before'] },
    ],
    [
      'its clone was sent',
      'in_doubt',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      { kind: 'recreate', step: 'clone' },
    ],
    [
      'a create beside a recorded clone',
      'in_doubt',
      { desired: wanted, objects: [edge], rows: [aRow('edge', edge)] },
      { kind: 'replace', step: 'intent' },
    ],
  ])('%s: %s', (_, expected, facts, entry) => {
    const found = resolveInDoubt(contextOf(facts), op(entry));
    const more =
      found.verdict === 'in_doubt'
        ? `${found.mayEnd ? '' : ' may not end'}${found.unproven === null ? '' : `, ${found.unproven.uid}`}`
        : '';
    expect(`${found.verdict}${more}`).toBe(expected);
  });

  test('a list that lost rows tells no absence, unless Palette calls the name free', () => {
    const lost = (names?: ReadonlyMap<string, 'free'>) => {
      const input = inputOf({ desired: wanted });
      const id = 'project:p-edge-dev';
      const list: ScopeRead = { status: 'listed', versions: [], missing: 1 };
      const observed = {
        ...input.observed,
        scopes: new Map([...input.observed.scopes, [id, list]]),
        ...(names === undefined ? {} : { names }),
      };
      return resolveInDoubt(makePlanningContext({ ...input, observed }, []), op()).verdict;
    };
    expect(lost()).toBe('wait');
    const key = JSON.stringify([...Object.values({ ...scopeOf('edge-dev') }), 'edge', '1.0.0']);
    expect(lost(new Map([[key, 'free']]))).toBe('retry');
  });
});
