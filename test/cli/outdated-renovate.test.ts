// `outdated --format renovate`: the recipe of the guide finds with it what Renovate would raise.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import jsonata from 'jsonata';
import { afterEach, expect, test } from 'vitest';
import { aPlace, type Place } from '../support/place.ts';
import { ROOT } from '../support/root.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';
import { mustFit } from '../support/schemas.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const SEED = aSeed(
  ...['1.10.0', '1.9.0', '2.0.0-rc.1'].map((version) => seedVersion({ name: 'base', version })),
  seedVersion({ name: 'base', version: '3.0.0', published: false }),
  seedVersion({ name: 'team', version: '1.0.0', scope: 'project', project: 'edge-dev' }),
  seedVersion({ name: 'unused', version: '1.0.0' }),
);

const target = (name: string): string => `target: { scope: project, project: edge-dev, name: ${name} }`;

async function place(): Promise<Place> {
  const at = await aPlace(SEED);
  places.push(at);
  at.declare({
    one: `{ source: { profile: base, version: 1.9.0 }, ${target('one')} }`,
    two: `{ source: { profile: team, scope: project, project: edge-dev, version: ^1.0.0 }, ${target('two')} }`,
    three: `{ source: { clone: one }, ${target('three')} }`,
  });
  return at;
}

interface Recipe {
  readonly customDatasources: { readonly palette: { readonly transformTemplates: readonly string[] } };
  readonly customManagers: readonly { readonly matchStrings: readonly string[] }[];
}

test('published versions of each source that is copied, lowest first', async () => {
  const at = await place();
  const end = await at.run('outdated', '--format', 'renovate');
  const answer = JSON.parse(end.out);
  mustFit('outdated-renovate', answer);
  expect(answer.sources).toMatchObject([
    {
      name: 'base',
      releases: [
        { version: '1.9.0', isStable: true },
        { version: '1.10.0', isStable: true },
        { version: '2.0.0-rc.1', isStable: false },
      ],
    },
    { name: 'edge-dev/team', releases: [{ version: '1.0.0' }] },
  ]);
  expect(Number.isNaN(Date.parse(answer.sources[0].releases[0].releaseTimestamp))).toBe(false);
  expect(JSON.parse((await at.run('outdated', 'two', '--format', 'renovate')).out).sources).toMatchObject([
    { name: 'edge-dev/team' },
  ]);
});

test('the recipe of the guide: it finds the versions in a file, and their releases', async () => {
  const guide = readFileSync(path.join(ROOT, 'docs/how-to/versions.md'), 'utf8');
  const recipe: Recipe = JSON.parse(/```json\n([^]*?)\n```/.exec(guide)?.[1] ?? '');
  const at = await place();
  const answer: unknown = JSON.parse((await at.run('outdated', '--format', 'renovate')).out);
  const [template = ''] = recipe.customDatasources.palette.transformTemplates;
  const releases = await jsonata(template.replace('{{{packageName}}}', 'base')).evaluate(answer);
  expect(releases.releases.map(({ version }: { version: string }) => version)).toEqual([
    '1.9.0',
    '1.10.0',
    '2.0.0-rc.1',
  ]);
  const pattern = new RegExp(recipe.customManagers[0]?.matchStrings[0] ?? '', 'g');
  const text = `
a: { source: { profile: base, version: 1.9.0 } }
b:
  source:
    profile: other.name
    version: "2.0.0-rc.1"
c: { source: { profile: base, version: ^1.0.0 } }
`;
  expect([...text.matchAll(pattern)].map(({ groups }) => ({ ...groups }))).toEqual([
    { depName: 'base', currentValue: '1.9.0' },
    { depName: 'other.name', currentValue: '2.0.0-rc.1' },
  ]);
});

test.each([
  [['--behind'], '--behind has no meaning with --format'],
  [['--write'], '--format has no meaning with --write'],
])('with %j: exit 64', async (flags, says) => {
  const at = await place();
  const end = await at.run('outdated', '--format', 'renovate', ...flags);
  expect([end.code, end.err]).toEqual([64, expect.stringContaining(says)]);
});
