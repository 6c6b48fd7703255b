// Whether a request is sent again: a table.
import { describe, expect, test } from 'vitest';
import { PaletteError } from '../../src/palette/palette-error.ts';
import { decideRetry, parseRetryAfter } from '../../src/palette/retry.ts';

type Facts = Partial<ConstructorParameters<typeof PaletteError>[0]>;

const error = (facts: Facts): PaletteError =>
  new PaletteError({
    kind: 'status',
    code: 'X',
    method: 'POST',
    path: '/',
    effect: 'unknown',
    message: '',
    ...facts,
  });

const cases: readonly [string, Facts, boolean, 'retry' | 'give_up'][] = [
  ['a read after 500', { status: 500 }, true, 'retry'],
  ['a read after 503', { status: 503 }, true, 'retry'],
  ['a read after a 404 of Palette', { status: 404, effect: 'none', hasOwnBody: true }, true, 'give_up'],
  ['a read after a 404 of a gateway', { status: 404, effect: 'none' }, true, 'retry'],
  ['a write after a 404 of a gateway', { status: 404, effect: 'unknown' }, false, 'give_up'],
  ['a read after a lost connection', { kind: 'network', code: 'ConnectionReset' }, true, 'retry'],
  ['a read after a timeout', { kind: 'timeout', code: 'Timeout' }, true, 'retry'],
  ['a read that was cut short', { kind: 'decode', code: 'Truncated' }, true, 'retry'],
  ['a read answered with a web page', { kind: 'decode', code: 'NotJson' }, true, 'give_up'],
  [
    'a read after a bad certificate',
    { kind: 'network', code: 'TlsFailure', effect: 'none' },
    true,
    'give_up',
  ],
  ['a write after 429', { status: 429, effect: 'none' }, false, 'retry'],
  ['a write after 500, which may follow a commit', { status: 500 }, false, 'give_up'],
  ['a write after 504', { status: 504 }, false, 'give_up'],
  ['a write after 409', { status: 409, effect: 'none' }, false, 'give_up'],
  [
    'a write that was never sent',
    { kind: 'network', code: 'ConnectionRefused', effect: 'none' },
    false,
    'retry',
  ],
  ['a write after a lost connection', { kind: 'network', code: 'ConnectionReset' }, false, 'give_up'],
  ['a write after a timeout', { kind: 'timeout', code: 'Timeout' }, false, 'give_up'],
  ['anything with a key that is not accepted', { kind: 'auth', status: 401 }, true, 'give_up'],
  ['anything after Ctrl-C', { kind: 'aborted' }, true, 'give_up'],
];

test.each(cases)('%s', (_, facts, isRead, expected) => {
  expect(
    decideRetry({ attempt: 1, maxRetries: 3, isRead, error: error(facts), retryAfterMs: null }, 0.5).kind,
  ).toBe(expected);
});

test('there is an end to it', () => {
  const facts = { maxRetries: 3, isRead: true, error: error({ status: 500 }), retryAfterMs: null };
  expect(decideRetry({ ...facts, attempt: 3 }, 0).kind).toBe('retry');
  expect(decideRetry({ ...facts, attempt: 4 }, 0).kind).toBe('give_up');
});

test('waits are random, longer each time, and never shorter than Palette asks for', () => {
  const facts = { maxRetries: 20, isRead: true, error: error({ status: 500 }), retryAfterMs: null };
  expect(decideRetry({ ...facts, attempt: 1 }, 0)).toEqual({ kind: 'retry', afterMs: 0 });
  expect(decideRetry({ ...facts, attempt: 1 }, 1)).toEqual({ kind: 'retry', afterMs: 1000 });
  expect(decideRetry({ ...facts, attempt: 12 }, 1)).toEqual({ kind: 'retry', afterMs: 20_000 });
  expect(decideRetry({ ...facts, attempt: 1, retryAfterMs: 7000 }, 0)).toEqual({
    kind: 'retry',
    afterMs: 7000,
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  test.each([
    ['3', 3000],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['86400', 86_400_000],
    ['soon', null],
    [undefined, null],
  ])('%s', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
