// Two clones that come to one name, version and project: which of them gets it.
import { describe, expect, test } from 'vitest';
import type { PlannedChange } from '../../src/plan/change.ts';
import { blockSharedKeys } from '../../src/plan/shared-keys.ts';

type Kind = Exclude<PlannedChange['kind'], 'blocked'>;

interface Facts {
  readonly name?: string;
  readonly project?: string | null;
  readonly scope?: 'project' | 'tenant';
  readonly isBlocked?: boolean;
}

/** As much of a change as the rule looks at. */
function change(address: string, kind: Kind, facts: Facts = {}): PlannedChange {
  const { name = 'edge', project = 'p-edge-dev', scope = 'project', isBlocked = false } = facts;
  const clone = { name, version: '1.0.0', scope, project, projectUid: project };
  const draft = { kind, address, needs: [], clone, source: { uid: 'u-base', clone: undefined } };
  const blocked = {
    kind: 'blocked',
    change: draft,
    blockers: [{ by: 'preflight', detail: 'no', hint: null }],
  };
  return (isBlocked ? blocked : draft) as unknown as PlannedChange;
}

/** The addresses that lose the key, each with the words of the blocker. */
function losers(...changes: readonly PlannedChange[]): readonly string[] {
  return blockSharedKeys(changes).flatMap((planned, index) => {
    if (planned === changes[index] || planned.kind !== 'blocked') return [];
    return planned.blockers
      .filter(({ by }) => by !== 'preflight')
      .map(({ by, detail }) => `${by}: ${detail}`);
  });
}

const HAS: readonly Kind[] = ['noop'];
const CHANGES: readonly Kind[] = ['update_content', 'update_metadata', 'record'];
/** They change state alone, so that they take no key from anybody. */
const MOVES: readonly Kind[] = ['move', 'reinstate'];
const MAKES: readonly Kind[] = ['create', 'create_version', 'replace', 'recreate'];
const CLAIMS_NOTHING: readonly Kind[] = ['delete', 'forget_gone', 'let_go', 'resume'];
const each = (first: readonly Kind[], second: readonly Kind[]): readonly (readonly [Kind, Kind])[] =>
  first.flatMap((a) => second.map((b) => [a, b] as const));

describe('who comes later in this order is blocked, whatever the order of the plan', () => {
  test.each([
    ...each(HAS, [...CHANGES, 'adopt', ...MAKES]),
    ...each(CHANGES, ['adopt', ...MAKES]),
    ...each(MOVES, ['adopt', ...MAKES]),
    ...each(['adopt'], MAKES),
  ])('%s before %s', (winner, loser) => {
    const [first, second] = [change('a', winner), change('b', loser)];
    expect(losers(first, second)).toHaveLength(1);
    expect(losers(second, first)).toHaveLength(1);
    expect(blockSharedKeys([second, first])[0]?.kind).toBe('blocked');
    expect(blockSharedKeys([second, first])[1]).toBe(first);
  });

  test('among equals the first one keeps it', () => {
    for (const kind of [...CHANGES, 'adopt' as const, ...MAKES]) {
      const planned = blockSharedKeys([change('a', kind), change('b', kind), change('c', kind)]);
      expect(planned.map((one) => one.kind)).toEqual([kind, 'blocked', 'blocked']);
    }
  });

  test('the blocker names the holder and the key', () => {
    expect(losers(change('holder', 'noop'), change('b', 'create'))[0]).toMatch(/^\w+: .*holder/);
  });
});

describe('what loses nothing', () => {
  test.each<[string, PlannedChange, PlannedChange]>([
    ['two with nothing to do', change('a', 'noop'), change('b', 'noop')],
    ['other names', change('a', 'create'), change('b', 'create', { name: 'other' })],
    ['other projects', change('a', 'create'), change('b', 'create', { project: 'p-edge-prod' })],
    [
      'projects that do not exist',
      change('a', 'create', { project: null }),
      change('b', 'create', { project: null }),
    ],
    ['two changes of one address', change('a', 'replace'), change('a', 'create')],
    ['a blocked create', change('a', 'create', { isBlocked: true }), change('b', 'create')],
    ['a blocked adoption', change('a', 'adopt', { isBlocked: true }), change('b', 'create')],
    ...MOVES.flatMap((kind): readonly [string, PlannedChange, PlannedChange][] => [
      [`${kind} beside noop`, change('a', 'noop'), change('b', kind)],
      [`${kind} beside another`, change('a', kind), change('b', kind)],
      [`a blocked ${kind}`, change('a', kind, { isBlocked: true }), change('b', 'create')],
    ]),
    ...CLAIMS_NOTHING.map((kind): [string, PlannedChange, PlannedChange] => [
      `beside ${kind}`,
      change('a', kind),
      change('b', 'create'),
    ]),
  ])('%s', (_, first, second) => {
    expect(losers(first, second)).toEqual([]);
    expect(losers(second, first)).toEqual([]);
  });

  test('the tenant has names of its own, without a project', () => {
    const tenant = { scope: 'tenant', project: null } as const;
    expect(losers(change('a', 'create', tenant), change('b', 'create', tenant))).toHaveLength(1);
    expect(losers(change('a', 'create', tenant), change('b', 'create'))).toEqual([]);
  });

  test('a change that is blocked keeps its place against what would make another, but not against what changes', () => {
    for (const kind of [...HAS, ...CHANGES]) {
      const waiting = change('a', kind, { isBlocked: true });
      expect(losers(waiting, change('b', 'create'))).toHaveLength(1);
      expect(losers(waiting, change('b', 'adopt'))).toHaveLength(1);
      expect(losers(change('b', 'update_content'), waiting)).toEqual([]);
      expect(losers(waiting, change('b', 'update_content'))).toEqual([]);
    }
  });
});
