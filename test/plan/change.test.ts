// What each kind of change does, in the terms in which rules, order, estimate and apply ask.
import { expect, test } from 'vitest';
import {
  isAskedAbout,
  isBlocked,
  isCopying,
  isLeaving,
  isMaking,
  isMoving,
  isRemoving,
  isUpdating,
  type Kind,
} from '../../src/plan/change.ts';

const QUESTIONS = {
  makes: isMaking,
  copies: isCopying,
  removes: isRemoving,
  updates: isUpdating,
  leaves: isLeaving,
  moves: isMoving,
  asked: isAskedAbout,
  blocked: isBlocked,
};

test.each<[Kind | 'blocked', readonly (keyof typeof QUESTIONS)[]]>([
  ['create', ['makes', 'copies', 'asked']],
  ['create_version', ['makes', 'copies', 'asked']],
  ['adopt', []],
  ['update_content', ['copies', 'updates']],
  ['update_metadata', ['updates']],
  ['record', ['updates']],
  ['replace', ['makes', 'copies', 'removes', 'asked']],
  ['recreate', ['makes', 'copies', 'removes']],
  ['delete', ['removes', 'leaves']],
  ['forget_gone', ['leaves']],
  ['let_go', ['leaves']],
  ['move', ['leaves', 'moves']],
  ['reinstate', ['leaves', 'moves']],
  ['resume', []],
  ['noop', []],
  ['blocked', ['blocked']],
])('%s: %o', (kind, expected) => {
  const answers = Object.entries(QUESTIONS).filter(([, ask]) => ask({ kind }));
  expect(answers.map(([question]) => question)).toEqual(expected);
});
