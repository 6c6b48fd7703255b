// What was worked out once is known the next time, and never more of it than the bound says.
import { describe, expect, test } from 'vitest';
import { memoize, memoizeLatest, memoizeWeak } from '../../src/content/memoize.ts';

/** Asks for each text in turn: for which of them the work was done. */
function worked(make: (work: (text: string) => string) => (text: string) => string, ...texts: string[]) {
  const done: string[] = [];
  const ask = make((text) => {
    done.push(text);
    return `${text}!`;
  });
  for (const text of texts) expect(ask(text)).toBe(`${text}!`);
  return done;
}

describe('answers to texts', () => {
  test.each<[string, number, string, string]>([
    ['are worked out once', 2, 'a b a b', 'a b'],
    ['are all forgotten where one more would exceed the bound', 2, 'a b c a c', 'a b c a'],
    ['are known up to the bound', 3, 'a b c a b c', 'a b c'],
  ])('%s', (_, most, asked, done) => {
    expect(worked((work) => memoize(work, most), ...asked.split(' '))).toEqual(done.split(' '));
  });

  test('are a thousand where nothing else is said', () => {
    const texts = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));
    expect(worked((work) => memoize(work), ...texts(1000), '0')).toHaveLength(1000);
    expect(worked((work) => memoize(work), ...texts(1001), '0')).toHaveLength(1002);
  });
});

describe('answers to the latest texts', () => {
  test.each<[string, { texts?: number; characters: number }, string, string]>([
    ['are worked out once', { characters: 9 }, 'a b a b', 'a b'],
    ['are as many as the bound says', { texts: 2, characters: 9 }, 'a b a b', 'a b'],
    ['lose the first one where one comes', { texts: 2, characters: 9 }, 'a b c b c a c', 'a b c a'],
    ['are as long together as the bound says', { characters: 4 }, 'aa bb aa bb', 'aa bb'],
    ['lose as many as a long one needs', { characters: 4 }, 'a b cccc a b cccc', 'a b cccc a b cccc'],
    ['lose no more than it needs', { characters: 4 }, 'a b ccc b ccc', 'a b ccc'],
    ['count what they lost no more', { characters: 4 }, 'aaaa bb cc bb cc', 'aaaa bb cc'],
    ['have room for one that fills the bound', { characters: 4 }, 'aaaa aaaa', 'aaaa'],
    ['lose none to one that is too long', { characters: 4 }, 'aa bb ccccc aa bb', 'aa bb ccccc'],
    ['do not keep that one', { characters: 4 }, 'ccccc ccccc', 'ccccc ccccc'],
  ])('%s', (_, most, asked, done) => {
    expect(worked((work) => memoizeLatest(work, most), ...asked.split(' '))).toEqual(done.split(' '));
  });
});

test('an object has one answer, an equal one its own', () => {
  const ask = memoizeWeak((key: { readonly n: number }) => ({ twice: 2 * key.n }));
  const [one, same] = [{ n: 1 }, { n: 1 }];
  const answer = ask(one);
  expect(answer).toEqual({ twice: 2 });
  expect(ask(one)).toBe(answer);
  expect(ask(same)).not.toBe(answer);
});

test.each<[string, (work: () => undefined) => () => undefined]>([
  [
    'a text',
    (work) => {
      const ask = memoize(work);
      return () => ask('a');
    },
  ],
  [
    'a latest text',
    (work) => {
      const ask = memoizeLatest(work, { characters: 1 });
      return () => ask('a');
    },
  ],
  [
    'an object',
    (work) => {
      const [ask, key] = [memoizeWeak(work), {}];
      return () => ask(key);
    },
  ],
])('that there is no answer to %s is known, too', (_, make) => {
  let count = 0;
  const ask = make(() => {
    count++;
    return undefined;
  });
  expect([ask(), ask(), count]).toEqual([undefined, undefined, 1]);
});
