// Marks of a saved plan that show tampering: checksum, integrity hash and signature.
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/inventory/digest.ts';
import type { Settings } from '../../src/model/settings.ts';
import {
  addIntegrityHash,
  findIntegrityFault,
  hasIntegrityHash,
  isSignedBy,
  signPlan,
} from '../../src/plan/integrity-hash.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aClone, aDesired, planWorld } from '../support/a-world.ts';

const settings = { state: { path: 'state' } } as unknown as Settings;
const plan = planWorld({ desired: aDesired(aClone('edge')) });
const saved = addIntegrityHash(plan, settings, sha256);
const mac = (key: string) => (text: string) => `hmac-sha256:${sha256(`${key} ${text}`)}`;
const isEqual = (one: string, other: string): boolean => one === other;
const signed = signPlan(saved, mac('key'));
const { seal, settings: _settings, ...unsealed } = saved;

test('a saved plan is the plan with the settings of its run', () => {
  expect(saved).toEqual({ ...plan, settings, seal });
  expect(seal).toBe(sha256(JSON.stringify({ ...plan, settings })));
});

describe('a document that is read', () => {
  test.each<[string, Plan, ReturnType<typeof findIntegrityFault>]>([
    ['is as it was saved', saved, null],
    ['is signed', signed, null],
    ['has other work', { ...saved, changes: [] }, 'wrong_checksum'],
    ['has another checksum', { ...saved, checksum: 'sha256:' }, 'wrong_checksum'],
    ['has another word', { ...saved, createdAt: '2020-01-01T00:00:00.000Z' }, 'broken_integrity'],
    [
      'has other settings',
      { ...saved, settings: { ...settings, state: { path: 'other' } } as unknown as Settings },
      'broken_integrity',
    ],
    ['has another integrity hash', { ...saved, seal: 'sha256:' }, 'broken_integrity'],
    ['was never saved', plan, 'no_integrity_hash'],
    ['lost its settings', { ...unsealed, seal }, 'no_integrity_hash'],
    ['lost its integrity hash', { ...unsealed, settings }, 'no_integrity_hash'],
  ])('%s', (_, document, fault) => {
    expect(findIntegrityFault(document, sha256)).toBe(fault);
    if (fault !== 'wrong_checksum') expect(hasIntegrityHash(document)).toBe(fault !== 'no_integrity_hash');
  });
});

describe('a signature', () => {
  test('is over the integrity hash', () => {
    expect(signed).toEqual({ ...saved, signature: mac('key')(`cloneform plan ${seal}`) });
  });

  test.each<[string, typeof saved, string, boolean]>([
    ['is by the same key', signed, 'key', true],
    ['is by another key', signed, 'other', false],
    ['is of another document', { ...signed, seal: 'sha256:' }, 'key', false],
    ['is missing', saved, 'key', false],
  ])('%s', (_, document, key, expected) => {
    expect(isSignedBy(document, mac(key), isEqual)).toBe(expected);
  });

  test('that is missing is not compared at all', () => {
    expect(isSignedBy(saved, mac('key'), () => true)).toBe(false);
  });
});
