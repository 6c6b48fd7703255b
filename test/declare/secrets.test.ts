// Credentials in YAML: found by their names or by their value, told where they stand, and never shown.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import { parseFile } from '../../src/declare/parse-file.ts';
import { findKeyItself, findSecrets } from '../../src/declare/secrets.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function secretsIn(text: string): readonly Diagnostic[] {
  const faults = new Faults();
  const file = parseFile('a.yaml', bytes(text), faults);
  if (file === null) throw new Error(JSON.stringify(faults.list()));
  findSecrets(file, faults);
  return faults.list();
}

describe('a key', () => {
  test.each([
    'apiKey',
    'api_key',
    'API-KEY',
    'paletteApiKey',
    'PALETTE_API_KEY',
    'spectroCloudApiKey',
    'token',
    'authToken',
    'auth-token',
    'jwt',
    'password',
    'Secret',
  ])('%s is that of a credential', (name) => {
    expect(secretsIn(`palette:\n  ${name}: hunter2 # mine\n`)).toStrictEqual([
      {
        code: 'declare/secret-in-yaml',
        severity: 'error',
        message: `"${name}" must not be in YAML`,
        place: { file: 'a.yaml', line: 2, column: 3, text: `  ${name}: ***` },
        hint: 'remove it, also from the version history; set PALETTE_API_KEY or use --api-key-file FILE',
      },
    ]);
  });

  test.each(['tokens', 'key', 'passwordFile', 'api.key', 'mysecret'])('%s is not', (name) => {
    expect(secretsIn(`palette: { ${name}: x }\n`)).toEqual([]);
  });
});

describe('a credential', () => {
  test.each<[string, string, readonly string[]]>([
    ['at the top of a file', 'token: x\n', ['1:1']],
    ['in a list', 'a:\n  - b: { token: x }\n  - jwt: y\n', ['2:10', '3:5']],
    ['in a map in brackets', 'a: [{ b: 1, token: x }]\n', ['1:13']],
    ['below another one', 'token: { password: x }\n', ['1:1', '1:10']],
    ['of a declaration', 'clones: { a: { token: x } }\n', ['1:16']],
    ['in labels', 'clones: { a: { target: { labels: { token: x } } } }\n', []],
    ['below labels', 'labels: { a: { token: x } }\n', ['1:16']],
    ['among variables', 'variables: { token: { default: x } }\n', []],
    ['in a variable', 'variables: { a: { password: x } }\n', []],
    ['among variables of something else', 'a: { variables: { token: x } }\n', ['1:19']],
    ['in overrides', 'clones: { a: { overrides: { packs: { b: { values: { token: x } } } } } }\n', []],
    ['in overrides of the defaults', 'defaults: { overrides: { packs: { token: { tag: x } } } }\n', []],
    [
      'in overrides of one project',
      'clones: { a: { perProject: { p: { overrides: { variables: { token: { defaultValue: x } } } } } } }\n',
      [],
    ],
    ['in what is no override', 'overrides: { token: x }\n', ['1:14']],
    ['beside overrides', 'clones: { a: { perProject: { p: { token: x } } } }\n', ['1:35']],
  ])('%s', (_, text, places) => {
    expect(secretsIn(text).map(({ place }) => `${place?.line}:${place?.column}`)).toEqual(places);
  });

  test('in a part of a file is judged by where the part stands', () => {
    const part = (above: readonly string[]): number => {
      const faults = new Faults();
      const file = parseFile('a.yaml', bytes('token: x\n'), faults);
      if (file !== null) findSecrets(file, faults, above);
      return faults.count;
    };
    expect(part(['clones', 'a', 'target'])).toBe(1);
    expect(part(['clones', 'a', 'target', 'labels'])).toBe(0);
    expect(part(['variables'])).toBe(0);
    expect(part(['clones', 'a', 'overrides', 'packs'])).toBe(0);
  });
});

describe('the key of this run', () => {
  const redact = (text: string): string => text.replaceAll('sk-1', '***');
  const found = (text: string, name = 'a.yaml'): readonly Diagnostic[] => {
    const faults = new Faults();
    findKeyItself(name, bytes(text), redact, faults);
    return faults.list();
  };

  test('is not in most files', () => {
    expect(found('a: b\n')).toEqual([]);
  });

  test.each<[string, string, number, number, string]>([
    ['in the first line', 'a: sk-1\nb: sk-1\n', 1, 4, 'a: ***'],
    ['in a later line', 'a: b\n# c\n  d: "x sk-1 y"\n', 3, 9, '  d: "x *** y"'],
    ['as the whole line', 'a: |\nsk-1\n', 2, 1, '***'],
    ['behind a long text', `${'x'.repeat(300)}sk-1\n`, 1, 301, 'x'.repeat(200)],
  ])('is found %s', (_, text, line, column, shown) => {
    expect(found(text)).toStrictEqual([
      {
        code: 'declare/secret-in-yaml',
        severity: 'error',
        message: 'this is the Palette API key',
        place: { file: 'a.yaml', line, column, text: shown },
        hint: 'remove it, also from the version history, and replace the key with a new one',
      },
    ]);
  });

  test('of a file that is no YAML by its name, no line is shown', () => {
    expect(found('sk-1\n', 'a.conf').map(({ place }) => place?.text)).toEqual(['']);
  });
});
