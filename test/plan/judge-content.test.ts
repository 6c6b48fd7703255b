// Whether content that was read is what was planned, and what is remarked of it where it is not.
import { describe, expect, test } from 'vitest';
import { judgeContent } from '../../src/plan/judge-content.ts';
import { aContent, anObject } from '../support/a-world.ts';

describe('content as it was planned', () => {
  const { digest, content } = anObject({ uid: 'u', name: 'n', version: '1.0.0' });
  const other = anObject({ uid: 'u', name: 'n', version: '1.0.0', text: 'a: 2' });
  /** The same values in another form, as Palette may write them back. */
  const rewritten = anObject({ uid: 'u', name: 'n', version: '1.0.0', text: 'a:  1' });
  const planned = digest ?? expect.fail('it was read whole');
  test.each([
    ['to the letter', { digest, content }, aContent(), { isSame: true, remarks: {} }],
    ['not read', { digest: null, content: null }, aContent(), { isSame: false, remarks: {} }],
    ['other values', other, aContent(), { isSame: false, remarks: { found: other.digest } }],
    [
      'in another form',
      rewritten,
      aContent(),
      { isSame: true, remarks: { rewritten: { of: planned, digest: rewritten.digest } } },
    ],
    [
      'in another form of what nobody knows',
      rewritten,
      null,
      { isSame: false, remarks: { found: rewritten.digest } },
    ],
    [
      'in another form, which was not read',
      { digest: rewritten.digest, content: null },
      aContent(),
      { isSame: false, remarks: { found: rewritten.digest } },
    ],
  ] as const)('%s', (_name, object, known, expected) => {
    expect(judgeContent(planned, known, object)).toEqual(expected);
  });
});
