// Secrets among the places that overrides decide: never shown, and never hashed alone.
import { describe, expect, test } from 'vitest';
import type { Content } from '../../../src/content/content.ts';
import { renderOverrides } from '../../../src/content/overrides/render.ts';
import type { OverriddenPlace } from '../../../src/content/overrides/rendered.ts';
import { shownPlace } from '../../../src/content/overrides/shown-place.ts';
import { aPack, aVariable } from '../../support/contents.ts';
import { overridesOf } from '../../support/overrides.ts';

const VALUES = `db:
  password: hunter2
  port: 5432
  url: https://me:hunter2@db.example/x
config: |
  token: hunter2
  size: 1
env:
  - name: API_TOKEN
    value: hunter2
`;

const SOURCE: Content = {
  cloudType: 'all',
  type: 'add-on',
  packs: [
    aPack('app', {
      values: VALUES,
      manifests: [{ name: 'creds', content: 'kind: Secret\nstringData:\n  pin: hunter2\n' }],
    }),
  ],
  variables: [
    aVariable('db_password', { defaultValue: 'hunter2' }),
    aVariable('size', { defaultValue: '1' }),
  ],
};

function places(layer: string, files: Readonly<Record<string, string>> = {}): readonly OverriddenPlace[] {
  const result = renderOverrides(SOURCE, overridesOf([layer], files), new Map());
  if (result.status !== 'rendered') throw new Error(JSON.stringify(result));
  return result.places;
}

describe('what is a secret', () => {
  test.each<[string, string, boolean]>([
    ['a value under a key that says so', 'packs: { app: { values: { db: { password: hunter3 } } } }', true],
    ['a harmless one beside it', 'packs: { app: { values: { db: { port: 1 } } } }', false],
    [
      'a URL with a password',
      'packs: { app: { values: { db: { url: "https://me:hunter3@x.example" } } } }',
      true,
    ],
    ['a value in a block', 'packs: { app: { values: { config: { token: hunter3 } } } }', true],
    ['another one in it', 'packs: { app: { values: { config: { size: 2 } } } }', false],
    ['what is taken away', 'packs: { app: { unset: ["env[name=API_TOKEN].value"] } }', true],
    [
      'a replacement',
      'packs: { app: { replace: [{ find: "password: hunter2", with: "password: hunter3" }] } }',
      true,
    ],
    [
      'a harmless replacement',
      'packs: { app: { replace: [{ find: "port: 5432", with: "port: 1" }] } }',
      false,
    ],
    ['a manifest', 'packs: { app: { manifests: { creds: { file: f } } } }', true],
    ['a whole text', 'packs: { app: { valuesFile: f } }', true],
    ['a variable', 'variables: { db_password: { defaultValue: hunter3 } }', true],
    ['a harmless variable', 'variables: { size: { defaultValue: "2" } }', false],
  ])('%s', (_, layer, isSecret) => {
    const [place] = places(layer, { f: 'kind: Secret\nstringData:\n  pin: hunter3\n' });
    if (place === undefined) throw new Error('no place');
    expect(place.isSecret).toBe(isSecret);
    const shown = JSON.stringify(shownPlace(place));
    expect(shown).not.toMatch(/hunter/);
    if (isSecret) expect(place.sourceFact.length).toBeGreaterThan(40);
  });
});

describe('what a change of the source means', () => {
  const facts = (values: string, layer: string): string => {
    const changed = { ...SOURCE, packs: [aPack('app', { values })] };
    const result = renderOverrides(changed, overridesOf([layer]), new Map());
    return result.status === 'rendered' ? (result.places[0]?.sourceFact ?? '') : result.status;
  };
  const port = 'packs: { app: { values: { db: { port: 1 } } } }';

  test('another form of the same value is none', () => {
    expect(facts('db: { port: 5432 } # said\n', port)).toBe(facts(VALUES, port));
    expect(facts('db: { port: 05432 }\n', port)).not.toBe(facts(VALUES, port));
    expect(facts('db: {}\n', port)).toBe('nothing');
  });

  test('for a secret, any change of its text is one', () => {
    const password = 'packs: { app: { values: { db: { password: x } } } }';
    expect(facts(VALUES.replace('5432', '1'), password)).not.toBe(facts(VALUES, password));
  });
});
