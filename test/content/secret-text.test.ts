// Secrets in text of any kind, found without a parser.
import { describe, expect, test } from 'vitest';
import { isSecretMember, looksSecret } from '../../src/content/secret-keys.ts';
import { maskRanges, maskSentence, secretBlocks, secretsInText } from '../../src/content/secret-text.ts';

const masked = (text: string): string => maskRanges(text, secretsInText(text));

describe('ranges', () => {
  test.each<[string, readonly (readonly [number, number])[], string]>([
    ['none', [], 'abcdef'],
    ['one', [[1, 3]], 'a(secret)def'],
    [
      'two, in any order',
      [
        [4, 5],
        [1, 3],
      ],
      'a(secret)d(secret)f',
    ],
    [
      'two that touch are one',
      [
        [1, 3],
        [3, 5],
      ],
      'a(secret)f',
    ],
    [
      'two that overlap are one',
      [
        [1, 4],
        [2, 5],
      ],
      'a(secret)f',
    ],
    [
      'one within another',
      [
        [1, 5],
        [2, 3],
      ],
      'a(secret)f',
    ],
    ['one that is empty', [[3, 3]], 'abcdef'],
    ['the whole text', [[0, 6]], '(secret)'],
  ])('%s', (_, ranges, text) => {
    expect(maskRanges('abcdef', ranges)).toBe(text);
  });

  test('line breaks and indents stay, so that line N is still line N', () => {
    expect(maskRanges('a: x\n  y\n \t \n\nz', [[3, 15]])).toBe('a: (secret)\n  (secret)\n \t \n\n(secret)');
  });
});

