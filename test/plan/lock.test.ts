// The lock: what each declaration copies, which clones cannot be locked, and what is said where a plan copies something else.
import { describe, expect, test } from 'vitest';
import type { Digest } from '../../src/content/content.ts';
import { type Lock, type LockedSource, lockChanges, lockDifferences, lockOf } from '../../src/plan/lock.ts';
import type { ChangeEntry, PlannedSource } from '../../src/plan/plan.ts';
import { aChange } from '../render/plan-cases.ts';
import { OPTIONS } from '../support/a-world.ts';

const digest = (digit: number): Digest => `sha256:${String(digit).repeat(64)}`;
const [ONE, TWO] = [digest(1), digest(2)];

/** A clone that copies version 1.2.0 of a source with UID u-source, unless the facts say otherwise. */
const clone = (
  address: string,
  source: Partial<PlannedSource> = {},
  facts: Partial<Pick<ChangeEntry, 'declaredVersion'>> = { declaredVersion: '1.0.0' },
): ChangeEntry => aChange(address, { source: { digest: ONE, ...source }, ...facts });
const entry = (facts: Partial<LockedSource> = {}): LockedSource => ({
  version: '1.2.0',
  uid: 'u-source',
  digest: ONE,
  ...facts,
});
/** A clone of a clone: its source has no UID to rely on. */
const chained = { clone: 'above' } as unknown as Partial<PlannedSource>;

describe('the lock of a plan', () => {
  test.each<
    [string, readonly ChangeEntry[], readonly (readonly [string, LockedSource])[], readonly string[]]
  >([
    ['nothing is declared', [], [], []],
    ['what is copied, by declaration', [clone('edge')], [['edge', entry()]], []],
    [
      'declarations in alphabetical order',
      [clone('b'), clone('c'), clone('a', { version: '2.0.0' })],
      [
        ['a', entry({ version: '2.0.0' })],
        ['b', entry()],
        ['c', entry()],
      ],
      [],
    ],
    [
      'clones in many projects as one entry',
      [clone('edge["a"]'), clone('edge["b"]')],
      [['edge', entry()]],
      [],
    ],
    [
      'the common source under the declaration, others by address in alphabetical order',
      [
        clone('edge["z"]', { version: '1.1.0' }),
        clone('edge["a"]'),
        clone('edge["c"]', { digest: TWO }),
        clone('edge["b"]', { uid: 'u-other' }),
        clone('edge["d"]'),
      ],
      [
        ['edge', entry()],
        ['edge["b"]', entry({ uid: 'u-other' })],
        ['edge["c"]', entry({ digest: TWO })],
        ['edge["z"]', entry({ version: '1.1.0' })],
      ],
      [],
    ],
    [
      'the first of two equally common sources',
      [clone('edge["a"]', { version: '2.0.0' }), clone('edge["b"]')],
      [
        ['edge', entry({ version: '2.0.0' })],
        ['edge["b"]', entry()],
      ],
      [],
    ],
    [
      'a clone of a clone without a UID, as a run may make its source again',
      [clone('edge', chained)],
      [['edge', { version: '1.2.0', digest: ONE }]],
      [],
    ],
    [
      'a source that is yet to be made, without a UID',
      [clone('edge', { uid: null })],
      [['edge', { version: '1.2.0', digest: ONE }]],
      [],
    ],
    ['not a version that was superseded', [clone('edge'), clone('edge@0.9.0')], [['edge', entry()]], []],
    ['not what is no longer declared', [clone('edge'), clone('old', {}, {})], [['edge', entry()]], []],
    [
      'clones whose source is not known are named',
      [
        clone('edge["a"]', { digest: null }),
        clone('edge["b"]'),
        clone('far', { version: null }),
        clone('old@1.0.0', { version: null }),
      ],
      [['edge', entry()]],
      ['edge["a"]', 'far'],
    ],
  ])('%s', (_, changes, lock, unknown) => {
    const found = lockOf({ changes });
    expect([...found.lock]).toEqual(lock);
    expect(found.unknown).toEqual(unknown);
  });
});

