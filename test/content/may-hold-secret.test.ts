// The quick look at a text that spares parsing it: it may take a harmless text for one with a secret, and never the other way round.

import { describe, expect, test } from 'vitest';
import { maskText, secretRanges } from '../../src/content/mask.ts';
import { mayCommentsAssignSecret, mayHoldSecret } from '../../src/content/may-hold-secret.ts';
import { looksSecret, mayHaveSecretKey } from '../../src/content/secret-keys.ts';
import { secretsInText } from '../../src/content/secret-text.ts';
import { fc } from '../support/fast-check.ts';

const PIECES = (
  'pass word wd phrase to ken se cret key keys api access pin pw auth s authorization bearer cookie dsn jwt otp psk salt docker ' +
  'config json connection string credential public name monkey x é İ \u212A A B'
).split(' ');
const JOINS = ['', '', '', '-', '_', '.', ' ', '1', '2.', "'", '"', ',', '/', '\u00ad'];

const spelled = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom(...JOINS), fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((all) =>
    all
      .map(([piece, join, how]) => {
        const first = piece.slice(0, 1).toUpperCase() + piece.slice(1);
        return (how === 0 ? piece : how === 1 ? first : piece.toUpperCase()) + join;
      })
      .join(''),
  );

describe('a key that looks secret', () => {
  test('is seen in whatever stands around it', () => {
    fc.assert(
      fc.property(spelled, fc.constantFrom('', 'a: ', '{', '- "', '# '), (key, before) => {
        if (looksSecret(key)) expect(mayHaveSecretKey(`${before}${key}: x\nmore: y`)).toBe(true);
        if (looksSecret(key.replaceAll(/["',]/g, '')))
          expect(mayHaveSecretKey(`name: ${key}\nvalue: x`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['in quotes that are written twice', "a: |\n  'pass''word': zq1\n"],
    ['with hyphens', 'a: |\n  to-ken: zq1\n'],
    ['over two lines', 'a: |\n  ? pass\n    word\n  : zq1\n'],
    ['in escapes', 'a: |\n  "\\x70in": zq1\n'],
    ['beside it', 'a: |\n  - name: DB_PIN\n    value: zq1\n'],
    ['by a kind', 'a: |\n  kind: Secret\n  data:\n    b: zq1\n'],
    ['in JSON', `a: '{"api_key": "zq1"}'\n`],
    ['in a text within the text', 'a: |\n  b: |\n    pin: zq1\n'],
    ['in a URL', 'a: |\n  b: http://c:zq1@d\n'],
    ['in a comment within the text', 'a: |\n  b: c # password: zq1\n'],
    ['in a comment behind a quote with a hash', 'b: "#" # password: zq1\n'],
    ['in a comment, below its key', 'b: c\n# password:\n#   zq1\n'],
    ['in a comment, beside its name', 'b: c\n# - name: DB_PIN\n#   value: zq1\n'],
    ['in a comment with a manifest', 'b: c\n# kind: Secret\n# data:\n#   d: zq1\n'],
  ])('%s, its value is masked', (_name, text) => {
    expect(maskText(text)).not.toContain('zq1');
  });

  test('that is none leaves texts as they are', () => {
    const text = 'a: |\n  image: gcr.io/x/y:v1\n  stop: in # monkeys: no\n';
    expect(mayHoldSecret('127.0.0.1:80')).toBe(false);
    expect(maskText(text)).toBe(text);
  });

  test.each<[string, boolean]>([
    ['a: b', false],
    ['password: b', false],
    ['a: b # level: c', false],
    ['a: b # name: c', false],
    ['a: b # newValue: c', false],
    ['a: b # values: c', false],
    ['a: b # Value: c', true],
    ['a: b # c\n# pin: d', true],
    ['# kind: Secret', true],
  ])('is sought in comments alone: in %j, %s', (comment, expected) => {
    expect(mayCommentsAssignSecret(comment)).toBe(expected);
  });
});

test('whatever has no secret by the quick look has none by the long one', () => {
  const line = fc
    .tuple(
      fc.constantFrom('', '  ', '- ', '# '),
      spelled,
      fc.constantFrom(': ', '=', ': |\n    ', ' '),
      spelled,
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
      const text = lines.join('\n');
      if (mayHoldSecret(text)) return;
      expect(secretsInText(text)).toEqual([]);
      expect(secretRanges(`a: |\n${text.replaceAll(/^/gm, '  ')}\n`)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
