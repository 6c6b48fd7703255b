// No secret in any difference: tables of what counts as one, and random documents with planted secrets, in every format.

import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { compareContent } from '../../src/content/compare-content.ts';
import { compareLines, compareValues } from '../../src/content/compare-values.ts';
import type { Content, Variable } from '../../src/content/content.ts';
import { withDetail } from '../../src/content/diff-detail.ts';
import { maskText } from '../../src/content/mask.ts';
import type { PackChange } from '../../src/content/pack-change.ts';
import { looksSecret } from '../../src/content/secret-keys.ts';
import { maskSentence } from '../../src/content/secret-text.ts';
import { aContent } from '../support/a-world.ts';
import { fc } from '../support/fast-check.ts';

describe('keys', () => {
  test.each(
    (
      'password adminPassword DB_PASSWORD passwd root-passwd passphrase token apiToken access_token accesstoken secret ' +
      'clientSecret secrets key privateKey private_key tls.key apikey apiKey api-key accessKey accessKeyId sshKey ' +
      'masterkey encryptionKey keys credential credentials auth authorization bearer pwd dbPass .dockerconfigjson ' +
      'erlangCookie connectionString jwt password2 secretId'
    ).split(' '),
  )('%s looks like a secret', (key) => {
    expect(looksSecret(key)).toBe(true);
  });

  test.each(
    (
      'keyName secretName secretRef secretKeyRef tokenTTL passwordFile tokenExpiration keyAlgorithm publicKey ' +
      'authorizedKeys keyPath monkey name image replicas keyspace author passive secretNamespace credentialsType cidr'
    ).split(' '),
  )('%s does not', (key) => {
    expect(looksSecret(key)).toBe(false);
  });
});

describe('what is masked', () => {
  test.each<[string, string, string]>([
    ['a key', 'db: { password: hunter2, host: h }', 'db: { password: (secret), host: h }'],
    [
      'everything below it',
      'credentials:\n  user: a1\n  list: [b1]',
      'credentials:\n  user: (secret)\n  list: [(secret)]',
    ],
    ['no boolean', 'token: true\nsecret: null', 'token: true\nsecret: null'],
    ['no key of a toleration', 't: [{ key: a/b, operator: Exists }]', 't: [{ key: a/b, operator: Exists }]'],
    ['no reference', 'a: { secretKeyRef: { name: n, key: k } }', 'a: { secretKeyRef: { name: n, key: k } }'],
    [
      'a value beside its name',
      'env:\n- name: DB_PASSWORD\n  value: h2',
      'env:\n- name: DB_PASSWORD\n  value: (secret)',
    ],
    ['a URL', 'u: postgres://me:p@ss@host/db', 'u: postgres://me:(secret)@host/db'],
    [
      'no port or image',
      'u: https://host:80/a@b\ni: reg:5000/x@sha256:0',
      'u: https://host:80/a@b\ni: reg:5000/x@sha256:0',
    ],
    ['a URL whose password has a slash', 'u: amqp://me:a/b@host/x', 'u: amqp://me:(secret)@host/x'],
    ['a token in a URL', 'u: https://abcdefghijklmnopqrst@host', 'u: https://(secret)@host'],
    ['files of a secret', 'secretFiles: { a: b }', 'secretFiles: { a: (secret) }'],
    ['an argument', 'args: ["--token=abc", "--port=1"]', 'args: ["--token=(secret)", "--port=1"]'],
    ['a comment', 'a: 1 # password: hunter2', 'a: 1 # password: (secret)'],
    [
      'a block in a block',
      'c: |\n  db:\n    password: h2\n  a: 1',
      'c: |\n  db:\n    password: (secret)\n  a: 1',
    ],
    ['JSON in quotes', `c: '{"password":"h2","a":1}'`, `c: '{"password":(secret),"a":1}'`],
    ['an alias, also where its anchor stands', 'a: &x h2\npassword: *x', 'a: &x (secret)\npassword: *x'],
    [
      'a private key',
      'x: |\n  -----BEGIN EC PRIVATE KEY-----\n  abc\n  -----END EC PRIVATE KEY-----\n  y',
      'x: |\n  -----BEGIN EC PRIVATE KEY-----\n  (secret)\n  -----END EC PRIVATE KEY-----\n  y',
    ],
    [
      'no certificate',
      'x: |\n  -----BEGIN CERTIFICATE-----\n  abc',
      'x: |\n  -----BEGIN CERTIFICATE-----\n  abc',
    ],
    [
      'a Secret among others',
      'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\nmetadata: { name: n }\nstringData:\n  a: b\n  c: |\n    d\n    e',
      'kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\nmetadata: { name: n }\nstringData:\n  a: (secret)\n  c: (secret)\n    (secret)\n    (secret)',
    ],
    [
      'a Secret in a List',
      'kind: List\nitems:\n- kind: Secret\n  data: { a: b }',
      'kind: List\nitems:\n- kind: Secret\n  data: { a: (secret) }',
    ],
    [
      'a SecretList',
      'kind: SecretList\nitems:\n- data: { a: b }',
      'kind: SecretList\nitems:\n- data: { a: (secret) }',
    ],
    [
      'a Secret that is no YAML',
      '{{- if .x }}\napiVersion: v1\nkind: Secret\ndata:\n  a: b\n{{- end }}\n---\na: b',
      '(secret)\napiVersion: v1\nkind: Secret\n(secret)\n  (secret)\n(secret)\n---\na: b',
    ],
    [
      'keys of text that is no YAML',
      '{{- if .x }}\npassword: hunter2\ntoken: |\n  one\n  two\nport: 1\n{{- end }}',
      '{{- if .x }}\npassword: (secret)\ntoken: |\n  (secret)\n  (secret)\nport: 1\n{{- end }}',
    ],
    [
      'settings',
      '[db]\npassword = h2 h3\nport = 1\n: x: y: z',
      '[db]\npassword = (secret)\nport = 1\n: x: y: z',
    ],
  ])('%s', (_, text, masked) => {
    expect(maskText(text)).toBe(masked);
  });
});

