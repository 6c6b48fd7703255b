// Superseded versions of a declared clone: which are kept, which are deleted, and what keeps one that could be deleted.
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { intended } from '../../src/plan/change.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { decideSuperseded, type SupersededInput } from '../../src/plan/rules/superseded.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  inputOf,
  type ObjectFacts,
  type WorldFacts,
} from '../support/a-world.ts';

const made = (version: string, facts: Partial<ObjectFacts> = {}) =>
  anObject({ uid: `u-${version}`, name: 'edge', version, project: 'edge-dev', ...facts });
/** The row of a superseded version. */
const aside = (
  version: string,
  facts: Partial<RecordedClone> = {},
  address = `edge@${version}`,
): RecordedClone => aRow(address, made(version), { status: 'superseded', ...facts });

interface Facts extends CloneFacts, Partial<Pick<SupersededInput, 'here' | 'elsewhere' | 'isWaiting'>> {
  readonly usedSources?: readonly string[];
  readonly leaving?: readonly (readonly [string, readonly string[]])[];
}

function decide(
  { here = [], elsewhere = [], usedSources = [], leaving = [], isWaiting = false, ...clone }: Facts,
  facts: WorldFacts,
) {
  const desired = aClone('edge', { target: { version: '9.0.0' }, ...clone });
  const rows = [...here, ...elsewhere];
  const planning = makePlanningContext(inputOf({ desired: aDesired(desired), rows, ...facts }), rows);
  return decideSuperseded(planning, {
    desired,
    here,
    elsewhere,
    usedSources: new Set(usedSources),
    leaving: new Map(leaving as readonly (readonly [string, readonly Address[]])[]),
    isWaiting,
  });
}

/** One line a change, and what is warned of. */
function picture(input: Facts, facts: WorldFacts) {
  const { changes, diagnostics } = decide(input, facts);
  const lines = changes.map((planned) => {
    const { kind, reason, address, needs } = intended(planned);
    const blockers =
      planned.kind === 'blocked' ? ` [${planned.blockers.map(({ by }) => by).join(', ')}]` : '';
    return `${kind} ${reason} ${address}${blockers}${needs.length === 0 ? '' : ` after ${needs.join(', ')}`}`;
  });
  return [...lines, ...diagnostics.map(({ message }) => `! ${message}`)];
}

const three = ['1.0.0', '1.10.0', '1.9.0'];
const allThere: WorldFacts = { objects: three.map((version) => made(version)) };
const here = three.map((version) => aside(version));
const kept = (version: string): string => `noop unchanged edge@${version}`;
const deleted = (version: string): string => `delete retention edge@${version} after edge`;

describe('how many are kept', () => {
  test.each<[string, Facts, WorldFacts, readonly string[]]>([
    ['all', { retain: 'all' }, allThere, [kept('1.0.0'), kept('1.10.0'), kept('1.9.0')]],
    ['none', { retain: 'none' }, allThere, [deleted('1.0.0'), deleted('1.10.0'), deleted('1.9.0')]],
    ['the newest', { retain: 1 }, allThere, [deleted('1.0.0'), kept('1.10.0'), deleted('1.9.0')]],
    ['the two newest', { retain: 2 }, allThere, [deleted('1.0.0'), kept('1.10.0'), kept('1.9.0')]],
    [
      'all, while the clone itself is blocked',
      { retain: 'none', isWaiting: true },
      allThere,
      [kept('1.0.0'), kept('1.10.0'), kept('1.9.0')],
    ],
    [
      'the newest that is there: what is gone is forgotten',
      { retain: 1 },
      { objects: [made('1.0.0'), made('1.9.0')], gone: ['u-1.10.0'] },
      [deleted('1.0.0'), 'forget_gone gone edge@1.10.0', kept('1.9.0')],
    ],
    [
      'what copies a version now lets go of it first',
      { retain: 2, leaving: [['u-1.0.0', ['far', 'near']]] },
      allThere,
      ['delete retention edge@1.0.0 after edge, far, near', kept('1.10.0'), kept('1.9.0')],
    ],
  ])('%s', (_, input, facts, lines) => {
    expect(picture({ here, ...input }, facts)).toEqual(lines);
  });

  const day = (number: number) => ({ recordedAt: `2026-01-0${number}T00:00:00.000Z` });
  test.each<[string, readonly RecordedClone[], string]>([
    [
      'of versions that differ in build metadata alone the one that was recorded last',
      [aside('1.0.0+a', day(1)), aside('1.0.0+b', day(3)), aside('1.0.0+c', day(2))],
      '1.0.0+b',
    ],
    [
      'of those recorded at once the first UID',
      [aside('1.0.0+c'), aside('1.0.0+a'), aside('1.0.0+b')],
      '1.0.0+a',
    ],
    [
      'of names that are no versions the one that was recorded last',
      [aside('b', day(1)), aside('a', day(2))],
      'a',
    ],
    [
      'of a version and a name the one that was recorded last',
      [aside('latest', day(2)), aside('2.0.0', day(1)), aside('oldest', day(1), 'edge@oldest')],
      'latest',
    ],
    [
      'of a prerelease and its release the release',
      [aside('2.0.0-rc.1', day(2)), aside('2.0.0', day(1))],
      '2.0.0',
    ],
  ])('%s', (_, rows, version) => {
    const objects = rows.map((row) => made(row.key.version));
    const lines = picture({ here: rows, retain: 1 }, { objects });
    expect(lines.filter((line) => line.startsWith('noop'))).toEqual([kept(version)]);
  });
});

