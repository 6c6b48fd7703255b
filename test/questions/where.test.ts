// Versions of packs, which need not be SemVer, against ranges.
import { describe, expect, test } from 'vitest';
import { isInRange } from '../../src/questions/where/pack-range.ts';

describe('versions of packs', () => {
  test.each([
    [['3.25.1'], '<3.26', true],
    [['3.26.0'], '<3.26', false],
    [['1.25.2', '1.25.x'], '>=1.25', true],
    [['22.04'], '>=22', true],
    [['20.04.6'], '<22.04', true],
    [['v3.27.0'], '3.x', true],
    [['3.27.0-rc1'], '<3.27.0', true],
    [['', '1.25.x'], '1.25.x', true],
    [['banner'], '>1', null],
    [['1.0.0'], 'latest', false],
  ] as const)('%j in %s', (versions, range, expected) => {
    expect(isInRange(versions, range)).toBe(expected);
  });
});