describe('a sentence of a server', () => {
  test.each([
    [
      'values are invalid: password: hunter2 is too short',
      'values are invalid: password: (secret) is too short',
    ],
    ['data "apiToken": "ab cd" is not allowed', 'data "apiToken": "(secret)" is not allowed'],
    ['line 3: adminPassword=abc\nline 4: port=1', 'line 3: adminPassword=(secret)\nline 4: port=1'],
    [
      'values are invalid:\npassword: |\n  hunter2\nport: 1',
      'values are invalid:\npassword: |\n  (secret)\nport: 1',
    ],
    ['cannot reach https://u:pw1@host/x', 'cannot reach https://u:(secret)@host/x'],
    ['Invalid API key: not found', 'Invalid API key: not found'],
    ['profile key: already in use', 'profile key: already in use'],
  ])('%j', (sentence, masked) => {
    expect(maskSentence(sentence)).toBe(masked);
  });
});

test('a Secret as JSON in JSON in JSON, however deep', () => {
  let value: unknown = { kind: 'Secret', data: { any: 'Zq1234567890' } };
  for (let depth = 0; depth < 7; depth++) {
    value = { json: JSON.stringify(value) };
    expect(maskText(stringify(value))).not.toContain('Zq1234567890');
  }
});

test('a URL with a password is masked where it is a key, too', () => {
  const said = JSON.stringify(compareValues('a: {"https://u:pw1@h": 1}', 'a: {"https://u:pw1@h": 2}'));
  expect(said).toContain('https://u:(secret)@h');
});

test('a word with a secret is masked where it is a key, too', () => {
  const said = JSON.stringify(compareValues('{password=pw1, a: 1}', '{password=pw2, a: 1}'));
  expect(said).toContain('password=(secret)');
  expect(said).not.toMatch(/pw[12]/);
});

test('a secret that changed is said to have changed', () => {
  expect(compareValues('a: x://u:pw1@h', 'a: x://u:pw2@h')?.edits).toEqual([
    { path: 'a', kind: 'changed', hidden: true, note: '"x://u:(secret)@h": a secret in it changed' },
  ]);
  expect(compareValues('password: a1', 'password: a2')?.edits).toEqual([
    { path: 'password', kind: 'changed', hidden: true, note: '(secret) changed' },
  ]);
  expect(compareLines('kind: Secret\ndata:\n  x: a1', 'kind: Secret\ndata:\n  x: a2')[0]?.lines).toEqual([
    '  kind: Secret',
    '  data:',
    '-   x: (secret)',
    '+   x: (secret) ← changed',
  ]);
});

/** Long enough to be found nowhere by chance, and harmless to YAML. */
const planted = fc.stringMatching(/^[a-z0-9]{12}$/).map((text) => `Zq${text}`);
const plain = fc.oneof(
  fc.constantFrom('x', 'a b', 'yes', '0644', '1.10', '{{ .x }}', 'café'),
  fc.integer(),
  fc.boolean(),
);
const secretKey = fc.constantFrom(
  'password',
  'apiToken',
  'client_secret',
  'privateKey',
  'credentials',
  'DB_PASSWD',
  'apikey',
);
const plainKey = fc.constantFrom('a', 'b', 'c-d', 'e.f', 'config', 'list');

interface Drawn {
  readonly value: unknown;
  readonly secrets: readonly string[];
}

const leaf: fc.Arbitrary<Drawn> = fc.oneof(
  plain.map((value): Drawn => ({ value, secrets: [] })),
  fc
    .tuple(secretKey, planted, fc.constantFrom('text', 'map', 'list', 'lines'))
    .map(([key, secret, form]): Drawn => {
      const lines = `${secret}\n# ${secret}: x\n  ${secret}`;
      const value = { text: secret, map: { x: { y: secret } }, list: [secret, { z: secret }], lines }[form];
      return { value: { [key]: value, port: 1 }, secrets: [secret] };
    }),
  planted.map((secret): Drawn => ({ value: `postgres://user:${secret}@host/db`, secrets: [secret] })),
  planted.map((secret): Drawn => ({ value: [{ name: 'DB_PASSWORD', value: secret }], secrets: [secret] })),
  planted.map(
    (secret): Drawn => ({
      value: `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----\n`,
      secrets: [secret],
    }),
  ),
  planted.map(
    (secret): Drawn => ({
      value: { kind: 'Secret', data: { any: secret, 'x.y': `${secret}\nb` } },
      secrets: [secret],
    }),
  ),
  planted.map(
    (secret): Drawn => ({
      value: { args: [`--token=${secret}`, `password: ${secret} and more`] },
      secrets: [secret],
    }),
  ),
);

