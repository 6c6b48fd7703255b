// What an error of Palette means for the change that met it.
import { describe, expect, test } from 'vitest';
import {
  attempt,
  hadNoEffect,
  isAboutKey,
  isOverQuota,
  isOwn500,
  isRefusedUnseen,
  toFailure,
} from '../../src/apply/failures.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';

type Facts = ConstructorParameters<typeof PaletteError>[0];

function anError(facts: Partial<Facts> = {}): PaletteError {
  return new PaletteError({
    kind: 'status',
    status: 422,
    code: 'Unwanted',
    hasOwnBody: true,
    method: 'POST',
    path: '/',
    effect: 'unknown',
    message: 'not so',
    ...facts,
  });
}

test.each<readonly [string, Partial<Facts>, boolean]>([
  ['a refusal', { effect: 'none' }, true],
  ['an open end', {}, false],
  ['a conflict, whatever status carries it', { code: 'ClusterProfileAlreadyExists', status: 500 }, true],
])('%s had no effect: %s %s', (_, facts, expected) => {
  expect(hadNoEffect(anError(facts))).toBe(expected);
});

test.each<readonly [number | null, { unseen: boolean; key: boolean; own500: boolean }]>([
  [null, { unseen: true, key: false, own500: false }],
  [429, { unseen: true, key: false, own500: false }],
  [401, { unseen: false, key: true, own500: false }],
  [403, { unseen: false, key: true, own500: false }],
  [422, { unseen: false, key: false, own500: false }],
  [500, { unseen: false, key: false, own500: true }],
])('status %s: %o', (status, { unseen, key, own500 }) => {
  const error = anError({ status });
  expect([isRefusedUnseen(error), isAboutKey(error), isOwn500(error)]).toEqual([unseen, key, own500]);
  expect(isOwn500(anError({ status, hasOwnBody: false }))).toBe(false);
});

describe('the failure of a change', () => {
  const HINT =
    'the tenant’s quota of cluster profiles (including versions) is used up: delete unused versions, lower retain, or request a higher quota; then apply again to create the rest';

  test.each<readonly [string, Partial<Facts>, object]>([
    [
      'has Palette’s words',
      { ref: 'r-1', hint: 'do this' },
      { code: 'Unwanted', ref: 'r-1', hint: 'do this' },
    ],
    [
      'has one code for a key that is not accepted',
      { kind: 'auth', code: 'Expired' },
      { code: 'Unauthorized', ref: null, hint: null },
    ],
    [
      'says what to do about a quota',
      { code: 'QuotaExceeded', hint: 'x' },
      { code: 'QuotaExceeded', ref: null, hint: HINT },
    ],
  ])('%s', (_, facts, error) => {
    expect(toFailure(anError(facts), 'u-1')).toEqual({
      status: 'failed',
      uid: 'u-1',
      error: { message: 'not so', ...error },
    });
  });

  test('says why where that is known', () => {
    expect(toFailure(anError(), null, 'because')).toMatchObject({ uid: null, because: 'because' });
  });
});

test('an error of Palette is a value, any other is thrown', async () => {
  const error = anError();
  expect(await attempt(async () => 1)).toEqual({ ok: true, value: 1 });
  expect(await attempt(() => Promise.reject(error))).toEqual({ ok: false, error });
  await expect(attempt(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
});

/** Of codes that say nothing, by the words of the message: how many there may be, that it is passed, and of what. */
test.each<readonly [string, string, boolean]>([
  ['608', 'quota reached for cluster profiles', true],
  ['608', 'quotas exceeded for clusterprofile', true],
  ['608', 'limit of cluster-profiles exhausted', true],
  ['608', 'limits of the tenant are used up', true],
  ['608', 'resources are limited to 200, which is reached', true],
  ['608', 'maximum number of cluster_profiles is reached', true],
  ['608', 'maximum allowed resource count', true],
  ['608', 'no more than the maximum of 10 cluster profiles', true],
  ['608', 'no more cluster profiles', true],
  ['608', 'the tenant may not have more than the limit', true],
  ['608', 'the tenant is full: limit 20', true],
  ['608', 'the limit of clusters is reached', false],
  ['608', 'the tenant has cluster profiles', false],
  ['608', 'the tenant reached its cluster profiles', false],
  ['608', 'unlimited cluster profiles are allowed', false],
  ['608', 'the limit of 10 requests of the tenant is reached', false],
  ['608', 'retry: the limit of the tenant is reached', false],
  ['608', 'the limit of the tenant is reached for 10 seconds', false],
  ['608', 'the limit of the tenant is reached for 1 minute', false],
  ['608', 'the limit of 10 character of the tenant is exceeded', false],
  ['608', 'a tenant longer than the limit allowed', false],
  ['608', 'the size limit of the tenant is exceeded', false],
  ['608', 'the limit of 3 KiB of a resource is exceeded', false],
  ['608', 'the limit of 3 MB of a resource is exceeded', false],
  ['608', 'the limit of 10 bytes of a resource is exceeded', false],
  ['608', 'the limit of names of the tenant is exceeded', false],
  ['608', 'the limit of labels of a cluster profile is exceeded', false],
  ['608', 'the limit of tags of a cluster profile is exceeded', false],
  ['608', 'the limit of annotations of a cluster profile is exceeded', false],
  ['608', 'the limit of variables of a cluster profile is exceeded', false],
  ['608', 'the limit of manifests of a cluster profile is exceeded', false],
  ['608', 'the limit of layers of a cluster profile is exceeded', false],
  ['608', 'the limit of values of a cluster profile is exceeded', false],
  ['608', 'the limit of depth of a cluster profile is exceeded', false],
  ['608', 'the memory limit of the resource is exceeded', false],
  ['608', 'the cpu limit of the resource is exceeded', false],
  ['QuotaReached', 'no', true],
  ['LimitOfRequests', 'no', false],
  ['LabelLimit', 'no', false],
  ['TagLimit', 'no', false],
  ['VariableLimit', 'no', false],
  ['PackLimit', 'no', false],
  ['ManifestLimit', 'no', false],
  ['ValueLimit', 'no', false],
  ['DepthLimit', 'no', false],
  ['MemoryLimit', 'no', false],
  ['SizeLimit', 'no', false],
])('%s “%s” is for want of room: %s', (code, message, expected) => {
  expect(isOverQuota({ code, message })).toBe(expected);
  expect(isOverQuota({ code, message: message.toUpperCase() })).toBe(expected);
});