describe('what is a secret by its own looks', () => {
  const begin = '-----BEGIN RSA PRIVATE KEY-----';
  const end = '-----END RSA PRIVATE KEY-----';
  test.each<[string, string, string]>([
    ['a private key', `${begin}\nabc\n${end} x`, `${begin}\n(secret)\n${end} x`],
    ['a private key without an end', `x ${begin}\nabc\nd`, `x ${begin}\n(secret)\n(secret)`],
    [
      'each of two private keys',
      `${begin}\na\n${end}\nx\n${begin}\nb\n${end}`,
      `${begin}\n(secret)\n${end}\nx\n${begin}\n(secret)\n${end}`,
    ],
    [
      'one that begins in another',
      `${begin}\na\n${begin}\nb\n${end}`,
      `${begin}\n(secret)\n(secret)\n(secret)\n${end}`,
    ],
    ['a key of PKCS 8', '-----BEGIN PRIVATE KEY-----a', '-----BEGIN PRIVATE KEY-----(secret)'],
    [
      'an encrypted one',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----a',
      '-----BEGIN ENCRYPTED PRIVATE KEY-----(secret)',
    ],
    [
      'a key of PGP',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----a',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----(secret)',
    ],
    [
      'a key whose head is folded',
      '-----BEGIN RSA\n  PRIVATE KEY-----a',
      '-----BEGIN RSA\n  PRIVATE KEY-----(secret)',
    ],
    [
      'a key in JSON in JSON',
      String.raw`-----BEGIN\\nPRIVATE KEY-----\\nabc\\n-----END`,
      String.raw`-----BEGIN\\nPRIVATE KEY-----(secret)-----END`,
    ],
    ['no public key', '-----BEGIN PUBLIC KEY-----a', '-----BEGIN PUBLIC KEY-----a'],
    ['no certificate', '-----BEGIN CERTIFICATE-----a', '-----BEGIN CERTIFICATE-----a'],
    ['a password in a URL', 'x://u:p@h/q', 'x://u:(secret)@h/q'],
    ['a password without a user', 'redis://:p@h', 'redis://:(secret)@h'],
    ['a password with an at sign', 'x://u:p@q@h', 'x://u:(secret)@h'],
    ['a password with a colon', 'x://u:p:q@h', 'x://u:(secret)@h'],
    ['a password with a slash', 'x://u:p/q@h/r', 'x://u:(secret)@h/r'],
    ['a password of digits', 'x://u:123@h', 'x://u:(secret)@h'],
    ['the password of each URL', 'x://u:p@h, y://v:q@i', 'x://u:(secret)@h, y://v:(secret)@i'],
    ['a URL in quotes', '"x://u:p@h" a@b', '"x://u:(secret)@h" a@b'],
    ['no user of fifteen characters', 'x://abcdefghijklmno@h', 'x://abcdefghijklmno@h'],
    ['a user of sixteen, who may be a token', 'x://abcdefghijklmnop@h', 'x://(secret)@h'],
    ['a password of letters with a slash', 'x://u:abc/d@h', 'x://u:(secret)@h'],
    ['one behind other words', 'see x://u:ab/c@h', 'see x://u:(secret)@h'],
    ['no path behind a password', 'x://u:p@h/a@b', 'x://u:(secret)@h/a@b'],
    ['no path behind a user', 'ssh://git@host:org/x@y', 'ssh://git@host:org/x@y'],
    ['each of two URLs', 'x://u:p@h,y://v:q@h', 'x://u:(secret)@h,y://v:(secret)@h'],
    ['each of two URLs in quotes', '"x://u:p@h" "y://v:q@h"', '"x://u:(secret)@h" "y://v:(secret)@h"'],
    ['a token before a port', 'x://abcdefghijklmnop@h:80', 'x://(secret)@h:80'],
    ['no port behind a user', 'ssh://git@host:22/x', 'ssh://git@host:22/x'],
    ['no port', 'x://h:80/a@b', 'x://h:80/a@b'],
    ['no at sign in a path', 'x://h/a:b@c', 'x://h/a:b@c'],
    ['no URL without a user', 'x://@h:1', 'x://@h:1'],
    ['nothing after another word', 'x://h:p q@r', 'x://h:p q@r'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1.eyJz', '(secret)'],
    ['one with its signature', 'a eyJhbGciOiJIUzI1.eyJz.abc b', 'a (secret) b'],
    [
      'tokens of forges',
      `ghp_${'a1'.repeat(10)} github_pat_${'a1'.repeat(10)} glpat-${'a1'.repeat(8)}`,
      '(secret) (secret) (secret)',
    ],
    ['a token of a chat', ['xox', 'b-1234567890'].join(''), '(secret)'],
    ['a key id of a cloud', `AKIA${'A1'.repeat(8)} ASIA${'A1'.repeat(8)}`, '(secret) (secret)'],
    ['a header', `Bearer ${'ab.c-'.repeat(4)} Basic ${'ab+/='.repeat(4)}`, 'Bearer (secret) Basic (secret)'],
    ['no short header', 'Bearer of news', 'Bearer of news'],
    [
      'nothing in the middle of a word',
      `a-eyJhbGciOiJIUzI1.eyJz x-ghp_${'a1'.repeat(10)}`,
      `a-eyJhbGciOiJIUzI1.eyJz x-ghp_${'a1'.repeat(10)}`,
    ],
  ])('%s', (_, text, expected) => {
    expect(maskRanges(text, secretBlocks(text))).toBe(expected);
  });
});

describe('the value of a key that looks secret', () => {
  test.each<[string, string, string]>([
    ['with a colon', 'x: 1, password: a b', 'x: 1, password: (secret)'],
    ['with an equals sign', 'password=a b', 'password=(secret)'],
    ['with an arrow', 'password => a b', 'password => (secret)'],
    ['behind tabs', 'password:\t a', 'password:\t (secret)'],
    ['up to the end of its quotes', `password: "a b" c`, `password: "(secret)" c`],
    ['in single quotes', `password: 'a b' c`, `password: '(secret)' c`],
    ['in quotes that do not end', 'password: "a b', 'password: "(secret)'],
    ['with a hidden quote in it', String.raw`password: "a\"b" c`, String.raw`password: "(secret)" c`],
    ['that ends with a hidden backslash', String.raw`password: "a\\" c`, String.raw`password: "(secret)" c`],
    [
      'in quotes with backslashes',
      String.raw`\"password\": \"a b\" c`,
      String.raw`\"password\": \"(secret)\" c`,
    ],
    [
      'with a hidden quote, in quotes with backslashes',
      String.raw`\"password\": \"a\\\"b\" c`,
      String.raw`\"password\": \"(secret)\" c`,
    ],
    [
      'that ends with a backslash, in quotes with backslashes',
      String.raw`\"password\": \"a\\\\\" c`,
      String.raw`\"password\": \"(secret)\" c`,
    ],
    [
      'with a hidden quote, in quotes with three backslashes',
      String.raw`\\\"password\\\": \\\"a\\\\\\\"b\\\" c`,
      String.raw`\\\"password\\\": \\\"(secret)\\\" c`,
    ],
    ['with a quote that is written twice', `password: 'a''b' c`, `password: '(secret)' c`],
    ['in three quotes', 'password = """a""" c', 'password = "(secret)" c'],
    ['behind an empty one', 'token="" password="c"', 'token="" password="(secret)"'],
    ['with a word in quotes', 'password: a "b" c', 'password: (secret)'],
    ['in quotes behind a tab', 'password:\t"a b" c', 'password:\t"(secret)" c'],
    ['whose key is in quotes', `'password': a`, `'password': (secret)`],
    ['each of one line', 'token="a" x="b" password="c"', 'token="(secret)" x="b" password="(secret)"'],
    ['but no URL', 'token://a', 'token://a'],
    ['but not that of another key', 'user=a', 'user=a'],
    ['in a comment', '# password: a', '# password: (secret)'],
    ['in a list', '- password: a', '- password: (secret)'],
  ])('%s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['a literal', ' |'],
    ['a folded text', ' >'],
    ['a literal with its indent', ' |2-'],
    ['a literal that is kept', ' |+'],
    ['a comment', ' # why'],
    ['a literal and a comment', ' | # why'],
    ['a literal and blanks', ' |  '],
    ['a brace and blanks', ' {  '],
    ['a bracket', ' ['],
    ['a brace', ' {'],
  ])('is on the deeper lines below where beside it stands %s', (_, beside) => {
    const text = (value: string): string =>
      `a: 1\n  token:${beside}\n    ${value}\n\n     ${value}\n  b: x\n   c: y`;
    expect(masked(text('v'))).toBe(text('(secret)'));
  });

  test('is beside the key where something stands there, and what is below it is its own', () => {
    expect(masked('token: a\n  b: c')).toBe('token: (secret)\n  b: c');
  });

  test.each<[string, string, string]>([
    ['a value', '- name: DB_PASSWORD\n  value: a', '- name: DB_PASSWORD\n  value: (secret)'],
    ['a value in capitals', '- Name: token\n  Value: a', '- Name: token\n  Value: (secret)'],
    ['a name in quotes', '- name: "token",\n  value: "a"', '- name: "token",\n  value: "(secret)"'],
    [
      'values of the next name',
      '- name: token\n- name: x\n  value: a',
      '- name: token\n- name: x\n  value: a',
    ],
    ['values of no name', 'value: a', 'value: a'],
    [
      'a value behind other keys',
      '- name: token\n  hostname: x\n  names: y\n  mode: z\n  value: a',
      '- name: token\n  hostname: x\n  names: y\n  mode: z\n  value: (secret)',
    ],
    ['a name with quotes in it', '- name: to"ken"\n  value: a', '- name: to"ken"\n  value: (secret)'],
    [
      'keys that are called alike',
      '- name: token\n  newValue: a\n  values: b',
      '- name: token\n  newValue: a\n  values: b',
    ],
    [
      'a value beside a name between secrets',
      '{"token": "t", "name": "x", "of": "token",\n"value": "a"}',
      '{"token": "(secret)", "name": "x", "of": "token",\n"value": "a"}',
    ],
    ['another key', '- name: token\n  mode: a', '- name: token\n  mode: a'],
  ])('is that of the secret whose name stands before it: %s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

describe('a Secret that is not parsed', () => {
  test.each<[string, string, string]>([
    [
      'shows what a manifest may show of itself',
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: n\n  x: {{ y }}',
      'apiVersion: v1\nkind: Secret\nmetadata:\n  (secret)\n  (secret)',
    ],
    [
      'is one document',
      'a: b\n---\nkind: Secret\nx: y\n---\na: b',
      'a: b\n---\nkind: Secret\n(secret)\n---\na: b',
    ],
    [
      'or several',
      'kind: Secret\nx: y\n---\nkind: Secret\nx: y',
      'kind: Secret\n(secret)\n---\nkind: Secret\n(secret)',
    ],
    ['as JSON in JSON', String.raw`a: "{\"kind\": \"Secret\"}"`, '(secret)'],
    ['is no other kind', 'kind: SecretStore\nx: y', 'kind: SecretStore\nx: y'],
    [
      'hides a line that only begins harmlessly',
      `kind: Secret\nmetadata: ${'x'.repeat(20)}`,
      'kind: Secret\n(secret)',
    ],
    ['hides a harmless line that is very long', `kind: Secret${' '.repeat(388)}\nx: y`, '(secret)\n(secret)'],
    ['is not cut where a line has dashes in it', 'kind: Secret # --- why\nx: y', '(secret)\n(secret)'],
    [
      'ends where another document begins',
      `kind: Secret\nx: y\n--- {a: ${'b'.repeat(30)}}`,
      `kind: Secret\n(secret)\n--- {a: ${'b'.repeat(30)}}`,
    ],
  ])('%s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

describe('a message of a server', () => {
  test.each<[string, string, string]>([
    ['masks one word behind a key', 'password: a is short', 'password: (secret) is short'],
    ['masks all of a quotation', 'password: "a b" is short', 'password: "(secret)" is short'],
    ['masks a quotation in single quotes', `password: 'a b' is short`, `password: '(secret)' is short`],
    ['masks what is a secret by its looks', 'no x://u:p@h today', 'no x://u:(secret)@h today'],
    [
      'leaves words of prose',
      'key: a, auth: b, credential: c, credentials: d',
      'key: a, auth: b, credential: c, credentials: d',
    ],
    ['knows them in capitals', 'Key: a', 'Key: a'],
    ['leaves keys that are no secrets', 'name: a', 'name: a'],
    ['masks several lines like any text', 'key: a b\nc', 'key: (secret)\nc'],
    ['masks one word where another is in quotes', 'password: a is "short"', 'password: (secret) is "short"'],
    ['masks one word up to a tab', 'pin: a\tis short', 'pin: (secret)\tis short'],
    ['masks a word that ends the sentence', 'wrong pin: a', 'wrong pin: (secret)'],
  ])('%s', (_, text, expected) => {
    expect(maskSentence(text)).toBe(expected);
  });
});

describe('keys', () => {
  test.each<[string, boolean]>([
    ['', false],
    ['--', false],
    ['DBPassword', true],
    ['APIKey', true],
    ['SSHKey', true],
    ['key2', true],
    ['key12', true],
    ['au1th', false],
    ['HTTPAuth', true],
    ['ttl', false],
    ['db-pass-1', true],
    ['my.auth', true],
    [`${'x'.repeat(300)}.password`, true],
    [`password.${'x'.repeat(300)}`, false],
    ['turkey', false],
    ['hockey', false],
    ['whiskey', false],
    ['jockey', false],
    ['donkey', false],
    ['pubkey', false],
    ['publickey', false],
    ['our.hostKey', true],
    ['sshAuthorizedKeys', false],
    ['pubKey', false],
    ['sortKey', false],
    ['partitionKey', false],
    ['foreignKey', false],
    ['groupKey', false],
    ['routingKey', false],
    ['ourPublicKey', true],
    ['public', false],
    ['PUBLIC_KEY', false],
  ])('%s looks secret: %s', (key, expected) => {
    expect(looksSecret(key)).toBe(expected);
  });

  test.each<[string, string[], string, boolean]>([
    ['key', [], '', true],
    ['keys', [], '', true],
    ['key', ['operator'], '', false],
    ['key', ['effect'], '', false],
    ['key', ['values'], '', false],
    ['key', ['path'], '', false],
    ['key', ['topologyKey'], '', false],
    ['keys', ['operator'], '', false],
    ['key', ['name'], '', true],
    ['key', [], 'secretKeyRef', false],
    ['key', [], 'labelSelector', false],
    ['key', [], 'references', true],
    ['key', [], 'RefOf', true],
    ['password', ['operator'], 'secretKeyRef', true],
    ['topologyKey', [], '', false],
    ['imagePullSecrets', [], '', false],
    ['name', [], '', false],
  ])('%s beside %j under %j is a secret: %s', (key, siblings, parent, expected) => {
    expect(isSecretMember(key, new Set(siblings), parent)).toBe(expected);
  });
});
