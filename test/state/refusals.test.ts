// What a user reads when the state refuses: what is in the way, and what to do about it.
import { expect, test } from 'vitest';
import type { LeaseInfo } from '../../src/state/lease.ts';
import {
  conflict,
  fencedError,
  lockedError,
  movedError,
  noOpenEntry,
  otherTenant,
} from '../../src/state/refusals.ts';
import type { StoreError, StoreErrorKind } from '../../src/state/store-error.ts';

const WHERE = 'state/cloneform.db';
const HELD: LeaseInfo = {
  holder: { runId: 'r1', user: 'kim', host: 'ci-7', pid: 4711, command: 'apply' },
  epoch: 3,
  acquiredAt: '2026-01-01T00:00:00.000Z',
  heartbeatAt: '2026-01-01T00:00:10.000Z',
  expiresAt: '2026-01-01T00:01:10.000Z',
};

interface Row {
  readonly error: StoreError;
  readonly kind: StoreErrorKind;
  readonly message: string;
  /** What the hint names. */
  readonly hint: readonly string[];
}

const ROWS: Readonly<Record<string, Row>> = {
  'the lock is held, and by whom is known': {
    error: lockedError(WHERE, HELD),
    kind: 'locked',
    message: 'the state is locked by kim@ci-7 (process 4711, apply, since 2026-01-01T00:00:00.000Z)',
    hint: ['wait', '--lock-timeout', 'cloneform state unlock'],
  },
  'the lock is held by somebody unknown, whose lock cannot be taken away': {
    error: lockedError(WHERE, null),
    kind: 'locked',
    message: 'another process holds the lock on the state',
    hint: ['wait', '--lock-timeout'],
  },
  'the lock was taken over': {
    error: fencedError(WHERE),
    kind: 'fenced',
    message: 'this run no longer holds the lock on the state',
    hint: ['another run', 'run the command again'],
  },
  'the state is of another tenant': {
    error: otherTenant(WHERE, 'acme', 'umbrella'),
    kind: 'other_tenant',
    message: 'this state belongs to tenant acme, not to umbrella',
    hint: ['an API key of that tenant', 'state.path'],
  },
  'the state is elsewhere now': {
    error: movedError(WHERE, 'postgres://db/states'),
    kind: 'moved',
    message: 'this state was moved to postgres://db/states',
    hint: ['state.url', 'CLONEFORM_STATE', 'state push --force'],
  },
  'the state has changed': {
    error: conflict(WHERE, 'the clone a has changed'),
    kind: 'conflict',
    message: 'the clone a has changed',
    hint: ['make a new plan'],
  },
  'the journal has no such entry': {
    error: noOpenEntry(WHERE, 'e7'),
    kind: 'conflict',
    message: 'the journal has no open entry e7',
    hint: ['make a new plan'],
  },
};

test.each(Object.entries(ROWS))('%s', (_, { error, kind, message, hint }) => {
  expect([error.kind, error.where, error.message]).toEqual([kind, WHERE, message]);
  for (const words of hint) expect(error.hint).toContain(words);
});

test('only a lock that somebody is known to hold can be released by hand', () => {
  expect(lockedError(WHERE, HELD).holder).toBe(HELD);
  expect([lockedError(WHERE, null).holder, lockedError(WHERE, null).hint?.includes('unlock')]).toEqual([
    null,
    false,
  ]);
});
