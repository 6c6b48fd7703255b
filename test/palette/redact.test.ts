// What is secret does not come out, in none of the ways that texts carry it.

import { expect, test } from 'vitest';
import { redactorOf, SecretKeeper } from '../../src/palette/redact.ts';
import { fc } from '../support/fast-check.ts';

const KEY = 'ca/na+ry"key\\%42=x';
const b64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['as it is', KEY],
  ['in JSON', JSON.stringify({ key: KEY })],
  ['in JSON in JSON', JSON.stringify(JSON.stringify({ key: KEY }))],
  ['in a URL', `?key=${encodeURIComponent(KEY)}&x`],
  ['in a form', new URLSearchParams({ key: KEY }).toString()],
  ['in base64', b64(KEY)],
  ['in base64 behind one byte', b64(`:${KEY}`)],
  ['in base64 behind a name', b64(`user:${KEY}@host`)],
  ['in base64 for URLs', Buffer.from(KEY).toString('base64url')],
])('%s', (_name, text) => {
  const safe = redactorOf([KEY])(text);
  expect(safe).toContain('***');
  for (const form of [KEY, JSON.stringify(KEY).slice(1, -1), encodeURIComponent(KEY), b64(KEY).slice(2, -4)])
    expect(safe).not.toContain(form);
});

test('any key in any text', () => {
  const key = fc.string({
    unit: fc.constantFrom(...Array.from('abcXYZ019+/="\\%&<')),
    minLength: 12,
    maxLength: 60,
  });
  fc.assert(
    fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      const redact = redactorOf([secret]);
      expect(redact(before + secret + after)).not.toContain(secret);
      expect(redact(b64(before + secret + after))).not.toContain(b64(secret).slice(4, -4));
      expect(() => JSON.parse(redact(JSON.stringify({ [before]: secret })))).not.toThrow();
    }),
    { seed: 7 },
  );
});

test('short ones would take harmless text out; later ones are known from then on', () => {
  const keeper = new SecretKeeper();
  keeper.keep('sandbox');
  keeper.keep(undefined);
  expect(keeper.redact('the sandbox')).toBe('the sandbox');
  keeper.keep('  a-key-of-some-length\n');
  expect(keeper.redact('a-key-of-some-length')).toBe('***');
});