describe('what keeps a version', () => {
  const use = { clusters: ['one', 'two', 'three', 'four'] };
  const row = aside('1.0.0');
  test.each<[string, Facts, WorldFacts, string | null]>([
    ['nothing', {}, { objects: [made('1.0.0')] }, null],
    [
      'the declaration protects the clone',
      { protect: true },
      { objects: [made('1.0.0')] },
      'it is protected',
    ],
    [
      'a cluster template links it',
      {},
      { objects: [made('1.0.0', { templates: ['t-1', 't-2'] })] },
      'linked to cluster template t-1',
    ],
    ['clusters use it', {}, { objects: [made('1.0.0', use)] }, 'in use by one, two, three'],
    [
      'clusters use it, which is allowed',
      {},
      { objects: [made('1.0.0', use)], options: { allowDeleteInUse: true } },
      null,
    ],
    [
      'a cluster template links it, which is never allowed',
      {},
      { objects: [made('1.0.0', { templates: ['t-1'] })], options: { allowDeleteInUse: true } },
      'linked to cluster template t-1',
    ],
    [
      'another clone copies it',
      { usedSources: ['u-1.0.0'] },
      { objects: [made('1.0.0')] },
      'another clone has it as its source',
    ],
    [
      'another clone copies another version',
      { usedSources: ['u-2.0.0'] },
      { objects: [made('1.0.0')] },
      null,
    ],
  ])('%s', (_, input, facts, why) => {
    const beyond = picture({ retain: 'none', here: [row], ...input }, facts);
    const left = picture({ elsewhere: [row], ...input }, facts);
    if (why === null) {
      expect(beyond).toEqual([deleted('1.0.0')]);
      expect(left).toEqual(['delete replaced edge@1.0.0 after edge']);
      return;
    }
    // Protection is recorded along the way.
    const stays =
      why === 'it is protected' ? 'record metadata edge@1.0.0' : 'noop retained_in_use edge@1.0.0';
    expect(beyond).toEqual([stays, `! edge@1.0.0 exceeds retain, but is kept: ${why}`]);
    expect(left).toEqual([stays, `! edge@1.0.0 (edge 1.0.0) was replaced, but is kept: ${why}`]);
  });

  test.each<[string, WorldFacts]>([
    ['it could not be read', { unreadable: ['u-1.0.0'] }],
    ['it was not read', {}],
  ])('%s', (_, facts) => {
    expect(picture({ retain: 'none', here: [row] }, facts)).toEqual([
      'noop retained_in_use edge@1.0.0',
      '! edge@1.0.0 exceeds retain, but is kept: it could not be read',
    ]);
    expect(decide({ retain: 'none', here: [row] }, facts).changes).toMatchObject([{ seen: null }]);
    expect(picture({ elsewhere: [row] }, facts)).toEqual([
      'delete replaced edge@1.0.0 [unreadable] after edge',
    ]);
  });

  test('the protection that state has keeps it until it is recorded that there is none, and blocks the delete where the clone has left its place', () => {
    const own = aside('1.0.0', { isProtected: true });
    const objects = [made('1.0.0')];
    expect(picture({ retain: 'none', here: [own] }, { objects })).toEqual([
      'record metadata edge@1.0.0',
      '! edge@1.0.0 exceeds retain, but is kept: it is protected',
    ]);
    expect(picture({ elsewhere: [own] }, { objects })).toEqual([
      'delete replaced edge@1.0.0 [protected] after edge',
    ]);
  });

  test('is a warning that asks for nothing', () => {
    const { diagnostics } = decide(
      { retain: 'none', here: [row], protect: true },
      { objects: [made('1.0.0')] },
    );
    expect(diagnostics).toMatchObject([
      { code: 'plan/retained', severity: 'warning', hint: 'each run tries again; no action is needed' },
    ]);
  });

  test('does not keep what is gone', () => {
    const facts = { gone: ['u-1.0.0'] };
    expect(picture({ elsewhere: [row], protect: true }, facts)).toEqual(['forget_gone gone edge@1.0.0']);
    expect(picture({ here: [row], protect: true }, facts)).toEqual(['forget_gone gone edge@1.0.0']);
  });
});

describe('a change of a superseded version says what it is about', () => {
  const row = aside('1.0.0', { revision: 4 });
  const used = made('1.0.0', { clusters: ['one'] });
  const common = {
    address: 'edge@1.0.0',
    uid: 'u-1.0.0',
    recorded: { uid: 'u-1.0.0', revision: 4 },
    protect: false,
  };
  const seen = { uid: 'u-1.0.0', digest: used.digest };

  test('one that is kept', () => {
    const { changes } = decide({ here: [row] }, { objects: [used] });
    expect(changes).toMatchObject([{ kind: 'noop', ...common, seen, inUse: used.inUse }]);
  });

  test('one that is kept and protected from now on', () => {
    const held = { ...row, isProtected: true, remarks: { held: true } } as const;
    expect(decide({ here: [held] }, { objects: [used] }).changes).toMatchObject([
      { kind: 'noop', protect: true },
    ]);
    expect(decide({ here: [row], protect: true }, { objects: [used] }).changes).toMatchObject([
      { kind: 'record', protect: true, records: [{ what: 'protected', from: 'false', to: 'true' }] },
    ]);
  });

  test('one that is deleted', () => {
    const facts = { objects: [used], options: { allowDeleteInUse: true } };
    expect(decide({ retain: 'none', here: [row] }, facts).changes).toMatchObject([
      { kind: 'delete', ...common, seen, inUse: used.inUse, before: { name: 'edge', version: '1.0.0' } },
    ]);
  });
});