const { tree } = fc.letrec<{ tree: Drawn }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }).map(
      (items): Drawn =>
        join(
          items,
          items.map(({ value }) => value),
        ),
    ),
    fc.array(fc.tuple(plainKey, tie('tree')), { maxLength: 4 }).map(
      (pairs): Drawn =>
        join(
          pairs.map(([, item]) => item),
          Object.fromEntries(pairs.map(([key, { value }]) => [key, value])),
        ),
    ),
    tie('tree').map((item): Drawn => ({ value: { config: stringify(item.value) }, secrets: item.secrets })),
    tie('tree').map(
      (item): Drawn => ({ value: { json: JSON.stringify(item.value) }, secrets: item.secrets }),
    ),
  ),
}));

function join(items: readonly Drawn[], value: unknown): Drawn {
  return { value, secrets: items.flatMap(({ secrets }) => secrets) };
}

const text: fc.Arbitrary<{ readonly text: string; readonly secrets: readonly string[] }> = fc
  .tuple(
    fc.array(tree, { minLength: 1, maxLength: 2 }),
    fc.constantFrom('yaml', 'json', 'documents', 'template', 'comments', 'crlf'),
    planted,
  )
  .map(([items, form, own]) => {
    const [first = { value: {}, secrets: [] }] = items;
    const root = { root: first.value, own: { password: own } };
    const secrets = [...items.flatMap((item) => item.secrets), own];
    const written = stringify(root);
    switch (form) {
      case 'json':
        return { text: JSON.stringify(root, null, 2), secrets };
      case 'documents':
        return {
          text: [root, ...items.map(({ value }) => ({ value }))].map((item) => stringify(item)).join('---\n'),
          secrets,
        };
      case 'template':
        return { text: `{{- if .x }}\nx:\n  password: ${own}\n{{- end }}\n`, secrets };
      case 'comments':
        return { text: `${written}# token: ${own}\n#   password: |\n#     ${own}\n`, secrets };
      case 'crlf':
        return { text: written.replaceAll('\n', '\r\n'), secrets };
      case 'yaml':
        return { text: written, secrets };
    }
  });

/** All that a plan could carry, at once. */
function everything(before: Content, after: Content): string {
  return JSON.stringify(compareContent(before, after));
}

function contentWith(values: string, manifest: string, variable: string): Content {
  const [pack] = aContent().packs;
  if (pack === undefined) throw new Error('no pack');
  const facts: Variable = {
    name: 'plain',
    displayName: '',
    description: '',
    format: 'string',
    defaultValue: variable,
    regex: '',
    required: false,
    immutable: false,
    hidden: false,
    isSensitive: true,
    inputType: '',
    options: [],
  };
  return {
    ...aContent(),
    packs: [{ ...pack, values, manifests: [{ name: 'm', content: manifest }] }],
    variables: [facts, { ...facts, name: 'db_password', isSensitive: false }],
  };
}

test('random documents: no difference holds what was planted', () => {
  fc.assert(
    fc.property(text, text, planted, planted, (before, after, one, two) => {
      const from = contentWith(before.text, after.text, one);
      const to = contentWith(after.text, before.text, two);
      const said = everything(from, to) + everything(to, from);
      for (const secret of [...before.secrets, ...after.secrets, one, two])
        expect(said).not.toContain(secret);
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 400),
      seed: Number(process.env['CLONEFORM_SEED'] ?? 20_261_127),
    },
  );
});

test('with --diff keys or none, no value of a profile is shown, secret or not', () => {
  const value = fc.stringMatching(/^[a-z0-9]{12}$/).map((word) => `Vq${word}`);
  fc.assert(
    fc.property(value, value, value, (one, two, three) => {
      const before = contentWith(
        `a: ${one}\nl: [{name: ${two}, x: 1}]\nt: |\n  ${one}\n`,
        `x: y: ${one}`,
        one,
      );
      const after = contentWith(
        `a: ${two}\nl: [{name: ${two}, x: ${three}}, {name: ${one}}]\nt: |\n  ${three}\n`,
        two,
        two,
      );
      const changes: readonly PackChange[] = compareContent(before, after);
      for (const detail of ['keys', 'none'] as const) {
        const said = JSON.stringify(withDetail(changes, detail));
        for (const word of [one, two, three]) expect(said).not.toContain(word);
      }
      expect(
        withDetail(changes, 'keys')
          .find(({ change }) => change === 'values')
          ?.diff?.split('\n'),
      ).toEqual(['~ a: changed', '~ l[name=*].x: changed', '+ l[name=*]', '~ t: text changed']);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 30) },
  );
});