describe('a plan differs from a lock', () => {
  const lock: Lock = new Map([
    ['edge', entry()],
    ['edge["b"]', entry({ version: '1.1.0' })],
  ]);
  test.each<[string, readonly ChangeEntry[], readonly string[]]>([
    [
      'not where each clone copies what is locked',
      [clone('edge["a"]'), clone('edge["b"]', { version: '1.1.0' })],
      [],
    ],
    [
      'not by the UID of a clone of a clone',
      [clone('edge', chained), clone('edge["b"]', { version: '1.1.0' })],
      [],
    ],
    [
      'where a clone has an entry of its own and copies what the others do',
      [clone('edge["b"]')],
      ['edge["b"]: the plan copies 1.2.0, but lock.yaml has 1.1.0'],
    ],
    [
      'by a version',
      [clone('edge["a"]', { version: '2.0.0' })],
      ['edge["a"]: the plan copies 2.0.0, but lock.yaml has 1.2.0'],
    ],
    [
      'by the content under one version',
      [clone('edge["a"]', { digest: TWO })],
      [`edge["a"]: 1.2.0 has other content than lock.yaml says (${TWO}, locked ${ONE})`],
    ],
    [
      'by another profile of the same version and content',
      [clone('edge["a"]', { uid: 'u-other' })],
      ['edge["a"]: 1.2.0 is another profile (UID u-other) than lock.yaml says (UID u-source)'],
    ],
    [
      'by a source that is not known',
      [clone('edge["a"]', { version: null })],
      ['edge["a"]: its source is not known, but lock.yaml has 1.2.0'],
    ],
    [
      'by a clone that the lock does not have',
      [clone('edge'), clone('far')],
      ['far: it is not in lock.yaml'],
    ],
    [
      'not by what copies nothing any more',
      [clone('edge'), clone('edge@0.9.0', { version: '0.9.0' }), clone('old', {}, {})],
      [],
    ],
  ])('%s', (_, changes, messages) => {
    const own = clone('edge["b"]', { version: '1.1.0' });
    const whole = changes.some(({ address }) => address === own.address) ? changes : [...changes, own];
    const found = lockDifferences({ changes: whole, options: OPTIONS }, lock, 'lock.yaml');
    expect(found).toEqual(
      messages.map((message) => ({
        code: 'plan/lock-differs',
        severity: 'error',
        message,
        hint: 'if the new source is meant, run cloneform lock and commit the file',
      })),
    );
  });

  test('not by a UID that the lock does not have', () => {
    const without: Lock = new Map([['edge', { version: '1.2.0', digest: ONE }]]);
    expect(lockDifferences({ changes: [clone('edge')], options: OPTIONS }, without, 'lock.yaml')).toEqual([]);
  });

  test.each<[string, Partial<typeof OPTIONS>, readonly string[]]>([
    [
      'where all is planned',
      {},
      ['far is in lock.yaml, but it is not declared', 'edge["b"] is in lock.yaml, but it is not declared'],
    ],
    ['not where a target was named', { target: ['edge'] }, []],
    ['not where something was excluded', { exclude: ['far'] }, []],
  ])('by entries of what is not declared, %s', (_, options, messages) => {
    const more: Lock = new Map([
      ['edge', entry()],
      ['far', entry()],
      ['edge["b"]', entry()],
    ]);
    const plan = { changes: [clone('edge["a"]')], options: { ...OPTIONS, ...options } };
    expect(lockDifferences(plan, more, 'lock.yaml').map(({ message }) => message)).toEqual(messages);
  });
});

test('from one lock to the next, entries that are new, gone or other are listed with their versions, in alphabetical order', () => {
  const before: Lock = new Map([
    ['z', entry()],
    ['same', entry()],
    ['gone', entry()],
    ['edited', entry()],
    ['made-again', entry()],
  ]);
  const after: Lock = new Map([
    ['same', entry()],
    ['new', entry({ version: '3.0.0' })],
    ['made-again', entry({ uid: 'u-other' })],
    ['edited', entry({ digest: TWO })],
    ['z', entry({ version: '2.0.0' })],
  ]);
  expect(lockChanges(before, after)).toEqual([
    { key: 'edited', from: '1.2.0', to: '1.2.0' },
    { key: 'gone', from: '1.2.0', to: null },
    { key: 'made-again', from: '1.2.0', to: '1.2.0' },
    { key: 'new', from: null, to: '3.0.0' },
    { key: 'z', from: '1.2.0', to: '2.0.0' },
  ]);
});
